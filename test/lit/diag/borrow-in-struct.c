/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow is a field of a view only; so is a view. What a view must not hold, and where it must not stand.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct bad {
    struct box *DRUST_BORROW seen;
    // expected-error@-1 {{borrow stored in field 'seen' of 'struct bad', which may outlive it: 'struct DRUST_VIEW' may hold borrows [drust-borrow-in-plain-struct]}}
};
struct bad_array {
    struct box *DRUST_MUT_BORROW seen[3];
    // expected-error@-1 {{borrow stored in field 'seen' of 'struct bad_array', which may outlive it: 'struct DRUST_VIEW' may hold borrows [drust-borrow-in-plain-struct]}}
};
struct DRUST_VIEW good_view { const struct box *DRUST_BORROW seen; int index; };
struct bad_nested {
    struct good_view view;
    // expected-error@-1 {{borrow stored in field 'view' of 'struct bad_nested', which may outlive it: 'struct DRUST_VIEW' may hold borrows [drust-borrow-in-plain-struct]}}
};
struct DRUST_VIEW bad_owner {
    struct box *DRUST_OWNED owned;
    // expected-error@-1 {{field 'owned' of the view 'struct bad_owner' is or holds an owner: a view only borrows [drust-owner-in-view]}}
};
struct DRUST_VIEW bad_borrows {
    const struct box *DRUST_BORROW seen[3];
    // expected-error@-1 {{an array of borrows in a view is not supported yet [drust-unsupported]}}
};
struct DRUST_VIEW bad_large {
    struct good_view many[17];
    // expected-error@-1 {{'struct bad_large', which has more than 16 borrows, is not supported yet [drust-unsupported]}}
};
union DRUST_VIEW bad_union { int value; };
// expected-error@-1 {{'DRUST_VIEW' stands in the definition of a struct: 'struct DRUST_VIEW name { ... }' [drust-kind-misplaced]}}
union bad_member {
    const struct box *DRUST_BORROW seen;
    // expected-error@-1 {{union member 'seen' cannot be 'drust_borrow': which member is live is not known [drust-kind-in-union]}}
};
static struct good_view bad_static;
// expected-error@-1 {{a borrow cannot have static storage duration [drust-borrow-in-static]}}
void bad_heap(void)
{
    static struct good_view bad_local;
    // expected-error@-1 {{a borrow cannot have static storage duration [drust-borrow-in-static]}}
    drust_drop(drust_new(struct good_view));
    // expected-error@-1 {{an object of the heap would keep the borrows of 'struct good_view' beyond their end: views live in variables [drust-view-stored]}}
}
void bad_length(int n)
{
    struct good_view many[n];
    // expected-error@-1 {{an array of views of variable length is not supported yet [drust-unsupported]}}
}
struct good {
    struct box *DRUST_OWNED owned;
    int index;
};
