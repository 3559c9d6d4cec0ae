/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A temporary owner stands in no braced initialiser.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
int bad(void)
{
    int values[2] = {make()->value, 1};
    // expected-error@-1 {{a temporary owner in a braced initialiser is not supported yet [drust-unsupported]}}
    return values[0];
}
int good(void)
{
    struct box *DRUST_OWNED o = make();
    int values[2] = {o->value, 1};
    int one = make()->value;
    return values[0] + one;
}
