/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * In plain mode a spawn is a call: its function has run when the next line does.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t2 %libs
 * RUN: %t0 | FileCheck %s
 * RUN: %t2 | FileCheck %s
 * CHECK: thread 1
 * CHECK-NEXT: behind the spawn 2
 * CHECK-NEXT: thread 2
 * CHECK-NEXT: in the scope 3
 * CHECK-NEXT: joined 1
 */
#include <drust.h>

#include <stdio.h>
#include <unistd.h>

struct box { int value; };

static int work(struct box *DRUST_MUT_BORROW b)
{
    usleep(10000);
    printf("thread %d\n", b->value);
    return b->value++;
}
int main(void)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->value = 1;
    int got = 0;
    drust_scope {
        drust_thread first = drust_spawn(work, b);
        printf("behind the spawn %d\n", b->value);
        drust_join(first, &got);
        drust_spawn(work, b);
        printf("in the scope %d\n", b->value);
    }
    printf("joined %d\n", got);
    return 0;
}
