/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Where a server has no thread for a spawned function it waits for one, or runs
 * in the middle of a thread that waits itself: whatever the limit, and also when
 * there are more threads than a server has stacks for.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain 6 40 > %t.expected && FileCheck %s < %t.expected
 * RUN: for workers in 0 1 3; do for program in %t0 %t2; do for n in 1 2 4; do \
 * RUN:   env DRUST_WORKERS=$workers %drust run -n $n $program 6 40 | diff %t.expected - || exit 1; done; done; done
 * RUN: env DRUST_WORKERS=1 DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 16K %t2 6 40 | diff %t.expected -
 * RUN: env DRUST_WORKERS=2 %drust run -n 2 --stats %t2 6 40 2>%t.stats | diff %t.expected -
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %t.plain 10 1100 > %t.many
 * RUN: %run1 %t2 10 1100 | diff %t.many -
 * RUN: %run2 %t2 10 1100 | diff %t.many -
 * CHECK: {{^}}tree 120 120
 * CHECK-NEXT: chain 40
 * CHECK-NEXT: own 0
 * CHECK-NEXT: borrowed 1 1
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

struct tree { long value; struct tree *DRUST_OWNED left, *DRUST_OWNED right; };
struct DRUST_VIEW seen { const long *DRUST_BORROW value; };

/* Each thread finds its own owner empty, and later as it left it. */
static _Thread_local struct tree *DRUST_OWNED mine;

static int enter(long value)
{
    struct tree *DRUST_OWNED before = drust_take(&mine);
    struct tree *DRUST_OWNED own = drust_new(struct tree);
    own->value = value;
    mine = own;
    return before != NULL;
}

static int leave(long value)
{
    struct tree *DRUST_OWNED own = drust_take(&mine);
    return own == NULL || own->value != value;
}

static struct tree *DRUST_OWNED build(int depth)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->value = depth;
    if (depth == 0)
        return t;
    drust_thread left = drust_spawn(build, depth - 1);
    drust_thread right = drust_spawn_on((unsigned)depth % drust_servers(), build, depth - 1);
    struct tree *DRUST_OWNED child;
    drust_join(left, &child);
    t->left = child;
    drust_join(right, &child);
    t->right = child;
    return t;
}

static long total(const struct tree *DRUST_BORROW DRUST_AFFINITY t)
{
    long left = 0, right = 0;
    if (t->left == NULL || t->right == NULL)
        return t->value;
    drust_scope {
        drust_thread a = drust_spawn(total, t->left), b = drust_spawn(total, t->right);
        drust_join(b, &right);
        drust_join(a, &left);
    }
    return t->value + left + right;
}

static long alone(const struct tree *DRUST_BORROW _Nullable t)
{
    return t == NULL ? 0 : t->value + alone(t->left) + alone(t->right);
}

/* A chain of threads that each wait for the next. */
static int chain(int length, long *DRUST_MUT_BORROW DRUST_COUNT(1) wrong)
{
    int rest = 0;
    long below = 0;
    *wrong = enter(length);
    if (length > 1)
        drust_scope {
            drust_thread t = drust_spawn_on((unsigned)length % drust_servers(), chain, length - 1, &below);
            drust_join(t, &rest);
        }
    *wrong += below + leave(length);
    return 1 + rest;
}

static const long *DRUST_BORROW value_of(const struct tree *DRUST_BORROW t) { return &t->value; }
static struct seen see(const struct tree *DRUST_BORROW t) { return (struct seen){value_of(t)}; }
static void look(const struct tree *DRUST_BORROW DRUST_COUNT(1) t)
{
    struct seen s = see(t);
    if (*s.value != *value_of(t))
        abort();
}

/* What is returned is on its way while the scope waits. */
static const long *DRUST_BORROW first(const struct tree *DRUST_BORROW t)
{
    drust_scope {
        drust_spawn(look, t);
        return value_of(t);
    }
    return &t->value;
}

static struct seen second(const struct tree *DRUST_BORROW t)
{
    drust_scope {
        drust_spawn(look, t);
        drust_spawn_on(drust_servers() - 1, look, t);
        return see(t);
    }
    return see(t);
}

int main(int argc, char **argv)
{
    int depth = argc == 3 ? atoi(argv[1]) : 2, length = argc == 3 ? atoi(argv[2]) : 2;
    struct tree *DRUST_OWNED t = build(depth);
    printf("tree %ld %ld\n", total(t), alone(t));
    long wrong = enter(-1);
    drust_thread c;
    int links = 0;
    drust_scope {
        c = drust_spawn(chain, length, &wrong);
        drust_join(c, &links);
    }
    printf("chain %d\nown %ld\n", links, wrong + leave(-1));
    drust_thread far = drust_spawn_on(drust_servers() - 1, build, 1);
    drust_join(far, &t);
    const long *DRUST_BORROW p = first(t);
    struct seen s = second(t);
    printf("borrowed %ld %ld\n", *p, *s.value);
    return 0;
}
