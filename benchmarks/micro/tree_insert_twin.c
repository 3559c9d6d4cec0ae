/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * tree_insert.c by hand.
 */
#include "bench.h"

struct tree {
    uint64_t key;
    uint64_t count;
    struct tree *left;
    struct tree *right;
};

static struct tree *new_tree(uint64_t key)
{
    struct tree *t = calloc(1, sizeof *t);
    t->key = key;
    return t;
}

static void free_tree(struct tree *t)
{
    if (t == NULL)
        return;
    free_tree(t->left);
    free_tree(t->right);
    free(t);
}

/* Every node on the way counts what is below it. */
static void insert(struct tree *root, uint64_t key)
{
    struct tree *t = root;
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

static uint64_t left_count(const struct tree *root)
{
    return root->left == NULL ? 0 : root->left->count;
}

BENCH_KERNEL static uint64_t kernel(size_t nodes)
{
    uint64_t random = 88172645463325252u;
    struct tree *root = new_tree(bench_next(&random));
    for (size_t i = 1; i < nodes; i++)
        insert(root, bench_next(&random));
    uint64_t result = root->count + left_count(root);
    free_tree(root);
    return result;
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
