/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A plain function that may write gets nothing with owners inside.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
#include <stdlib.h>
struct box { int value; struct box *DRUST_OWNED inner; };
int compare(const void *a, const void *b);
void bad(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW b)
{
    memset(o, 0, sizeof *o);
    // expected-error@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@*:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
    qsort(b, 3, sizeof *b, compare);
    // expected-error@-1 {{'qsort' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@*:* {{parameter '__base' declared here: let it point to const, or give it a kind}}
    memcpy(b, o, sizeof *b);
    // expected-error@-1 {{'memcpy' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@*:* {{parameter '__dest' declared here: let it point to const, or give it a kind}}
}
void good(struct box *DRUST_OWNED o, int *DRUST_MUT_BORROW a)
{
    unsigned char bytes[sizeof *o];
    memcpy(bytes, o, sizeof bytes);
    qsort(a, 3, sizeof *a, compare);
    memset(&o->value, 0, sizeof o->value);
}
