/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Calls through pointers keep the contract: owners move in and out, returned
 * borrows stay pinned, borrows of plain functions end with the call.
 *
 * RUN: %drustcc -O0 -Wall %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_PLACE=random:5 %drust run -n 4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s -o %t.plain %libs && %t.plain | FileCheck %s
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
    char name[8];
};
typedef struct node *DRUST_OWNED maker(int value);
typedef int reader(const struct node *DRUST_BORROW n);

static struct node *DRUST_OWNED one(int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    snprintf(n->name, sizeof n->name, "n%d", value);
    return n;
}
static struct node *DRUST_OWNED two(int value)
{
    struct node *DRUST_OWNED n = one(value);
    n->next = one(2 * value);
    return n;
}
static void eat(struct node *DRUST_OWNED n)
{
    (void)n;
}
static int value(const struct node *DRUST_BORROW n)
{
    return n->value;
}
static int twice(const struct node *DRUST_BORROW n)
{
    return 2 * n->value;
}
static int plain(const struct node *n)
{
    return 3 * n->value;
}
static void increment(struct node *DRUST_MUT_BORROW n)
{
    n->value++;
}
static const int *DRUST_BORROW part(const struct node *DRUST_BORROW n)
{
    return &n->value;
}

struct operations {
    int id;
    void (*eat)(struct node *DRUST_OWNED n);
    reader *read[2];
    void (*increment)(struct node *DRUST_MUT_BORROW n);
    const int *DRUST_BORROW (*part)(const struct node *DRUST_BORROW n);
};
static const struct operations fixed = {1, eat, {value, twice}, increment, part};
static maker *make = one;

static reader *choose(int c)
{
    return c ? value : &twice;
}
static int apply(int (*f)(const struct node *DRUST_BORROW), const struct node *DRUST_BORROW n)
{
    return f(n) + (*f)(n);
}
static int apply_plain(int (*f)(const struct node *), const struct node *DRUST_BORROW n)
{
    return f(n);
}
static struct node *DRUST_OWNED build(maker *m, int v)
{
    return m(v);
}
static long remote(int v)
{
    struct node *DRUST_OWNED n = build(make, v);
    return apply(choose(v % 2), n);
}

int main(void)
{
    struct node *DRUST_OWNED n = make(5);
    make = two;
    struct node *DRUST_OWNED m = build(make, 7);
    struct operations own = {.eat = eat, .read = {twice}, .increment = increment, .part = part};
    own.read[1] = fixed.read[0];
    own.increment(n);
    printf("%d %d %d\n", own.read[0](n), own.read[1](n), *fixed.part(n));
    // CHECK: 12 6 6
    const int *DRUST_BORROW p = own.part(m->next);
    own.eat(build(one, 1));
    printf("%d %d\n", *p, *own.part(m));
    // CHECK-NEXT: 14 7
    printf("%d %d %d\n", apply(value, n), apply(own.read[0], m), apply_plain(plain, m->next));
    // CHECK-NEXT: 12 28 42
    reader *r = choose(0);
    if (r && r != value)
        printf("%d %d\n", r(n), choose(1)(n));
    // CHECK-NEXT: 12 6
    for (int i = 0; i < 2; i++) { /* the callee is an expression */
        struct node *DRUST_OWNED made = (i ? make : &one)(4 + i);
        const int *DRUST_BORROW q = (i ? fixed.part : part)(m);
        printf("%d %d %d\n", (i ? r : twice)(made), (made->value > 4 ? value : own.read[0])(made),
               *q + (make = one, value)(n));
        (i ? eat : own.eat)(made);
        printf("%s\n", made == NULL ? "moved" : "kept");
    }
    // CHECK-NEXT: 8 8 13
    // CHECK-NEXT: moved
    // CHECK-NEXT: 10 5 13
    // CHECK-NEXT: moved
    size_t (*length)(const char *) = strlen;
    char *(*find)(const char *, int) = strchr;
    printf("%zu %s\n", length(m->next->name), find(m->next->name, '1'));
    // CHECK-NEXT: 3 14
    (void)make(3);
    own.eat(m);
    printf("%s\n", m == NULL ? "moved" : "kept");
    // CHECK-NEXT: moved
    drust_scope {
        drust_thread t[4];
        long sum = 0;
        for (unsigned i = 0; i < 4; i++)
            t[i] = drust_spawn_on(i % drust_servers(), remote, (int)i);
        for (int i = 0; i < 4; i++) {
            long each;
            drust_join(t[i], &each);
            sum += each;
        }
        printf("%ld\n", sum);
        // CHECK-NEXT: 16
    }
    return 0;
}
