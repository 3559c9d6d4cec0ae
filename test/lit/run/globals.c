/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Each server has its own globals, initialised as C says: a thread changes those
 * of the server that it runs on.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck --check-prefix=ONE %s
 * RUN: %run4 %t0 | FileCheck --check-prefix=FOUR %s
 * RUN: %run4 %t2 | FileCheck --check-prefix=FOUR %s
 * ONE: 6 7 8 9 main 9
 * FOUR: 6 6 6 6 main 6
 */
#include <drust.h>

#include <stdio.h>

static int counter = 5;

static int count(void)
{
    DRUST_ALLOW("global") counter++;
    return counter;
}

int main(void)
{
    for (unsigned i = 0; i < 4; i++) {
        int seen = 0;
        drust_thread t = drust_spawn_on(i % drust_servers(), count);
        drust_join(t, &seen);
        printf("%d ", seen);
    }
    printf("main %d\n", counter);
    return 0;
}
