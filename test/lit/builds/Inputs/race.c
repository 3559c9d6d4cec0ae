/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two threads of one server write a global without a lock. Both have started
 * before either goes on: one that ends early would leave its pool thread to the
 * other, and two spawned functions on one thread are in order. The counter that
 * sees to it is relaxed, so that it puts nothing else in order. The written one
 * is volatile, else a single write would be left of the loop: the sanitizer may
 * have forgotten who made it when the other thread comes to its own.
 */
#include <drust.h>

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

static volatile long counter;
static atomic_int started;

__attribute__((noinline)) static void count(void)
{
    atomic_fetch_add_explicit(&started, 1, memory_order_relaxed);
    while (atomic_load_explicit(&started, memory_order_relaxed) < 2)
        sched_yield();
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
