/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The slot of an owner is no memory for atomic operations.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void bad(struct box *DRUST_OWNED o)
{
    __atomic_store_n(&o, NULL, __ATOMIC_RELAXED);
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of '&o' [drust-kind-erased]}}
}
void good(struct box *DRUST_OWNED o)
{
    __atomic_store_n(&o->value, 1, __ATOMIC_RELAXED);
}
