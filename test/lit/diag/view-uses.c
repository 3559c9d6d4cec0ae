/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The borrows in a view mean what they mean elsewhere, and nothing untracked leads to them.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct DRUST_VIEW view {
    struct box *DRUST_BORROW seen; // #seen
    struct box *DRUST_MUT_BORROW _Nullable held;
};
void change(struct box *DRUST_MUT_BORROW b);
void eat(struct box *DRUST_OWNED b);
void look(const void *p __attribute__((noescape)));
struct view step(struct view v);
static int server;
void bad(struct view v, struct view *plain, struct box *raw, struct box *DRUST_OWNED o)
{
    v.seen->value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'v.seen' [drust-write-through-shared]}}
    // expected-note@#seen {{'seen' declared here}}
    change(v.seen);
    // expected-error@-1 {{cannot pass shared borrow 'v.seen' as 'drust_mut_borrow' [drust-write-through-shared]}}
    // expected-note@#seen {{'seen' declared here}}
    eat(v.seen);
    // expected-error@-1 {{cannot move 'v.seen' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    // expected-note@#seen {{'seen' declared here}}
    v.seen = NULL;
    // expected-error@-1 {{NULL given to borrow 'seen', which is not '_Nullable' [drust-null-into-borrow]}}
    // expected-note@#seen {{'seen' declared here}}
    struct view half = {o};
    struct view none = {};
    // expected-error@-1 {{NULL given to borrow 'seen', which is not '_Nullable' [drust-null-into-borrow]}}
    // expected-note@#seen {{'seen' declared here}}
    struct view many[2] = {{o}};
    // expected-error@-1 {{NULL given to borrow 'seen', which is not '_Nullable' [drust-null-into-borrow]}}
    // expected-note@#seen {{'seen' declared here}}
    struct view range[2] = {[0 ... 1] = {o}};
    // expected-error@-1 {{a range designator for views is not supported yet [drust-unsupported]}}
    v.seen = raw;
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'seen': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    struct view copy = *plain;
    // expected-error@-1 {{'*plain' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    plain->seen = o;
    // expected-error@-1 {{drust_borrow 'plain->seen' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    memset(&v, 0, sizeof v);
    // expected-error@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
    goto end;
    // expected-error@-1 {{this jump skips the declaration of owner 'late': declare it before the jump [drust-jump-over-owner]}}
    struct view late = {o};
    // expected-note@-1 {{'late' declared here}}
end:
    (void)half, (void)none, (void)copy, (void)late, (void)many, (void)range;
}
void take(struct view *DRUST_MUT_BORROW v);
void look_at(const struct view *DRUST_BORROW v);
void bad_literal(struct box *DRUST_MUT_BORROW o, const struct view *DRUST_BORROW given)
{
    take(&(struct view){o});
    // expected-error@-1 {{a view without a name that is written to or made of other views is not supported yet [drust-unsupported]}}
    look_at((struct view[2]){{o}, *given});
    // expected-error@-1 {{a view without a name that is written to or made of other views is not supported yet [drust-unsupported]}}
}
void run(struct view v);
void bad_thread(struct view v)
{
    drust_scope {
        drust_spawn(run, v);
        // expected-error@-1 {{argument 'v' of the spawned 'run' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    }
}
int good(struct view v, struct box *DRUST_OWNED o)
{
    look_at(&(struct view){o});
    if (v.held)
        v.held->value = v.seen->value;
    v.seen = o;
    v = step((struct view){.seen = v.seen, .held = o});
    struct view *at = &v, all[2] = {v, {o, NULL}};
    if (at->held)
        change(at->held);
    look(&v);
    const struct box *b = step(all[1]).seen;
    return b->value + all[0].seen->value + server;
}
