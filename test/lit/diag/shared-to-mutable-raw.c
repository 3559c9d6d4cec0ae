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
// expected-note@-1 2 {{parameter 'b' declared here: give it a kind, or '__attribute__((noescape))'}}
// expected-note@-2 {{parameter 'b' declared here: let it point to const, or give it a kind}}
void bad(struct box *DRUST_BORROW b)
// expected-note@-1 3 {{'b' declared here; 'DRUST_MUT_BORROW' lets it write}}
{
    change(b);
    // expected-warning@-1 {{'change' is not annotated and may keep 'b' after the call [drust-may-escape]}}
    // expected-error@-2 {{passing shared borrow 'b' to unannotated parameter 'b' that may write through it [drust-shared-to-mutable-raw]}}
    memset(b->text, 0, sizeof b->text);
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    strcpy(b->text, "bad");
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
}
void look(const struct box *b);
// expected-note@-1 {{parameter 'b' declared here: give it a kind, or '__attribute__((noescape))'}}
void good(struct box *DRUST_BORROW b, struct box *DRUST_MUT_BORROW m)
{
    char copy[8];
    look(b);
    // expected-warning@-1 {{'look' is not annotated and may keep 'b' after the call [drust-may-escape]}}
    memcpy(copy, b->text, sizeof copy);
    change(m);
    // expected-warning@-1 {{'change' is not annotated and may keep 'm' after the call [drust-may-escape]}}
    memset(m->text, 0, sizeof m->text);
}
