/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * [[drust::owned]] and its like behind the declared name say what the macros
 * say, where the dialect has such attributes.
 *
 * RUN: %drustcc -std=c23 -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *inner [[drust::owned]]; };
void look(const struct box *b [[drust::borrow]]);
void change(struct box *b [[drust::mut_borrow]]);
void eat(struct box *o [[drust::owned]]);
void bad(struct box *raw, struct box *b [[drust::borrow]])
// expected-note@-1 2 {{'b' declared here}}
{
    struct box *o [[drust::owned]] = raw;
    // expected-error@-1 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    b->value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    change(b);
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    eat(o->inner);
}
void same(struct box *o [[drust::owned]]);
void same(struct box *DRUST_OWNED o);
int good(struct box *m [[drust::mut_borrow]])
{
    struct box *o [[drust::owned]] = drust_new(struct box);
    struct box *DRUST_OWNED p = o;
    const struct box *r [[drust::borrow]] = p;
    change(m);
    look(r);
    m->inner = drust_move(p);
    eat(drust_take(&m->inner));
    return m->value;
}
