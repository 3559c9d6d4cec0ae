/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A scope waits for its threads, wherever their handles are: one that was stored
 * outside is joined behind the scope, for its result only.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'spawns==threads'
 * RUN: %run4 %t0 | FileCheck %s
 * CHECK: behind the scope 5
 * CHECK-NEXT: joined 0, result 4
 * CHECK-NEXT: joined 1, result 4
 * CHECK-NEXT: moved out 6
 */
#include <drust.h>

#include <stdio.h>
#include <unistd.h>

struct box { long value; };

static long later(struct box *DRUST_MUT_BORROW b)
{
    usleep(100000);
    return b->value++;
}
static void keep(drust_thread t)
{
    drust_join(t, NULL);
}

int main(void)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    long result = 0;
    b->value = 4;
    drust_thread t;
    drust_scope {
        t = drust_spawn_on(drust_servers() - 1, later, b);
    }
    printf("behind the scope %ld\n", b->value);
    int status = drust_join(t, &result);
    printf("joined %d, result %ld\n", status, result);
    status = drust_join(t, &result);
    printf("joined %d, result %ld\n", status, result);
    drust_scope {
        drust_thread inside = drust_spawn_on(0, later, b);
        keep(inside);
    }
    printf("moved out %ld\n", b->value);
    return 0;
}
