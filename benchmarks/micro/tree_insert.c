/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Build a search tree by inserting random keys, then drop it: tree_insert
 * [NODES [REPEATS]]. Allocation, walks through exclusive borrows, and drops.
 */
#include <drust.h>

#include "bench.h"

struct tree {
    uint64_t key;
    uint64_t count;
    struct tree *DRUST_OWNED left;
    struct tree *DRUST_OWNED right;
};

static struct tree *DRUST_OWNED new_tree(uint64_t key)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->key = key;
    return t;
}

/* Every node on the way counts what is below it. */
static void insert(struct tree *DRUST_MUT_BORROW root, uint64_t key)
{
    struct tree *DRUST_MUT_BORROW t = root;
    for (;;) {
        t->count++;
        if (key < t->key) {
            if (t->left == NULL) {
                t->left = new_tree(key);
                return;
            }
            t = t->left;
        } else {
            if (t->right == NULL) {
                t->right = new_tree(key);
                return;
            }
            t = t->right;
        }
    }
}

static uint64_t left_count(const struct tree *DRUST_BORROW root)
{
    return root->left == NULL ? 0 : root->left->count;
}

BENCH_KERNEL static uint64_t kernel(size_t nodes)
{
    uint64_t random = 88172645463325252u;
    struct tree *DRUST_OWNED root = new_tree(bench_next(&random));
    for (size_t i = 1; i < nodes; i++)
        insert(root, bench_next(&random));
    return root->count + left_count(root);
}

int main(int argc, char **argv)
{
    size_t nodes = bench_argument(argc, argv, 1, 1000);
    size_t repeats = bench_argument(argc, argv, 2, 1000);
    uint64_t result = 0, start = bench_ns();
    for (size_t i = 0; i < repeats; i++)
        result = result * 3 + kernel(nodes);
    bench_report(result, start);
    return 0;
}
