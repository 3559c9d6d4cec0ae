/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * '?:' without its middle operand does not take tracked pointers.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int look(const struct box *DRUST_BORROW b);
int bad(const struct box *DRUST_BORROW _Nullable a, const struct box *DRUST_BORROW b)
{
    return look(a ?: b);
    // expected-error@-1 {{'?:' without a middle operand on tracked pointers is not supported yet [drust-unsupported]}}
}
int good(const struct box *DRUST_BORROW _Nullable a, const struct box *DRUST_BORROW b, struct box *DRUST_OWNED o)
{
    return look(a ? a : b) + (o->value ?: b->value);
}
