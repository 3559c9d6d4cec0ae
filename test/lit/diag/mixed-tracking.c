/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A local without a kind is tracked always or never. Constants go with both.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdlib.h>

struct box { int value; char text[8]; struct box *DRUST_OWNED _Nullable inner; };
void bad(struct box *DRUST_MUT_BORROW b, int c)
{
    int local = 0;
    int *one = c ? &b->value : &local;
    // expected-error@-1 {{'one' would be tracked on one path and untracked on another [drust-mixed-tracking]}}
    // expected-note@-2 {{'one' takes a tracked pointer here}}
    char *two = malloc(3);
    // expected-error@-1 {{'two' would be tracked on one path and untracked on another [drust-mixed-tracking]}}
    two = b->text;
    // expected-note@-1 {{'two' takes a tracked pointer here}}
    int *from = &local, *three = &b->value;
    // expected-note@-1 {{'three' takes a tracked pointer here}}
    three = from + 1;
    // expected-error@-1 {{'three' would be tracked on one path and untracked on another [drust-mixed-tracking]}}
}
int good(struct box *DRUST_MUT_BORROW b, int c)
{
    const char *text = "none";
    if (c)
        text = b->text;
    struct box *inner = NULL;
    if (c)
        inner = b->inner;
    int local = 0, *raw = &local;
    raw = c ? raw : malloc(4);
    return *text + (inner ? inner->value : 0) + *raw;
}
