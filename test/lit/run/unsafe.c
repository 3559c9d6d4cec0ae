/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owner goes through a C library as its cookie and comes back; owners live in
 * plain memory; borrows are made from plain pointers. Wherever the object was,
 * with whatever colour, it is dropped once.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:5 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 wrong
 *
 * RUN: not %run1 %t0 twice 2>&1 | FileCheck --check-prefix=TWICE %s
 * RUN: not %run2 %t2 other 2>&1 | FileCheck --check-prefix=OTHER %s
 * RUN: not %run1 %t2 local 2>&1 | FileCheck --check-prefix=TWICE %s
 * RUN: not %t.plain other 2>&1 | FileCheck --check-prefix=PLAIN %s
 * TWICE: drust: server 0: {{.*}}unsafe.c:{{[0-9]+}}: drust_from_raw(struct box, pointer): 0x{{[0-9a-f]+}} is not what drust_into_raw gave on this server
 * OTHER: drust: server 0: {{.*}}unsafe.c:{{[0-9]+}}: drust_from_raw(struct box, pointer): the object is of type struct other, not struct box
 * PLAIN: drust_from_raw: the object is of type struct other, not struct box
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box {
    int value;
    struct box *DRUST_OWNED inner;
};
struct other {
    int value;
};

static int wrong;
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("line %d: %s\n", __LINE__, #condition);                                         \
            wrong++;                                                                               \
        }                                                                                          \
    } while (0)

static struct box *DRUST_OWNED make(int value)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->inner = drust_new(struct box);
    b->value = value;
    b->inner->value = value + 1;
    return b;
}
static long total(const struct box *DRUST_BORROW b)
{
    return b->value + b->inner->value;
}

/* A library: it keeps a cookie, and reads and writes what it was told to. */
struct event {
    void *cookie;
    int *counter;
};
static void fire(struct event *event)
{
    ++*event->counter;
}

static struct box *DRUST_OWNED take_back(void *pointer)
{
    DRUST_UNSAFE("what the library keeps comes from 'give'")
    {
        return drust_from_raw(struct box, pointer);
    }
}

static void cookies(void)
{
    for (unsigned i = 0; i < 24; i++) {
        struct box *DRUST_OWNED b = NULL;
        drust_thread thread = drust_spawn_on(i % drust_servers(), make, (int)i);
        drust_join(thread, &b);
        struct event event = {NULL, NULL};
        DRUST_UNSAFE("the event dies before the object")
        {
            event.counter = &b->value;
            event.cookie = drust_into_raw(b);
        }
        EXPECT(b == NULL);
        fire(&event);
        struct box *DRUST_OWNED back = take_back(event.cookie);
        EXPECT(back->value == (int)i + 1 && back->inner->value == (int)i + 1);
        back->inner->value++;
        long sum = 0; /* it is an owner like any other again */
        drust_scope {
            drust_thread reader = drust_spawn_on((i + 1) % drust_servers(), total, back);
            drust_join(reader, &sum);
        }
        EXPECT(sum == 2 * (long)i + 3);
        back->value = 0;
        drust_scope {
            drust_thread reader = drust_spawn_on((i + 1) % drust_servers(), total, back);
            drust_join(reader, &sum);
        }
        EXPECT(sum == (long)i + 2);
        if (i % 3 == 0)
            drust_drop(back);
    }
    struct box *DRUST_OWNED none = NULL;
    DRUST_UNSAFE("NULL is fine")
    {
        EXPECT(drust_into_raw(none) == NULL);
        EXPECT(drust_from_raw(struct box, NULL) == NULL);
    }
}

struct table {
    struct box *DRUST_OWNED slots[3];
    int count;
};

static void plain_memory(void)
{
    struct table *table = calloc(1, sizeof *table);
    DRUST_UNSAFE("the table is cleared before it is freed")
    {
        for (int i = 0; i < 3; i++)
            table->slots[i] = make(i);
        table->slots[1] = make(7);
        struct box *DRUST_OWNED out = drust_take(&table->slots[0]);
        EXPECT(out->value == 0 && table->slots[0] == NULL);
        EXPECT(total(table->slots[1]) == 15);
        struct box *DRUST_OWNED *DRUST_MUT_BORROW slot = drust_assume_mut(&table->slots[2]);
        *slot = drust_move(out);
        EXPECT(table->slots[2]->inner->value == 1);
        for (int i = 0; i < 3; i++)
            table->slots[i] = NULL;
    }
    free(table);
}

static struct box *last;
static struct box *remember(struct box *DRUST_MUT_BORROW b)
{
    DRUST_UNSAFE("the caller's owner outlives it")
    {
        last = b;
        return b;
    }
}

static void borrows(void)
{
    struct box *DRUST_OWNED b = make(5);
    struct box *plain = remember(b);
    EXPECT(plain == last);
    DRUST_UNSAFE("b is alive and nothing else uses it")
    {
        struct box *DRUST_MUT_BORROW m = drust_assume_mut(plain);
        m->value = 9;
        const struct box *r = drust_assume_borrow(last);
        EXPECT(total(r) == 15 && drust_assume_borrow(plain)->value == 9);
        int numbers[3] = {1, 2, 3};
        const int *DRUST_BORROW second = drust_assume_borrow(numbers) + 1;
        EXPECT(*second == 2);
    }
    EXPECT(b->value == 9);
}

int main(int argc, char **argv)
{
    struct box *DRUST_OWNED first = make(1);
    struct other *DRUST_OWNED other = drust_new(struct other);
    if (strcmp(argv[argc - 1], "twice") == 0) {
        void *raw = NULL;
        DRUST_UNSAFE("a test of what it costs")
        {
            raw = drust_into_raw(first);
        }
        first = take_back(raw);
        struct box *DRUST_OWNED second = take_back(raw);
        EXPECT(second == NULL);
    }
    if (strcmp(argv[argc - 1], "local") == 0)
        first = take_back(&wrong);
    if (strcmp(argv[argc - 1], "other") == 0) {
        DRUST_UNSAFE("a test of what it costs")
        {
            first = take_back(drust_into_raw(other));
        }
    }
    cookies();
    plain_memory();
    borrows();
    printf("%d wrong\n", wrong);
    return wrong;
}
