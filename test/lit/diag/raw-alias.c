/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two untracked arguments of one call that may be one object, one of them
 * borrowed mutably: a warning. Different variables, and different fields of
 * one, are told apart.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct pair { int a, b; };
union either { int a, b; };
void add(int *DRUST_MUT_BORROW to, const int *DRUST_BORROW from);
int both(const int *DRUST_BORROW a, const int *DRUST_BORROW b);
void three(int *DRUST_MUT_BORROW a, int n, const int *DRUST_BORROW b, const int *DRUST_BORROW _Nullable c);
void bad(int *p, int *q, int i)
{
    int local = 0, all[4] = {0};
    struct pair pair = {0, 0}, pairs[2] = {{0, 0}};
    union either either = {0};
    add(p, q);
    // expected-warning@-1 {{'p' and 'q' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&local, &local);
    // expected-warning@-1 {{'&local' and '&local' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&local, p);
    // expected-warning@-1 {{'&local' and 'p' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&all[0], &all[i]);
    // expected-warning@-1 {{'&all[0]' and '&all[i]' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&pair.a, &pair.a);
    // expected-warning@-1 {{'&pair.a' and '&pair.a' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&pairs[0].a, &pairs[i].b);
    // expected-warning@-1 {{'&pairs[0].a' and '&pairs[i].b' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    add(&either.a, &either.b);
    // expected-warning@-1 {{'&either.a' and '&either.b' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    three(p, 1, &local, q);
    // expected-warning@-1 {{'p' and '&local' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
    // expected-warning@-2 {{'p' and 'q' may be the same object, and the call borrows one of them mutably [drust-raw-alias]}}
}
int good(int *p, int *DRUST_OWNED o, int i)
{
    static const int constant = 1;
    int local = 0, other = 1, all[4] = {0};
    struct pair pair = {0, 0};
    add(&local, &other);
    add(&local, &constant);
    add(&pair.a, &pair.b);
    add(&all[i], &local);
    add(&local, (int[]){1, 2});
    three(p, 1, o, NULL);
    return both(p, p);
}
