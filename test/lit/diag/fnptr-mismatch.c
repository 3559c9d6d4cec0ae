/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A function with kinds is called by its name.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void look(const struct box *DRUST_BORROW b);
struct box *DRUST_OWNED make(void);
void plain(const struct box *b);
void apply(void (*f)(const struct box *));
void bad(void)
{
    apply(look);
    // expected-error@-1 {{'look' has kinds in its contract; a pointer to it is not supported yet [drust-fnptr-mismatch]}}
    struct box *(*maker)(void) = make;
    // expected-error@-1 {{'make' has kinds in its contract; a pointer to it is not supported yet [drust-fnptr-mismatch]}}
    (void)maker;
}
void good(const struct box *DRUST_BORROW b)
{
    apply(plain);
    look(b);
}
