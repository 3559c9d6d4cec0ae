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
 * If the system gives no thread, work waits: for the next worker that is done,
 * or for a thread that waits for something (struct drusti_waiter). The newest
 * goes first, so that stacks of threads that work while they wait grow as deep
 * as calls would, not as many as there are spawned threads.
 *
 * Locks: pool->lock and pool->waiters_lock, leaves; nothing is called under them.
 */
#include "pool.h"
#include "check.h"
#include "crash.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

/* Wide enough that a frame of usual size cannot step over it. */
#define GUARD_BYTES ((size_t)64 << 10)
#define SLOT_BYTES (GUARD_BYTES + DRUSTI_STACK_BYTES)

/* A thread with so many pieces of work on its stack waits a moment for another
 * to take the next one. */
#define DEPTH_EAGER_MAX 4u
#define RELUCTANT_NS 1000000

struct worker {
    struct drusti_pool *pool; /* constant */
    pthread_t thread;         /* written by its starter, read by drusti_pool_stop */
    pthread_cond_t wake;      /* function was set, or the pool stops */
    void (*function)(void *); /* NULL while idle; under pool->lock when idle */
    void *argument;           /* as function */
    struct worker *next_idle; /* of the idle ones, or the spare ones; under pool->lock */
    struct worker *next;      /* of all workers; constant once linked */
    uint32_t index;           /* of its slot; constant */
    void *slot;               /* guard and stack, NULL: not mapped; constant once it runs */
};

/* Work without a worker. */
struct piece {
    void (*function)(void *);
    void *argument;
    struct piece *older;
    bool program;
};

struct drusti_pool {
    pthread_mutex_t lock;
    pthread_cond_t all_idle; /* idle_count reached workers */
    struct worker *idle;     /* a stack */
    struct worker *spare;    /* a stack: those that got no thread */
    struct worker *all;
    struct piece *waiting; /* the newest first; only while there is no idle worker */
    uint32_t slots;        /* given out so far */
    uint32_t workers;      /* each has a thread or may get one now */
    uint32_t idle_count;   /* length of idle */
    bool stopping;
    pthread_mutex_t waiters_lock;
    struct drusti_waiter *waiters;
    uint64_t stacks;       /* address of the first slot; constant */
    uint64_t stacks_bytes; /* of the whole range; constant */
};

static _Thread_local bool is_worker;
static _Thread_local unsigned depth; /* pieces of work on this stack, one in another */

bool drusti_pool_is_worker(void) { return is_worker; }

/* The newest piece of work, of any kind or not of the program; NULL if there is
 * none. Under pool->lock. */
static struct piece *take_piece(struct drusti_pool *pool, bool program)
{
    struct piece **link = &pool->waiting;
    while (*link != NULL && !program && (*link)->program)
        link = &(*link)->older;
    struct piece *piece = *link;
    if (piece != NULL)
        *link = piece->older;
    return piece;
}

/* More work, or wait for it on the idle stack. False: the pool stops. */
static bool wait_for_work(struct worker *worker)
{
    struct drusti_pool *pool = worker->pool;
    pthread_mutex_lock(&pool->lock);
    worker->function = NULL;
    struct piece *piece = take_piece(pool, true);
    if (piece != NULL) {
        worker->function = piece->function;
        worker->argument = piece->argument;
    } else {
        worker->next_idle = pool->idle;
        pool->idle = worker;
        pool->idle_count++;
        if (pool->idle_count == pool->workers)
            pthread_cond_broadcast(&pool->all_idle);
    }
    while (worker->function == NULL && !pool->stopping)
        pthread_cond_wait(&worker->wake, &pool->lock);
    bool work = worker->function != NULL;
    pthread_mutex_unlock(&pool->lock);
    free(piece);
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

/* The memory of a worker's stack, its guard protected. */
static bool map_slot(struct worker *worker)
{
    const struct drusti_pool *pool = worker->pool;
    void *at = (void *)(uintptr_t)(pool->stacks + worker->index * SLOT_BYTES);
    if (mmap(at, SLOT_BYTES, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK | MAP_FIXED, -1,
             0) == MAP_FAILED)
        return false;
    worker->slot = at; /* what follows may fail: then it is tried again */
    return mprotect(at, GUARD_BYTES, PROT_NONE) == 0;
}

/* Give the memory back; the address space stays reserved. */
static void unmap_slot(void *slot)
{
    void *at = mmap(slot, SLOT_BYTES, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    DRUSTI_INVARIANT(at == slot, "a stack's address space stays reserved");
}

/* A thread for a worker that has its first work already. */
static bool start_thread(struct worker *worker)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, (char *)worker->slot + GUARD_BYTES, DRUSTI_STACK_BYTES);
    int error = pthread_create(&worker->thread, &attributes, work, worker);
    pthread_attr_destroy(&attributes);
    return error == 0;
}

/* Whether there may be another worker: *spare, or NULL and a new one for slot
 * *index. Under pool->lock. */
static bool reserve(const struct drust_server *self, struct worker **spare, uint32_t *index)
{
    struct drusti_pool *pool = self->pool;
    if (self->knobs.workers_limited && pool->workers >= self->knobs.workers_max)
        return false;
    *spare = pool->spare;
    if (*spare != NULL)
        pool->spare = (*spare)->next_idle;
    else if ((pool->slots + 1) * SLOT_BYTES > pool->stacks_bytes)
        return false;
    else
        *index = pool->slots++;
    pool->workers++;
    return true;
}

static struct worker *make_worker(struct drusti_pool *pool, uint32_t index)
{
    struct worker *worker = drusti_zalloc(sizeof *worker, "a worker");
    worker->pool = pool;
    worker->index = index;
    pthread_cond_init(&worker->wake, NULL);
    return worker;
}

/* False: the system gives no thread now; the worker is spare. */
static bool start_worker(struct worker *worker)
{
    struct drusti_pool *pool = worker->pool;
    bool started = (worker->slot != NULL || map_slot(worker)) && start_thread(worker);
    pthread_mutex_lock(&pool->lock);
    if (started) {
        worker->next = pool->all;
        pool->all = worker;
    } else {
        worker->next_idle = pool->spare;
        pool->spare = worker;
        if (--pool->workers == pool->idle_count)
            pthread_cond_broadcast(&pool->all_idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return started;
}

/* Under pool->lock. */
static bool give_to_idle(struct drusti_pool *pool, void (*function)(void *), void *argument)
{
    struct worker *worker = pool->idle;
    if (worker == NULL)
        return false;
    pool->idle = worker->next_idle;
    pool->idle_count--;
    worker->function = function;
    worker->argument = argument;
    pthread_cond_signal(&worker->wake);
    return true;
}

/* The system gives no thread: the work waits, unless a worker is done by now. */
static void let_wait(struct drusti_pool *pool, void (*function)(void *), void *argument,
                     bool program)
{
    struct piece *piece = drusti_zalloc(sizeof *piece, "a thread that waits for another's end");
    *piece = (struct piece){.function = function, .argument = argument, .program = program};
    pthread_mutex_lock(&pool->lock);
    bool given = give_to_idle(pool, function, argument);
    if (!given) {
        piece->older = pool->waiting;
        pool->waiting = piece;
    }
    pthread_mutex_unlock(&pool->lock);
    if (given) {
        free(piece);
        return;
    }
    pthread_mutex_lock(&pool->waiters_lock);
    for (struct drusti_waiter *waiter = pool->waiters; waiter != NULL; waiter = waiter->next)
        drusti_pool_wake(waiter);
    pthread_mutex_unlock(&pool->waiters_lock);
}

static void run(struct drust_server *self, void (*function)(void *), void *argument, bool program)
{
    struct drusti_pool *pool = self->pool;
    struct worker *worker = NULL;
    uint32_t index = 0;
    pthread_mutex_lock(&pool->lock);
    DRUSTI_INVARIANT(!pool->stopping, "no work after the pool was stopped");
    bool given = give_to_idle(pool, function, argument);
    bool reserved = !given && reserve(self, &worker, &index);
    pthread_mutex_unlock(&pool->lock);
    if (given)
        return;
    if (reserved) {
        if (worker == NULL)
            worker = make_worker(pool, index);
        worker->function = function;
        worker->argument = argument;
        if (start_worker(worker))
            return;
    }
    let_wait(pool, function, argument, program);
}

void drusti_pool_run(struct drust_server *self, void (*function)(void *argument), void *argument)
{
    run(self, function, argument, false);
}

void drusti_pool_run_program(struct drust_server *self, void (*function)(void *argument),
                             void *argument)
{
    run(self, function, argument, true);
}

/* ---- Working while waiting -------------------------------------------------*/

bool drusti_pool_help(struct drust_server *self, drusti_run_aside *aside)
{
    struct drusti_pool *pool = self->pool;
    pthread_mutex_lock(&pool->lock);
    struct piece *taken = take_piece(pool, aside != NULL);
    pthread_mutex_unlock(&pool->lock);
    if (taken == NULL)
        return false;
    struct piece piece = *taken;
    free(taken);
    DRUSTI_INVARIANT(aside != NULL || !piece.program, "only what was asked for is taken");
    depth++;
    if (piece.program)
        aside(piece.function, piece.argument);
    else
        piece.function(piece.argument);
    depth--;
    return true;
}

/* Whether to leave the work to a thread with more room on its stack: there is
 * some, and the waiter was woken before long. */
static bool left_to_others(struct drusti_pool *pool, struct drusti_waiter *waiter)
{
    if (depth < DEPTH_EAGER_MAX)
        return false;
    pthread_mutex_lock(&pool->lock);
    bool work = pool->waiting != NULL;
    pthread_mutex_unlock(&pool->lock);
    if (!work)
        return false;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += RELUCTANT_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return sem_clockwait(&waiter->wake, CLOCK_MONOTONIC, &until) == 0;
}

void drusti_pool_wait_begin(struct drust_server *self, struct drusti_waiter *waiter)
{
    struct drusti_pool *pool = self->pool;
    *waiter = (struct drusti_waiter){.previous = NULL};
    sem_init(&waiter->wake, 0, 0);
    pthread_mutex_lock(&pool->waiters_lock);
    waiter->next = pool->waiters;
    if (waiter->next != NULL)
        waiter->next->previous = waiter;
    pool->waiters = waiter;
    pthread_mutex_unlock(&pool->waiters_lock);
}

void drusti_pool_wait(struct drust_server *self, struct drusti_waiter *waiter,
                      drusti_run_aside *aside)
{
    if (left_to_others(self->pool, waiter) || drusti_pool_help(self, aside))
        return;
    while (sem_wait(&waiter->wake) != 0)
        DRUSTI_INVARIANT(errno == EINTR, "a waiter has a semaphore");
}

void drusti_pool_wait_end(struct drust_server *self, struct drusti_waiter *waiter)
{
    struct drusti_pool *pool = self->pool;
    pthread_mutex_lock(&pool->waiters_lock);
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        pool->waiters = waiter->next;
    pthread_mutex_unlock(&pool->waiters_lock);
    sem_destroy(&waiter->wake);
}

void drusti_pool_wake(struct drusti_waiter *waiter) { sem_post(&waiter->wake); }

/* ---- All idle workers ------------------------------------------------------*/

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
    pthread_mutex_init(&pool->waiters_lock, NULL);
    pthread_cond_init(&pool->all_idle, NULL);
    pool->stacks = drusti_partition(&self->layout, self->id) + self->layout.heap_bytes;
    pool->stacks_bytes = ((uint64_t)1 << self->layout.stride_shift) - self->layout.heap_bytes;
    self->pool = pool;
}

static void end_worker(struct worker *worker)
{
    if (worker->slot != NULL)
        unmap_slot(worker->slot);
    pthread_cond_destroy(&worker->wake);
    free(worker);
}

void drusti_pool_stop(struct drust_server *self)
{
    struct drusti_pool *pool = self->pool;
    DRUSTI_INVARIANT(!is_worker, "a worker does not stop its pool");
    pthread_mutex_lock(&pool->lock);
    while (pool->idle_count < pool->workers)
        pthread_cond_wait(&pool->all_idle, &pool->lock);
    DRUSTI_INVARIANT(pool->waiting == NULL, "no work waits when the pool is stopped");
    pool->stopping = true;
    for (struct worker *worker = pool->idle; worker != NULL; worker = worker->next_idle)
        pthread_cond_signal(&worker->wake);
    struct worker *next = pool->all;
    pthread_mutex_unlock(&pool->lock);

    while (next != NULL) {
        struct worker *worker = next;
        next = worker->next;
        pthread_join(worker->thread, NULL);
        end_worker(worker);
    }
    while (pool->spare != NULL) {
        struct worker *worker = pool->spare;
        pool->spare = worker->next_idle;
        end_worker(worker);
    }
    pthread_cond_destroy(&pool->all_idle);
    pthread_mutex_destroy(&pool->waiters_lock);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
    self->pool = NULL;
}
