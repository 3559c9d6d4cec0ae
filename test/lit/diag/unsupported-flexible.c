/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An object with a flexible array member is not made yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct bad { int count; int values[]; };
void bad(void)
{
    struct bad *DRUST_OWNED o = drust_new(struct bad);
    // expected-error@-1 {{an object with a flexible array member is not supported yet [drust-unsupported]}}
}
struct good { int count; int values[4]; };
void good(void)
{
    struct good *DRUST_OWNED o = drust_new(struct good);
    o->values[o->count] = 1;
}
