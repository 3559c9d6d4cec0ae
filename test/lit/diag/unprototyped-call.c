/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A function without a prototype gets no tracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify -Wno-deprecated-non-prototype -Wno-strict-prototypes -std=gnu17 %s
 */
#include <drust.h>

struct box { int value; };
int old();
int bad(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    old(b);
    // expected-error@-1 {{cannot pass tracked pointer 'b' to 'old', which has no prototype [drust-unprototyped-call]}}
    return old(1, o);
    // expected-error@-1 {{cannot pass tracked pointer 'o' to 'old', which has no prototype [drust-unprototyped-call]}}
}
int good(struct box *DRUST_OWNED o)
{
    return old(o->value);
}
