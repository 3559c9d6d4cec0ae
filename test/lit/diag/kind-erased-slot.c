/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The slot of an owner is no memory: not for atomic operations, not for plain C.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void plain(const void *p __attribute__((noescape)));
void bad(struct box *DRUST_OWNED o)
{
    __atomic_store_n(&o, NULL, __ATOMIC_RELAXED);
    // expected-error@-1 {{an atomic operation on '&o' would bypass the owners it leads to: use 'drust_take' or 'drust_replace' [drust-kind-erased]}}
    plain(&o);
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of 'o' [drust-kind-erased]}}
}
void good(struct box *DRUST_OWNED o)
{
    __atomic_store_n(&o->value, 1, __ATOMIC_RELAXED);
}
