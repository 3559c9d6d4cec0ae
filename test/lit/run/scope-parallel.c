/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A handle that nobody takes belongs to the scope: its thread runs beside the next
 * one, also on the same server. Each of the two waits for the other.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * CHECK: met 1 2
 */
#include <drust.h>

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic int arrived; /* server 0's; both threads run there */

static void meet(int *DRUST_MUT_BORROW met, int number)
{
    DRUST_ALLOW("global") arrived++;
    for (int i = 0; i < 20000 && arrived < 2; i++)
        usleep(1000);
    *met = arrived == 2 ? number : 0;
}

int main(void)
{
    int first = 0, second = 0;
    drust_scope {
        drust_spawn_on(0, meet, &first, 1);
        drust_spawn_on(0, meet, &second, 2);
    }
    printf("met %d %d\n", first, second);
    return 0;
}
