/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every way out of a scope drops its owners, each exactly once and at that
 * moment.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:6 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * CHECK: 25 cases, 0 failures
 */
#include "Inputs/drop.h"

static void fall_through(void)
{
    struct box *DRUST_OWNED b = make(1);
    LIVE(1);
    VALUE(b->value, 1);
}

static void inner_block(void)
{
    struct box *DRUST_OWNED outer = make(1);
    {
        struct box *DRUST_OWNED outer = make(2); /* hides the other one */
        VALUE(outer->value, 2);
        LIVE(2);
    }
    LIVE(1);
    VALUE(outer->value, 1);
}

static void empty_owner(void)
{
    struct box *DRUST_OWNED unset;
    struct box *DRUST_OWNED null = NULL;
    LIVE(0);
    if (drop_zero)
        unset = make(1);
    VALUE(unset == NULL && null == NULL, 1);
}

static void return_void_inside(int early)
{
    struct box *DRUST_OWNED a = make(1);
    if (early)
        return;
    struct box *DRUST_OWNED b = make(2);
    VALUE(a->value + b->value, 3);
}
static void return_void(void)
{
    return_void_inside(1);
    LIVE(0);
    return_void_inside(drop_zero);
}

static int return_value_inside(void)
{
    struct box *DRUST_OWNED b = make(7);
    return b->value; /* read before the drop */
}
static void return_value(void)
{
    VALUE(return_value_inside(), 7);
}

static struct box *DRUST_OWNED return_owner_inside(int which)
{
    struct box *DRUST_OWNED a = make(1);
    struct box *DRUST_OWNED b = make(2);
    if (which == 1)
        return a;
    if (which == 2)
        return b;
    return NULL;
}
static void return_owner(void)
{
    struct box *DRUST_OWNED one = return_owner_inside(1);
    LIVE(1);
    VALUE(one->value, 1);
    struct box *DRUST_OWNED two = return_owner_inside(2);
    LIVE(2);
    VALUE(two->value, 2);
    struct box *DRUST_OWNED none = return_owner_inside(3);
    LIVE(2);
    VALUE(none == NULL, 1);
}

static void break_for(void)
{
    for (int i = 0; i < 10; i++) {
        struct box *DRUST_OWNED a = make(i);
        if (a->value == 3)
            break;
        struct box *DRUST_OWNED b = make(i);
        LIVE(2);
        VALUE(b->value, i);
    }
    LIVE(0);
}

static void break_while_nested(void)
{
    struct box *DRUST_OWNED outer = make(0);
    while (1) {
        struct box *DRUST_OWNED a = make(1);
        do {
            struct box *DRUST_OWNED b = make(2);
            if (b->value == 2)
                break;
        } while (1);
        LIVE(2);
        if (a->value == 1)
            break;
    }
    LIVE(1);
    VALUE(outer->value, 0);
}

static void continue_for(void)
{
    for (int i = 0; i < 4; i++) {
        struct box *DRUST_OWNED a = make(i);
        if (a->value % 2)
            continue;
        struct box *DRUST_OWNED b = make(i);
        LIVE(2);
        VALUE(b->value, i);
    }
}

static void continue_do(void)
{
    int i = 0;
    do {
        struct box *DRUST_OWNED a = make(i);
        if (a->value < 2)
            continue;
        struct box *DRUST_OWNED b = make(i);
        VALUE(b->value, i);
    } while (++i < 4);
}

static void goto_forward(void)
{
    struct box *DRUST_OWNED outer = make(1);
    {
        struct box *DRUST_OWNED a = make(2);
        {
            struct box *DRUST_OWNED b = make(3);
            if (b->value == 3)
                goto out;
        }
        VALUE(a->value, -1);
    }
out:
    LIVE(1);
    VALUE(outer->value, 1);
}

static void goto_backward(void)
{
    int rounds = 0;
again: {
    struct box *DRUST_OWNED a = make(rounds);
    LIVE(1);
    if (++rounds < 3)
        goto again;
    VALUE(a->value, 2);
}
    LIVE(0);
}

static void goto_backward_same_scope(void)
{
    int rounds = 0;
again:;
    struct box *DRUST_OWNED a = make(rounds);
    LIVE(1);
    VALUE(a->value, rounds);
    if (++rounds < 3)
        goto again;
}

static void goto_out_of_loops(void)
{
    for (int i = 0; i < 3; i++) {
        struct box *DRUST_OWNED a = make(i);
        for (int j = 0; j < 3; j++) {
            struct box *DRUST_OWNED b = make(j);
            if (a->value == 1 && b->value == 1)
                goto done;
        }
    }
done:
    LIVE(0);
}

static void switch_cases(void)
{
    for (int i = 0; i < 4; i++) {
        switch (i) {
        case 0: {
            struct box *DRUST_OWNED a = make(0);
            VALUE(a->value, 0);
            break;
        }
        case 1: {
            struct box *DRUST_OWNED a = make(1);
            VALUE(a->value, 1);
        }
            LIVE(0);
            __attribute__((fallthrough));
        case 2: {
            struct box *DRUST_OWNED a = make(2);
            VALUE(a->value, 2);
            continue;
        }
        default: {
            struct box *DRUST_OWNED a = make(3);
            if (a->value == 3)
                return;
        }
        }
        LIVE(0);
    }
}

static int return_from_switch_inside(int i)
{
    struct box *DRUST_OWNED outer = make(i);
    for (;;) {
        struct box *DRUST_OWNED loop = make(10);
        switch (outer->value) {
        case 1: {
            struct box *DRUST_OWNED a = make(100);
            return outer->value + loop->value + a->value;
        }
        default:
            return outer->value + loop->value;
        }
    }
}
static void return_from_switch(void)
{
    VALUE(return_from_switch_inside(1), 111);
    LIVE(0);
    VALUE(return_from_switch_inside(2), 12);
}

static void statement_expression(void)
{
    int v = ({
        struct box *DRUST_OWNED a = make(5);
        LIVE(1);
        a->value + 1;
    });
    LIVE(0);
    VALUE(v, 6);
    struct box *DRUST_OWNED out = ({
        struct box *DRUST_OWNED a = make(7);
        struct box *DRUST_OWNED b = make(8);
        VALUE(b->value, 8);
        a; /* moves out */
    });
    LIVE(1);
    VALUE(out->value, 7);
}

static int break_from_statement_expression_inside(int leave)
{
    for (;;) {
        struct box *DRUST_OWNED outer = make(1);
        int v = ({
            struct box *DRUST_OWNED a = make(2);
            if (leave)
                break;
            a->value;
        });
        return outer->value + v;
    }
    return 0;
}
static void break_from_statement_expression(void)
{
    VALUE(break_from_statement_expression_inside(1), 0);
    LIVE(0);
    VALUE(break_from_statement_expression_inside(drop_zero), 3);
}

static void for_init(void)
{
    for (struct box *DRUST_OWNED b = make(0); b->value < 3; b->value++)
        LIVE(1);
    LIVE(0);
    for (struct box *DRUST_OWNED b = make(0); b->value < 3; b->value++)
        if (b->value == 1)
            break;
    LIVE(0);
    for (struct box *DRUST_OWNED b = make(3); b != NULL; b = NULL)
        VALUE(b->value, 3);
    LIVE(0);
}

static int for_init_return_inside(void)
{
    for (struct box *DRUST_OWNED b = make(4);; b->value++)
        if (b->value == 6)
            return b->value;
}
static void for_init_return(void)
{
    VALUE(for_init_return_inside(), 6);
}

static void parameter_unused(struct box *DRUST_OWNED b)
{
    LIVE(1);
    (void)b;
}
static int parameter_early(struct box *DRUST_OWNED a, int early, struct box *DRUST_OWNED b)
{
    if (early)
        return a->value;
    return a->value + b->value;
}
static struct box *DRUST_OWNED parameter_back(struct box *DRUST_OWNED a, struct box *DRUST_OWNED b,
                                              int first)
{
    if (first)
        return a;
    return b;
}
static void parameter_reassigned(struct box *DRUST_OWNED a)
{
    a = make(2);
    LIVE(1);
    VALUE(a->value, 2);
}
static void parameters(void)
{
    struct box *DRUST_OWNED a = make(1);
    parameter_unused(a);
    LIVE(0);
    parameter_unused(make(2));
    LIVE(0);
    parameter_unused(NULL == NULL && drop_zero ? NULL : make(3));
    VALUE(parameter_early(make(4), 1, make(5)), 4);
    LIVE(0);
    VALUE(parameter_early(make(4), drop_zero, make(5)), 9);
    LIVE(0);
    struct box *DRUST_OWNED back = parameter_back(make(6), make(7), 1);
    LIVE(1);
    VALUE(back->value, 6);
    back = parameter_back(back, make(8), drop_zero);
    LIVE(1);
    VALUE(back->value, 8);
    drust_drop(back);
    parameter_reassigned(make(9));
}

static int recurse_inside(int depth, struct box *DRUST_OWNED b)
{
    struct box *DRUST_OWNED mine = make(depth);
    if (depth == 0)
        return b->value;
    return recurse_inside(depth - 1, b) + mine->value;
}
static void recurse(void)
{
    VALUE(recurse_inside(4, make(100)), 110);
}

static void local_array(void)
{
    struct box *DRUST_OWNED a[4];
    for (int i = 0; i < 3; i++)
        a[i] = make(i);
    LIVE(3);
    a[1] = NULL;
    LIVE(2);
    a[0] = make(10);
    LIVE(2);
    VALUE(a[0]->value + a[2]->value, 12);
}

static void local_array_in_loop(void)
{
    for (int i = 0; i < 3; i++) {
        box_box a[3];
        for (int j = 0; j < 3; j++) {
            a[j] = make(j);
            if (j == i)
                break;
        }
        LIVE(i + 1);
        if (i == 1)
            continue;
        VALUE(a[0]->value, 0);
    }
    LIVE(0);
}

static void several_declared(void)
{
    struct box *DRUST_OWNED a = make(1), *DRUST_OWNED b, *DRUST_OWNED c = make(3);
    LIVE(2);
    b = make(2);
    VALUE(a->value + b->value + c->value, 6);
    LIVE(3);
}

static const struct drop_case cases[] = {
    {"fall through", fall_through, 1},
    {"inner block", inner_block, 2},
    {"empty owner", empty_owner, 0},
    {"return", return_void, 3},
    {"return a value", return_value, 1},
    {"return an owner", return_owner, 6},
    {"break", break_for, 7},
    {"break, nested", break_while_nested, 3},
    {"continue", continue_for, 6},
    {"continue in do", continue_do, 6},
    {"goto forward", goto_forward, 3},
    {"goto backward", goto_backward, 3},
    {"goto backward in the same scope", goto_backward_same_scope, 3},
    {"goto out of two loops", goto_out_of_loops, 7},
    {"switch", switch_cases, 5},
    {"return from a switch", return_from_switch, 5},
    {"statement expression", statement_expression, 3},
    {"break out of a statement expression", break_from_statement_expression, 4},
    {"for-init", for_init, 3},
    {"return out of for-init", for_init_return, 1},
    {"parameters", parameters, 12},
    {"recursion", recurse, 6},
    {"local array", local_array, 4},
    {"local array in a loop", local_array_in_loop, 6},
    {"several in one declaration", several_declared, 3},
};

int main(void)
{
    return run_drop_cases(cases, sizeof cases / sizeof *cases);
}
