/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owner in static storage is tested, assigned, taken and replaced, and
 * nothing else.
 *
 * RUN: %drustcc -fsyntax-only -ferror-limit=0 -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct holder { struct box *DRUST_OWNED box; int count; };
struct flexible { int n; struct box *DRUST_OWNED boxes[]; };
typedef struct box *DRUST_OWNED box_box;
struct box *DRUST_OWNED make(void);
int look(const struct box *DRUST_BORROW b);
int change(struct box *DRUST_MUT_BORROW b);
int change_holder(struct holder *DRUST_MUT_BORROW h);
int change_slot(box_box *DRUST_MUT_BORROW slot);
void plain(const struct holder *__attribute__((noescape)) h);
void consume(struct box *DRUST_OWNED b);

extern struct box *DRUST_OWNED elsewhere;
static struct box *DRUST_OWNED kept, *DRUST_OWNED table[2];
static struct holder holder, holders[2];
_Thread_local struct box *DRUST_OWNED mine;
static struct box *DRUST_OWNED const constant;
static struct box plain_box;
static struct box *DRUST_OWNED forged = &plain_box;
// expected-error@-1 {{untracked pointer used where 'forged' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
static struct holder forged_field[2] = {{NULL, 1}, {.box = &plain_box}};
// expected-error@-1 {{untracked pointer used where 'box' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
static struct flexible flexible = {1, {NULL}};
// expected-error@-1 {{a flexible array member with owners in static storage is not supported yet [drust-unsupported]}}
static _Atomic(struct holder) atomic;
// expected-error@-1 {{nothing would own what this value of type '_Atomic(struct holder)' holds: keep it in a variable [drust-owner-struct-value]}}

struct box *DRUST_OWNED bad(int i)
{
    static struct box *DRUST_OWNED local;
    static struct holder bad_local = {&plain_box, 2};
    // expected-error@-1 {{untracked pointer used where 'box' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    int v = kept->value;
    // expected-error@-1 {{static owner 'kept' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    local->value = v;
    // expected-error@-1 {{static owner 'local' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    look(table[i]);
    // expected-error@-1 {{static owner 'table' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    const struct box *inferred = holders[i].box;
    // expected-error@-1 {{static owner 'holders' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    look(inferred);
    change(mine);
    // expected-error@-1 {{static owner 'mine' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(elsewhere);
    // expected-error@-1 {{static owner 'elsewhere' cannot be moved: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(kept->inner);
    // expected-error@-1 {{static owner 'kept' cannot be moved: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(drust_take(&kept->inner));
    // expected-error@-1 {{static owner 'kept' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    struct holder moved = holder;
    // expected-error@-1 {{static owner 'holder' cannot be moved: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    change_holder(&holder);
    // expected-error@-1 {{static owner 'holder' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    change_holder(holders);
    // expected-error@-1 {{static owner 'holders' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    change_slot(&kept);
    // expected-error@-1 {{static owner 'kept' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    plain(&holder);
    // expected-error@-1 {{static owner 'holder' cannot be borrowed: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    drust_resize(&kept, 3);
    // expected-error@-1 {{static owner 'kept' cannot be given to 'drust_resize': every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    drust_drop(*&kept);
    // expected-error@-1 {{cannot move '*&kept' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    v += drust_same(kept, moved.box);
    // expected-error@-1 {{static owner 'kept' cannot be compared: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    drust_scope
    {
        drust_spawn(look, kept);
        // expected-error@-1 {{static owner 'kept' cannot be lent to a thread: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
        drust_spawn(change_holder, &holder);
        // expected-error@-1 {{static owner 'holder' cannot be lent to a thread: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
        drust_thread t = drust_spawn(make);
        drust_join(t, &kept);
        // expected-error@-1 {{static owner 'kept' cannot be given to 'drust_join': every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    }
    consume(drust_take(&constant));
    // expected-error@-1 {{'drust_take' or 'drust_replace' is used in a form the compiler does not know: its operand is constant [drust-bad-use]}}
    return kept;
    // expected-error@-1 {{static owner 'kept' cannot be moved: every function and thread of this server can reach it [drust-owner-in-static]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
}
int good(int i)
{
    static struct box *DRUST_OWNED local;
    extern struct box *DRUST_OWNED further;
    struct box *DRUST_OWNED one = drust_take(&kept);
    if (one != NULL && kept == NULL && !table[i] && constant == NULL)
        kept = one;
    struct holder h = drust_take(&holders[i]);
    holder = h;
    holder.count++;
    holder.box = make();
    local = drust_replace(&further, make());
    *&mine = make();
    return local ? holder.count : elsewhere != NULL;
}
