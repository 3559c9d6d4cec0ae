/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow that may be NULL is used, or given to one that may not, only behind a test. Every test of C's counts, and holds until the next assignment.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <assert.h>
#include <stdlib.h>

struct node { int value; struct node *DRUST_OWNED next; };
int look(const struct node *DRUST_BORROW n);
struct node *DRUST_BORROW _Nullable find(struct node *DRUST_BORROW n, int value);
int bad_member(const struct node *DRUST_BORROW _Nullable n)
// expected-note@-1 {{'n' declared here}}
{
    return n->value; // one message: what follows is not reached with NULL
    // expected-error@-1 {{'n' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
void bad_write(int *DRUST_MUT_BORROW _Nullable p)
// expected-note@-1 {{'p' declared here}}
{
    *p = 1;
    // expected-error@-1 {{'p' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    p[1] = 2;
}
int bad_argument(const struct node *DRUST_BORROW _Nullable n)
// expected-note@-1 {{'n' declared here}}
{
    return look(n);
    // expected-error@-1 {{'n' may be NULL here, and borrow 'n' is not '_Nullable': test it first [drust-null-into-borrow]}}
}
const struct node *DRUST_BORROW bad_return(const struct node *DRUST_BORROW _Nullable n)
// expected-note@-1 {{'n' declared here}}
{
    return n;
    // expected-error@-1 {{'n' may be NULL here, and borrow 'bad_return' is not '_Nullable': test it first [drust-null-into-borrow]}}
}
int bad_result(struct node *DRUST_BORROW n)
{
    return find(n, 1)->value;
    // expected-error@-1 {{'find(n, 1)' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int bad_join(const struct node *DRUST_BORROW _Nullable n, int c)
// expected-note@-1 {{'n' declared here}}
{
    if (c && !n)
        return 0;
    return n->value;
    // expected-error@-1 {{'n' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int bad_wrong_branch(const struct node *DRUST_BORROW _Nullable n)
// expected-note@-1 {{'n' declared here}}
{
    return n ? 0 : n->value;
    // expected-error@-1 {{'n' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int bad_assigned(struct node *DRUST_BORROW n, struct node *DRUST_BORROW _Nullable m)
// expected-note@-1 {{'m' declared here}}
{
    if (!m)
        return 0;
    m = find(n, 1);
    return m->value;
    // expected-error@-1 {{'m' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int bad_loop(struct node *DRUST_BORROW n)
{
    struct node *DRUST_BORROW _Nullable m = n;
    // expected-note@-1 {{'m' declared here}}
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        sum += m->value;
        // expected-error@-1 {{'m' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
        m = find(n, i);
    }
    return sum;
}
int bad_inferred(struct node *DRUST_BORROW n, int c)
{
    struct node *best = NULL, *found = find(n, 2);
    // expected-note@-1 {{'best' declared here}}
    // expected-note@-2 {{'found' declared here}}
    if (c)
        best = n;
    return best->value + found->value;
    // expected-error@-1 {{'best' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    // expected-error@-2 {{'found' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int bad_arms(const struct node *DRUST_BORROW _Nullable n, const struct node *DRUST_BORROW m, int c)
// expected-note@-1 {{'n' declared here}}
{
    return (c ? m : n)->value;
    // expected-error@-1 {{'n' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
struct DRUST_VIEW cursor { const struct node *DRUST_BORROW _Nullable at; int steps; };
void step(struct cursor *DRUST_MUT_BORROW c);
int bad_views(struct cursor c, struct cursor *DRUST_MUT_BORROW p, const struct node *DRUST_BORROW n)
// expected-note@-1 3 {{'c' declared here}}
// expected-note@-2 {{'p' declared here}}
{
    int sum = c.at->value;
    // expected-error@-1 {{'c.at' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    c = *p;
    sum += c.at->value;
    // expected-error@-1 {{'c.at' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    step(&c);
    sum += c.at->value;
    // expected-error@-1 {{'c.at' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    if (p->at)
        step(p);
    struct cursor d = {n};
    return sum + p->at->value + d.at->value;
    // expected-error@-1 {{'p->at' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int good_views(struct cursor c, struct cursor *DRUST_BORROW p, const struct node *DRUST_BORROW n)
{
    struct cursor d = {n, 0}, e = {.at = n};
    int sum = d.at->value + e.at->value + (c.at ? c.at->value : 0);
    c.at = n;
    while (p->at && sum--)
        sum += p->at->value + c.at->value;
    return sum;
}
int good_tests(const struct node *DRUST_BORROW _Nullable n, const struct node *DRUST_BORROW m, int c)
{
    int sum = n ? n->value : 0;
    sum += n && n->value;
    sum += !n || n->value;
    sum += (n ? n : m)->value + (n ?: m)->value;
    if (n != NULL && c)
        sum += look(n);
    if (!(n == NULL) && (NULL != n))
        sum += look(n);
    if (n == m)
        sum += n->value;
    if (__builtin_expect(!!n, 1))
        sum += n->value;
    while (n) {
        sum += n->value;
        n = NULL;
    }
    for (n = m; n; n = n->next)
        sum += n->value;
    do {
        n = m;
        sum += n->value;
    } while (c--);
    switch (c) {
    case 1:
        if (!n)
            break;
        sum += n->value;
    }
    return sum;
}
int good_early(const struct node *DRUST_BORROW _Nullable n, const struct node *DRUST_BORROW _Nullable m,
               const struct node *DRUST_BORROW _Nullable k)
{
    assert(m);
    if (!k)
        abort();
    if (!n)
        goto out;
    return n->value + m->value + k->value;
out:
    return 0;
}
int good_assignment(struct node *DRUST_BORROW n)
{
    struct node *DRUST_BORROW _Nullable m;
    if ((m = find(n, 1)))
        return m->value;
    if ((m = find(n, 2)) != NULL && look(m))
        return m->value;
    while ((m = find(n, 3)))
        if (m->value)
            break;
    return 0;
}
int good_inferred(struct node *DRUST_OWNED list)
{
    struct node *cur = list; /* as the owner: checked when it runs */
    int sum = cur->value;
    for (; cur; cur = cur->next)
        sum += look(cur);
    struct node *found = find(list, 1);
    return found ? sum + found->value : sum;
}
