/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Sum a list whose nodes are linked in random order: list_sum [NODES [REPEATS]].
 */
#include <drust.h>

#include "bench.h"

struct node {
    uint64_t value;
    struct node *DRUST_OWNED next;
};
typedef struct node *DRUST_OWNED node_box;

static struct node *DRUST_OWNED build(size_t nodes)
{
    uint64_t random = 88172645463325252u;
    node_box *DRUST_OWNED all = drust_new_array(node_box, nodes);
    struct node *DRUST_OWNED list = NULL;
    for (size_t i = 0; i < nodes; i++) {
        struct node *DRUST_OWNED n = drust_new(struct node);
        n->value = i * i;
        all[i] = n;
    }
    for (size_t left = nodes; left > 0; left--) {
        size_t pick = bench_next(&random) % left;
        struct node *DRUST_OWNED n = drust_take(&all[pick]);
        all[pick] = drust_take(&all[left - 1]);
        n->next = list;
        list = n;
    }
    return list;
}

BENCH_KERNEL static uint64_t kernel(const struct node *DRUST_BORROW _Nullable list)
{
    uint64_t sum = 0;
    for (const struct node *DRUST_BORROW _Nullable n = list; n != NULL; n = n->next)
        sum += n->value;
    return sum;
}

int main(int argc, char **argv)
{
    size_t nodes = bench_argument(argc, argv, 1, 1000);
    size_t repeats = bench_argument(argc, argv, 2, 100000);
    struct node *DRUST_OWNED list = build(nodes);
    uint64_t result = 0, start = bench_ns();
    for (size_t i = 0; i < repeats; i++) {
        result = result * 3 + kernel(list);
        bench_again(list);
    }
    bench_report(result, start);
    return 0;
}
