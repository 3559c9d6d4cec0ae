/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A returned borrow comes from the only parameter that borrows, or from what DRUST_FROM names; it never comes from an owner.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct DRUST_VIEW view { const int *DRUST_BORROW at; };

const int *DRUST_BORROW bad_two(const struct box *DRUST_BORROW a, const struct box *DRUST_BORROW b);
// expected-error@-1 {{the borrow returned by 'bad_two' could come from 'a', 'b': say which by 'DRUST_FROM(name)', several if it may be either [drust-ambiguous-return-source]}}
struct view bad_views(struct view a, int *DRUST_MUT_BORROW b, int c);
// expected-error@-1 {{the borrow returned by 'bad_views' could come from 'a', 'b': say which by 'DRUST_FROM(name)', several if it may be either [drust-ambiguous-return-source]}}
const char *DRUST_BORROW bad_none(int n, struct box *DRUST_OWNED o, const char *raw);
// expected-error@-1 {{nothing that the borrow returned by 'bad_none' could come from is borrowed: 'DRUST_FROM(static)' says that it is constant static data [drust-ambiguous-return-source]}}
DRUST_FROM(c) const int *DRUST_BORROW bad_name(const struct box *DRUST_BORROW a, const struct box *DRUST_BORROW b);
// expected-error@-1 {{'DRUST_FROM' names 'c', which is no parameter of 'bad_name': it takes names of parameters, or 'static' alone [drust-return-source]}}
DRUST_FROM() const int *DRUST_BORROW bad_empty(const struct box *DRUST_BORROW a);
// expected-error@-1 {{'DRUST_FROM' names '', which is no parameter of 'bad_empty': it takes names of parameters, or 'static' alone [drust-return-source]}}
DRUST_FROM(a, static) const int *DRUST_BORROW bad_static(const struct box *DRUST_BORROW a);
// expected-error@-1 {{'DRUST_FROM' names 'static', which is no parameter of 'bad_static': it takes names of parameters, or 'static' alone [drust-return-source]}}
DRUST_FROM(o) const int *DRUST_BORROW bad_owner(const struct box *DRUST_BORROW a, struct box *DRUST_OWNED o);
// expected-error@-1 {{a returned borrow cannot come from 'o', which does not borrow [drust-return-source]}}
DRUST_FROM(a) int bad_result(const struct box *DRUST_BORROW a);
// expected-error@-1 {{'DRUST_FROM' says where a returned borrow comes from, and 'bad_result' returns none [drust-return-source]}}
DRUST_FROM(a) int bad_variable;
// expected-error@-1 {{'DRUST_FROM' stands before the declaration of a function: 'DRUST_FROM(parameter)' [drust-kind-misplaced]}}

const int *DRUST_BORROW good_one(const struct box *DRUST_BORROW a, struct box *DRUST_OWNED o, int n);
DRUST_FROM(a) const int *DRUST_BORROW good_first(const struct box *DRUST_BORROW a, const struct box *DRUST_BORROW b);
const int *DRUST_BORROW good_first(const struct box *DRUST_BORROW a, const struct box *DRUST_BORROW b)
{
    return b->value ? &a->value : good_one(a, NULL, 1);
}
DRUST_FROM(a, b)
struct view good_both(struct view a, const int *DRUST_BORROW b, const int *DRUST_BORROW c)
{
    return *c ? a : (struct view){b};
}
DRUST_FROM(static) static const char *DRUST_BORROW good_static(int n)
{
    return n ? "some" : "none";
}
int uses(void) { return good_static(1)[0]; }
