/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A view behind a parameter takes only what it borrows already, and constants.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct node { int value; struct node *DRUST_OWNED next; };
struct DRUST_VIEW view { const struct node *DRUST_BORROW _Nullable seen, *DRUST_BORROW _Nullable other; const int *DRUST_BORROW _Nullable value; int count; };
struct DRUST_VIEW outer { struct view inner[2]; struct view *DRUST_MUT_BORROW behind; };
struct DRUST_VIEW text { const char *DRUST_BORROW at; };
static const int constant = 3;
const struct node *DRUST_BORROW same(const struct node *DRUST_BORROW n);
DRUST_FROM(a) const struct node *DRUST_BORROW first(const struct node *DRUST_BORROW a, const struct node *DRUST_BORROW b);
struct view viewed(const struct node *DRUST_BORROW n);
struct view copied(struct view v);

void bad(struct view *DRUST_MUT_BORROW v, struct outer *DRUST_MUT_BORROW o, const struct node *DRUST_BORROW b, struct view w, struct node *DRUST_OWNED own, int i)
{
    v->seen = b;
    // expected-error@-1 {{borrow 'b' escapes through 'v': nothing says that it lives as long as what is borrowed there already [drust-borrow-escapes-function]}}
    // expected-note@-4 {{'b' declared here}}
    // expected-note@-5 {{'v' declared here}}
    v->seen = b->next;
    // expected-error@-1 {{borrow 'b->next' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    v->value = &b->value;
    // expected-error@-1 {{borrow '&b->value' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    v->seen = w.seen;
    // expected-error@-1 {{borrow 'w.seen' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    *v = w;
    // expected-error@-1 {{borrow 'w' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    *v = viewed(b);
    // expected-error@-1 {{borrow 'viewed(b)' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    *v = (struct view){.seen = i ? v->seen : b};
    // expected-error@-1 {{escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    v->seen = same(b);
    // expected-error@-1 {{escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    v->seen = own;
    // expected-error@-1 {{borrow 'own' escapes through 'v'}}
    // expected-note@* {{'v' declared here}}
    v->value = &i;
    // expected-error@-1 {{borrow '&i' escapes through 'v'}}
    // expected-note@* {{'v' declared here}}
    v->value = &v->count; // inside the view itself
    // expected-error@-1 {{borrow '&v->count' escapes through 'v'}}
    // expected-note@* {{'v' declared here}}
    const struct node *DRUST_BORROW local = b;
    for (const struct node *n = local; n != NULL; n = n->next)
        v->seen = n;
    // expected-error@-1 {{borrow 'n' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    struct view *DRUST_MUT_BORROW alias = v;
    alias->seen = b;
    // expected-error@-1 {{borrow 'b' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    struct view mixed = *v;
    mixed.seen = b;
    *v = mixed;
    // expected-error@-1 {{borrow 'mixed' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
    o->inner[i].seen = b;
    // expected-error@-1 {{borrow 'b' escapes through 'o'}}
    // expected-note@* 2 {{declared here}}
    o->behind->seen = v->seen;
    // expected-error@-1 {{borrow 'v->seen' escapes through 'o'}}
    // expected-note@* 2 {{declared here}}
    b = v->seen ? v->seen : b;
    v->seen = b; // also what a parameter takes later
    // expected-error@-1 {{borrow 'b' escapes through 'v'}}
    // expected-note@* 2 {{declared here}}
}

void good(struct view *DRUST_MUT_BORROW v, struct outer *DRUST_MUT_BORROW o, struct text *DRUST_MUT_BORROW t, const struct node *DRUST_BORROW b, struct view w, int i)
{
    if (v->seen != NULL)
        v->seen = v->seen->next;
    v->other = v->seen ? v->seen : v->other;
    v->seen = NULL;
    v->value = &constant;
    const struct node *cur = v->other;
    while (cur != NULL && cur->value < i)
        cur = cur->next;
    v->seen = cur;
    if (cur != NULL)
        v->value = &cur->value;
    if (v->seen != NULL && v->other != NULL)
        v->seen = first(v->seen, b);
    struct view *DRUST_MUT_BORROW alias = &w;
    alias->seen = b; // w is this function's own
    w.other = b;
    struct view copy = *v, mine = viewed(b);
    copy.seen = copy.other;
    *v = copy;
    *v = copied(copy);
    mine.seen = v->seen;
    *v = (struct view){.other = v->seen, .count = i};
    o->inner[0] = o->inner[i];
    o->inner[1].seen = o->inner[0].seen;
    t->at = strchr(t->at, 'a');
    t->at = "constant";
    t->at++;
    t->at += i;
    DRUST_UNSAFE("the caller keeps the node") {
        struct node *raw = NULL;
        v->seen = drust_assume_borrow(raw);
    }
    (void)mine;
}
