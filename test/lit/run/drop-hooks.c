/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The function of DRUST_DROP runs once for each struct that holds something, on
 * the server that drops it, before its fields go and before the statement ends:
 * on the heap, by value, in arrays and flexible arrays, behind void, and for
 * objects that lie on other servers or below objects without a function.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: bash -c 'ulimit -S -s 256; exec %t.plain 1000000' | FileCheck %s
 * RUN: %run1 --stats %t0 1000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: bash -c 'ulimit -S -s 256; exec %drust run -n 1 %t2 1000000' | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 %t2 1000 | FileCheck %s
 * RUN: %run2 --stats %t0 1000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 5000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:5 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --stats %t2 1000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 wrong
 *
 * RUN: not %run1 %t0 clone 2>&1 | FileCheck --check-prefix=CLONE %s
 * RUN: not %t.plain clone 2>&1 | FileCheck --check-prefix=CLONE %s
 * CLONE: struct file has a drop function, which would run twice
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct leaf {
    int value;
};

/* What the functions saw, on this server. */
static int order[64];
static int runs, leaves;

struct file;
static void close_file(struct file *DRUST_MUT_BORROW f);
struct DRUST_DROP(close_file) file {
    int number; /* 0: none */
    struct leaf *DRUST_OWNED leaf;
    struct file *DRUST_OWNED next;
};
static void close_file(struct file *DRUST_MUT_BORROW f)
{
    order[runs++ % 64] = f->number;
    if (f->leaf != NULL)
        leaves += f->leaf->value;
    if (f->number % 2) { /* what is taken here is dropped here */
        struct leaf *DRUST_OWNED taken = drust_take(&f->leaf);
        (void)taken;
    }
}

struct folder;
void close_folder(struct folder *DRUST_MUT_BORROW f);
struct DRUST_DROP(close_folder) folder {
    int number;
    struct file first, rest[2];
};
void close_folder(struct folder *DRUST_MUT_BORROW f)
{
    order[runs++ % 64] = f->number;
    f->first.number += 100; /* its own function runs later */
}

struct plain {
    struct file *DRUST_OWNED file;
    void *DRUST_OWNED any;
};
struct shelf {
    int count;
    struct file files[];
};

static int wrong;
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("line %d: %s (%d runs, first %d)\n", __LINE__, #condition, runs, order[0]);     \
            wrong++;                                                                               \
        }                                                                                          \
    } while (0)

static void clear(void)
{
    memset(order, 0, sizeof order);
    runs = leaves = 0;
}

static struct file make(int number)
{
    struct file f = {.number = number, .leaf = drust_new(struct leaf)};
    f.leaf->value = 1;
    return f;
}
static struct file *DRUST_OWNED make_heap(int number)
{
    struct file *DRUST_OWNED f = drust_new(struct file);
    *f = make(number);
    return f;
}
static struct plain *DRUST_OWNED make_plain(int number)
{
    struct plain *DRUST_OWNED p = drust_new(struct plain);
    p->file = make_heap(number);
    p->any = make_heap(number + 1);
    return p;
}
static int take(struct file f)
{
    return f.number;
}

static void by_value(void)
{
    clear();
    {
        struct file unset;
        struct file zero = {0};
        (void)unset, (void)zero;
    }
    EXPECT(runs == 0);
    {
        struct file a = make(1), b = make(2);
        struct file c = a; /* a is empty */
        EXPECT(runs == 0 && a.number == 0);
        a = b;
        EXPECT(runs == 0);
        a = make(3); /* drops 2 */
        EXPECT(runs == 1 && order[0] == 2);
        EXPECT(take(c) == 1 && runs == 2 && order[1] == 1);
        make(4);
        EXPECT(runs == 3 && order[2] == 4);
    }
    EXPECT(runs == 4 && order[3] == 3 && leaves == 4);
    clear();
    {
        struct file all[3] = {make(1), {.number = 0}, make(3)};
        all[1] = all[2].number == 3 ? make(2) : make(9);
        struct folder f = {.number = 50, .first = make(4), .rest = {make(5)}};
        struct folder moved = f;
        EXPECT(runs == 0 && f.number == 0 && moved.rest[0].number == 5);
    }
    EXPECT(runs == 6 && order[0] == 50 && order[1] == 104 && order[2] == 5);
    EXPECT(order[3] == 1 && order[4] == 2 && order[5] == 3);
    clear();
    for (int i = 1; i < 4; i++) {
        struct file f = make(i);
        EXPECT(f.number == i);
        if (i == 2)
            continue;
        if (i == 3)
            break;
    }
    EXPECT(runs == 3);
}

static void on_the_heap(void)
{
    clear();
    struct file *DRUST_OWNED f = make_heap(1);
    f->next = make_heap(2);
    f->next->next = make_heap(3);
    drust_drop(f);
    EXPECT(runs == 3 && order[0] == 1 && order[1] == 2 && order[2] == 3 && leaves == 3);
    clear();
    f = make_heap(4);
    f = make_heap(5);
    EXPECT(runs == 1 && order[0] == 4);
    struct file whole = *f;
    f = NULL; /* an object whose content has moved */
    EXPECT(runs == 1 && whole.number == 5);
    clear();
    struct file *DRUST_OWNED array = drust_new_array(struct file, 4);
    for (int i = 0; i < 4; i++)
        array[i] = make(i + 10);
    array[1] = make(20);
    EXPECT(runs == 1 && order[0] == 11);
    drust_resize(&array, 2);
    EXPECT(runs == 3 && order[1] == 12 && order[2] == 13);
    drust_resize(&array, 3);
    array = NULL;
    EXPECT(runs == 5 && order[3] == 10 && order[4] == 20 && leaves == 5);
    clear();
    struct shelf *DRUST_OWNED shelf = drust_new_flex(struct shelf, 3);
    for (int i = 0; i < 3; i++)
        shelf->files[i] = make(i + 1);
    drust_resize(&shelf, 2);
    EXPECT(runs == 1 && order[0] == 3);
    shelf = NULL;
    EXPECT(runs == 3 && order[1] == 1 && order[2] == 2);
    clear();
    struct folder *DRUST_OWNED folder = drust_new(struct folder);
    folder->number = 60;
    folder->first = make(6);
    void *DRUST_OWNED any = folder;
    any = NULL;
    EXPECT(any == NULL && runs == 2 && order[0] == 60 && order[1] == 106);
}

/* Objects of other servers: the functions run here all the same. */
static void from_elsewhere(unsigned server)
{
    clear();
    struct file *DRUST_OWNED f = NULL;
    drust_thread thread = drust_spawn_on(server, make_heap, 7);
    drust_join(thread, &f);
    drust_drop(f);
    EXPECT(runs == 1 && order[0] == 7 && leaves == 1);
    struct plain *DRUST_OWNED p = NULL;
    thread = drust_spawn_on(server, make_plain, 8);
    drust_join(thread, &p);
    p = NULL;
    EXPECT(runs == 3 && order[1] + order[2] == 17 && leaves == 3);
    thread = drust_spawn_on(server, make_heap, 9);
    drust_join(thread, NULL); /* nobody takes it */
    EXPECT(runs == 4);
    struct file local = {0};
    thread = drust_spawn_on(server, make_heap, 10);
    drust_join(thread, &local.next);
    local = make(11); /* local.number was 0, but it held something */
    EXPECT(runs == 6 && order[4] == 0 && order[5] == 10);
}

static struct file *DRUST_OWNED extend(struct file *DRUST_OWNED list, int count)
{
    for (int i = 0; i < count; i++) {
        struct file *DRUST_OWNED f = make_heap(i + 1);
        f->next = list;
        list = f;
    }
    return list;
}
static int drop_there(struct file *DRUST_OWNED list)
{
    int before = runs;
    drust_drop(list);
    return runs - before;
}

static void lists(int count)
{
    for (int round = 0; round < 2; round++) {
        struct file *DRUST_OWNED list = NULL;
        for (unsigned i = 0; i < 10; i++) {
            drust_thread thread = drust_spawn_on(i % drust_servers(), extend, list, count / 10);
            drust_join(thread, &list);
        }
        clear();
        int there = 0;
        if (round) {
            drust_thread thread = drust_spawn_on(drust_servers() - 1, drop_there, list);
            drust_join(thread, &there);
        } else {
            list = NULL;
            there = runs;
        }
        EXPECT(there == count);
    }
}

int main(int argc, char **argv)
{
    if (strcmp(argv[argc - 1], "clone") == 0) {
        struct plain *DRUST_OWNED p = make_plain(1);
        struct plain *DRUST_OWNED twice = drust_clone(p);
        EXPECT(twice == NULL);
    }
    by_value();
    on_the_heap();
    for (unsigned i = 0; i < drust_servers(); i++)
        from_elsewhere(i);
    lists(atoi(argv[argc - 1]));
    printf("%d wrong\n", wrong);
    return wrong;
}
