/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_same and drust_id: the same object by whatever path, on whatever server,
 * also through read copies that are evicted in between.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 4 --cache 256K --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'evictions>=10'
 * CHECK: 0 wrong
 */
#include <drust.h>

#include <stdio.h>

enum { NODES = 40 };

struct node {
    int value;
    struct node *DRUST_OWNED left, *DRUST_OWNED right;
    char filler[20001]; /* no multiple of a word */
};
struct seen {
    uint64_t ids[NODES], fillers[NODES];
    int count;
};

static int wrong;
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("line %d: %s\n", __LINE__, #condition);                                         \
            wrong++;                                                                               \
        }                                                                                          \
    } while (0)

static struct node *DRUST_OWNED extend(struct node *DRUST_OWNED list, int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    n->left = list;
    n->right = drust_new(struct node);
    return n;
}

/* Through parameters: no pin of this function holds the node. */
static void collect(const struct node *DRUST_BORROW _Nullable n, struct seen *DRUST_MUT_BORROW seen)
{
    if (n == NULL)
        return;
    seen->ids[seen->count] = drust_id(n);
    seen->fillers[seen->count++] = drust_id(&n->filler[7]);
    collect(n->left, seen);
}
static struct seen look(const struct node *DRUST_BORROW n)
{
    struct seen seen = {.count = 0};
    collect(n, &seen);
    return seen;
}
static int is(const struct node *DRUST_BORROW left, const struct node *DRUST_BORROW right)
{
    return drust_same(left, right);
}

int main(void)
{
    struct node *DRUST_OWNED list = NULL;
    for (int i = 0; i < NODES; i++) {
        drust_thread thread = drust_spawn_on((unsigned)i % drust_servers(), extend, list, i);
        drust_join(thread, &list);
    }
    struct seen first = look(list);
    EXPECT(first.count == NODES);
    for (unsigned server = 0; server < drust_servers(); server++) {
        struct seen again = {.count = 0};
        drust_scope {
            drust_thread thread = drust_spawn_on(server, look, list);
            drust_join(thread, &again);
        }
        for (int i = 0; i < NODES; i++) {
            EXPECT(again.ids[i] == first.ids[i] && again.fillers[i] == first.fillers[i]);
            EXPECT(first.fillers[i] - first.ids[i] == offsetof(struct node, filler) + 7);
            for (int k = 0; k < i; k++)
                EXPECT(first.ids[k] != first.ids[i]);
        }
    }
    int met = 0;
    for (const struct node *DRUST_BORROW _Nullable cur = list; cur != NULL; cur = cur->left) {
        EXPECT(drust_id(cur) == first.ids[met++]); /* a word */
        EXPECT(drust_same(cur, cur) && is(cur, cur));
        EXPECT(!drust_same(cur, cur->right) && !is(cur, cur->right));
        EXPECT(!drust_same(cur->left, cur) && drust_same(&cur->value, cur));
    }
    EXPECT(met == NODES);
    EXPECT(drust_id(list) == first.ids[0] && drust_id(list->left) == first.ids[1]);
    struct node *DRUST_OWNED none = NULL;
    EXPECT(drust_id(none) == 0 && !drust_same(none, list) && drust_same(none, NULL));
    int numbers[2] = {0, 0};
    const int *DRUST_BORROW one = &numbers[1];
    EXPECT(drust_same(one, &numbers[1]) && !drust_same(one, numbers));
    uint64_t before = drust_id(list);
    list->value++; /* at home on the last server: it may move here */
    EXPECT(drust_id(list) == drust_id(list) && (drust_servers() > 1 || drust_id(list) == before));
    printf("%d wrong\n", wrong);
    return wrong;
}
