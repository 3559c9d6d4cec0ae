/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The macros of drust.h are used as they are meant.
 *
 * RUN: %drustcc -fsyntax-only -ferror-limit=0 -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(void);
int work(int x);
void bad_scope(int c)
{
    drust_scope
    // expected-error@-1 {{'drust_scope' is used in a form the compiler does not know: write 'drust_scope { ... }' [drust-bad-use]}}
        c++;
    drust_scope {
    // expected-error@-1 {{'drust_scope' is used in a form the compiler does not know: write 'drust_scope { ... }' [drust-bad-use]}}
        c++;
    } else
        c--;
    goto inside;
    // expected-error@-1 {{'drust_scope' is used in a form the compiler does not know: a jump into it would skip its start [drust-bad-use]}}
    drust_scope {
inside:
        c++;
    }
}
int bad(struct box *DRUST_MUT_BORROW b, struct box *raw, struct box **slot)
{
    struct box *DRUST_OWNED p;
    int n = 0;
    p = drust_move(b);
    // expected-error@-1 {{'drust_move' is used in a form the compiler does not know: its operand does not move [drust-bad-use]}}
    n = drust_move(n);
    // expected-error@-1 {{'drust_move' is used in a form the compiler does not know: its operand does not move [drust-bad-use]}}
    p = drust_replace(&p, n);
    // expected-error@-1 {{'drust_replace' is used in a form the compiler does not know: its value is not of the type of the place [drust-bad-use]}}
    p = drust_take(slot);
    // expected-error@-1 {{'drust_take' or 'drust_replace' is used in a form the compiler does not know: its operand is no pointer to an owner [drust-bad-use]}}
    drust_drop(b);
    // expected-error@-1 {{'drust_drop' is used in a form the compiler does not know: its operand is no owner [drust-bad-use]}}
    drust_drop(raw);
    // expected-error@-1 {{'drust_drop' is used in a form the compiler does not know: its operand is no owner [drust-bad-use]}}
    n += (int)drust_len(b);
    // expected-error@-1 {{'drust_len' is used in a form the compiler does not know: its operand is no owner [drust-bad-use]}}
    p = drust_clone(raw);
    // expected-error@-1 {{'drust_clone' is used in a form the compiler does not know: its operand is no owner and no borrow [drust-bad-use]}}
    int *DRUST_OWNED value = drust_clone(&b->value);
    // expected-error@-1 {{'drust_clone' is used in a form the compiler does not know: its operand is no owner and no borrow [drust-bad-use]}}
    drust_resize(slot, 4);
    // expected-error@-1 {{'drust_resize' is used in a form the compiler does not know: its operand is no pointer to an owner [drust-bad-use]}}
    drust_resize(&b, 4);
    // expected-error@-1 {{'drust_resize' is used in a form the compiler does not know: its operand is no pointer to an owner [drust-bad-use]}}
    n += drust_join(n, NULL);
    // expected-error@-1 {{'drust_join' is used in a form the compiler does not know: its first operand is no 'drust_thread' [drust-bad-use]}}
    n += (p = make())->value;
    // expected-error@-1 {{the value of this assignment is used in a form the compiler does not know: assign first, then use the variable [drust-bad-use]}}
    struct box *DRUST_OWNED q = p = make();
    // expected-error@-1 {{the value of an assignment to an owner is used in a form the compiler does not know: it may only be tested or compared with NULL [drust-bad-use]}}
    (void)q;
    __drust_mark_spawned();
    // expected-error@-1 {{'__drust_mark_spawned' is used in a form the compiler does not know: use the macros of drust.h as they are [drust-bad-use]}}
    (void)__drust_mark_new(4, 1);
    // expected-error@-1 {{'__drust_mark_new' is used in a form the compiler does not know: use the macros of drust.h as they are [drust-bad-use]}}
    return n;
}
int good(struct box *DRUST_MUT_BORROW b, struct box *DRUST_OWNED o)
{
    struct box *DRUST_OWNED p;
    int n = 0;
    p = drust_move(o);
    o = drust_take(&b->inner);
    drust_drop(o);
    n += (int)drust_len(p);
    p = drust_clone(b);
    drust_resize(&p, 3);
    drust_resize(&b->inner, n);
    while ((o = drust_take(&b->inner)) != NULL)
        n += o->value;
    drust_scope {
        drust_thread t = drust_spawn(work, 1);
        drust_join(t, &n);
    }
    return n;
}
