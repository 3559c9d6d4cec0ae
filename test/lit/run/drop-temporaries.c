/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owned values that no variable takes are dropped at the end of their full
 * expression, on the arm that made them only.
 *
 * RUN: %drustcc -O0 -w %s -o %t0 %libs
 * RUN: %drustcc -O2 -w %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:9 %drust run -n 1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:10 %drust run -n 1 %t2 | FileCheck %s
 * CHECK: 10 cases, 0 failures
 */
#include "Inputs/drop.h"

static void discarded(void)
{
    make(1);
    LIVE(0);
    (void)make(2);
    LIVE(0);
    for (int i = 0; i < 3; i++)
        make(i);
    LIVE(0);
    if (drop_zero == 0)
        make(3);
    LIVE(0);
}

static void tested(void)
{
    VALUE(make(1) != NULL, 1);
    LIVE(0);
    if (make(2))
        LIVE(0);
    LIVE(0);
    int times = 0;
    while (make(3) != NULL && ++times < 3)
        continue;
    LIVE(0);
}

static void conjunction(void)
{
    VALUE(make(1) != NULL && make(2) != NULL, 1);
    LIVE(0);
    VALUE(make(3) == NULL && make(4) != NULL, 0); /* the right side is not made */
    LIVE(0);
    VALUE(make(5) != NULL || make(6) != NULL, 1);
    LIVE(0);
}

static void conditional_arms(void)
{
    for (int i = 0; i < 2; i++) {
        struct box *DRUST_OWNED b = i ? make(1) : make(2);
        LIVE(1);
        VALUE(b->value, i ? 1 : 2);
    }
    for (int i = 0; i < 2; i++) {
        struct box *DRUST_OWNED a = make(3);
        struct box *DRUST_OWNED b = i ? a : make(4);
        LIVE(i ? 1 : 2);
        VALUE(b->value, i ? 3 : 4);
    }
    for (int i = 0; i < 2; i++)
        i ? consume(make(5)) : (void)make(6);
    LIVE(0);
}

static void borrowed(void)
{
    VALUE(value_of(make(1)), 1);
    LIVE(0);
    VALUE(value_of(make(2)) + value_of(make(3)), 5);
    LIVE(0);
    for (int i = 0; i < 2; i++) {
        VALUE(value_of(i ? make(4) : make(5)), i ? 4 : 5);
        LIVE(0);
        VALUE(i && value_of(make(6)) == 6, i);
        LIVE(0);
    }
}

static void member_of_result(void)
{
    VALUE(make(1)->value, 1);
    LIVE(0);
    VALUE(wrap(make(3), 2)->inner->value, 3);
    LIVE(0);
}

static int returned_member_inside(void)
{
    return make(8)->value;
}
static void returned_member(void)
{
    VALUE(returned_member_inside(), 8);
}

static void comma(void)
{
    int v = (make(1), 5);
    LIVE(0);
    VALUE(v, 5);
    struct box *DRUST_OWNED b = (make(2), make(3));
    LIVE(1);
    VALUE(b->value, 3);
}

static void nested_calls(void)
{
    consume(wrap(wrap(make(1), 2), 3));
    LIVE(0);
    VALUE(value_of(wrap(make(4), 5)), 5);
    LIVE(0);
}

static void statement_results(void)
{
    struct box *DRUST_OWNED a = ({ make(1); });
    struct box *DRUST_OWNED b = ({ goto labelled; labelled: make(2); });
    struct box *DRUST_OWNED c = ({ make(4); make(3);; });
    LIVE(3);
    VALUE(a->value + 10 * b->value + 100 * c->value, 321);
    VALUE(value_of(({ l1: l2: make(5);;; })), 5);
    LIVE(3);
    ({ l3: make(6);; });
    LIVE(3);
}

static const struct drop_case cases[] = {
    {"discarded results", discarded, 6},
    {"tested and gone", tested, 5},
    {"&& and ||", conjunction, 4},
    {"?:", conditional_arms, 7},
    {"borrowed for one call", borrowed, 6},
    {"member of a result", member_of_result, 3},
    {"returned member of a result", returned_member, 1},
    {"comma", comma, 3},
    {"nested calls", nested_calls, 5},
    {"results of statement expressions", statement_results, 6},
};

int main(void)
{
    return run_drop_cases(cases, sizeof cases / sizeof *cases);
}
