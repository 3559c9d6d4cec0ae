/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow variable takes no untracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct point { int x, y; };
struct point *plain(void);
int bad(struct point *raw)
{
    struct point *DRUST_BORROW p = raw;
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'p': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    struct point *DRUST_MUT_BORROW m = plain();
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'm': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    p = &raw[1];
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'p': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    int *DRUST_BORROW x = &raw->x;
    // expected-error@-1 {{untracked pointer used to initialise or assign borrow 'x': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    return p->x + m->y + *x;
}
int good(struct point *DRUST_BORROW given)
{
    struct point local[2] = {{1, 2}, {3, 4}};
    struct point *DRUST_BORROW p = given;
    struct point *DRUST_MUT_BORROW m = &local[1];
    p = local;
    return p->x + m->y;
}
