/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Locals without kinds in a program whose objects live on several servers: the
 * same output everywhere, nothing dropped twice or kept.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %t0 | FileCheck %s && env DRUST_BIRTHS=seed:5 %t0 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:6 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M %t2 | FileCheck %s
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'reads>=20' 'promotions>=20'
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct node {
    int value;
    char name[8];
    struct node *DRUST_OWNED _Nullable next;
};

static struct node *DRUST_OWNED push(struct node *DRUST_OWNED head, int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    snprintf(n->name, sizeof n->name, "n%d", value);
    n->next = head;
    return n;
}

static long sum(const struct node *DRUST_BORROW _Nullable list)
{
    long total = 0;
    for (const struct node *cur = list; cur != NULL; cur = cur->next)
        total += cur->value + (long)strlen(cur->name);
    return total;
}

static void add(struct node *DRUST_MUT_BORROW list, int amount)
{
    for (struct node *cur = list; cur; cur = cur->next) {
        int *value = &cur->value;
        *value += amount;
        char *end = cur->name + strlen(cur->name);
        strcpy(end, "+");
    }
}

static void append(struct node *DRUST_MUT_BORROW list, int value)
{
    struct node *last = list;
    while (last->next)
        last = last->next;
    last->next = push(NULL, value);
}

/* The largest; the first of equals. */
static const struct node *DRUST_BORROW largest(const struct node *DRUST_BORROW list)
{
    const struct node *best = list, *cur = list;
    while ((cur = cur->next) != NULL)
        best = cur->value > best->value ? cur : best;
    return best;
}

/* A cursor over the places of owners. */
static void insert_sorted(struct node *DRUST_OWNED *DRUST_MUT_BORROW head, int value)
{
    struct node **at = head;
    while (*at && (*at)->value < value)
        at = &(*at)->next;
    *at = push(drust_take(at), value);
}

static struct node *DRUST_OWNED _Nullable cut(struct node *DRUST_OWNED *DRUST_MUT_BORROW head,
                                              int value)
{
    struct node **at = head;
    while (*at && (*at)->value != value)
        at = &(*at)->next;
    if (!*at)
        return NULL;
    struct node *DRUST_OWNED found = drust_take(at);
    *at = drust_take(&found->next);
    return found;
}

static void cursors(unsigned servers)
{
    struct node *DRUST_OWNED sorted = NULL;
    for (int i = 0; i < 10; i++) {
        insert_sorted(&sorted, i * 7 % 10);
        drust_thread t = drust_spawn_on((unsigned)i % servers, push, sorted, -i);
        drust_join(t, &sorted);
    }
    struct node *DRUST_OWNED found = cut(&sorted, 7);
    struct node *DRUST_OWNED none = cut(&sorted, 70);
    printf("%d %d:", found->value, none == NULL);
    for (const struct node *n = sorted; n; n = n->next)
        printf(" %d", n->value);
    printf("\n");
}

int main(void)
{
    struct node *DRUST_OWNED head = NULL;
    unsigned servers = drust_servers();
    for (int i = 0; i < 40; i++) {
        drust_thread t = drust_spawn_on((unsigned)i % servers, push, head, i % 7);
        drust_join(t, &head);
    }
    long at_first = sum(head);
    add(head, 10);
    append(head, 100);
    const struct node *best = largest(head);
    __auto_type second = head->next;
    printf("%ld %ld %d %s %d\n", at_first, sum(head), best->value, best->name, second->value);
    // CHECK: 195 739 100 n100 13
    for (struct node *cur = head; cur; cur = cur->next)
        while (cur->next && cur->next->value < 15)
            cur->next = drust_take(&cur->next->next);
    printf("%ld\n", sum(head));
    // CHECK-NEXT: 306
    cursors(servers);
    // CHECK-NEXT: 7 1: -9
    return 0;
}
