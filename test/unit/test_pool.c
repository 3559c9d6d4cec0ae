/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Workers: there is always another one, they are used again, and their stacks
 * lie where the layout says. If the system gives no thread work waits for one.
 */
#include "layout.h"
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "child.h"

#include <cmocka.h>

#define WAITERS 200u

static struct drust_server servers[2]; /* of one job; the pool of 1 is under test */
static struct drust_server *const self = &servers[1];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned arrived, finished;
static uint64_t stacks[WAITERS]; /* an address on each one's stack */
static unsigned not_workers;

/* How many threads the system gives from here on; the linker wraps the call. */
static int threads_left = -1; /* as many as it has */
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument)
{
    if (threads_left == 0)
        return EAGAIN;
    threads_left -= threads_left > 0;
    return __real_pthread_create(thread, attributes, run, argument);
}

static int start(void **state)
{
    (void)state;
    threads_left = -1;
    struct drusti_layout layout;
    if (!drusti_layout_make(2, DRUSTI_HEAP_UNIT, &layout))
        return -1;
    void *base = (void *)(uintptr_t)layout.base;
    if (mmap(base, drusti_layout_total(&layout), PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != base)
        return -1;
    for (uint32_t i = 0; i < 2; i++)
        servers[i] = (struct drust_server){.id = i, .count = 2, .layout = layout};
    drusti_pool_start(self);
    arrived = finished = not_workers = 0;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    drusti_pool_stop(self);
    return munmap((void *)(uintptr_t)self->layout.base, drusti_layout_total(&self->layout));
}

static void wait_until(const unsigned *number, unsigned least)
{
    pthread_mutex_lock(&lock);
    while (*number < least)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* Comes back when all WAITERS are there. */
static void wait_for_all(void *argument)
{
    char here = 0;
    pthread_mutex_lock(&lock);
    stacks[(size_t)argument] = (uint64_t)(uintptr_t)&here;
    not_workers += !drusti_pool_is_worker();
    arrived++;
    pthread_cond_broadcast(&changed);
    while (arrived < WAITERS)
        pthread_cond_wait(&changed, &lock);
    finished++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void threads_that_wait_for_each_other_all_run(void **state)
{
    (void)state;
    assert_int_equal(drusti_pool_workers(self), 0);
    for (size_t i = 0; i < WAITERS; i++)
        drusti_pool_run(self, wait_for_all, (void *)i);
    wait_until(&finished, WAITERS);
    assert_int_equal(drusti_pool_workers(self), WAITERS);
    assert_int_equal(not_workers, 0);
    assert_false(drusti_pool_is_worker());
}

/* Called from a worker: workers spawn too. */
static void run_another(void *argument)
{
    unsigned depth = *(unsigned *)argument;
    pthread_mutex_lock(&lock);
    finished++;
    *(unsigned *)argument = depth - 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    if (depth > 1)
        drusti_pool_run(self, run_another, argument);
}

static void workers_are_used_again(void **state)
{
    (void)state;
    static unsigned depth;
    depth = 1000;
    drusti_pool_run(self, run_another, &depth);
    wait_until(&finished, 1000);
    assert_in_range(drusti_pool_workers(self), 1, 999); /* two do, unless they sleep long */
}

static void add_one(void *argument)
{
    (void)argument;
    pthread_mutex_lock(&lock);
    finished++;
    pthread_mutex_unlock(&lock);
}

/* Stopping waits for what runs, whoever started it. */
static void stop_waits_for_all(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++)
        drusti_pool_run(self, add_one, NULL);
    drusti_pool_stop(self);
    assert_int_equal(finished, 500);
    drusti_pool_start(self);
    drusti_pool_run(self, add_one, NULL); /* the range can be used again */
}

/* ---- When the system gives no thread ----*/

static void work_waits_for_a_worker(void **state)
{
    (void)state;
    threads_left = 2;
    for (int i = 0; i < 500; i++)
        drusti_pool_run(self, add_one, NULL);
    assert_in_range(drusti_pool_workers(self), 1, 2);
    drusti_pool_stop(self);
    assert_int_equal(finished, 500);
    drusti_pool_start(self);
}

static unsigned order[3], asides;

static void note(void *argument) { order[finished++] = (unsigned)(size_t)argument; }

static void run_aside(void (*function)(void *argument), void *argument)
{
    asides++;
    function(argument);
}

static void who_waits_does_the_newest_first(void **state)
{
    (void)state;
    struct drusti_waiter waiter;
    threads_left = 0;
    asides = 0;
    drusti_pool_run(self, note, (void *)1);
    drusti_pool_run_program(self, note, (void *)2);
    drusti_pool_run_program(self, note, (void *)3);
    assert_int_equal(drusti_pool_workers(self), 0);
    assert_int_equal(finished, 0);
    drusti_pool_wait_begin(self, &waiter);
    drusti_pool_wait(self, &waiter, run_aside);
    assert_int_equal(order[0], 3);
    drusti_pool_wait(self, &waiter, NULL); /* nothing of the program */
    assert_int_equal(order[1], 1);
    assert_int_equal(asides, 1);
    assert_false(drusti_pool_help(self, NULL));
    assert_true(drusti_pool_help(self, run_aside));
    assert_int_equal(order[2], 2);
    assert_false(drusti_pool_help(self, run_aside));
    drusti_pool_wake(&waiter);
    drusti_pool_wait(self, &waiter, run_aside); /* woken, so it comes back */
    drusti_pool_wait_end(self, &waiter);
}

static void *wait_for_work(void *argument)
{
    struct drusti_waiter waiter;
    drusti_pool_wait_begin(self, &waiter);
    add_one(argument); /* it waits from here on */
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&changed);
    while (finished < 2) {
        pthread_mutex_unlock(&lock);
        drusti_pool_wait(self, &waiter, run_aside);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    drusti_pool_wait_end(self, &waiter);
    return NULL;
}

static void new_work_wakes_who_waits(void **state)
{
    (void)state;
    pthread_t thread;
    threads_left = 0;
    assert_int_equal(__real_pthread_create(&thread, NULL, wait_for_work, NULL), 0);
    wait_until(&finished, 1);
    drusti_pool_run_program(self, add_one, NULL);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(finished, 2);
}

/* A worker that got no thread is tried again, and the limit of the tests is one
 * like the system's. */
static void a_thread_that_comes_later_does_it(void **state)
{
    (void)state;
    threads_left = 0;
    drusti_pool_run(self, add_one, NULL);
    assert_int_equal(drusti_pool_workers(self), 0);
    threads_left = -1;
    self->knobs.workers_limited = true;
    self->knobs.workers_max = 1;
    drusti_pool_run(self, add_one, NULL);
    drusti_pool_run(self, add_one, NULL);
    assert_int_equal(drusti_pool_workers(self), 1);
    drusti_pool_stop(self);
    assert_int_equal(finished, 3);
    drusti_pool_start(self);
}

/* Most of a stack is there; beyond it lies a guard page, not the next stack. */
static void use_stack(void *argument)
{
    size_t bytes = *(const size_t *)argument;
    volatile char data[bytes];
    for (size_t i = bytes; i > 0; i -= i < 1024 ? i : 1024) /* downwards, as calls do */
        data[i - 1] = 1;
    add_one(NULL);
}

static void stacks_are_large(void **state)
{
    (void)state;
    static size_t bytes = DRUSTI_STACK_BYTES * 3 / 4;
    drusti_pool_run(self, use_stack, &bytes);
    drusti_pool_stop(self);
    assert_int_equal(finished, 1);
    drusti_pool_start(self);
}

/* What follows looks at stacks as the machine has them: the address sanitizer
 * keeps locals elsewhere, and both handle the fault of an overflow themselves. */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PLAIN_STACKS 0
#else
#define PLAIN_STACKS 1
#endif

#if PLAIN_STACKS
static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void stacks_lie_in_the_own_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < WAITERS; i++)
        drusti_pool_run(self, wait_for_all, (void *)i);
    wait_until(&finished, WAITERS);
    uint64_t first = drusti_partition(&self->layout, 1) + self->layout.heap_bytes;
    uint64_t end = drusti_partition(&self->layout, 2);
    qsort(stacks, WAITERS, sizeof stacks[0], compare);
    for (size_t i = 0; i < WAITERS; i++) {
        assert_true(stacks[i] >= first && stacks[i] < end);
        assert_false(drusti_in_heap(&self->layout, stacks[i]));
        assert_true(i == 0 || stacks[i] - stacks[i - 1] > DRUSTI_STACK_BYTES);
    }
}

static void overflow(void *unused)
{
    (void)unused;
    static size_t bytes = DRUSTI_STACK_BYTES + 512;
    drusti_pool_run(self, add_one, NULL); /* the stack below ours is a neighbour's */
    drusti_pool_run(self, use_stack, &bytes);
    wait_until(&finished, 3); /* never */
}

static void an_overflow_faults(void **state)
{
    (void)state;
    char text[CHILD_TEXT];
    int status = child_run(overflow, NULL, text);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(threads_that_wait_for_each_other_all_run, start, stop),
        cmocka_unit_test_setup_teardown(workers_are_used_again, start, stop),
        cmocka_unit_test_setup_teardown(stop_waits_for_all, start, stop),
        cmocka_unit_test_setup_teardown(work_waits_for_a_worker, start, stop),
        cmocka_unit_test_setup_teardown(who_waits_does_the_newest_first, start, stop),
        cmocka_unit_test_setup_teardown(new_work_wakes_who_waits, start, stop),
        cmocka_unit_test_setup_teardown(a_thread_that_comes_later_does_it, start, stop),
        cmocka_unit_test_setup_teardown(stacks_are_large, start, stop),
#if PLAIN_STACKS
        cmocka_unit_test_setup_teardown(stacks_lie_in_the_own_range, start, stop),
        cmocka_unit_test_setup_teardown(an_overflow_faults, start, stop),
#endif
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
