/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A search tree whose parts live on different servers. Parts are built by
 * threads that return an owned subtree; rounds of rotations are made by threads
 * that are lent the whole tree exclusively, each time on another server, and
 * checked by a thread that is lent it for reading on yet another. The keys in
 * order, and so what is printed, do not depend on the number of servers.
 *
 *     $(drust config --cc) -O2 $(drust config --cflags) tree.c -o tree $(drust config --libs)
 *     drust run -n 4 --stats ./tree 20000 20      nodes, rounds
 */
#include <drust.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARTS = 8 };

struct tree {
    int64_t key;
    struct tree *DRUST_OWNED left;
    struct tree *DRUST_OWNED right;
};

/* A balanced tree of the keys first .. last - 1. */
static struct tree *DRUST_OWNED build(int64_t first, int64_t last)
{
    if (first >= last)
        return NULL;
    int64_t middle = first + (last - first) / 2;
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->key = middle;
    t->left = build(first, middle);
    t->right = build(middle + 1, last);
    return t;
}

static struct tree *DRUST_OWNED connect(struct tree *DRUST_OWNED left, int64_t key,
                                        struct tree *DRUST_OWNED right)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->key = key;
    t->left = left;
    t->right = right;
    return t;
}

/* Every part is built on the next server; the keys between two parts become
 * the nodes that connect them. */
static struct tree *DRUST_OWNED build_parts(int64_t nodes)
{
    drust_thread thread[PARTS];
    struct tree *DRUST_OWNED part[PARTS];
    int64_t step = nodes / PARTS;

    for (int i = 0; i < PARTS; i++) {
        int64_t last = i + 1 < PARTS ? (i + 1) * step - 1 : nodes;
        thread[i] = drust_spawn_on((unsigned)i % drust_servers(), build, i * step, last);
    }
    for (int i = 0; i < PARTS; i++)
        drust_join(thread[i], &part[i]);

    for (int width = 1; width < PARTS; width *= 2)
        for (int i = 0; i + width < PARTS; i += 2 * width) {
            struct tree *DRUST_OWNED left = drust_take(&part[i]);
            struct tree *DRUST_OWNED right = drust_take(&part[i + width]);
            part[i] = connect(left, (i + width) * step - 1, right);
        }
    return drust_take(&part[0]);
}

/* (a x b) y c  becomes  a x (b y c), if there is an x. */
static struct tree *DRUST_OWNED rotate_right(struct tree *DRUST_OWNED y)
{
    if (y == NULL || y->left == NULL)
        return y;
    struct tree *DRUST_OWNED x = y->left; /* moves out of the field */
    y->left = x->right;
    x->right = y;
    return x;
}

static struct tree *DRUST_OWNED rotate_left(struct tree *DRUST_OWNED x)
{
    if (x == NULL || x->right == NULL)
        return x;
    struct tree *DRUST_OWNED y = x->right;
    x->right = y->left;
    y->left = x;
    return y;
}

/* Find the node of a key and rotate the subtrees on both sides of it. */
static void rotate_below(struct tree *DRUST_MUT_BORROW root, int64_t key, bool right)
{
    struct tree *DRUST_MUT_BORROW t = root;
    while (t->key != key) { /* every key is in the tree */
        if (key < t->key)
            t = t->left;
        else
            t = t->right;
    }
    if (right) {
        t->left = rotate_right(drust_take(&t->left));
        t->right = rotate_right(drust_take(&t->right));
    } else {
        t->left = rotate_left(drust_take(&t->left));
        t->right = rotate_left(drust_take(&t->right));
    }
}

static void shuffle(struct tree *DRUST_MUT_BORROW root, int64_t nodes, uint64_t seed)
{
    for (int64_t i = 0; i < nodes / 8; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        rotate_below(root, (int64_t)((seed >> 33) % (uint64_t)nodes), seed >> 32 & 1);
    }
}

/* Fold the keys, in order, into `hash`. */
static uint64_t fold(const struct tree *DRUST_BORROW _Nullable t, uint64_t hash)
{
    if (t == NULL)
        return hash;
    hash = fold(t->left, hash);
    hash = hash * 31 + (uint64_t)t->key;
    return fold(t->right, hash);
}

static int64_t sum(const struct tree *DRUST_BORROW _Nullable t)
{
    return t == NULL ? 0 : sum(t->left) + t->key + sum(t->right);
}

int main(int argc, char **argv)
{
    int64_t nodes = argc > 1 ? atoll(argv[1]) : 20000;
    int64_t rounds = argc > 2 ? atoll(argv[2]) : 4;
    if (nodes < 2 * PARTS || rounds < 0) {
        fprintf(stderr, "usage: tree [NODES [ROUNDS]], at least %d nodes\n", 2 * PARTS);
        return 2;
    }
    struct tree *DRUST_OWNED root = build_parts(nodes);
    printf("sum %" PRId64 "\n", sum(root));

    for (int64_t round = 0; round < rounds; round++) {
        uint64_t hash = 0;
        unsigned server = (unsigned)(round % drust_servers());
        drust_scope {
            drust_thread writer = drust_spawn_on(server, shuffle, root, nodes, (uint64_t)round);
            drust_join(writer, NULL);
        }
        server = (server + 1) % drust_servers();
        drust_scope {
            drust_thread reader = drust_spawn_on(server, fold, root, (uint64_t)0);
            drust_join(reader, &hash);
        }
        printf("round %" PRId64 " hash %016" PRIx64 "\n", round, hash);
    }
    return 0;
}
