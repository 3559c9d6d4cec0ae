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
{
    return b->inner;
    // expected-error@-1 {{cannot move 'b->inner' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
}
void bad(struct box *DRUST_MUT_BORROW b, const struct box *DRUST_BORROW c)
{
    struct box *DRUST_OWNED a = b->inner;
    // expected-error@-1 {{cannot move 'b->inner' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
    consume(b);
    // expected-error@-1 {{cannot move 'b' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
    consume(b->inner->inner);
    // expected-error@-1 {{cannot move 'b->inner' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
    consume(c->inner);
    // expected-error@-1 {{cannot move 'c->inner' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
}
void bad_slot(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot)
{
    consume(*slot);
    // expected-error@-1 {{cannot move '*slot' out of a borrow, which does not own the object: 'drust_take' moves it and leaves NULL [drust-move-out-of-borrow]}}
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
