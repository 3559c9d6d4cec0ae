/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A thread on every server that says "ready SERVER PID" and then is busy for
 * ever: half of them compute, half sleep.
 */
#include <drust.h>

#include <stdio.h>
#include <unistd.h>

static void busy(void)
{
    printf("ready %u %d\n", drust_server(), (int)getpid());
    fflush(stdout);
    for (volatile long turns = 0;; turns++) {
        if (drust_server() % 2 == 0)
            usleep(1000);
    }
}

static void busy_everywhere(void)
{
    drust_thread threads[64];
    for (unsigned i = 0; i < drust_servers(); i++)
        threads[i] = drust_spawn_on(i, busy);
    for (unsigned i = 0; i < drust_servers(); i++)
        drust_join(threads[i], NULL);
}
