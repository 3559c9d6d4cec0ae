/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a thread borrows is declared before the scope that joins it.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int look(const struct box *DRUST_BORROW b);
int look_int(const int *DRUST_BORROW DRUST_COUNT(1) i);
struct box *DRUST_OWNED make(void);
void bad(void)
{
    drust_scope {
        struct box *DRUST_OWNED o = make();
        // expected-note@-1 2 {{'o' declared here}}
        struct box local = {1};
        // expected-note@-1 {{'local' declared here}}
        drust_spawn(look, o);
        // expected-error@-1 {{'o' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        drust_spawn(look, &local);
        // expected-error@-1 {{'local' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        if (local.value) {
            int inner[2] = {1, 2};
            // expected-note@-1 {{'inner' declared here}}
            drust_spawn(look_int, &*inner);
            // expected-error@-1 {{'inner' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        }
        drust_spawn(look, (&(struct box){2}));
        // expected-error@-1 {{'(struct box){2}' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        drust_spawn(look_int, &o->value);
        // expected-error@-1 {{'o' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
    }
}
void good(void)
{
    struct box *DRUST_OWNED o = make();
    struct box local = {1};
    drust_scope {
        struct box *DRUST_BORROW b = o;
        drust_spawn(look, b);
        drust_spawn(look, &local);
        drust_spawn(look_int, &o->value);
    }
}
