/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Moves, assignments and early drops: the source of a move is empty, the old
 * value of an assignment is dropped, nothing is freed twice.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:7 %drust run -n 1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:8 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * CHECK: 18 cases, 0 failures
 */
#include "Inputs/drop.h"

static void move_to_local(void)
{
    struct box *DRUST_OWNED a = make(1);
    struct box *DRUST_OWNED b = a;
    LIVE(1);
    VALUE(a == NULL, 1);
    struct box *DRUST_OWNED c;
    c = drust_move(b);
    VALUE(b == NULL, 1);
    VALUE(c->value, 1);
    LIVE(1);
}

static void move_to_parameter(void)
{
    struct box *DRUST_OWNED a = make(1);
    consume(a);
    VALUE(a == NULL, 1);
    LIVE(0);
}

static void conditional_move(void)
{
    for (int i = 0; i < 4; i++) {
        struct box *DRUST_OWNED a = make(i);
        if (a->value % 2)
            consume(a);
        LIVE(i % 2 ? 0 : 1);
        VALUE(a == NULL, i % 2);
    }
}

static void move_in_switch(void)
{
    for (int i = 0; i < 3; i++) {
        struct box *DRUST_OWNED a = make(i);
        struct box *DRUST_OWNED kept = NULL;
        switch (i) {
        case 0:
            consume(a);
            break;
        case 1:
            kept = a;
            break;
        default:
            break;
        }
        LIVE(i == 0 ? 0 : 1);
        VALUE(kept != NULL, i == 1);
    }
}

static void early_drop(void)
{
    struct box *DRUST_OWNED a = make(1);
    struct box *DRUST_OWNED none = NULL;
    drust_drop(a);
    LIVE(0);
    VALUE(a == NULL, 1);
    drust_drop(none);
    a = make(2);
    LIVE(1);
    VALUE(a->value, 2);
}

static void early_drop_in_loop(void)
{
    for (int i = 0; i < 3; i++) {
        struct box *DRUST_OWNED a = make(i);
        if (i == 1)
            drust_drop(a);
        LIVE(i == 1 ? 0 : 1);
    }
}

static void reassign(void)
{
    struct box *DRUST_OWNED a = make(1);
    a = make(2);
    LIVE(1);
    VALUE(a->value, 2);
    a = NULL;
    LIVE(0);
    a = make(a == NULL ? 3 : 4);
    VALUE(a->value, 3);
    a = wrap(a, 5); /* uses the old value: nothing to drop */
    LIVE(2);
    VALUE(a->inner->value, 3);
}

static void reassign_in_loop(void)
{
    struct box *DRUST_OWNED a = NULL;
    for (int i = 0; i < 5; i++) {
        a = make(i);
        LIVE(1);
    }
    VALUE(a->value, 4);
    for (int i = 0; i < 5; i++)
        a = wrap(a, i);
    LIVE(6);
    VALUE(a->inner->value, 3);
}

static void swap(void)
{
    struct box *DRUST_OWNED a = make(1);
    struct box *DRUST_OWNED b = make(2);
    struct box *DRUST_OWNED t = a;
    a = b;
    b = t;
    LIVE(2);
    VALUE(a->value * 10 + b->value, 21);
}

static struct box *DRUST_OWNED countdown(int *left)
{
    if (*left == 0)
        return NULL;
    return make((*left)--);
}
static void assignment_tested(void)
{
    int left = 3;
    struct box *DRUST_OWNED b;
    while ((b = countdown(&left)) != NULL)
        LIVE(1);
    LIVE(0);
}

static void fields(void)
{
    struct box *DRUST_OWNED a = make(1);
    a->inner = make(2);
    a->inner = make(3); /* drops 2 */
    LIVE(2);
    VALUE(a->inner->value, 3);
    a->inner = NULL;
    LIVE(1);
    a->inner = make(4);
    struct box *DRUST_OWNED out = a->inner; /* moves out of the field */
    LIVE(2);
    VALUE(out->value, 4);
    a->inner = make(5);
    LIVE(3);
    drust_drop(a->inner);
    LIVE(2);
}

static void field_left_empty(void)
{
    struct box *DRUST_OWNED a = wrap(make(2), 1);
    struct box *DRUST_OWNED out = a->inner;
    VALUE(out->value, 2);
} /* a is dropped without its inner */

static void take_from(struct box *DRUST_MUT_BORROW b)
{
    struct box *DRUST_OWNED old = drust_take(&b->inner);
    LIVE(3);
    VALUE(old->value, 2);
    VALUE(b->inner == NULL, 1);
    b->inner = make(4);
}
static void take_through_borrow(void)
{
    struct box *DRUST_OWNED a = wrap(wrap(make(3), 2), 1);
    take_from(a);
    LIVE(2);
    VALUE(a->inner->value, 4);
}

static void replace_from(struct box *DRUST_MUT_BORROW b)
{
    struct box *DRUST_OWNED old = drust_replace(&b->inner, make(4));
    VALUE(old->value, 2);
    LIVE(3);
}
static void replace_through_borrow(void)
{
    struct box *DRUST_OWNED a = wrap(make(2), 1);
    replace_from(a);
    LIVE(2);
    VALUE(a->inner->value, 4);
}

static void deep_drop(void)
{
    struct box *DRUST_OWNED a = NULL;
    for (int i = 0; i < 100; i++)
        a = wrap(a, i);
    LIVE(100);
    drust_drop(a);
    LIVE(0);
}

static void heap_array(void)
{
    box_box *DRUST_OWNED a = drust_new_array(box_box, 10);
    LIVE(1);
    for (int i = 0; i < 10; i += 2)
        a[i] = make(i);
    LIVE(6);
    struct box *DRUST_OWNED out = drust_take(&a[4]);
    VALUE(a[4] == NULL, 1);
    VALUE(out->value, 4);
    a[2] = make(20);
    LIVE(6);
    a[3] = drust_take(&a[2]);
    VALUE(a[3]->value, 20);
    LIVE(6);
    VALUE((long)drust_len(a), 10);
}

static void heap_array_of_arrays(void)
{
    typedef int *DRUST_OWNED row;
    row *DRUST_OWNED rows = drust_new_array(row, 3);
    for (int i = 0; i < 3; i++)
        rows[i] = drust_new_array(int, 4);
    rows[1][2] = 9;
    VALUE(rows[1][2], 9);
    LIVE(4);
    rows = NULL;
    LIVE(0);
}

static void list_of_moves(void)
{
    struct box *DRUST_OWNED list = NULL;
    struct box *DRUST_OWNED back = NULL;
    for (int i = 0; i < 10; i++)
        list = wrap(list, i);
    while (list != NULL) {
        struct box *DRUST_OWNED rest = drust_take(&list->inner);
        if (list->value % 3 == 0) {
            list->inner = drust_move(back);
            back = list;
        }
        list = rest; /* drops what was not kept */
    }
    LIVE(4);
    VALUE(back->value, 0);
}

static const struct drop_case cases[] = {
    {"move to a local", move_to_local, 1},
    {"move to a parameter", move_to_parameter, 1},
    {"conditional move", conditional_move, 4},
    {"move in a switch", move_in_switch, 3},
    {"early drop", early_drop, 2},
    {"early drop in a loop", early_drop_in_loop, 3},
    {"assign again", reassign, 4},
    {"assign again in a loop", reassign_in_loop, 10},
    {"swap", swap, 2},
    {"assignment tested in a loop", assignment_tested, 3},
    {"fields", fields, 5},
    {"field left empty", field_left_empty, 2},
    {"take through a borrow", take_through_borrow, 4},
    {"replace through a borrow", replace_through_borrow, 3},
    {"deep drop", deep_drop, 100},
    {"heap array of owners", heap_array, 7},
    {"heap array of arrays", heap_array_of_arrays, 4},
    {"list", list_of_moves, 10},
};

int main(void)
{
    return run_drop_cases(cases, sizeof cases / sizeof *cases);
}
