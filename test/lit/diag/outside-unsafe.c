/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the compiler cannot check stands in a block that says why.
 *
 * RUN: %drustcc -fsyntax-only -Wall -Wextra -Wno-empty-body -Wno-unused -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct library { void *cookie; struct box *box; };
void bad(struct box *DRUST_OWNED o, void *raw, struct library *library)
{
    library->cookie = drust_into_raw(o);
    // expected-error@-1 {{'drust_into_raw' is what the compiler cannot check: it belongs into a block 'DRUST_UNSAFE("reason") { ... }' [drust-outside-unsafe]}}
    struct box *DRUST_OWNED back = drust_from_raw(struct box, raw);
    // expected-error@-1 {{'drust_from_raw' is what the compiler cannot check: it belongs into a block 'DRUST_UNSAFE("reason") { ... }' [drust-outside-unsafe]}}
    const struct box *DRUST_BORROW b = drust_assume_borrow(library->box);
    // expected-error@-1 {{'drust_assume_borrow' is what the compiler cannot check: it belongs into a block 'DRUST_UNSAFE("reason") { ... }' [drust-outside-unsafe]}}
    struct box *DRUST_MUT_BORROW m = drust_assume_mut(library->box);
    // expected-error@-1 {{'drust_assume_mut' is what the compiler cannot check: it belongs into a block 'DRUST_UNSAFE("reason") { ... }' [drust-outside-unsafe]}}
}
struct box *bad_reasons(struct box *DRUST_OWNED o)
{
    DRUST_UNSAFE() {
    // expected-error@-1 {{'DRUST_UNSAFE' needs its reason: say why the compiler need not check this block [drust-outside-unsafe]}}
    }
    DRUST_UNSAFE("  ") {
    // expected-error@-1 {{'DRUST_UNSAFE' needs its reason: say why the compiler need not check this block [drust-outside-unsafe]}}
    }
    DRUST_UNSAFE("no block")
    // expected-error@-1 {{'DRUST_UNSAFE' is used in a form the compiler does not know: write 'DRUST_UNSAFE("reason") { ... }' [drust-bad-use]}}
        return drust_into_raw(o);
    return NULL;
}
void bad_operands(struct box *DRUST_OWNED o, struct box *DRUST_BORROW r, struct box *raw)
{
    DRUST_UNSAFE("operands") {
        struct box *p = drust_into_raw(r);
        // expected-error@-1 {{'drust_into_raw' is used in a form the compiler does not know: its operand is no owner [drust-bad-use]}}
        struct box *DRUST_OWNED own = drust_from_raw(struct box, o);
        // expected-error@-1 {{'drust_from_raw' is used in a form the compiler does not know: its operand is tracked already [drust-bad-use]}}
        struct box *DRUST_MUT_BORROW m = drust_assume_mut(r);
        // expected-error@-1 {{'drust_assume_mut' is used in a form the compiler does not know: its operand is tracked already [drust-bad-use]}}
        struct box *DRUST_OWNED moved = drust_assume_mut(raw);
        // expected-error@-1 {{cannot move 'drust_assume_mut(raw)' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
        drust_assume_borrow(raw)->value = 1;
        // expected-error@-1 {{cannot write through shared borrow 'drust_assume_borrow(raw)' [drust-write-through-shared]}}
        struct box *DRUST_BORROW plain = raw;
        // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'plain': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    }
    r = drust_assume_borrow(raw); /* the block has ended */
    // expected-error@-1 {{'drust_assume_borrow' is what the compiler cannot check: it belongs into a block 'DRUST_UNSAFE("reason") { ... }' [drust-outside-unsafe]}}
}
void *good(struct box *DRUST_OWNED o, void *raw, struct library *library)
{
    DRUST_UNSAFE("the library gives back what it was given") {
        library->cookie = drust_into_raw(o);
        struct box *DRUST_OWNED back = drust_from_raw(struct box, raw);
        struct box *DRUST_MUT_BORROW m = drust_assume_mut(library->box);
        m->value = drust_assume_borrow(library->box)->value;
        return drust_into_raw(back);
    }
}
