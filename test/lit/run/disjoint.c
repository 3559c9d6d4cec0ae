/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Fields are disjoint: what a borrow of one reads or writes stays where it is
 * while another one is written, which brings the object to this server; threads
 * of different servers write different fields at once, and others read one
 * together.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: %run4 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 16K %t2 | FileCheck %s
 * CHECK: 0 wrong
 */
#include <drust.h>

#include <stdio.h>

struct wide {
    long left, right, both;
    long list[500];
    struct wide *DRUST_OWNED inner;
};
struct DRUST_VIEW part {
    const long *DRUST_BORROW at;
};

static struct wide *DRUST_OWNED make(long value)
{
    struct wide *DRUST_OWNED w = drust_new(struct wide);
    w->left = value;
    w->list[9] = value + 9;
    w->inner = drust_new(struct wide);
    w->inner->left = value + 100;
    return w;
}
static void add(long *DRUST_MUT_BORROW at, long value)
{
    *at += value;
}
static void add_inside(struct wide *DRUST_MUT_BORROW w, long value)
{
    w->left += value;
}
static long add_up(const struct wide *DRUST_BORROW w)
{
    return w->left + w->right + w->both;
}

static int stays(unsigned server)
{
    struct wide *DRUST_OWNED w = NULL;
    drust_thread t = drust_spawn_on(server, make, 7);
    drust_join(t, &w);
    const long *DRUST_BORROW left = &w->left;
    const long *inferred = w->list;
    struct part view = {&w->list[9]};
    const struct wide *DRUST_BORROW inner = w->inner;
    w->right = 5;
    int wrong = *left != 7 || inferred[9] != 16 || *view.at != 16 || inner->left != 107;
    long *DRUST_MUT_BORROW both = &w->both;
    w->right++;
    *both = w->right;
    return wrong + (w->both != 6);
}

static int lent(unsigned server)
{
    struct wide *DRUST_OWNED w = NULL;
    drust_thread t = drust_spawn_on(server, make, 1);
    drust_join(t, &w);
    drust_scope {
        drust_spawn_on(server, add, &w->left, 10);
        drust_spawn_on(0, add, &w->right, 20);
        drust_spawn_on(drust_servers() - 1, add_inside, w->inner, 30);
        w->both = 40;
    }
    long sums[4] = {0};
    drust_scope {
        drust_thread all[4];
        for (unsigned i = 0; i < 4; i++)
            all[i] = drust_spawn_on((server + i) % drust_servers(), add_up, w);
        for (unsigned i = 0; i < 4; i++)
            drust_join(all[i], &sums[i]);
    }
    int wrong = w->inner->left != 131;
    for (unsigned i = 0; i < 4; i++)
        wrong += sums[i] != 11 + 20 + 40;
    return wrong;
}

int main(void)
{
    int wrong = 0;
    for (unsigned server = 0; server < drust_servers(); server++)
        wrong += stays(server) + lent(server);
    printf("%d wrong\n", wrong);
    return wrong;
}
