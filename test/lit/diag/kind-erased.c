/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A tracked pointer is not stored or returned as an untracked one.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; int values[4]; struct box *DRUST_OWNED inner; };
static struct box *global;
static int *element;
void take_slots(void *slots);
// expected-note@-1 2 {{parameter 'slots' declared here: let it point to const, or give it a kind}}
// expected-note@-2 {{parameter 'slots' declared here: give it a kind, or '__attribute__((noescape))'}}
struct box *bad_return(struct box *DRUST_BORROW b)
{
    return b;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of 'b': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
int *bad_field(struct box *DRUST_OWNED o)
{
    return &o->value;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&o->value': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
int *bad_decay(struct box *DRUST_MUT_BORROW b)
{
    return b->values;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of 'b->values': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
void bad(struct box *DRUST_OWNED o)
{
    global = o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of 'o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    element = &o->values[2];
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&o->values[2]': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    take_slots(&o);
    // expected-error@-1 {{'take_slots' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    take_slots(&o->inner);
    // expected-error@-1 {{'take_slots' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
}
const struct box *DRUST_BORROW good_return(struct box *DRUST_BORROW b)
{
    return b;
}
int good(struct box *DRUST_OWNED o)
{
    take_slots(o->values);
    // expected-warning@-1 {{'take_slots' is not annotated and may keep 'o->values' after the call [drust-may-escape]}}
    return o->value;
}
