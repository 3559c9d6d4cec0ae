/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The smallest complete program: a linked list whose nodes are owned. Shows
 * owning, moving and borrowing; nothing is freed by hand and nothing is freed
 * twice.
 *
 *     $(drust config --cc) -O2 $(drust config --cflags) list.c -o list $(drust config --libs)
 *     ./list 10              one server
 *     drust run -n 4 ./list 10
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
};

/* Takes the list and gives back a longer one. */
static struct node *DRUST_OWNED push(struct node *DRUST_OWNED head, int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node); /* zero-filled */
    n->value = value;
    n->next = head; /* move: head is NULL from here on */
    return n;       /* move out: no drop */
}

/* Only looks: the list stays the caller's. */
static long sum(const struct node *DRUST_BORROW _Nullable list)
{
    long total = 0;
    for (const struct node *DRUST_BORROW _Nullable cur = list; cur != NULL; cur = cur->next)
        total += cur->value;
    return total;
}

static void print(const struct node *DRUST_BORROW _Nullable list)
{
    for (const struct node *DRUST_BORROW _Nullable cur = list; cur != NULL; cur = cur->next)
        printf("%d ", cur->value);
    printf("\n");
}

/* Writes through the borrow: every node doubles its value in place. */
static void twice(struct node *DRUST_MUT_BORROW _Nullable list)
{
    struct node *DRUST_MUT_BORROW _Nullable cur = list;
    while (cur != NULL) {
        cur->value *= 2;
        cur = cur->next;
    }
}

static struct node *DRUST_OWNED reverse(struct node *DRUST_OWNED head)
{
    struct node *DRUST_OWNED done = NULL;
    while (head != NULL) {
        struct node *DRUST_OWNED rest = head->next; /* moves out of the field */
        head->next = done;
        done = head;
        head = rest;
    }
    return done;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 10;
    struct node *DRUST_OWNED list = NULL;

    for (int i = 1; i <= count; i++)
        list = push(list, i);
    print(list);
    printf("sum %ld\n", sum(list));

    twice(list);
    list = reverse(list);
    print(list);
    printf("sum %ld\n", sum(list));
    return 0;
} /* list goes out of scope: every node is dropped here */
