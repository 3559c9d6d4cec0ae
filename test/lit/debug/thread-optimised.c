/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A spawned function that the optimiser copied into the code that starts the
 * thread keeps its lines there: a fault is shown at the user's line.
 *
 * RUN: %drustcc -O1 -g %s -o %t %libs
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -ex run -ex 'backtrace 1' %t 2>&1 | FileCheck %s
 * CHECK: received signal SIGSEGV
 * CHECK: #0 {{.*}}put (value=5) at {{.*}}thread-optimised.c:[[#]]
 */
#include <drust.h>

#include <stddef.h>

static long *volatile nowhere;

static void put(long value)
{
    *nowhere = value;
}

int main(void)
{
    drust_thread t = drust_spawn(put, 5);
    drust_join(t, NULL);
    return 0;
}
