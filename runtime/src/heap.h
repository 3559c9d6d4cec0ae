/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The own partition: blocks with a header, and for every granule the colour
 * that the next object starting there is born with. Blocks come from mimalloc,
 * confined to the partition. May call check, trace. Takes no locks.
 */
#ifndef DRUSTI_HEAP_H
#define DRUSTI_HEAP_H

#include "types.h"

#define DRUSTI_GRANULE 16u

/* `partition` is where the own partition is mapped: at its address of the
 * layout, read-write and zero. Ends the job on failure. */
void drusti_heap_start(struct drust_server *self, void *partition);
/* Not before every other thread has stopped using the heap. The partition
 * stays mapped: the allocator cannot be told to forget it. */
void drusti_heap_stop(struct drust_server *self);

/* A block with room for `bytes` bytes, a header {bytes, type, flags} before it
 * and its start noted; payload zero if `zero`. Returns the payload's address,
 * or 0 if the partition has no room. Any thread. */
uint64_t drusti_heap_allocate(struct drust_server *self, uint32_t type, uint64_t bytes,
                              uint32_t flags, bool zero);
/* Change the length of an object in its block; bytes that come are zero. False,
 * and nothing happens, if the block has no room for it, or so much more that a
 * smaller one would do. The caller has the object to itself. */
bool drusti_heap_resize(struct drust_server *self, uint64_t address, uint64_t bytes);
/* Give a block back. Its start must have been taken off before
 * (drusti_heap_retire). Any thread; never blocks. */
void drusti_heap_free(struct drust_server *self, uint64_t address);
/* Give what this thread's allocator holds and does not use back to the
 * partition. */
void drusti_heap_collect(struct drust_server *self);
/* Give this thread's allocator and all it holds to other threads; the next
 * allocation makes another one. About 0.1 ms. */
void drusti_heap_leave(struct drust_server *self);
/* A worker has finished and may not run again for long: the same if more than
 * half of the possible allocators are taken. */
void drusti_heap_worker_done(struct drust_server *self);

/* True if a block's payload starts at `address`. */
bool drusti_heap_starts(const struct drust_server *self, uint64_t address);
/* The own object that `word` names ends: takes its start off and sets what the
 * next object there is born with. Ends the job if that is not so (I1, I4, I6).
 * Returns whether the colours of the address are used up and other servers must
 * forget it before the block is freed. Any thread. */
bool drusti_heap_retire(struct drust_server *self, uint64_t word);
/* The same for a block that was never an object's: its birth stays. */
void drusti_heap_discard(struct drust_server *self, uint64_t address);

/* The colour an object that starts at `address` is born with. */
uint32_t drusti_heap_birth(const struct drust_server *self, uint64_t address);
void drusti_heap_set_birth(struct drust_server *self, uint64_t address, uint32_t birth);
/* The first colour of an address no server knows anything about. */
uint32_t drusti_heap_lowest(const struct drust_server *self, uint64_t address);

/* The payload address of the block that `address` (in the own heap) lies in,
 * or 0. Looks at one table entry for each granule between the two. */
uint64_t drusti_heap_start_of(const struct drust_server *self, uint64_t address);

/* Call visit for every object (not copies, not bytes on their way). Nothing
 * else may run. */
void drusti_heap_each_object(struct drust_server *self,
                             void (*visit)(void *context, uint64_t address), void *context);

static inline bool drusti_heap_mine(const struct drust_server *self, uint64_t address)
{
    return address - drusti_partition(&self->layout, self->id) < self->layout.heap_bytes;
}

#endif
