/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow crosses to a thread only inside drust_scope.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int look(const struct box *DRUST_BORROW b);
// expected-note@-1 2 {{'b' declared here}}
void change(struct box *DRUST_MUT_BORROW b);
// expected-note@-1 2 {{'b' declared here}}
int consume(struct box *DRUST_OWNED o);
void bad(struct box *DRUST_OWNED o)
{
    struct box local = {1};
    drust_spawn(look, o);
    // expected-error@-1 {{the thread may outlive what 'b' borrows: wrap the spawn in 'drust_scope' [drust-borrow-crosses-unscoped]}}
    drust_spawn(change, o);
    // expected-error@-1 {{the thread may outlive what 'b' borrows: wrap the spawn in 'drust_scope' [drust-borrow-crosses-unscoped]}}
    drust_spawn(look, &local);
    // expected-error@-1 {{the thread may outlive what 'b' borrows: wrap the spawn in 'drust_scope' [drust-borrow-crosses-unscoped]}}
    drust_scope {
    }
    drust_spawn(change, &local);
    // expected-error@-1 {{the thread may outlive what 'b' borrows: wrap the spawn in 'drust_scope' [drust-borrow-crosses-unscoped]}}
}
void good(struct box *DRUST_OWNED o)
{
    struct box local = {1};
    drust_scope {
        drust_spawn(look, o);
        drust_spawn(change, &local);
    }
    drust_spawn(consume, o);
}
