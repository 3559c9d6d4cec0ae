/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Compound literals with owners as places: variables of the block around, whose
 * owners are dropped at its end, and before that when the literal is reached
 * again. Temporaries in braces: dropped at the end of each initialiser.
 *
 * RUN: %drustcc -O0 -w %s -o %t0 %libs
 * RUN: %drustcc -O2 -w %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 %drust run -n 2 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:4 DRUST_COLOUR_BITS=3 %drust run -n 4 --cache 64K %t2 | FileCheck %s
 * CHECK: 13 cases, 0 failures
 *
 * Objects on other servers, and without servers: the same values.
 * RUN: %drustcc -O1 -w -DVALUES %s -o %t.values %libs
 * RUN: env DRUST_PLACE=random:7 DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 %drust run -n 4 --cache 64K --stats %t.values 2>&1 | FileCheck --check-prefixes=VALUES,STATS %s
 * RUN: %drustcc -O2 -w -DVALUES -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck --check-prefix=VALUES %s
 * VALUES: 13 cases, 0 failures
 * STATS: drust: stats: homed [[#HOMED:]]
 * STATS: drust: stats: frees [[#HOMED]]
 */
#include "Inputs/drop.h"

#ifdef VALUES
#undef LIVE
#define LIVE(want) (void)0
#endif

struct pair {
    struct box *DRUST_OWNED first;
    int count;
    struct box *DRUST_OWNED rest[2];
};
typedef struct box *DRUST_OWNED boxes[];

static int first(const struct pair *DRUST_BORROW p)
{
    return p->first ? p->first->value : -1;
}
static int change(struct pair *DRUST_MUT_BORROW p, int value)
{
    p->first = make(value);
    return ++p->count;
}
static int sum(const box_box *DRUST_BORROW many, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += many[i] ? many[i]->value : 0;
    return total;
}
static int peek(const struct box *DRUST_BORROW b)
{
    return b->value;
}

static void block_end(void)
{
    {
        VALUE(first(&(struct pair){make(1), 0, {make(2)}}), 1);
        LIVE(2);
        VALUE(change(&(struct pair){.count = 4}, 3), 5);
        LIVE(3);
    }
    LIVE(0);
}

static void kept_by_variable(void)
{
    struct pair *DRUST_MUT_BORROW p = &(struct pair){make(1), 2};
    p->rest[1] = make(3);
    change(p, 4);
    VALUE(p->first->value + p->count + p->rest[1]->value, 10);
    const struct pair *q = &(const struct pair){drust_take(&p->first)};
    VALUE(q->first->value + (p->first == NULL), 5);
    LIVE(2);
}

static void arrays(void)
{
    struct box *DRUST_OWNED one = make(1);
    VALUE(sum((boxes){one, make(2), NULL, make(4)}, 4), 7);
    VALUE(one == NULL, 1);
    LIVE(3);
    VALUE(sum(&(box_box){make(8)}, 1), 8);
    LIVE(4);
    const box_box *many = (box_box[5]){[3] = make(5)};
    VALUE(sum(many, 5), 5);
    VALUE(first((struct pair[2]){{make(6)}, {make(7)}}), 6);
    LIVE(7);
}

static void loops(void)
{
    for (int i = 0; i < 5; i++) {
        LIVE(0);
        VALUE(first(&(struct pair){make(i)}), i);
        LIVE(1);
        if (i == 2)
            continue;
        if (i == 3)
            break;
    }
    LIVE(0);
    int i = 0;
    while (first(&(struct pair){make(i)}) < 3)
        i++;
    VALUE(i, 3);
    LIVE(1);
}

static void without_braces(void)
{
    int total = 0;
    for (int i = 0; i < 3; i++)
        total += first(&(struct pair){make(i)});
    LIVE(0);
    if (total == 3)
        total += first(&(struct pair){make(1), 0, {make(1)}});
    else
        total += first(&(struct pair){make(2)});
    LIVE(0);
    do
        total++;
    while (total < 6 && first(&(struct pair){make(7)}) == 7);
    VALUE(total, 6);
}

/* Reached again before its block ends. */
static void again(void)
{
    int n = 0;
back:
    VALUE(first(&(struct pair){make(n), 0, {make(9)}}), n);
    LIVE(2);
    if (++n < 3)
        goto back;
    struct pair *p = NULL;
    (void)p;
}

static int chosen(int which)
{
    int result = 0;
    switch (which) {
    case 0:
        result = first(&(struct pair){make(10)});
        break;
    case 1:
        result = first(&(struct pair){make(20), 0, {make(21)}});
        /* fall through */
    case 2: {
        result += sum((boxes){make(1), make(2)}, 2);
        break;
    }
    default:
        while (which-- > 4)
    case 3:
            result += first(&(struct pair){make(30)});
    }
    return result;
}
static void switches(void)
{
    VALUE(chosen(0), 10);
    LIVE(0);
    VALUE(chosen(1), 23);
    VALUE(chosen(2), 3);
    VALUE(chosen(3), 30);
    VALUE(chosen(6), 60);
    LIVE(0);
}

static int jumped(int in)
{
    int result = 0;
    if (in)
        goto inside;
    {
        result += first(&(struct pair){make(1)});
    inside:
        result += 2;
        if (in > 1)
            return result;
        result += first(&(struct pair){make(3)});
    }
    return result;
}
static void jumps(void)
{
    VALUE(jumped(0), 6);
    VALUE(jumped(1), 5);
    VALUE(jumped(2), 2);
    LIVE(0);
}

static int computed(int n)
{
    static void *const table[] = {&&one, &&two, &&out};
    int result = 0;
    goto *table[n];
one:
    {
        result += first(&(struct pair){make(1)});
        goto *table[2];
    }
two:
    {
        result += first(&(struct pair){make(2)});
    }
out:
    return result;
}
static void computed_jumps(void)
{
    VALUE(computed(0) + computed(1) + computed(2), 3);
    LIVE(0);
}

static void statement_expressions(void)
{
    for (int i = 0; i < 3; i++) {
        int v = ({
            const struct pair *p = &(struct pair){make(i), 1, {make(5)}};
            p->first->value + p->rest[0]->value;
        });
        VALUE(v, i + 5);
        LIVE(0);
    }
    VALUE(({ first(&(struct pair){make(4)}); }) + ({ first(&(struct pair){make(5)}); }), 9);
    LIVE(0);
}

/* Members of a literal, and a literal that is moved out of. */
static void parts(void)
{
    VALUE(((struct pair){make(1), 7}.count), 7);
    struct box *DRUST_OWNED b = (struct pair){make(2), 0, {make(3)}}.first;
    VALUE(b->value, 2);
    struct pair p = drust_take((&(struct pair){b, 4}));
    VALUE(p.first->value + p.count, 6);
    (void)(struct pair){make(5)}; /* a value: nobody can reach the place */
    LIVE(3);
}

static void temporaries(void)
{
    struct pair p = {make(peek(make(1))), peek(make(2)), {make(3), NULL}};
    VALUE(p.first->value + p.count, 3);
    LIVE(2);
    int values[3] = {make(4)->value, peek(make(5)), 6};
    VALUE(values[0] + values[1] + values[2], 15);
    struct { int a[2]; struct { int b; } c; } nested = {{peek(make(7)), 1}, {.b = make(8)->value}};
    VALUE(nested.a[0] + nested.c.b, 15);
    LIVE(2);
    VALUE(first(&(struct pair){make(peek(make(1))), peek(make(2))}), 1);
    LIVE(3);
}

static void ends(void)
{
    int i;
    for (i = 0; i < 2; i++) {
        int values[2] = {peek(make(i)), i ? peek(make(3)) : 4};
        LIVE(0);
        VALUE(values[0] + values[1], i ? 4 : 4);
    }
}

static const struct drop_case cases[] = {
    {"block_end", block_end, 3},
    {"kept_by_variable", kept_by_variable, 3},
    {"arrays", arrays, 7},
    {"loops", loops, 8},
    {"without_braces", without_braces, 6},
    {"again", again, 6},
    {"switches", switches, 10},
    {"jumps", jumps, 3},
    {"computed_jumps", computed_jumps, 2},
    {"statement_expressions", statement_expressions, 8},
    {"parts", parts, 4},
    {"temporaries", temporaries, 11},
    {"ends", ends, 3},
};

int main(void)
{
#ifdef VALUES
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cases[i].run();
    printf("%zu cases, %d failures\n", sizeof cases / sizeof cases[0], drop_failures);
    return drop_failures != 0;
#else
    return run_drop_cases(cases, sizeof cases / sizeof cases[0]);
#endif
}
