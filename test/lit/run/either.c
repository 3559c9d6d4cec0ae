/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `a ?: b` on tracked pointers: moves, borrows and tests the arm that is taken;
 * what the head of a `for` declares is dropped when the loop is left.
 *
 * RUN: %drustcc -O0 -Wall %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:2 %drust run -n 2 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s -o %t.plain %libs && %t.plain | FileCheck %s
 */
#include <drust.h>

#include <stdio.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
};
struct pair {
    struct node *DRUST_OWNED first;
    int count;
};

static struct node *DRUST_OWNED make(int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}
static int maybe(const struct node *DRUST_BORROW _Nullable n)
{
    return n ? n->value : -1;
}
static int value(const struct node *DRUST_BORROW n)
{
    return n->value;
}
static void increment(struct node *DRUST_MUT_BORROW n)
{
    n->value++;
}
static int square(int n)
{
    return n * n;
}

static void either(void)
{
    struct node *DRUST_OWNED a = NULL, *DRUST_OWNED b = make(2);
    printf("%d %d\n", value(a ?: b), maybe(a ?: a));
    // CHECK: 2 -1
    increment(a ?: b);
    printf("%d\n", (a ?: b)->value);
    // CHECK-NEXT: 3
    struct node *DRUST_OWNED c = a ?: b;
    printf("%d %d\n", c->value, b == NULL);
    // CHECK-NEXT: 3 1
    b = c ?: make(5);
    printf("%d %d\n", b->value, c == NULL);
    // CHECK-NEXT: 3 1
    c = c ?: make(6);
    if (a ?: c)
        printf("%d %d\n", c->value, value(make(7) ?: c));
    // CHECK-NEXT: 6 7
    (void)(a ?: c);
    const struct node *DRUST_BORROW r = a ?: c;
    (b->next ?: b)->value += r->value;
    printf("%d\n", b->value);
    // CHECK-NEXT: 9
}

static int heads(int how)
{
    for (struct pair p = {make(1), 3}; p.count > 0; p.count--) {
        if (p.count == 2)
            continue;
        if (how == 1)
            return p.first->value;
        printf("%d\n", p.first->value + p.count);
    }
    // CHECK-NEXT: 4
    // CHECK-NEXT: 2
    for (struct node *DRUST_OWNED some[2] = {make(1), make(2)}; some[0]; some[0] = NULL) {
        if (how == 2)
            break;
        printf("%d\n", some[1]->value);
    }
    // CHECK-NEXT: 2
    for (drust_thread t = drust_spawn(square, 4);;) {
        int result = 0;
        if (how == 0)
            drust_join(t, &result);
        return result;
    }
}

int main(void)
{
    either();
    printf("%d\n", heads(0));
    // CHECK-NEXT: 16
    printf("%d\n", heads(1));
    // CHECK-NEXT: 1
    printf("%d\n", heads(2));
    // CHECK-NEXT: 4
    // CHECK-NEXT: 2
    // CHECK-NEXT: 0
    struct node *DRUST_OWNED none[3] = {[0 ... 2] = NULL};
    printf("%d\n", none[2] == NULL);
    // CHECK-NEXT: 1
    return 0;
}
