/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * NULL, and what may be NULL, is no exclusive borrow unless it is declared
 * _Nullable.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void change(struct box *DRUST_MUT_BORROW b);
// expected-note@-1 2 {{'b' declared here}}
void change_maybe(struct box *DRUST_MUT_BORROW _Nullable b);
void bad(int c, struct box *DRUST_OWNED o)
{
    change(NULL);
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    change(c ? o : NULL);
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    struct box *DRUST_MUT_BORROW m = NULL;
    // expected-error@-1 {{NULL given to borrow 'm', which is not '_Nullable' [drust-null-into-borrow]}}
    // expected-note@-2 {{'m' declared here}}
    (void)m;
}
void bad_given(struct box *DRUST_MUT_BORROW _Nullable n)
// expected-note@-1 {{'n' declared here}}
{
    change(n);
    // expected-error@-1 {{'n' may be NULL here, and borrow 'b' is not '_Nullable': test it first [drust-null-into-borrow]}}
}
void good(int c, struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW _Nullable n)
{
    change_maybe(NULL);
    change_maybe(c ? o : NULL);
    change_maybe(n);
    struct box *DRUST_MUT_BORROW _Nullable m = NULL;
    m = o;
    change_maybe(m);
    if (n)
        change(n);
}
