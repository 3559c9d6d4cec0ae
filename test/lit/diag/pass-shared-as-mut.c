/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A shared borrow does not become an exclusive one.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
void change(struct box *DRUST_MUT_BORROW b);
void change_int(int *DRUST_MUT_BORROW i);
void look(const struct box *DRUST_BORROW b);
struct box *DRUST_MUT_BORROW bad_return(struct box *DRUST_BORROW b)
// expected-note@-1 {{'b' declared here}}
{
    return b;
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
}
void bad(struct box *DRUST_BORROW b)
// expected-note@-1 2 {{'b' declared here}}
{
    change(b);
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    struct box *DRUST_MUT_BORROW m = b;
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    m->value = 1;
}
void good(struct box *DRUST_MUT_BORROW m, struct box *DRUST_OWNED o)
{
    change(m);
    look(m);
    change_int(&m->value);
    change(o->inner);
}
