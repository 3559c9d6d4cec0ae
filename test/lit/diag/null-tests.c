/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Each test for NULL that C has, with the borrow used on the side where it is
 * not NULL and on the other one.
 *
 * RUN: %drustcc -fsyntax-only -ferror-limit=0 -Xclang -verify %s
 * RUN: %drustcc -std=c23 -fsyntax-only -ferror-limit=0 -Xclang -verify %s
 */
#include <drust.h>

#include <assert.h>

struct node { int value; };
typedef const struct node *DRUST_BORROW _Nullable maybe;
typedef const struct node *DRUST_BORROW node_borrow;
maybe find(node_borrow n, int value);
_Noreturn void give_up(void);
int comparisons(maybe a, maybe b, maybe c, maybe d, maybe e, node_borrow m)
// expected-note@-1 5 {{declared here}}
{
    int sum = a != NULL ? a->value
                        : a->value + 1;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += NULL == b ? b->value
                     // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                     : b->value + 1;
    sum += c != 0 ? c->value
                  : c->value + 1;
    // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += d == m ? d->value
                  : d->value + 1;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    return m != e ? e->value
                  // expected-error@-1 {{'e' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                  : e->value + sum;
}
#if __STDC_VERSION__ >= 202311L
int nullptrs(maybe a, maybe b)
// expected-note@-1 2 {{declared here}}
{
    int sum = a != nullptr ? a->value
                           : a->value + 1;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    return nullptr == b ? b->value
                        // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                        : b->value + sum;
}
#endif
int values(maybe a, maybe b, maybe c, maybe d, maybe e, maybe f)
// expected-note@-1 6 {{declared here}}
{
    int sum = a ? a->value
                : a->value + 1;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += !b ? b->value
              // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
              : b->value + 1;
    sum += !!c ? c->value
               : c->value + 1;
    // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += (_Bool)d ? d->value
                    : d->value + 1;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += __builtin_expect(e == NULL, 0) ? e->value
                                          // expected-error@-1 {{'e' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                                          : e->value + 1;
    return (sum++, f) ? f->value
                      : f->value + sum;
    // expected-error@-1 {{'f' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int numbers(maybe a, maybe b, maybe c, maybe d, maybe e, maybe f, int n)
// expected-note@-1 6 {{declared here}}
{
    int sum = (a != NULL) == 1 ? a->value
                               : a->value + 1;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += 0 != (b != NULL) ? b->value
                            : b->value + 1;
    // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += (c != NULL) & n ? c->value
                           : c->value + 1;
    // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += (d == (struct node *)0) | n ? d->value
                                       // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                                       : d->value + 1;
    sum += (n ? e != NULL : 0) ? e->value
                               : e->value + 1;
    // expected-error@-1 {{'e' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    if (({ f; }))
        return f->value;
    return f->value + sum;
    // expected-error@-1 {{'f' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int undecided(maybe a, maybe b, maybe c, maybe d, int n)
// expected-note@-1 4 {{declared here}}
{
    int sum = (a != NULL) == n ? a->value : 0;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += (b != NULL) | n ? b->value : 0;
    // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += (n ? c != NULL : 1) ? c->value : 0;
    // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    return n == 1 ? d->value + sum : 0;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int together(maybe a, maybe b, maybe c, maybe d, node_borrow m, int n)
// expected-note@-1 4 {{declared here}}
{
    int sum = n && a && a->value ? a->value
                                 : a->value + 1;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    sum += n || !b || b->value ? b->value
                               // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                               : b->value + 1;
    sum += !(c && n) ? c->value
                     // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
                     : c->value + 1;
    sum += (d ? d : m)->value + (d ?: m)->value;
    return (n ? m : d)->value + sum;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int ways_out(maybe a, maybe b, maybe c, maybe d, maybe e, int n)
// expected-note@-1 2 {{declared here}}
{
    if (a == NULL)
        return 0;
    if (b != NULL)
        return b->value;
    n += b->value;
    // expected-error@-1 {{'b' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    if (!c)
        give_up();
    if (d)
        give_up();
    n += c->value + d->value;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    if (!e)
        goto out;
    n += e->value;
out:
    return a->value + n;
}
int stops(maybe a, maybe b, maybe c, maybe d)
// expected-note@-1 {{declared here}}
{
    assert(a != NULL && b);
    if (!c)
        __builtin_trap();
    assert(!d || a->value);
    return a->value + b->value + c->value
           + d->value;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int loops(maybe a, maybe b, maybe c, maybe d, maybe e, node_borrow m, int n)
// expected-note@-1 4 {{declared here}}
{
    int sum = 0;
    while (a) {
        sum += a->value;
        a = find(a, n);
    }
    sum += a->value;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    while (!b)
        b = find(m, n);
    sum += b->value;
    for (; c != NULL && c->value < n; c = find(c, n))
        sum += c->value;
    sum += c->value;
    // expected-error@-1 {{'c' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    do
        sum += d->value;
    // expected-error@-1 {{'d' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    while ((d = find(m, sum)));
    for (;; e = find(e, n)) {
        if (!e)
            break;
        if (e->value == n)
            continue;
        sum += e->value;
    }
    return sum + e->value;
    // expected-error@-1 {{'e' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
int assignments(node_borrow m)
{
    maybe a, b;
    // expected-note@-1 2 {{declared here}}
    if ((a = find(m, 1)) == NULL)
        return a->value;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
    int sum = a->value;
    while (!(b = find(m, sum)))
        sum++;
    sum += b->value;
    if (a != NULL && (a = find(m, sum)))
        sum += a->value;
    return sum + a->value;
    // expected-error@-1 {{'a' may be NULL here: test it before what it points to is used [drust-null-dereference]}}
}
