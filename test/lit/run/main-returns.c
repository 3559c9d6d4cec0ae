/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * When main returns it waits for the threads whose handles it still has, here
 * and elsewhere: what they print and change is there, before the handlers run.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: for n in 1 2 4; do for program in %t0 %t2; do \
 * RUN:   %drust run -n $n --stats $program 2>%t.stats | FileCheck %s && %S/Inputs/expect-stats %t.stats 'threads==spawns' 'threads>=2' 'homed==frees' no-leftovers || exit 1; done; done
 * CHECK: main returns
 * CHECK-DAG: late 1
 * CHECK-DAG: late 2
 * CHECK: handler, 1 here
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct box { int value; };
static int here;

static void handler(void)
{
    if (drust_server() == 0)
        printf("handler, %d here\n", here);
}

static struct box *DRUST_OWNED late(int number)
{
    usleep(100000);
    printf("late %d\n", number);
    if (number == 1)
        DRUST_ALLOW("global") here++;
    struct box *DRUST_OWNED b = drust_new(struct box); /* dropped by the join */
    b->value = number;
    return b;
}

int main(void)
{
    atexit(handler);
    drust_thread t[2] = {drust_spawn_on(0, late, 1), drust_spawn_on(drust_servers() - 1, late, 2)};
    printf("main returns\n");
    return t[0].thread == NULL;
}
