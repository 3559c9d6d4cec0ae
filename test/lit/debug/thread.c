/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A debugger in a spawned thread: a breakpoint by the user's line stops there,
 * the user's frame is the innermost one with the arguments that were passed, a
 * fault inside is shown at the user's line, and `finish` gives the result.
 *
 * RUN: %drustcc -O0 -g %s -o %t %libs
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -ex 'break total' -ex run -ex 'backtrace 1' -ex 'info locals' -ex 'print b->value' -ex 'next' -ex 'next' -ex 'print sum' %t 2>&1 | FileCheck %s
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -ex run -ex 'backtrace 1' --args %t fault 2>&1 | FileCheck --check-prefix=FAULT %s
 * CHECK: hit Breakpoint 1, total (b=0x{{[0-9a-f]+}}, by=2) at {{.*}}thread.c:[[#]]
 * CHECK: #0  total (b=0x{{[0-9a-f]+}}, by=2) at {{.*}}thread.c:[[#]]
 * CHECK: {{^}}sum =
 * CHECK-NOT: drust
 * CHECK: $1 = 20
 * CHECK: $2 = 40
 * FAULT: received signal SIGSEGV
 * FAULT: #0  0x{{[0-9a-f]+}} in total (b=0x{{[0-9a-f]+}}, by=0) at {{.*}}thread.c:[[#]]
 */
#include <drust.h>

struct box {
    long value;
};

static long *volatile nowhere;

static long total(const struct box *DRUST_BORROW b, long by)
{
    long sum = b->value * by;
    if (by == 0)
        *nowhere = sum;
    return sum;
}

int main(int argc, char **argv)
{
    (void)argv;
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->value = 20;
    long sum = 0;
    drust_scope {
        drust_thread t = drust_spawn(total, b, argc == 1 ? 2 : 0);
        drust_join(t, &sum);
    }
    return sum != 40;
}
