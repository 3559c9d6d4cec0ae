/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners in static storage: one of each per server, reached by all its threads,
 * dropped once when the server ends; thread-local ones when the thread does.
 *
 * RUN: %drustcc -O0 -w -DOTHER -c %s -o %t.other.o
 * RUN: %drustcc -O0 -w %s %t.other.o -o %t0 %libs
 * RUN: %drustcc -O2 -w -DOTHER -c %s -o %t.other.o
 * RUN: %drustcc -O2 -w %s %t.other.o -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run4 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 64K %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:4 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:8 %drust run -n 4 --cache 64K %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:5 %t2 | FileCheck %s
 *
 * Nothing is left, on any server, also where exit() ends the program.
 * RUN: %drust run -n 4 --stats %t2 2>&1 | FileCheck --check-prefix=STATS %s
 * RUN: %drust run -n 3 --stats %t2 exit 2>&1 | FileCheck --check-prefix=STATS %s
 * STATS-NOT: alive
 * STATS: drust: stats: news [[#NEWS:]]
 * STATS-NOT: alive
 * STATS: drust: stats: frees [[#NEWS]]
 * STATS-NOT: alive
 *
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain -DOTHER -c %s -o %t.other.o
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s %t.other.o -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %t.plain exit | FileCheck %s
 */
#include <drust.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
};

#ifdef OTHER
struct node *DRUST_OWNED shared;
struct node *DRUST_OWNED shared_table[3];
_Thread_local struct node *DRUST_OWNED shared_mine;
#else
extern struct node *DRUST_OWNED shared;
extern struct node *DRUST_OWNED shared_table[];
extern _Thread_local struct node *DRUST_OWNED shared_mine;

struct file;
static void closed(struct file *DRUST_MUT_BORROW f);
struct DRUST_DROP(closed) file {
    int handle;
};
static int sum_closed;
static void closed(struct file *DRUST_MUT_BORROW f)
{
    sum_closed += f->handle;
}

struct pair {
    struct node *DRUST_OWNED left;
    int count;
    struct node *DRUST_OWNED rest[2];
    char tag;
};

static struct node *DRUST_OWNED list;
static struct pair pair = {NULL, 3}, pairs[2][2];
static struct file file;
static struct node *DRUST_OWNED const never;

static struct node *DRUST_OWNED make(int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}

/* What is put in comes out, everything else is dropped once. */
static void words(void)
{
    list = make(1);
    list = make(2);
    struct node *DRUST_OWNED two = drust_take(&list);
    struct node *DRUST_OWNED none = drust_take(&list);
    printf("taken %d, then %s\n", two->value, none == NULL ? "NULL" : "not");
    two->next = make(3);
    struct node *DRUST_OWNED old = drust_replace(&list, two);
    struct node *DRUST_OWNED back = drust_replace(&list, NULL);
    printf("replaced %d %d, now %d\n", old == NULL, back->next->value, list != NULL);
    while ((list = drust_take(&back->next)) != NULL)
        printf("assigned and tested\n");
    shared = back;
    for (int i = 0; i < 3; i++)
        shared_table[i] = make(10 + i);
    shared_table[1] = drust_take(&shared_table[2]);
    struct node *DRUST_OWNED one = drust_take(&shared_table[1]);
    printf("table %d %d %d, never %d\n", shared_table[0] != NULL, one->value,
           shared_table[2] != NULL, never != NULL);
}

static void structs(void)
{
    printf("starts %d %d\n", pair.count, pair.left != NULL);
    pair = (struct pair){make(1), 2, {make(3), make(4)}, 'a'};
    pair.count++;
    struct pair p = drust_take(&pair);
    printf("taken %d %d %d %c, left %d %d\n", p.left->value, p.count, p.rest[1]->value, p.tag,
           pair.count, pair.left != NULL);
    pair = p;
    pair.rest[0] = make(5);
    struct node *DRUST_OWNED five = drust_replace(&pair.rest[0], NULL);
    struct pair q = drust_replace(&pair, ((struct pair){.count = 7, .rest = {NULL, make(6)}}));
    printf("replaced %d %d %d, now %d %d\n", five->value, q.left->value, q.rest[0] != NULL,
           pair.count, pair.rest[1] != NULL);
    pairs[1][0] = q;
    pairs[1][1].left = make(8);
}

static void hooks(void)
{
    file.handle = 1;
    file = (struct file){20};
    struct file f = drust_take(&file);
    printf("closed %d, open %d %d\n", sum_closed, f.handle, file.handle);
}

/* A static local is one variable, whoever calls. */
static int counted(void)
{
    static struct node *DRUST_OWNED last;
    struct node *DRUST_OWNED n = drust_take(&last);
    if (n == NULL)
        n = make(0);
    int value = ++n->value;
    last = n;
    return value;
}

/* Every thread of a server pushes to the same list and loses nothing: who finds
 * another's list takes it along. */
static struct node *DRUST_OWNED pool;
static long push(int value)
{
    static _Thread_local struct node *DRUST_OWNED local[2];
    long fresh = local[1] == NULL && shared_mine == NULL;
    local[value % 2] = make(value);
    shared_mine = make(value);
    for (int i = 0; i < 200; i++) {
        struct node *DRUST_OWNED n = make(value);
        while (n != NULL) {
            struct node *DRUST_OWNED rest = drust_take(&n->next);
            struct node *DRUST_OWNED other = drust_replace(&pool, n);
            n = rest;
            if (other != NULL) {
                struct node *DRUST_MUT_BORROW last = other;
                while (last->next != NULL)
                    last = last->next;
                last->next = n;
                n = other;
                if (n->next == NULL || value % 3 != 0)
                    break;
            }
        }
        struct pair mine = drust_replace(&pairs[0][value % 2], ((struct pair){make(1), 1, {make(2)}}));
        fresh += mine.left != NULL && (mine.count != 1 || mine.rest[0] == NULL) ? 1000 : 0;
    }
    return fresh;
}

static void threads(void)
{
    drust_thread t[12];
    long fresh = 0;
    shared_mine = make(1);
    for (int i = 0; i < 12; i++)
        t[i] = drust_spawn(push, i);
    for (int i = 0; i < 12; i++) {
        long result;
        drust_join(t[i], &result);
        fresh += result;
    }
    struct node *DRUST_OWNED mine = drust_take(&shared_mine);
    printf("threads with nothing %ld, main's %d\n", fresh, mine->value);
}

/* A thread that the C library starts drops its own, too. */
static void *foreign(void *unused)
{
    shared_mine = make(2);
    static _Thread_local struct file own;
    own = (struct file){300};
    return unused;
}

int main(int argc, char **argv)
{
    (void)argv;
    words();
    structs();
    hooks();
    counted();
    printf("counted %d\n", counted());
    threads();
    pthread_t thread;
    pthread_create(&thread, NULL, foreign, NULL);
    pthread_join(thread, NULL);
    printf("closed %d\n", sum_closed);
    shared_mine = make(3);
    fflush(stdout);
    if (argc > 1)
        exit(0);
    return 0;
}
/* CHECK: taken 2, then NULL
 * CHECK-NEXT: replaced 1 3, now 0
 * CHECK-NEXT: assigned and tested
 * CHECK-NEXT: table 1 12 0, never 0
 * CHECK-NEXT: starts 3 0
 * CHECK-NEXT: taken 1 3 4 a, left 0 0
 * CHECK-NEXT: replaced 5 1 0, now 7 1
 * CHECK-NEXT: closed 1, open 20 0
 * CHECK-NEXT: counted 2
 * CHECK-NEXT: threads with nothing 12, main's 1
 * CHECK-NEXT: closed 321
 */
#endif
