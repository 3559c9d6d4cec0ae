/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow lives no longer than a function: not in static storage.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
static struct box *DRUST_BORROW bad_global;
// expected-error@-1 {{a borrow cannot have static storage duration [drust-borrow-in-static]}}
extern struct box *DRUST_BORROW _Nullable bad_extern;
// expected-error@-1 {{a borrow cannot have static storage duration [drust-borrow-in-static]}}
void bad(void)
{
    static struct box *DRUST_MUT_BORROW _Nullable bad_local;
    // expected-error@-1 {{a borrow cannot have static storage duration [drust-borrow-in-static]}}
}
int good(struct box *DRUST_BORROW b)
{
    struct box *DRUST_BORROW local = b;
    return local->value;
}
