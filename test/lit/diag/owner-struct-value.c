/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A struct with owners is not copied or declared yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
void bad_parameter(struct box b)
// expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
{
}
struct box bad_result(struct box *DRUST_BORROW b)
// expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
{
    return *b;
    // expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
}
void bad(struct box *DRUST_OWNED o, struct box *DRUST_OWNED p)
{
    struct box local;
    // expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
    *o = *p;
    // expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
    (void)(struct box){.value = 1};
    // expected-error@-1 {{a value of type 'struct box', which holds owners, cannot be copied or declared yet: keep it on the heap [drust-unsupported]}}
}
void bad_join(struct box *DRUST_MUT_BORROW b, drust_thread *handles);
int good(struct box *DRUST_OWNED o)
{
    struct box *DRUST_OWNED p = drust_new(struct box);
    p->value = o->value;
    p->inner = o;
    return p->inner->value;
}
