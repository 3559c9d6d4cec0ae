/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRUST_DROP names a function of the right type, declared before the struct, which gets the struct whole.
 *
 * RUN: %drustcc -fsyntax-only -w -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct DRUST_DROP(unknown) bad_unknown {
// expected-error@-1 {{'DRUST_DROP' of 'struct bad_unknown' needs the name of a function that is declared before the struct [drust-drop-function]}}
    int value;
};
struct bad_kind;
void drop_kind(struct bad_kind *DRUST_BORROW k);
struct DRUST_DROP(drop_kind) bad_kind { int value; };
// expected-error@-1 {{'drop_kind' cannot run before 'struct bad_kind' is dropped: declare it 'void 'drop_kind'('struct bad_kind' *DRUST_MUT_BORROW)' [drust-drop-function]}}
struct bad_type;
void drop_type(struct box *DRUST_MUT_BORROW b);
struct DRUST_DROP(drop_type) bad_type { int value; };
// expected-error@-1 {{'drop_type' cannot run before 'struct bad_type' is dropped: declare it 'void 'drop_type'('struct bad_type' *DRUST_MUT_BORROW)' [drust-drop-function]}}
struct bad_result;
int drop_result(struct bad_result *DRUST_MUT_BORROW r);
struct DRUST_DROP(drop_result) bad_result { int value; };
// expected-error@-1 {{'drop_result' cannot run before 'struct bad_result' is dropped: declare it 'void 'drop_result'('struct bad_result' *DRUST_MUT_BORROW)' [drust-drop-function]}}
struct bad_early;
static void drop_early(struct bad_early *DRUST_MUT_BORROW e) { (void)e; }
struct DRUST_DROP(drop_early) bad_early { int value; };
// expected-error@-1 {{'drop_early' is defined before 'struct bad_early', which it gets: define it behind the struct [drust-drop-function]}}
struct good;
static void drop_good(struct good *DRUST_MUT_BORROW g);
struct DRUST_DROP(drop_good) bad_declaration;
// expected-error@-1 {{'DRUST_DROP' stands in the definition of a struct: 'struct DRUST_DROP(function) name { ... }' [drust-kind-misplaced]}}
union DRUST_DROP(drop_good) bad_union { int value; };
// expected-error@-1 {{'DRUST_DROP' stands in the definition of a struct: 'struct DRUST_DROP(function) name { ... }' [drust-kind-misplaced]}}
int DRUST_DROP(drop_good) bad_variable;
// expected-error@-1 {{'DRUST_DROP' stands in the definition of a struct: 'struct DRUST_DROP(function) name { ... }' [drust-kind-misplaced]}}

struct DRUST_DROP(drop_good) good {
    int value;
    struct box *DRUST_OWNED box;
    struct { struct box *DRUST_OWNED box; } inner;
};
struct outer { struct good good; struct box *DRUST_OWNED box; };
static void drop_good(struct good *DRUST_MUT_BORROW g)
{
    struct box *DRUST_OWNED b = drust_take(&g->box);
    g->value = b != NULL;
}
void bad_moves(struct good *DRUST_OWNED o, struct outer *DRUST_OWNED outer)
{
    struct good g = {1, NULL, {NULL}};
    struct box *DRUST_OWNED a = g.box;
    // expected-error@-1 {{cannot move 'g.box' out of 'struct good', whose 'DRUST_DROP' function gets it whole: 'drust_take' moves it and leaves NULL [drust-move-out-of-drop]}}
    a = o->box;
    // expected-error@-1 {{cannot move 'o->box' out of 'struct good', whose 'DRUST_DROP' function gets it whole: 'drust_take' moves it and leaves NULL [drust-move-out-of-drop]}}
    a = outer->good.inner.box;
    // expected-error@-1 {{cannot move 'outer->good.inner' out of 'struct good', whose 'DRUST_DROP' function gets it whole: 'drust_take' moves it and leaves NULL [drust-move-out-of-drop]}}
    struct good *DRUST_OWNED twice = drust_clone(o);
    // expected-error@-1 {{cannot clone 'struct good': its 'DRUST_DROP' function would run twice for what it stands for [drust-clone-drop]}}
}
void good_moves(struct good *DRUST_OWNED o, struct outer *DRUST_OWNED outer)
{
    struct good g = {1, NULL, {NULL}};
    struct box *DRUST_OWNED a = drust_take(&g.box);
    a = drust_take(&outer->good.inner.box);
    a = outer->box;
    struct good all = *o, part = outer->good;
    all = part;
    g = all;
}
