/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What crosses to a thread and back, on the same server and on others: values,
 * owners, whole objects lent shared and exclusively, fields that own, places by
 * their bytes; results of every sort; a thread that spawns; handles that are
 * dropped and joined twice.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'spawns==threads'
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 4 %t2 | FileCheck %s
 * RUN: env DRUST_PLACE=random:4 DRUST_COLOUR_BITS=3 %drust run -n 4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 failures
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

static unsigned other(unsigned i)
{
    return i % drust_servers();
}

struct pair {
    long a, b;
};
struct node {
    long value;
    struct node *DRUST_OWNED left;
    struct node *DRUST_OWNED right;
};

static struct node *DRUST_OWNED make(long value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}

/* ---- Values ------------------------------------------------------------------*/

static long add(char a, short b, int c, long d, double e, struct pair f)
{
    return a + b + c + d + (long)e + f.a * f.b;
}

static struct pair swap(struct pair p)
{
    return (struct pair){p.b, p.a};
}

static void nothing(void)
{
}

static void values(void)
{
    for (unsigned i = 0; i < 5; i++) {
        long sum = 0;
        struct pair p = {3, 4};
        drust_thread t = drust_spawn_on(other(i), add, 1, 2, 3, 4, 5.5, p);
        expect("join", drust_join(t, &sum), DRUST_OK);
        expect("sum of values", sum, 1 + 2 + 3 + 4 + 5 + 12);
        expect("second join", drust_join(t, &sum), DRUST_EMPTY);

        drust_thread u = drust_spawn_on(other(i), swap, p);
        drust_join(u, &p);
        expect("struct result", p.a * 10 + p.b, 43);

        drust_thread v = drust_spawn(nothing);
        expect("no result", drust_join(v, NULL), DRUST_OK);
    }
}

/* ---- Owners ------------------------------------------------------------------*/

static struct node *DRUST_OWNED put_above(struct node *DRUST_OWNED left,
                                          struct node *DRUST_OWNED right, long value)
{
    struct node *DRUST_OWNED n = make(value);
    n->left = left;
    n->right = right;
    return n;
}

static long swallow(struct node *DRUST_OWNED n)
{
    return n == NULL ? -1 : n->value;
}

static void owners(void)
{
    struct node *DRUST_OWNED tree = NULL;
    for (unsigned i = 0; i < 8; i++) {
        struct node *DRUST_OWNED leaf = make(100 + i);
        drust_thread t = drust_spawn_on(other(i), put_above, tree, leaf, (long)i);
        expect("moved into a thread", tree == NULL && leaf == NULL, 1);
        drust_join(t, &tree);
        expect("came back", tree->value, (long)i);
        expect("with its leaf", tree->right->value, 100 + (long)i);
    }
    long value = 0;
    drust_thread t = drust_spawn_on(other(1), swallow, drust_take(&tree->left));
    drust_join(t, &value);
    expect("taken out of a field", value, 6);
    t = drust_spawn_on(other(2), swallow, NULL);
    drust_join(t, &value);
    expect("NULL", value, -1);
    t = drust_spawn_on(other(3), make, 5L); /* its result is dropped */
    drust_join(t, NULL);
    drust_scope {
        drust_spawn_on(other(1), make, 6L); /* likewise, by the scope */
    }
}

/* ---- Loans -------------------------------------------------------------------*/

static long total(const struct node *DRUST_BORROW _Nullable n)
{
    return n == NULL ? 0 : n->value + total(n->left) + total(n->right);
}

static void add_to_all(struct node *DRUST_MUT_BORROW _Nullable n, long amount)
{
    if (n == NULL)
        return;
    n->value += amount;
    add_to_all(n->left, amount);
    add_to_all(n->right, amount);
}

static void grow_left(struct node *DRUST_MUT_BORROW n, long value)
{
    struct node *DRUST_OWNED more = make(value);
    more->left = drust_take(&n->left);
    n->left = more;
}

static void loans(void)
{
    struct node *DRUST_OWNED tree = make(1);
    tree->left = make(2);
    tree->right = make(3);
    long sum[4] = {0};

    for (unsigned round = 0; round < 4; round++) {
        drust_scope { /* many readers at once */
            drust_thread t[4];
            for (unsigned i = 0; i < 4; i++)
                t[i] = drust_spawn_on(other(i), total, tree);
            for (unsigned i = 0; i < 4; i++)
                drust_join(t[i], &sum[i]);
        }
        for (unsigned i = 0; i < 4; i++)
            expect("readers", sum[i], 6 + 3 * (long)round);
        drust_scope {
            drust_spawn_on(other(round + 1), add_to_all, tree, 1);
        } /* joined here */
        expect("read after the writer", total(tree), 9 + 3 * (long)round);
    }
    drust_scope { /* two writers on disjoint fields */
        drust_spawn_on(other(1), add_to_all, tree->left, 10);
        drust_spawn_on(other(2), add_to_all, tree->right, 100);
    }
    expect("two writers", total(tree), 18 + 110);
    for (unsigned i = 0; i < 6; i++)
        drust_scope {
            drust_spawn_on(other(i), grow_left, tree, 1000);
        }
    expect("grown by threads", total(tree), 128 + 6000);
}

static void bump_pair(struct pair *DRUST_MUT_BORROW p, long amount)
{
    p->a += amount;
    p->b -= amount;
}

static long read_long(const long *DRUST_BORROW p)
{
    return *p;
}

static void places(void)
{
    struct pair p = {10, 20};
    long seen = 0;
    for (unsigned i = 0; i < 4; i++) {
        drust_scope {
            drust_thread t = drust_spawn_on(other(i), bump_pair, &p, 1);
            drust_join(t, NULL);
        }
        expect("a place comes back", p.a * 100 + p.b, 1000 + 20 + 99 * ((long)i + 1));
        drust_scope {
            drust_thread t = drust_spawn_on(other(i), read_long, &p.b);
            drust_join(t, &seen);
        }
        expect("a field is lent", seen, 19 - (long)i);
    }
}

/* ---- Scopes and handles --------------------------------------------------------*/

static long leave_scope(struct node *DRUST_OWNED n, int how)
{
    for (int i = 0; i < 2; i++) {
        drust_scope {
            drust_thread t = drust_spawn_on(other(1), total, n);
            if (how == 0)
                return 10;
            if (how == 1)
                break;
            if (how == 2)
                continue;
            if (how == 3)
                goto out;
            drust_join(t, NULL);
        }
    }
out:
    return n->value;
}

static void scopes(void)
{
    expect("return out of a scope", leave_scope(make(5), 0), 10);
    for (int how = 1; how < 5; how++)
        expect("other ways out of a scope", leave_scope(make(5), how), 5);
}

static void handles(void)
{
    drust_thread t[8];
    struct node *DRUST_OWNED n = NULL;
    for (unsigned i = 0; i < 6; i++)
        t[i] = drust_spawn_on(other(2), make, (long)i);
    for (unsigned i = 0; i < 3; i++) {
        drust_join(t[i], &n); /* drops what n held */
        expect("result in order", n->value, (long)i);
    }
    expect("an empty handle", drust_join(t[7], &n), DRUST_EMPTY);
    expect("leaves the result alone", n->value, 2);
} /* threads 3, 4 and 5 are joined, their results dropped */

static drust_thread start(long value)
{
    return drust_spawn_on(other((unsigned)value), make, value);
}
static long finish(drust_thread t)
{
    struct node *DRUST_OWNED n = NULL;
    drust_join(t, &n);
    return n != NULL ? n->value : -1;
}
static void moved_handles(void)
{
    drust_thread t = start(1), u = t, several[3] = {start(2), drust_move(u)};
    expect("left empty", finish(t) + finish(u), -2);
    several[2] = drust_take(&several[0]);
    t = drust_replace(&several[2], several[0].thread == NULL ? start(3) : start(4));
    expect("by value", finish(t) * 100 + finish(several[1]) * 10 + finish(several[2]), 213);
    for (int i = 0; i < 3; i++)
        t = i == 1 ? start(5) : ({ u = start(6); u; });
    start(7); /* joined at once */
    drust_scope {
        start(8);
    }
} /* the last thread of the loop is joined, its result dropped */

static struct node *DRUST_OWNED fan_out(int depth)
{
    struct node *DRUST_OWNED n = make(1);
    if (depth == 0)
        return n;
    drust_thread left = drust_spawn_on(other((unsigned)depth), fan_out, depth - 1);
    drust_thread right = drust_spawn(fan_out, depth - 1);
    drust_join(left, &n->left);
    drust_join(right, &n->right);
    return n;
}

static void nested(void)
{
    struct node *DRUST_OWNED n = fan_out(5);
    expect("threads of threads", total(n), 63);
}

/* ---- Affinity ------------------------------------------------------------------*/

static unsigned where(const struct node *DRUST_BORROW DRUST_AFFINITY n)
{
    return drust_server() + (n->value == 0);
}

static void affinity(void)
{
    for (unsigned i = 0; i < drust_servers(); i++) {
        struct node *DRUST_OWNED n = NULL;
        unsigned ran = 99;
        drust_thread t = drust_spawn_on(i, make, 1L);
        drust_join(t, &n);
        drust_scope {
            drust_thread u = drust_spawn(where, n);
            drust_join(u, &ran);
        }
        if (drust_counter("remote_news") == 0) /* else make() may have put it elsewhere */
            expect("runs where the object lives", ran, (long)i);
    }
}

int main(void)
{
    values();
    owners();
    loans();
    places();
    scopes();
    handles();
    moved_handles();
    nested();
    affinity();
    printf("%d failures\n", failures);
    return failures != 0;
}
