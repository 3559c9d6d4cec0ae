/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Affinity on fields: children live where their parent does, come with it when
 * it is read or written, and are right whatever is borrowed, lent or moved
 * meanwhile.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -DPLAIN -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 1 %t0 | FileCheck %s
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 8K --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:9 DRUST_COLOUR_BITS=2 DRUST_PLACE=random:8 DRUST_AFFINITY=100 %drust run -n 4 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 failures
 */
#include <drust.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KIDS = 5 };

struct item {
    long value;
    long more[6];
};
struct inner {
    long value;
    struct item *DRUST_OWNED DRUST_AFFINITY item;
};
struct family {
    long value;
    struct item *DRUST_OWNED DRUST_AFFINITY first;
    struct item *DRUST_OWNED DRUST_AFFINITY kids[KIDS];
    struct inner inner;
    struct item *DRUST_OWNED guest; /* lives anywhere */
};
struct tree {
    long value;
    struct tree *DRUST_OWNED DRUST_AFFINITY left;
    struct tree *DRUST_OWNED DRUST_AFFINITY right;
};

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

/* Nothing was forced to happen elsewhere or earlier: costs are exact. */
static bool plain_run(void)
{
#ifdef PLAIN
    return false;
#else
    return drust_servers() > 1 && getenv("DRUST_PLACE") == NULL;
#endif
}

static uint64_t counter(const char *name)
{
#ifdef PLAIN
    (void)name;
    return 0;
#else
    return drust_counter(name);
#endif
}

static struct item *DRUST_OWNED make_item(long value)
{
    struct item *DRUST_OWNED o = drust_new(struct item);
    o->value = value;
    return o;
}

static struct family *DRUST_OWNED make_family(long value)
{
    struct family *DRUST_OWNED f = drust_new(struct family);
    f->value = value;
    f->first = make_item(value + 1);
    for (int i = 0; i < KIDS; i++)
        f->kids[i] = make_item(value + 2 + i);
    f->inner.value = value;
    f->inner.item = make_item(value + 50);
    f->guest = make_item(value + 60);
    return f;
}

static long sum(const struct family *DRUST_BORROW f)
{
    long all = f->value + f->first->value + f->inner.value + f->inner.item->value;
    for (int i = 0; i < KIDS; i++)
        all += f->kids[i]->value;
    return all;
}
static long sum_of(long value) { return 9 * value + 1 + 20 + 50; }

static struct family *DRUST_OWNED family_on(unsigned server, long value)
{
    struct family *DRUST_OWNED f = NULL;
    drust_thread t = drust_spawn_on(server, make_family, value);
    drust_join(t, &f);
    return f;
}

static unsigned where_item(const struct item *DRUST_BORROW DRUST_AFFINITY o)
{
    return drust_server() + (o->value == 0);
}
static unsigned where_family(const struct family *DRUST_BORROW DRUST_AFFINITY f)
{
    return drust_server() + (f->value == 0);
}

/* ---- Costs ---------------------------------------------------------------------*/

static void reading(void)
{
    struct family *DRUST_OWNED f = family_on(1 % drust_servers(), 100);
    uint64_t trips = counter("round_trips"), messages = counter("messages");
    expect("sum", sum(f), sum_of(100));
    expect("sum again", sum(f), sum_of(100));
    if (plain_run()) {
        expect("the parent and its children", (long)(counter("round_trips") - trips), 2);
        expect("messages of a read", (long)(counter("messages") - messages), 0);
    }
    f->value = 0;
    f->first->value++;
    f->kids[3]->value++;
    if (plain_run())
        expect("a write after reading", (long)(counter("round_trips") - trips), 2);
    expect("sum after writes", sum(f), sum_of(100) - 100 + 2);
}

static void moving(void)
{
    struct family *DRUST_OWNED f = family_on(1 % drust_servers(), 200);
    uint64_t trips = counter("round_trips"), moves = counter("moves");
    f->value++;
    f->inner.item->value++;
    for (int i = 0; i < KIDS; i++)
        f->kids[i]->value++;
    if (plain_run()) {
        expect("moving them all", (long)(counter("round_trips") - trips), 2);
        expect("objects moved", (long)(counter("moves") - moves), 3 + KIDS);
    }
    expect("sum after the move", sum(f), sum_of(200) + 2 + KIDS);
    expect("the guest", f->guest->value, 260);
}

/* ---- Places ----------------------------------------------------------------------*/

static void lives(struct family *DRUST_OWNED *DRUST_MUT_BORROW slot, const char *what)
{
    unsigned parent = 99, child = 98, in_array = 97;
    drust_scope {
        drust_thread a = drust_spawn(where_family, *slot);
        drust_join(a, &parent);
        drust_thread b = drust_spawn(where_item, (*slot)->first);
        drust_join(b, &child);
        drust_thread c = drust_spawn(where_item, (*slot)->kids[2]);
        drust_join(c, &in_array);
    }
    expect(what, child, parent);
    expect(what, in_array, parent);
}

static struct item *DRUST_OWNED item_on(unsigned server, long value)
{
    struct item *DRUST_OWNED o = NULL;
    drust_thread t = drust_spawn_on(server, make_item, value);
    drust_join(t, &o);
    return o;
}

static void assigning(void)
{
    for (unsigned i = 0; i < drust_servers(); i++) {
        struct family *DRUST_OWNED f = drust_new(struct family);
        f->value = 1;
        f->first = item_on(i, 5);
        for (int k = 0; k < KIDS; k++)
            f->kids[k] = make_item(k + 1);
        struct item *DRUST_OWNED old = drust_replace(&f->kids[2], item_on(i, 7));
        expect("replaced", old->value, 3);
        lives(&f, "an assigned child");
        struct family *DRUST_OWNED g = family_on(i, 10);
        f->inner = drust_take(&g->inner);
        f->first = drust_take(&g->first);
        expect("a taken struct", f->inner.item->value, 60);
        expect("a taken child", f->first->value, 11);
        lives(&f, "a taken child");
        expect("left behind", g->first == NULL && g->inner.item == NULL, 1);
    }
}

static void on_a_stack(void)
{
    struct inner local = {.value = 1, .item = item_on(drust_servers() - 1, 8)};
    expect("a field on a stack", local.item->value, 8);
    local.item->value++;
    local.item = item_on(drust_servers() - 1, local.item->value + 1);
    struct inner other = local;
    expect("a struct that moved", other.item->value, 10);
    struct family *DRUST_OWNED f = make_family(0);
    f->inner = other;
    expect("a struct in an object", f->inner.item->value, 10);
    struct inner *DRUST_OWNED list = drust_new_array(struct inner, 3);
    for (int i = 0; i < 3; i++)
        list[i].item = item_on(1 % drust_servers(), i);
    drust_resize(&list, 40);
    list[39].item = make_item(39);
    long all = 0;
    for (int i = 0; i < 40; i++)
        all += list[i].item != NULL ? list[i].item->value : 0;
    expect("an array of structs", all, 42);
}

/* ---- Borrows -----------------------------------------------------------------------*/

static const struct item *DRUST_BORROW pick(const struct family *DRUST_BORROW f, int i)
{
    return f->kids[i];
}

/* The parent moves while its children are borrowed: their own fields are not
 * what is written. */
static void borrowed_while_it_moves(void)
{
    struct family *DRUST_OWNED f = family_on(1 % drust_servers(), 300);
    const struct item *DRUST_BORROW first = f->first;
    const struct item *DRUST_BORROW kid = f->kids[1];
    const long *DRUST_BORROW part = &f->inner.item->value;
    struct item *DRUST_OWNED *DRUST_BORROW slot = &f->kids[4];
    const struct item *DRUST_BORROW through = *slot;
    f->value = 0; /* brings it here, and them with it */
    expect("a borrowed child", first->value, 301);
    expect("a borrowed child of an array", kid->value, 303);
    expect("a part of a child", *part, 350);
    expect("through a slot", through->value + (*slot)->value, 612);
    struct family *DRUST_OWNED g = family_on(1 % drust_servers(), 400);
    const struct item *DRUST_BORROW picked = pick(g, 3);
    g->inner.value = 1;
    expect("a returned child", picked->value, 405);
    struct item *DRUST_MUT_BORROW m = g->first;
    g->value = 2;
    m->value = 3;
    expect("written through a borrow", g->first->value, 3);
}

static long slow_value(const struct item *DRUST_BORROW o, int wait)
{
    usleep((useconds_t)wait);
    return o->value;
}
static long slow_inner(const struct inner *DRUST_BORROW in, int wait)
{
    usleep((useconds_t)wait);
    return in->value + in->item->value;
}

/* Children are lent, alone and in a part, and then the parent moves. */
static void lent_while_it_moves(void)
{
    for (unsigned s = 0; s < drust_servers(); s++) {
        for (int looked = 0; looked < 2; looked++) {
            struct family *DRUST_OWNED f = family_on(1 % drust_servers(), 500);
            long first = 0, inner = 0, kid = 0;
            if (looked)
                expect("before", sum(f), sum_of(500));
            drust_scope {
                drust_thread a = drust_spawn_on(s, slow_value, f->first, 20000);
                drust_thread b = drust_spawn_on(s, slow_inner, &f->inner, 20000);
                drust_thread c = drust_spawn_on(s, slow_value, f->kids[0], 20000);
                f->value = 1;
                f->kids[1]->value = 2;
                drust_join(a, &first);
                drust_join(b, &inner);
                drust_join(c, &kid);
            }
            expect("a lent child", first, 501);
            expect("a lent part", inner, 500 + 550);
            expect("a lent child of an array", kid, 502);
            f->first->value = 4;
            expect("afterwards", sum(f), sum_of(500) - 499 - 501 - 497);
            for (int i = 0; i < KIDS; i++)
                f->kids[i]->value++; /* what stayed behind comes now */
            lives(&f, "after loans");
        }
    }
}

static void bump(struct item *DRUST_MUT_BORROW o) { o->value++; }
static void bump_inner(struct inner *DRUST_MUT_BORROW in)
{
    in->value++;
    in->item->value++;
}

static void lent_to_write(void)
{
    for (unsigned s = 0; s < drust_servers(); s++) {
        struct family *DRUST_OWNED f = family_on(1 % drust_servers(), 600);
        drust_scope {
            drust_spawn_on(s, bump, f->first);
            drust_spawn_on(s, bump, f->kids[2]);
            drust_spawn_on(s, bump_inner, &f->inner);
            f->value++;
        }
        expect("children written elsewhere", sum(f), sum_of(600) + 5);
        lives(&f, "a child that was written elsewhere");
    }
}

/* ---- Deep ones ---------------------------------------------------------------------*/

static struct tree *DRUST_OWNED make_tree(int depth)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->value = 1;
    if (depth > 0) {
        t->left = make_tree(depth - 1);
        t->right = make_tree(depth - 1);
    }
    return t;
}
static long count(const struct tree *DRUST_BORROW t)
{
    long all = t->value;
    if (t->left != NULL)
        all += count(t->left);
    if (t->right != NULL)
        all += count(t->right);
    return all;
}
static void grow(struct tree *DRUST_MUT_BORROW t)
{
    t->value++;
    if (t->left != NULL)
        grow(t->left);
    if (t->right != NULL)
        grow(t->right);
}
static void rotate(struct tree *DRUST_MUT_BORROW t)
{
    struct tree *DRUST_OWNED left = drust_take(&t->left);
    t->left = drust_take(&t->right);
    t->right = left;
}

static void trees(void)
{
    struct tree *DRUST_OWNED t = NULL;
    drust_thread made = drust_spawn_on(1 % drust_servers(), make_tree, 6);
    drust_join(made, &t);
    uint64_t trips = counter("round_trips");
    expect("a tree", count(t), 127);
    if (plain_run())
        expect("a batch a level", (long)(counter("round_trips") - trips), 7);
    for (unsigned s = 0; s < 2 * drust_servers(); s++) {
        drust_scope {
            drust_spawn_on(s % drust_servers(), grow, t);
        }
        rotate(t);
        long all = 0, left = 0;
        drust_scope {
            drust_thread whole = drust_spawn_on((s + 1) % drust_servers(), count, t);
            drust_thread half = drust_spawn_on((s + 2) % drust_servers(), count, t->left);
            drust_join(whole, &all);
            drust_join(half, &left);
        }
        expect("a grown tree", all, 127 * (s + 2));
        expect("half of it", left, 63 * (s + 2));
    }
    struct tree *DRUST_OWNED twin = drust_clone(t);
    expect("a clone", count(twin), count(t));
    const struct tree *DRUST_BORROW cur = twin;
    int depth = 0;
    while (cur->left != NULL) {
        cur = cur->left;
        depth++;
    }
    expect("a walk", depth, 6);
}

int main(void)
{
    reading();
    moving();
    assigning();
    on_a_stack();
    borrowed_while_it_moves();
    lent_while_it_moves();
    lent_to_write();
    trees();
    printf("%d failures\n", failures);
    return failures != 0;
}
