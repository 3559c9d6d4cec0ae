/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A shared borrow is read-only, through owned fields too.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; unsigned bits : 3; int values[4]; struct box *DRUST_OWNED inner; };
const struct box *DRUST_BORROW view(struct box *DRUST_BORROW b);
struct box *DRUST_BORROW peek(struct box *DRUST_BORROW b);
void bad(struct box *DRUST_BORROW b)
// expected-note@-1 8 {{'b' declared here; 'DRUST_MUT_BORROW' lets it write}}
{
    b->value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->value += 2;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->value++;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->bits = 3;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->values[2] = 4;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->inner->value = 5;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    b->inner = NULL;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    *b = (struct box){0};
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
}
void bad_word(struct box *DRUST_OWNED o)
{
    struct box *DRUST_BORROW b = o;
    // expected-note@-1 {{'b' declared here; 'DRUST_MUT_BORROW' lets it write}}
    b->value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    peek(o)->value = 2;
    // expected-error@-1 {{cannot write through shared borrow 'peek(o)' [drust-write-through-shared]}}
}
void good(struct box *DRUST_MUT_BORROW b, struct box *DRUST_OWNED o)
{
    b->value = 1;
    b->inner->value = 2;
    o->bits++;
    o->inner = NULL;
}
