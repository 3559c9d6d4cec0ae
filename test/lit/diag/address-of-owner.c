/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The address of an owner, of a struct with owners, and of what these lead to is
 * a borrow, so no untracked pointer keeps it; that of a plain variable is not.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct pair { struct box *DRUST_OWNED first; int count; };
static void *kept;
static int *number;
void change(struct pair *DRUST_MUT_BORROW p);
void bad(struct box *DRUST_OWNED o)
{
    struct pair p = {0};
    kept = &o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    kept = &p;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&p': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    kept = &p.first;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&p.first': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    number = &o->value;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&o->value': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
int good(struct box *DRUST_OWNED o)
{
    struct pair p = {0};
    struct pair *at = &p;
    struct box **slot = &o;
    at->count = (*slot)->value;
    change(at);
    int plain = 3;
    number = &plain;
    return at->count + *number;
}
