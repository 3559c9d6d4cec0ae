/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * NULL is no borrow unless it is declared _Nullable.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void look(const struct box *DRUST_BORROW b);
// expected-note@-1 3 {{'b' declared here}}
void look_maybe(const struct box *DRUST_BORROW _Nullable b);
struct box *DRUST_BORROW bad_return(struct box *DRUST_BORROW b)
// expected-note@-1 {{'bad_return' declared here}}
{
    return NULL;
    // expected-error@-1 {{NULL given to borrow 'bad_return', which is not '_Nullable' [drust-null-into-borrow]}}
}
void bad(int c, struct box *DRUST_OWNED o)
{
    look(NULL);
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    look(0);
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    look(c ? o : NULL);
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    struct box *DRUST_BORROW b = NULL;
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
    // expected-note@-2 2 {{'b' declared here}}
    b = (void *)0;
    // expected-error@-1 {{NULL given to borrow 'b', which is not '_Nullable' [drust-null-into-borrow]}}
}
void good(int c, struct box *DRUST_OWNED o)
{
    look_maybe(NULL);
    look_maybe(c ? o : NULL);
    struct box *DRUST_BORROW _Nullable b = NULL;
    b = o;
    look_maybe(b);
}
