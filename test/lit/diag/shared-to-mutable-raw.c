/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A plain function that may write gets no shared borrow.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct box { int value; char text[8]; };
void change(struct box *b);
void bad(struct box *DRUST_BORROW b)
// expected-note@-1 3 {{'b' declared here}}
{
    change(b);
    // expected-error@-1 {{passing shared borrow 'b' to unannotated parameter 'b' that may write through it [drust-shared-to-mutable-raw]}}
    memset(b->text, 0, sizeof b->text);
    // expected-error@-1 {{cannot write through shared borrow 'b': use 'DRUST_MUT_BORROW' [drust-write-through-shared]}}
    strcpy(b->text, "bad");
    // expected-error@-1 {{cannot write through shared borrow 'b': use 'DRUST_MUT_BORROW' [drust-write-through-shared]}}
}
void look(const struct box *b);
void good(struct box *DRUST_BORROW b, struct box *DRUST_MUT_BORROW m)
{
    char copy[8];
    look(b);
    memcpy(copy, b->text, sizeof copy);
    change(m);
    memset(m->text, 0, sizeof m->text);
}
