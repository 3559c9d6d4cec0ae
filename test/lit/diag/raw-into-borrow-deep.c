/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An untracked pointer is no borrow, not even for one call, if what it points to
 * holds an owner or a view, however deep.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct pair { struct box *DRUST_OWNED first; };
struct deep { int n; struct { struct pair pairs[2]; } inner; };
struct DRUST_VIEW view { const struct box *DRUST_BORROW seen; };
struct DRUST_VIEW outer { struct view view; int n; };
struct plain { int n; struct { struct box boxes[2]; } inner; };
void look_deep(const struct deep *DRUST_BORROW d);
void change_view(struct view *DRUST_MUT_BORROW v);
void look_outer(const struct outer *DRUST_BORROW o);
void change_plain(struct plain *DRUST_MUT_BORROW p);
void bad(struct deep *deep, struct view *view, struct outer *outer)
{
    look_deep(deep);
    // expected-error@-1 {{untracked pointer used where 'd' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
    change_view(view + 1);
    // expected-error@-1 {{untracked pointer used where 'v' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
    look_outer(outer);
    // expected-error@-1 {{untracked pointer used where 'o' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
}
void good(struct plain *plain)
{
    change_plain(plain);
}
