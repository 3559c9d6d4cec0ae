/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A cast gives, changes and removes no kind, also one to a typedef that has one.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef struct box *DRUST_OWNED box_owner;
typedef const struct box *DRUST_BORROW box_borrow;
typedef struct box *DRUST_MUT_BORROW box_mut;
void eat(struct box *DRUST_OWNED o);
void change(struct box *DRUST_MUT_BORROW b);
static const void *plain;
void bad(struct box *raw, struct box *DRUST_BORROW b, struct box *DRUST_OWNED o)
// expected-note@-1 3 {{'b' declared here}}
{
    eat((box_owner)raw);
    // expected-error@-1 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    const struct box *DRUST_BORROW r = (box_borrow)raw;
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'r': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    eat((box_owner)b);
    // expected-error@-1 {{cannot move 'b' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    change((box_mut)b);
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    change((struct box *)b);
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    plain = (const void *)o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of '(const void *)o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    plain = (const void *)(box_borrow)o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of '(const void *)(box_borrow)o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    (void)r;
}
void good(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW b)
{
    change((box_mut)o);
    change((struct box *)b);
    eat((box_owner)o);
}
