/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Addresses of tracked objects are not compared or converted.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
struct box { int value; struct box *DRUST_OWNED inner; };
int bad(struct box *DRUST_OWNED a, struct box *DRUST_OWNED b, struct box *DRUST_BORROW r)
{
    int n = a == b;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += a->inner != b;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += a < b;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += r == a;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += (uintptr_t)a != 0;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += (int)(long)r;
    // expected-error@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += printf("%p", (void *)r) + printf("%s %*d %p", "", 1, 2, a);
    // expected-error@-1 2 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
    n += drust_same(&n, &n);
    // expected-error@-1 {{'drust_same' is used in a form the compiler does not know: no operand is an owner or a borrow [drust-bad-use]}}
    return n;
}
int good(struct box *DRUST_OWNED a, const int *DRUST_BORROW p, const int *DRUST_BORROW q)
{
    return drust_same(a->inner, a) + drust_same(p, q) + (int)drust_id(a) + (a == NULL) + (NULL != a->inner) + (p == q) + (p < q) + (int)(q - p);
}
