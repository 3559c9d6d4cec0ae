/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow does not own what it leads to: nothing moves out of it.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; struct box *DRUST_OWNED both[2]; };
void consume(struct box *DRUST_OWNED o);
struct box *DRUST_OWNED bad_return(struct box *DRUST_MUT_BORROW b)
// expected-note@-1 {{'b' declared here}}
{
    return b->inner;
    // expected-error@-1 {{cannot move 'b->inner' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
}
void bad(struct box *DRUST_MUT_BORROW b, const struct box *DRUST_BORROW c)
// expected-note@-1 3 {{'b' declared here}}
// expected-note@-2 {{'c' declared here}}
{
    struct box *DRUST_OWNED a = b->inner;
    // expected-error@-1 {{cannot move 'b->inner' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(b);
    // expected-error@-1 {{cannot move 'b' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    consume(b->inner->inner);
    // expected-error@-1 {{cannot move 'b->inner->inner' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(c->inner);
    // expected-error@-1 {{cannot move 'c->inner' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
}
void bad_slot(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot)
// expected-note@-1 {{'slot' declared here}}
{
    consume(*slot);
    // expected-error@-1 {{cannot move '*slot' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
}
struct box *DRUST_OWNED good(struct box *DRUST_MUT_BORROW b, struct box *DRUST_OWNED o)
{
    consume(drust_take(&b->inner));
    consume(drust_replace(&b->both[1], o->inner->inner));
    return o->inner;
}
void good_slot(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot)
{
    consume(drust_take(slot));
}
