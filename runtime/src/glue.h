/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Dropping: an object and everything it owns, found by the type ids in the
 * headers. May call heap, reclaim, pool.
 */
#ifndef DRUSTI_GLUE_H
#define DRUSTI_GLUE_H

#include "types.h"

void drusti_glue_start(struct drust_server *self);
void drusti_glue_stop(struct drust_server *self);
/* No drop by message is waiting or running. */
bool drusti_glue_idle(struct drust_server *self);

/* Drop a non-NULL word: what is at home here at once, what is not by message.
 * Constant stack and no storage, however long the chain of owners. Any thread
 * but the progress thread. Runs drop functions, and may block on READs where the
 * program has some; else it does not block. */
void drusti_glue_drop(struct drust_server *self, uint64_t word);

/* Drop what the slot owns, if anything, and leave NULL: a visitor of slots whose
 * context is the server. */
void drusti_glue_drop_slot(void *self, uint64_t *slot);
/* Drop the `bytes` bytes of values of `type` at `first`, which stand in no object:
 * their drop functions, then what they own. */
void drusti_glue_drop_values(struct drust_server *self, const struct drust_type *type, void *first,
                             uint64_t bytes);
/* A word of this home that another server dropped. Called by the progress
 * thread: an object that owns nothing is freed here, any other by a worker. */
void drusti_glue_on_drop(struct drust_server *self, uint64_t word);

#endif
