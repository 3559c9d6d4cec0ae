/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two threads of one server write a global without a lock.
 */
#include <drust.h>

#include <stddef.h>

static long counter;

__attribute__((noinline)) static void count(void)
{
    for (int i = 0; i < 100000; i++)
        counter++;
}

int main(void)
{
    drust_thread first = drust_spawn(count);
    drust_thread second = drust_spawn(count);
    drust_join(first, NULL);
    drust_join(second, NULL);
    return counter == 1;
}
