/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Look up random keys in a search tree of random shape: tree_lookup [NODES
 * [REPEATS]]; the kernel makes one lookup a node.
 */
#include <drust.h>

#include "bench.h"

struct tree {
    uint64_t key;
    uint64_t value;
    struct tree *DRUST_OWNED left;
    struct tree *DRUST_OWNED right;
};

static struct tree *DRUST_OWNED new_tree(uint64_t key)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->key = key;
    t->value = key >> 3;
    return t;
}

static void insert(struct tree *DRUST_MUT_BORROW root, uint64_t key)
{
    struct tree *DRUST_MUT_BORROW t = root;
    for (;;) {
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

static uint64_t lookup(const struct tree *DRUST_BORROW root, uint64_t key)
{
    const struct tree *DRUST_BORROW _Nullable t = root;
    while (t != NULL) {
        if (key == t->key)
            return t->value;
        if (key < t->key)
            t = t->left;
        else
            t = t->right;
    }
    return 1;
}

BENCH_KERNEL static uint64_t kernel(const struct tree *DRUST_BORROW root, size_t lookups,
                                    uint64_t seed)
{
    uint64_t random = seed, sum = 0;
    for (size_t i = 0; i < lookups; i++) /* half of these keys are there */
        sum += lookup(root, bench_key(bench_next(&random) % (2 * lookups)));
    return sum;
}

int main(int argc, char **argv)
{
    size_t nodes = bench_argument(argc, argv, 1, 1000);
    size_t repeats = bench_argument(argc, argv, 2, 2000);
    struct tree *DRUST_OWNED root = new_tree(bench_key(0));
    for (size_t i = 1; i < nodes; i++)
        insert(root, bench_key(i));
    uint64_t result = 0, start = bench_ns();
    for (size_t i = 0; i < repeats; i++) {
        result = result * 3 + kernel(root, nodes, i + 1);
        bench_again(root);
    }
    bench_report(result, start);
    return 0;
}
