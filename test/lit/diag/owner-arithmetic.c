/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Stepping an owner would lose the address to free.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

int bad(int *DRUST_OWNED a, int i)
{
    int *DRUST_BORROW b = a + i;
    // expected-error@-1 {{arithmetic on owner 'a' would lose the address to free: borrow it first [drust-pointer-arithmetic-on-owner]}}
    a++;
    // expected-error@-1 {{arithmetic on owner 'a' would lose the address to free: borrow it first [drust-pointer-arithmetic-on-owner]}}
    a -= 1;
    // expected-error@-1 {{arithmetic on owner 'a' would lose the address to free: borrow it first [drust-pointer-arithmetic-on-owner]}}
    (void)*(a + 1);
    // expected-error@-1 {{arithmetic on owner 'a' would lose the address to free: borrow it first [drust-pointer-arithmetic-on-owner]}}
    return *b;
}
int good(int *DRUST_OWNED a, int i)
{
    int *DRUST_BORROW b = &a[i];
    int *DRUST_BORROW c = a;
    b++;
    c += 2;
    return *b + *(c - 1) + a[i] + i[a];
}
