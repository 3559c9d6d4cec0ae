/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Spawned threads: both ends. May call lend, own, glue, place, pool, wire.
 */
#ifndef DRUSTI_THREAD_H
#define DRUSTI_THREAD_H

#include "types.h"

struct drusti_wire_reader;

void drusti_threads_start(struct drust_server *self);
void drusti_threads_stop(struct drust_server *self);
/* No thread runs here for anybody, and none elsewhere for this server. */
bool drusti_threads_idle(struct drust_server *self);

/* See the functions of the same name in abi.h. */
drust_thread drusti_thread_spawn(struct drust_server *self, const struct drust_entry *entry,
                                 int64_t server, struct drust_scope *scope,
                                 const struct drust_actual *actuals, struct drust_site *site);
int drusti_thread_join(drust_thread *handle, void *result, size_t bytes,
                       const struct drust_type *owners, struct drust_site *site);
void drusti_thread_drop(drust_thread *handles, size_t count);
/* Empty handles without waiting; a scope still holds the threads. Any thread. */
void drusti_thread_leave(drust_thread *handles, size_t count);
void drusti_scope_enter(struct drust_scope *scope);
void drusti_scope_leave(struct drust_server *self, struct drust_scope *scope);

/* Run a spawned thread (see drusti_run_aside) in the middle of another one, which
 * finds what a thread has of its own as it was. */
void drusti_thread_run_aside(void (*function)(void *argument), void *argument);

/* Messages; called by the progress thread. */
void drusti_thread_on_spawn(struct drusti_wire_reader *message);
void drusti_thread_on_done(struct drusti_wire_reader *message);

#endif
