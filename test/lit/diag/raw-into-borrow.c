/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An untracked pointer to owners is no borrow, not even for one call.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct point { int x, y; };
void look(const struct box *DRUST_BORROW b);
void look_point(const struct point *DRUST_BORROW p);
void move_point(struct point *DRUST_MUT_BORROW p);
void bad(struct box *raw)
{
    look(raw);
    // expected-error@-1 {{untracked pointer used where 'b' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
    look(raw + 1);
    // expected-error@-1 {{untracked pointer used where 'b' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
}
void good(struct point *raw)
{
    look_point(raw);
    move_point(raw + 1);
    move_point(&raw[2]);
}
