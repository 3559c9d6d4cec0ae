/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * list_sum.c by hand; picks are removed as there, so that the orders agree.
 */
#include "bench.h"

struct node {
    uint64_t value;
    struct node *next;
};

static struct node *build(size_t nodes)
{
    uint64_t random = 88172645463325252u;
    struct node **all = calloc(nodes, sizeof *all);
    struct node *list = NULL;
    for (size_t i = 0; i < nodes; i++) {
        struct node *n = calloc(1, sizeof *n);
        n->value = i * i;
        all[i] = n;
    }
    for (size_t left = nodes; left > 0; left--) {
        size_t pick = bench_next(&random) % left;
        struct node *n = all[pick];
        all[pick] = all[left - 1];
        n->next = list;
        list = n;
    }
    free(all);
    return list;
}

BENCH_KERNEL static uint64_t kernel(const struct node *list)
{
    uint64_t sum = 0;
    for (const struct node *n = list; n != NULL; n = n->next)
        sum += n->value;
    return sum;
}

int main(int argc, char **argv)
{
    size_t nodes = bench_argument(argc, argv, 1, 1000);
    size_t repeats = bench_argument(argc, argv, 2, 100000);
    struct node *list = build(nodes);
    uint64_t result = 0, start = bench_ns();
    for (size_t i = 0; i < repeats; i++) {
        result = result * 3 + kernel(list);
        bench_again(list);
    }
    bench_report(result, start);
    while (list != NULL) {
        struct node *next = list->next;
        free(list);
        list = next;
    }
    return 0;
}
