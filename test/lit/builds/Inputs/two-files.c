/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two parts of one program: owners and borrows cross from file to file, and a
 * function of one is spawned by the other.
 */
#include <drust.h>

#include <stdio.h>

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

struct node *DRUST_OWNED push(struct node *DRUST_OWNED head, long value);
long sum(struct node *DRUST_OWNED list);
long at(const struct node *DRUST_BORROW n);

#if PART == 1
struct node *DRUST_OWNED push(struct node *DRUST_OWNED head, long value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    n->next = head;
    return n;
}

long sum(struct node *DRUST_OWNED list)
{
    long total = 0;
    while (list != NULL) {
        total += at(list);
        struct node *DRUST_OWNED rest = list->next;
        list = rest;
    }
    return total * 10 + (long)drust_server();
}
#else
long at(const struct node *DRUST_BORROW n)
{
    return n->value;
}

int main(void)
{
    struct node *DRUST_OWNED list = NULL;
    for (long i = 1; i <= 100; i++)
        list = push(list, i);
    long total = 0;
    drust_thread t = drust_spawn_on(1, sum, drust_move(list));
    drust_join(t, &total);
    printf("sum %ld from %ld\n", total / 10, total % 10);
    return 0;
}
#endif
