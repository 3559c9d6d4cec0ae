/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Constructors and atexit handlers run once on every server, the handlers when
 * main has returned.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %run1 %t >%t.out && FileCheck --check-prefixes=MAIN,ONE %s <%t.out
 * RUN: %run4 %t >%t.out && FileCheck --check-prefix=MAIN %s <%t.out && FileCheck --check-prefix=FOUR %s <%t.out
 * RUN: grep -c '^handler' %t.out | FileCheck --check-prefix=COUNT %s
 * MAIN-NOT: handler
 * MAIN: started everywhere
 * MAIN: handler
 * ONE-NOT: handler
 * FOUR-DAG: handler on 0
 * FOUR-DAG: handler on 1
 * FOUR-DAG: handler on 2
 * FOUR-DAG: handler on 3
 * COUNT: {{^}}4{{$}}
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

static int starts;

static void leave(void)
{
    printf("handler on %u\n", drust_server());
}

__attribute__((constructor)) static void start(void)
{
    starts++;
    atexit(leave);
}

static int started(void)
{
    return starts;
}

int main(void)
{
    int sum = 0;
    for (unsigned i = 0; i < drust_servers(); i++) {
        int one = 0;
        drust_thread t = drust_spawn_on(i, started);
        drust_join(t, &one);
        sum += one == 1;
    }
    printf("%s\n", sum == (int)drust_servers() ? "started everywhere" : "not started");
    return 0;
}
