/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Structs with owners and owner slots cross to threads: as arguments and results
 * they move, lent places come back changed, whichever server runs the thread.
 *
 * RUN: %drustcc -O0 -Wall %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_COLOUR_BITS=3 DRUST_PLACE=random:4 %drust run -n 4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 4 %t0 | FileCheck %s
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s -o %t.plain %libs && %t.plain | FileCheck %s
 * CHECK: 0 failures
 */
#include <drust.h>

#include <stdio.h>

static int failures;
static void expect(const char *what, long is, long want)
{
    if (is == want)
        return;
    printf("%s: %ld, not %ld\n", what, is, want);
    failures++;
}

struct node {
    int value;
    struct node *DRUST_OWNED next;
};
struct pair {
    struct node *DRUST_OWNED first;
    int count;
    struct node *DRUST_OWNED rest[2];
};
struct big {
    struct pair pair[20];
    char text[600];
};

static struct node *DRUST_OWNED make(int value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}
static struct pair both(int a, int b)
{
    struct pair p = {make(a), a + b, {make(b)}};
    return p;
}
static int eat(struct pair p, int k)
{
    return p.first->value * 100 + p.rest[0]->value * 10 + k;
}
static int look(const struct pair *DRUST_BORROW p)
{
    return p->first->value + p->rest[0]->value;
}
static void change(struct pair *DRUST_MUT_BORROW p)
{
    p->first->value += 5;
    p->rest[1] = make(9);
    struct node *DRUST_OWNED old = drust_replace(&p->rest[0], make(50));
    p->count = old->value;
}
static int renew(struct node *DRUST_OWNED *DRUST_MUT_BORROW slot)
{
    int value = (*slot)->value;
    *slot = make(value + 1);
    return value;
}
static int peek(struct node *DRUST_OWNED const *DRUST_BORROW slot)
{
    return (*slot)->value;
}
static struct big grow(int n)
{
    struct big b = {0};
    for (int i = 0; i < 20; i++)
        b.pair[i] = both(n, i);
    b.text[599] = 7;
    return b;
}

static void values(unsigned server)
{
    struct pair p = both(1, 2), q = both(0, 0);
    int sum = 0;
    drust_thread t = drust_spawn_on(server, eat, p, 3);
    drust_join(t, &sum);
    expect("moved", sum, 123);
    expect("left empty", p.first == NULL, 1);
    t = drust_spawn_on(server, eat, both(4, 5), 6);
    drust_join(t, &sum);
    expect("a result moved on", sum, 456);
    t = drust_spawn_on(server, both, 7, 8);
    drust_join(t, &q); /* drops what q held */
    expect("result", q.first->value * 10 + q.count, 85);
    drust_spawn_on(server, grow, 1); /* nobody takes it */
    struct big b = {0};
    t = drust_spawn_on(server, grow, 2);
    drust_join(t, &b);
    expect("long result", b.pair[19].rest[0]->value + b.text[599], 26);
}

static void lent(unsigned server)
{
    struct pair p = both(7, 8);
    struct node *DRUST_OWNED o = make(70);
    struct pair *DRUST_OWNED h = drust_new(struct pair);
    *h = both(3, 4);
    int a = 0, b = 0;
    drust_scope {
        drust_thread t = drust_spawn_on(server, look, &p), u = drust_spawn_on(server, look, &p);
        drust_join(t, &a);
        drust_join(u, &b);
    }
    expect("shared twice", a + b, 30);
    drust_scope {
        drust_spawn_on(server, change, &p);
        drust_spawn_on(server, change, h);
        drust_thread t = drust_spawn_on(server, renew, &o);
        drust_join(t, &a);
    }
    expect("changed", p.first->value * 100 + p.rest[0]->value + p.rest[1]->value, 1259);
    expect("changed on the heap", h->first->value + h->rest[1]->value, 17);
    expect("a slot", a * 100 + o->value, 7071);
    drust_scope {
        drust_thread t = drust_spawn_on(server, peek, &o);
        drust_thread u = drust_spawn_on(server, renew, &h->first);
        drust_join(t, &a);
        drust_join(u, &b);
    }
    expect("a slot shared, a slot in an object", a * 100 + b, 7108);
    expect("its new value", h->first->value, 9);
}

int main(void)
{
    for (unsigned server = 0; server < drust_servers(); server++) {
        values(server);
        lent(server);
    }
    printf("%d failures\n", failures);
    return failures != 0;
}
