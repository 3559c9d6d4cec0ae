/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Structs that hold owners, by value: they move like an owner, and what nobody
 * takes is dropped, each object once.
 *
 * RUN: %drustcc -O0 -w %s -o %t0 %libs
 * RUN: %drustcc -O2 -w %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:9 %drust run -n 1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:10 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * CHECK: 16 cases, 0 failures
 */
#include "Inputs/drop.h"

struct pair {
    struct box *DRUST_OWNED first;
    int count;
    struct box *DRUST_OWNED rest[2];
};
struct nest {
    int id;
    struct pair pair;
};

static struct pair pair_of(int v)
{
    struct pair p = {.first = make(v), .count = v, .rest = {NULL, make(v + 1)}};
    return p;
}
static int first(const struct pair *DRUST_BORROW p)
{
    return p->first ? p->first->value : -1;
}
static int eat(struct pair p)
{
    return p.count + first(&p);
}
static struct nest nest_of(int v)
{
    return (struct nest){v, pair_of(v)};
}

static void declared(void)
{
    struct pair empty;
    VALUE(first(&empty), -1);
    struct pair p = {make(1), 2, {make(3)}};
    LIVE(2);
    VALUE(p.first->value + p.rest[0]->value + (p.rest[1] == NULL), 5);
    struct nest n = {7, {make(4), 5, {make(6), make(7)}}}, m = {.pair.first = make(8)};
    LIVE(6);
    VALUE(n.pair.rest[1]->value + m.pair.first->value, 15);
}

static void moved(void)
{
    struct pair p = pair_of(1);
    struct pair q = p;
    LIVE(2);
    VALUE(first(&p), -1);
    VALUE(first(&q), 1);
    p = q;
    VALUE(first(&p), 1);
    VALUE(first(&q), -1);
    struct nest n = {.pair = p};
    struct pair out = n.pair;
    LIVE(2);
    VALUE(first(&n.pair) + first(&out), 0);
}

static void assigned(void)
{
    struct pair p = pair_of(1);
    p = pair_of(2);
    LIVE(2);
    for (int i = 0; i < 4; i++) {
        p = pair_of(i);
        LIVE(2);
    }
    p = (struct pair){.first = make(9)};
    LIVE(1);
    p = (struct pair){0};
    LIVE(0);
    struct nest n;
    n.pair = pair_of(3);
    n = nest_of(4);
    LIVE(2);
    VALUE(first(&n.pair), 4);
}

static void parameters(void)
{
    struct pair p = pair_of(5);
    VALUE(eat(p), 10);
    LIVE(0);
    VALUE(eat(p), 4); /* an empty one: count stays, the owners went */
    VALUE(eat(pair_of(6)), 12);
    VALUE(eat((struct pair){make(7), 1}), 8);
    LIVE(0);
    int (*pointer)(struct pair) = eat;
    VALUE(pointer(pair_of(8)), 16);
    LIVE(0);
}

static void discarded(void)
{
    pair_of(1);
    LIVE(0);
    (void)pair_of(2);
    (pair_of(3), pair_of(4));
    LIVE(0);
    (void)(struct pair){make(5)};
    LIVE(0);
    struct pair p = pair_of(6);
    p; /* nobody reads it: it stays */
    (void)p;
    LIVE(2);
    drop_zero ? (void)pair_of(7) : (void)nest_of(8);
    ({ pair_of(9); });
    LIVE(2);
}

static void arms(void)
{
    for (int i = 0; i < 2; i++) {
        struct pair p = pair_of(1);
        struct pair q = i ? p : pair_of(2);
        LIVE(i ? 2 : 4);
        VALUE(first(&q), i ? 1 : 2);
        q = i ? i ? pair_of(3) : p : (pair_of(4), pair_of(5));
        VALUE(first(&q), i ? 3 : 5);
    }
}

static void statement_expressions(void)
{
    struct pair p = ({ struct pair inner = pair_of(1); inner.count = 8; inner; });
    LIVE(2);
    p = ({ struct pair unused = pair_of(2); pair_of(3); });
    LIVE(2);
    VALUE(first(&p), 3);
    VALUE(eat(({ l: pair_of(4); })), 8);
}

static void arrays(void)
{
    struct pair some[3] = {pair_of(1), {.count = 4}, pair_of(2)};
    LIVE(4);
    some[1] = pair_of(3);
    VALUE(first(&some[0]) * 100 + first(&some[1]) * 10 + first(&some[2]), 132);
    LIVE(6);
    struct nest grid[2][2];
    grid[1][0] = nest_of(5);
    LIVE(8);
    struct box *DRUST_OWNED taken = drust_take(&some[2].first);
    VALUE(taken->value, 2);
}

static void partly(void)
{
    struct pair p = pair_of(1);
    consume(p.first);
    LIVE(1);
    VALUE(p.first == NULL, 1);
    p.first = make(2);
    struct pair q = p;
    drust_drop(q.first);
    LIVE(1);
    struct nest n = nest_of(3);
    struct box *DRUST_OWNED b = n.pair.first;
    VALUE(b->value, 3);
}

static void on_the_heap(void)
{
    struct nest *DRUST_OWNED h = drust_new(struct nest);
    h->pair = pair_of(1);
    LIVE(3);
    h->pair = pair_of(2);
    *h = nest_of(3);
    LIVE(3);
    struct nest whole = *h;
    VALUE(first(&h->pair) + first(&whole.pair), 2);
    *h = whole;
    LIVE(3);
    struct pair out = h->pair;
    VALUE(first(&h->pair), -1);
    VALUE(first(&out), 3);
    struct pair *DRUST_OWNED several = drust_new_array(struct pair, 3);
    several[1] = out;
    several[2] = pair_of(4);
    LIVE(6);
    VALUE(first(&several[1]), 3);
}

static int leaves(int how)
{
    for (int i = 0;; i++) {
        struct pair p = pair_of(i);
        if (how == 0)
            return eat(p);
        if (how == 1)
            break;
        if (how == 2 && i < 2)
            continue;
        if (how == 3)
            goto out;
        if (how == 4) {
            struct nest n = {.pair = p};
            return n.pair.count;
        }
        if (i >= 2)
            break;
    }
out:
    return 100;
}
static void exits(void)
{
    for (int how = 0; how < 5; how++) {
        leaves(how);
        LIVE(0);
    }
}

static void switched(void)
{
    for (int i = 0; i < 3; i++) {
        switch (i) {
        case 0: {
            struct pair p = pair_of(1);
            break;
        }
        case 1: {
            struct pair p = pair_of(2);
            LIVE(2);
            VALUE(eat(p), 4);
        }
        default:
            LIVE(0);
        }
    }
}

static struct nest through(struct nest n, int again)
{
    if (again)
        return through(n, again - 1);
    n.pair.count++;
    return n;
}
static void recursive(void)
{
    struct nest n = through(nest_of(1), 20);
    LIVE(2);
    VALUE(n.pair.count + first(&n.pair), 3);
}

static void chosen(void)
{
    struct pair p = _Generic(1, int: pair_of(1), default: pair_of(2));
    struct pair q = __builtin_choose_expr(0, pair_of(3), pair_of(4));
    LIVE(4);
    VALUE(first(&p) + first(&q), 5);
}

static int renew(struct pair *DRUST_MUT_BORROW p)
{
    struct pair out = drust_take(p);
    struct pair old = drust_replace(p, pair_of(7));
    VALUE(first(&old), -1);
    return first(&out);
}
static void taken(void)
{
    struct pair p = pair_of(1), several[2] = {pair_of(2), pair_of(3)};
    struct pair q = drust_take(&p);
    VALUE(first(&p) + first(&q), 0);
    q = drust_replace(&several[1], drust_move(q));
    LIVE(6);
    VALUE(first(&several[1]) * 10 + first(&q), 13);
    VALUE(eat(drust_take(&several[0])), 4);
    drust_take(&q);
    LIVE(2);
    struct nest *DRUST_OWNED h = drust_new(struct nest);
    h->pair = pair_of(4);
    VALUE(renew(&h->pair), 4);
    VALUE(h->pair.first->value, 7);
    (void)drust_replace(&h->pair.rest[1], NULL);
    drust_take(&several[1].first);
    LIVE(3);
}

static void members(void)
{
    VALUE(pair_of(1).count + nest_of(2).pair.count, 3);
    LIVE(0);
    for (int i = 0; i < 3 && nest_of(i).id == i; i++)
        VALUE(pair_of(i).count == i ? nest_of(i).pair.count : -1, i);
    VALUE(pair_of(6).count + (int)live(), 8);
    LIVE(0);
}

static const struct drop_case cases[] = {
    {"declared and initialised", declared, 6},
    {"moved", moved, 2},
    {"assigned", assigned, 17},
    {"parameters", parameters, 7},
    {"discarded", discarded, 15},
    {"arms of ?:", arms, 12},
    {"statement expressions", statement_expressions, 8},
    {"arrays", arrays, 8},
    {"moved out in part", partly, 5},
    {"on the heap", on_the_heap, 10},
    {"ways out", exits, 14},
    {"switch", switched, 4},
    {"through calls", recursive, 2},
    {"selected at compile time", chosen, 4},
    {"taken and replaced", taken, 11},
    {"members of a result", members, 24},
};

int main(void)
{
    return run_drop_cases(cases, sizeof cases / sizeof *cases);
}
