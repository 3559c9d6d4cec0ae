/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An atomic operation reaches no owners: it would drop none and know none.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
void bad(struct box *DRUST_MUT_BORROW b)
{
    (void)__atomic_load_n(&b->inner, __ATOMIC_SEQ_CST);
    // expected-error@-1 {{an atomic operation on '&b->inner' would bypass the owners it leads to: use 'drust_take' or 'drust_replace' [drust-kind-erased]}}
}
int good(struct box *DRUST_MUT_BORROW b)
{
    return __atomic_add_fetch(&b->value, 1, __ATOMIC_SEQ_CST);
}
