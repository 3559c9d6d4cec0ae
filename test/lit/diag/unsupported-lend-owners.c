/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A place that holds owners is not lent by value: its owner is lent.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
int look(const struct box *DRUST_BORROW b);
int look_int(const int *DRUST_BORROW i);
void change_slot(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot);
struct outer { struct box first; };
void bad(struct outer *DRUST_OWNED o, struct box *DRUST_OWNED p)
{
    drust_scope {
        drust_spawn(look, &o->first);
        // expected-error@-1 {{lending a place that holds owners by value is not supported yet [drust-unsupported]}}
        drust_spawn(change_slot, &p);
        // expected-error@-1 {{argument 'slot' of the spawned 'change_slot' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    }
}
void good(struct outer *DRUST_OWNED o, struct box *DRUST_OWNED p)
{
    drust_scope {
        drust_spawn(look, o->first.inner);
        drust_spawn(look, p);
        drust_spawn(look_int, &o->first.value);
    }
}
