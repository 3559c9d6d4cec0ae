/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A thread runs where the object of its affinity argument lives, be that owned or
 * borrowed, and wherever it stands among the parameters.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: %run4 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'min(threads)>=4'
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 %drust run -n 4 %t2 | FileCheck %s
 * CHECK: 0 wrong
 */
#include <drust.h>

#include <stdio.h>

struct node { unsigned value; struct node *DRUST_OWNED next; };

static struct node *DRUST_OWNED make(unsigned value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}

/* The server that ran it; 99 if the object is not the one that was meant. */
static unsigned look(unsigned value, const struct node *DRUST_BORROW DRUST_AFFINITY n)
{
    return n->value == value ? drust_server() : 99;
}
static unsigned change(struct node *DRUST_MUT_BORROW DRUST_AFFINITY n, unsigned value)
{
    return n->value++ == value ? drust_server() : 99;
}
static unsigned eat(struct node *DRUST_OWNED other, struct node *DRUST_OWNED DRUST_AFFINITY n, unsigned value)
{
    return n->value == value && other->value == 7 ? drust_server() : 99;
}

int main(void)
{
    int wrong = 0;
    for (unsigned i = 0; i < drust_servers(); i++) {
        struct node *DRUST_OWNED n = NULL;
        unsigned ran = 99;
        drust_thread t = drust_spawn_on(i, make, i);
        drust_join(t, &n);
        drust_scope {
            t = drust_spawn(look, i, n);
            drust_join(t, &ran);
        }
        wrong += ran != i;
        drust_scope {
            t = drust_spawn(change, n, i);
            drust_join(t, &ran);
        }
        wrong += ran != i;
        t = drust_spawn(eat, make(7), n, i + 1);
        drust_join(t, &ran);
        wrong += ran != i;
    }
    printf("%d wrong\n", wrong);
    return wrong;
}
