/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owned result that nobody takes is dropped with a warning.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
int look(const struct box *DRUST_BORROW b);
void bad(struct box *DRUST_MUT_BORROW *raw, struct box *DRUST_OWNED o)
{
    make();
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    (void)({ make(); 1; });
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    o ? make() : (void)0;
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    drust_new(struct box);
    // expected-warning@-1 {{owned result of 'drust_new(struct box)' is dropped at once [drust-unused-owner]}}
    drust_take(&o);
    // expected-warning@-1 {{owned result of 'drust_take(&o)' is dropped at once [drust-unused-owner]}}
    make(), o = NULL;
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
}
int good(void)
{
    struct box *DRUST_OWNED o = make();
    drust_drop(make());
    (void)make();
    (void)(o ? drust_take(&o) : make());
    o = make();
    return look(make()) + o->value + (make() == NULL);
}
