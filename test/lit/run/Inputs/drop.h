/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * For the tables of drop tests: a type that owns, and a runner that checks for
 * each case how many objects it made and that each of them was freed once. A
 * second free of an object is fatal in the runtime, a missing one leaves `live`
 * above zero.
 */
#ifndef DROP_H
#define DROP_H

#include <drust.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct box {
    int value;
    struct box *DRUST_OWNED inner;
};
typedef struct box *DRUST_OWNED box_box;

struct drop_case {
    const char *name;
    void (*run)(void);
    long makes; /* objects that the case allocates */
};

static const char *drop_case_name = "";
static int drop_failures;
/* Opaque to the optimiser, so that both ways of every branch are compiled. */
static volatile int drop_zero = 0;

static inline long made(void)
{
    return (long)drust_counter("news");
}

static inline long live(void)
{
    return made() - (long)drust_counter("frees");
}

static inline void expect_live(long want, int line)
{
    long is = live();
    if (is != want) {
        printf("%s: line %d: %ld objects alive, not %ld\n", drop_case_name, line, is, want);
        drop_failures++;
    }
}
#define LIVE(want) expect_live((want), __LINE__)

static inline void expect_value(long is, long want, int line)
{
    if (is != want) {
        printf("%s: line %d: value %ld, not %ld\n", drop_case_name, line, is, want);
        drop_failures++;
    }
}
#define VALUE(is, want) expect_value((is), (want), __LINE__)

static inline struct box *DRUST_OWNED make(int value)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->value = value;
    return b;
}

static inline struct box *DRUST_OWNED wrap(struct box *DRUST_OWNED inner, int value)
{
    struct box *DRUST_OWNED b = make(value);
    b->inner = inner;
    return b;
}

static inline int value_of(const struct box *DRUST_BORROW b)
{
    return b->value;
}

static inline void consume(struct box *DRUST_OWNED b)
{
    (void)b;
}

static inline int run_drop_cases(const struct drop_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long before = made();
        drop_case_name = cases[i].name;
        cases[i].run();
        expect_live(0, 0);
        expect_value(made() - before, cases[i].makes, 0);
    }
    printf("%zu cases, %d failures\n", count, drop_failures);
    return drop_failures != 0;
}

#endif
