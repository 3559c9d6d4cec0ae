/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Worker threads that are kept between uses. There is always a free one: a
 * thread that waits for another never keeps it from running.
 */
#ifndef DRUSTI_POOL_H
#define DRUSTI_POOL_H

#include "types.h"

/* Bytes of a worker's stack, its guard not counted. */
#define DRUSTI_STACK_BYTES ((size_t)1 << 20)

/* Run function(argument) on a worker of its own, at once. Stacks come from the
 * server's own stack range. Reuses an idle worker, else starts one. If the
 * system gives no thread the job ends with a message. Any thread. */
void drusti_pool_run(struct drust_server *self, void (*function)(void *argument), void *argument);

/* Run function(argument) on every worker that is idle now and wait until all
 * have returned. Starts no worker; the function must be short and not wait. */
void drusti_pool_on_idle(struct drust_server *self, void (*function)(void *argument),
                         void *argument);

/* ---- For boot and tests ----------------------------------------------------*/

/* Set self->pool up; starts no thread. self->layout names the stack range,
 * which must be reserved address space. Ends the job on failure. */
void drusti_pool_start(struct drust_server *self);
/* Wait for every worker to become idle and end them all; nobody may call
 * drusti_pool_run any more. Not from a worker. */
void drusti_pool_stop(struct drust_server *self);
/* Workers started so far, all of one server. Any thread. */
uint32_t drusti_pool_workers(struct drust_server *self);
/* True on a worker of any server: such a thread cannot wait for all threads. */
bool drusti_pool_is_worker(void);

#endif
