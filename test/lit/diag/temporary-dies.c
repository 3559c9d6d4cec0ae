/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow variable does not keep a new object alive.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; int values[4]; };
struct box *DRUST_OWNED make(void);
int look(const struct box *DRUST_BORROW b);
const struct box *DRUST_BORROW bad_return(const struct box *DRUST_BORROW b)
{
    return drust_new(struct box);
    // expected-error@-1 {{the object returned by 'drust_new(struct box)' has no owner that outlives borrow 'bad_return': keep it in a 'DRUST_OWNED' variable first [drust-temporary-dies]}}
}
int bad(void)
{
    struct box *DRUST_BORROW b = make();
    // expected-error@-1 {{the object returned by 'make' has no owner that outlives borrow 'b': keep it in a 'DRUST_OWNED' variable first [drust-temporary-dies]}}
    // expected-note@-2 2 {{'b' declared here; 'DRUST_OWNED' makes it the owner}}
    struct box *DRUST_MUT_BORROW m = drust_new(struct box);
    // expected-error@-1 {{the object returned by 'drust_new(struct box)' has no owner that outlives borrow 'm': keep it in a 'DRUST_OWNED' variable first [drust-temporary-dies]}}
    // expected-note@-2 {{'m' declared here; 'DRUST_OWNED' makes it the owner}}
    b = make();
    // expected-error@-1 {{the object returned by 'make' has no owner that outlives borrow 'b': keep it in a 'DRUST_OWNED' variable first [drust-temporary-dies]}}
    return b->value + m->value;
}
int good(void)
{
    struct box *DRUST_OWNED o = make();
    struct box *DRUST_BORROW b = o;
    return b->value + look(make()) + make()->value;
}
