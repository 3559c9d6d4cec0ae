/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The end of a block's life: which colour comes next at its address, the
 * batches of FREE and DROP for other homes, and the quarantine of blocks whose
 * colours are used up. May call heap, cache, wire, peer.
 */
#ifndef DRUSTI_RECLAIM_H
#define DRUSTI_RECLAIM_H

#include "types.h"

struct drusti_wire_reader;

void drusti_reclaim_start(struct drust_server *self);
void drusti_reclaim_stop(struct drust_server *self);
/* Nothing gathered, no round unanswered. */
bool drusti_reclaim_idle(struct drust_server *self);

/* The object `word` names (another server's) was moved away; `bytes` bytes are
 * waiting to be used again there. Any thread; never blocks. */
void drusti_reclaim_send_free(struct drust_server *self, uint64_t word, uint64_t bytes);
/* Its owner is gone: its home drops it. Any thread; never blocks. */
void drusti_reclaim_send_drop(struct drust_server *self, uint64_t word);
/* Send what was gathered for one server, or for all, the gathered blocks of
 * the quarantine included. Any thread; never blocks. */
void drusti_reclaim_flush_to(struct drust_server *self, uint32_t server);
void drusti_reclaim_flush(struct drust_server *self);
/* Ask all servers for what they gathered: this one is short of memory. */
void drusti_reclaim_ask_flush(struct drust_server *self);

/* Give the block of a retired object back (drusti_heap_retire said `held`): at
 * once, or when every other server has forgotten its address. Any thread. */
void drusti_reclaim_give_back(struct drust_server *self, uint64_t address, bool held);

/* Every other server has forgotten `address` when this returns. Blocks. */
void drusti_reclaim_wrap(struct drust_server *self, uint64_t address);

/* Messages; called by the progress thread. */
void drusti_reclaim_on_entries(struct drusti_wire_reader *message);
void drusti_reclaim_on_invalidate(struct drusti_wire_reader *message);
void drusti_reclaim_on_invalidated(struct drusti_wire_reader *message);

#endif
