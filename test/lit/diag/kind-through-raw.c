/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners are not reached through an untracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
void consume(struct box *DRUST_OWNED o);
int bad(struct box *raw)
{
    consume(raw->inner);
    // expected-error@-1 {{'raw->inner' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    raw->inner = NULL;
    // expected-error@-1 {{drust_owned 'raw->inner' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    return raw->inner->value;
    // expected-error@-1 {{drust_owned 'raw->inner' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
}
int good_plain(struct box *raw)
{
    return raw->value;
}
int good(struct box *DRUST_MUT_BORROW b)
{
    b->inner = NULL;
    return b->value;
}
