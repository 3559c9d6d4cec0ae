/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What lies on the global heap is not given to free.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdlib.h>
struct box { int value; };
void bad(struct box *DRUST_OWNED o, char *DRUST_MUT_BORROW b)
{
    free(o);
    // expected-error@-1 {{'o' belongs to the distributed heap and cannot be released with 'free': use 'drust_drop' [drust-wrong-release]}}
    (void)realloc(b, 10);
    // expected-error@-1 {{'b' belongs to the distributed heap and cannot be released with 'realloc': use 'drust_drop' [drust-wrong-release]}}
}
void good(struct box *DRUST_OWNED o, char *raw)
{
    drust_drop(o);
    free(raw);
}
