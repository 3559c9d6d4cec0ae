/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A struct with owners moves; where nothing says who takes it, it is refused.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED _Nullable inner; };
struct box make(void);
int look(const struct box *DRUST_BORROW b);
void eat(struct box b);
void vary(int count, ...);
void bad(struct box *raw)
{
    int value = make().value;
    struct box a, b;
    a = b = make();
    // expected-error@-1 {{nothing would own what this value of type 'struct box' holds: keep it in a variable [drust-owner-struct-value]}}
    vary(value, make());
    // expected-error@-1 {{nothing would own what this value of type 'struct box' holds: keep it in a variable [drust-owner-struct-value]}}
    look(&(struct box){.value = 1});
    *raw = make();
    // expected-error@-1 {{'*raw' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    a = (struct box){.value = value};
    a.inner = make().inner;
    // expected-error@-1 {{no rule says what a MemberExpr does to the tracked pointers in it [drust-unknown-form]}}
    a = *raw;
    // expected-error@-1 {{'*raw' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
}
void bad_declarations(int n)
{
    struct box many[n];
    // expected-error@-1 {{an array of owners of variable length is not supported yet [drust-unsupported]}}
    struct box same[3] = {[0 ... 2] = make()};
    // expected-error@-1 {{one value cannot be the owner in each element of a range: initialise the elements one by one, or with NULL [drust-range-of-owners]}}
    _Atomic(struct box) atomic;
    // expected-error@-1 {{nothing would own what this value of type '_Atomic(struct box)' holds: keep it in a variable [drust-owner-struct-value]}}
}
struct box bad_moves(struct box *DRUST_MUT_BORROW m, struct box *DRUST_OWNED array, int i)
// expected-note@-1 {{'m' declared here}}
{
    struct box local[2];
    eat(local[i]);
    // expected-error@-1 {{cannot move 'local[i]' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    eat(array[i]);
    // expected-error@-1 {{cannot move 'array[i]' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    return *m;
    // expected-error@-1 {{cannot move '*m' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
}
void bad_jump(int n)
{
    if (n)
        goto out;
        // expected-error@-1 {{this jump skips the declaration of owner 'b': declare it before the jump [drust-jump-over-owner]}}
    struct box b;
    // expected-note@-1 {{'b' declared here}}
out:
    look(&b);
}
struct box good(struct box p)
{
    struct box b = p, c = {.inner = NULL};
    c = make();
    eat(b);
    drust_spawn(eat, drust_move(c));
    drust_spawn(make);
    return c;
}
