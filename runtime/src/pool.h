/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Worker threads that are kept between uses. As long as the system gives threads
 * there is always a free one: a thread that waits for another never keeps it
 * from running. Work that finds none waits for one, or for a thread that waits
 * itself and meanwhile does it.
 */
#ifndef DRUSTI_POOL_H
#define DRUSTI_POOL_H

#include "types.h"

#include <semaphore.h>

/* Bytes of a worker's stack, its guard not counted. */
#define DRUSTI_STACK_BYTES ((size_t)1 << 20)

/* Run function(argument) on a worker of its own, at once if there is one. Stacks
 * come from the server's own stack range. Reuses an idle worker, else starts
 * one. Any thread. */
void drusti_pool_run(struct drust_server *self, void (*function)(void *argument), void *argument);
/* The same for a piece of the program: only who may be in its middle, too, does
 * it while waiting. */
void drusti_pool_run_program(struct drust_server *self, void (*function)(void *argument),
                             void *argument);

/* A thread that waits for something and does what waits for a worker. */
struct drusti_waiter {
    sem_t wake;
    struct drusti_waiter *next; /* of the pool's waiters; under pool->waiters_lock */
    struct drusti_waiter *previous;
    struct drusti_waiter *also; /* for whoever wakes several */
};

/* How a piece of the program runs on a thread that is in the middle of another. */
typedef void drusti_run_aside(void (*function)(void *argument), void *argument);

void drusti_pool_wait_begin(struct drust_server *self, struct drusti_waiter *waiter);
/* Do one piece of work that waits for a worker, or sleep until drusti_pool_wake
 * or until there is some: the caller then looks again for what it waits for.
 * `aside` NULL: no piece of the program. No lock is held. */
void drusti_pool_wait(struct drust_server *self, struct drusti_waiter *waiter,
                      drusti_run_aside *aside);
void drusti_pool_wait_end(struct drust_server *self, struct drusti_waiter *waiter);
/* Any thread, with any lock. */
void drusti_pool_wake(struct drusti_waiter *waiter);
/* Do one piece of work that waits for a worker; false: there is none. */
bool drusti_pool_help(struct drust_server *self, drusti_run_aside *aside);

/* Run function(argument) on every worker that is idle now and wait until all
 * have returned. Starts no worker; the function must be short and not wait. */
void drusti_pool_on_idle(struct drust_server *self, void (*function)(void *argument),
                         void *argument);

/* ---- For boot and tests ----------------------------------------------------*/

/* Set self->pool up; starts no thread. self->layout names the stack range,
 * which must be reserved address space. Ends the job on failure. */
void drusti_pool_start(struct drust_server *self);
/* Wait for every worker to become idle and end them all; nobody may call
 * drusti_pool_run any more, and no work waits. Not from a worker. */
void drusti_pool_stop(struct drust_server *self);
/* Workers with a thread, all of one server. Any thread. */
uint32_t drusti_pool_workers(struct drust_server *self);
/* True on a worker of any server: such a thread cannot wait for all threads. */
bool drusti_pool_is_worker(void);

#endif
