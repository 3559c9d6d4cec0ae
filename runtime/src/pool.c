/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Workers. The pool never makes a caller wait for a worker: it keeps the idle
 * ones on a stack (the last one in has the warmest caches) and starts another
 * when there is none. A worker lives until the pool is stopped; its stack is
 * mapped when it is first needed:
 *
 *   heap end: first slot                  second slot
 *   | guard | DRUSTI_STACK_BYTES of stack | guard | ...
 *
 * Locks: pool->lock, a leaf; nothing is called under it.
 */
#include "pool.h"
#include "check.h"
#include "crash.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Wide enough that a frame of usual size cannot step over it. */
#define GUARD_BYTES ((size_t)64 << 10)
#define SLOT_BYTES (GUARD_BYTES + DRUSTI_STACK_BYTES)

struct worker {
    struct drusti_pool *pool; /* constant */
    pthread_t thread;         /* written by its starter, read by drusti_pool_stop */
    pthread_cond_t wake;      /* function was set, or the pool stops */
    void (*function)(void *); /* NULL while idle; under pool->lock when idle */
    void *argument;           /* as function */
    struct worker *next_idle; /* under pool->lock */
    struct worker *next;      /* of all workers; constant once linked */
    void *slot;               /* guard and stack; constant */
};

struct drusti_pool {
    pthread_mutex_t lock;
    pthread_cond_t all_idle; /* idle_count reached workers */
    struct worker *idle;     /* a stack */
    struct worker *all;
    uint32_t workers;    /* slots given out; each has a thread or gets one now */
    uint32_t idle_count; /* length of idle */
    bool stopping;
    uint64_t stacks;       /* address of the first slot; constant */
    uint64_t stacks_bytes; /* of the whole range; constant */
};

static _Thread_local bool is_worker;

bool drusti_pool_is_worker(void) { return is_worker; }

/* Push the worker on the idle stack and wait for work. False: the pool stops. */
static bool wait_for_work(struct worker *worker)
{
    struct drusti_pool *pool = worker->pool;
    pthread_mutex_lock(&pool->lock);
    worker->function = NULL;
    worker->next_idle = pool->idle;
    pool->idle = worker;
    pool->idle_count++;
    if (pool->idle_count == pool->workers)
        pthread_cond_broadcast(&pool->all_idle);
    while (worker->function == NULL && !pool->stopping)
        pthread_cond_wait(&worker->wake, &pool->lock);
    bool work = worker->function != NULL;
    pthread_mutex_unlock(&pool->lock);
    return work;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    is_worker = true;
    drusti_crash_thread_start();
    do {
        worker->function(worker->argument);
    } while (wait_for_work(worker));
    drusti_crash_thread_end();
    return NULL;
}

/* Address space for slot `index`, its guard protected. */
static void *map_slot(const struct drusti_pool *pool, uint32_t index)
{
    if ((index + 1) * SLOT_BYTES > pool->stacks_bytes)
        drusti_fatal("no address space for more than %u threads at once on one server: use more "
                     "servers, or fewer threads that wait",
                     index);
    void *at = (void *)(uintptr_t)(pool->stacks + index * SLOT_BYTES);
    if (mmap(at, SLOT_BYTES, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK | MAP_FIXED, -1,
             0) == MAP_FAILED ||
        mprotect(at, GUARD_BYTES, PROT_NONE) != 0)
        drusti_fatal("cannot map the stack of thread %u: %s", index + 1, strerror(errno));
    return at;
}

/* Give the memory back; the address space stays reserved. */
static void unmap_slot(void *slot)
{
    void *at = mmap(slot, SLOT_BYTES, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    DRUSTI_INVARIANT(at == slot, "a stack's address space stays reserved");
}

/* A thread for a worker that has its first work already. */
static void start_thread(struct worker *worker, uint32_t index)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, (char *)worker->slot + GUARD_BYTES, DRUSTI_STACK_BYTES);
    int error = pthread_create(&worker->thread, &attributes, work, worker);
    pthread_attr_destroy(&attributes);
    if (error != 0)
        drusti_fatal("the system gives no thread beyond %u on this server (%s): raise 'ulimit -u' "
                     "or the pids limit of the control group, or spawn fewer threads that wait",
                     index, strerror(error));
}

static void start_worker(struct drusti_pool *pool, uint32_t index, void (*function)(void *),
                         void *argument)
{
    struct worker *worker = drusti_zalloc(sizeof *worker, "a worker");
    worker->pool = pool;
    worker->function = function;
    worker->argument = argument;
    worker->slot = map_slot(pool, index);
    pthread_cond_init(&worker->wake, NULL);
    start_thread(worker, index);

    pthread_mutex_lock(&pool->lock);
    worker->next = pool->all;
    pool->all = worker;
    pthread_mutex_unlock(&pool->lock);
}

void drusti_pool_run(struct drust_server *self, void (*function)(void *argument), void *argument)
{
    struct drusti_pool *pool = self->pool;
    pthread_mutex_lock(&pool->lock);
    DRUSTI_INVARIANT(!pool->stopping, "no work after the pool was stopped");
    struct worker *worker = pool->idle;
    uint32_t index = pool->workers;
    if (worker != NULL) {
        pool->idle = worker->next_idle;
        pool->idle_count--;
        worker->function = function;
        worker->argument = argument;
        pthread_cond_signal(&worker->wake);
    } else {
        pool->workers++;
    }
    pthread_mutex_unlock(&pool->lock);
    if (worker == NULL)
        start_worker(pool, index, function, argument);
}

/* One call of drusti_pool_on_idle; on its caller's stack. */
struct round {
    struct drusti_pool *pool;
    void (*function)(void *);
    void *argument;
    uint32_t running; /* under pool->lock */
    pthread_cond_t done;
};

static void run_round(void *argument)
{
    struct round *round = argument;
    struct drusti_pool *pool = round->pool;
    round->function(round->argument);
    pthread_mutex_lock(&pool->lock);
    if (--round->running == 0)
        pthread_cond_signal(&round->done);
    pthread_mutex_unlock(&pool->lock);
}

void drusti_pool_on_idle(struct drust_server *self, void (*function)(void *argument),
                         void *argument)
{
    struct drusti_pool *pool = self->pool;
    struct round round = {.pool = pool, .function = function, .argument = argument};
    pthread_cond_init(&round.done, NULL);
    pthread_mutex_lock(&pool->lock);
    round.running = pool->idle_count;
    for (struct worker *worker = pool->idle; worker != NULL; worker = worker->next_idle) {
        worker->function = run_round;
        worker->argument = &round;
        pthread_cond_signal(&worker->wake);
    }
    pool->idle = NULL;
    pool->idle_count = 0;
    while (round.running != 0)
        pthread_cond_wait(&round.done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_destroy(&round.done);
}

uint32_t drusti_pool_workers(struct drust_server *self)
{
    pthread_mutex_lock(&self->pool->lock);
    uint32_t workers = self->pool->workers;
    pthread_mutex_unlock(&self->pool->lock);
    return workers;
}

void drusti_pool_start(struct drust_server *self)
{
    struct drusti_pool *pool = drusti_zalloc(sizeof *pool, "the worker pool");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->all_idle, NULL);
    pool->stacks = drusti_partition(&self->layout, self->id) + self->layout.heap_bytes;
    pool->stacks_bytes = ((uint64_t)1 << self->layout.stride_shift) - self->layout.heap_bytes;
    self->pool = pool;
}

void drusti_pool_stop(struct drust_server *self)
{
    struct drusti_pool *pool = self->pool;
    DRUSTI_INVARIANT(!is_worker, "a worker does not stop its pool");
    pthread_mutex_lock(&pool->lock);
    while (pool->idle_count < pool->workers)
        pthread_cond_wait(&pool->all_idle, &pool->lock);
    pool->stopping = true;
    for (struct worker *worker = pool->idle; worker != NULL; worker = worker->next_idle)
        pthread_cond_signal(&worker->wake);
    struct worker *next = pool->all;
    pthread_mutex_unlock(&pool->lock);

    while (next != NULL) {
        struct worker *worker = next;
        next = worker->next;
        pthread_join(worker->thread, NULL);
        unmap_slot(worker->slot);
        pthread_cond_destroy(&worker->wake);
        free(worker);
    }
    pthread_cond_destroy(&pool->all_idle);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
    self->pool = NULL;
}
