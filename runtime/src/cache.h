/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Read copies of other servers' objects. At most one entry an address; a copy
 * that is replaced, forgotten or promoted while somebody still reads it lives
 * on outside the map until its last unpin (I5). May call heap, xport.
 */
#ifndef DRUSTI_CACHE_H
#define DRUSTI_CACHE_H

#include "types.h"

/* The record of one copy. Lies outside the partition; the payload is a block
 * of the partition with DRUST_HEADER_COPY. */
struct drusti_copy {
    uint64_t address; /* of the object, without colour */
    void *at;         /* the payload; set before READY, then constant */
    uint64_t bytes;   /* of the payload; likewise */
    struct drust_server *server;
    struct drusti_copy *next;      /* in a list of victims, while unmapped */
    struct drusti_copy **children; /* what it holds a pin on by affinity, from malloc; written by
                                      the thread that fetches, while a pin of its keeps this copy */
    uint32_t child_count;          /* of those */
    _Atomic uint32_t kept;         /* loans of a part: what the object owns by affinity stays
                                      where it is, also if this copy is promoted */
    uint32_t colour;               /* of the word it was read under; constant */
    _Atomic uint32_t references;   /* pins, and one of the map; grows under the shard lock, or by
                                      whoever holds one already; 0 frees */
    _Atomic bool mapped;           /* in the map; changes under the shard lock */
    _Atomic bool used;             /* found since the clock's hand last passed */
    bool ready;                    /* bytes complete (I7); under the shard lock */
    bool promoted; /* the block became the object; written before the map's reference goes */
};

void drusti_cache_start(struct drust_server *self);
/* No pin may be left. */
void drusti_cache_stop(struct drust_server *self);

/* The copy of the remote object `word` names, pinned; one READ if there is
 * none of that colour yet, however many threads ask. Blocks. Ends the job if
 * the partition has no room for it. */
struct drusti_copy *drusti_cache_pin(struct drust_server *self, uint64_t word,
                                     struct drust_site *site);
/* The same if the copy is here or on its way; else NULL, and nothing is read. */
struct drusti_copy *drusti_cache_find(struct drust_server *self, uint64_t word);
/* The same without waiting: its bytes may be on their way. */
struct drusti_copy *drusti_cache_look(struct drust_server *self, uint64_t word);
/* Enter a copy of what `word` names, for the caller to fill, publish and unpin.
 * If another thread has entered one meanwhile it is that one, pinned, and *mine
 * is false. NULL if neither the budget nor the partition has room for it. */
struct drusti_copy *drusti_cache_enter(struct drust_server *self, uint64_t word,
                                       const struct drust_header *header, bool *mine);
/* Its bytes, and its pins on children, are complete (I7). */
void drusti_cache_publish(struct drusti_copy *copy);
/* Wait until somebody has published this pinned copy. */
void drusti_cache_wait(struct drusti_copy *copy);
/* One more pin on a copy the caller has pinned. */
void drusti_cache_share(struct drusti_copy *copy);
void drusti_cache_unpin(struct drusti_copy *copy);
/* Whether a lookup would still find this pinned copy. */
static inline bool drusti_cache_holds(const struct drusti_copy *copy)
{
    return atomic_load_explicit(&copy->mapped, memory_order_relaxed);
}

/* The address, at its home, of the object whose copy's payload starts at `at`.
 * The caller knows that the copy is pinned. */
uint64_t drusti_cache_origin(const void *at);

/* The pinned copy that the address `at` lies in, pinned once more and kept until
 * drusti_cache_end_keep; NULL if it lies in none of an object with affinity. */
struct drusti_copy *drusti_cache_keep(struct drust_server *self, const void *at);
void drusti_cache_end_keep(struct drusti_copy *copy);

/* Take the copy of `word` out of the map and make its block the caller's.
 * Returns the payload's address, or 0 if there is no copy of that colour; a
 * copy of another colour is forgotten. The caller is the object's only user;
 * pins that are left belong to borrows of other parts and become inert. *kept:
 * parts of it are lent, so its children have to stay where they are. */
uint64_t drusti_cache_take(struct drust_server *self, uint64_t word, bool *kept);
/* Remove the entry for `address`, whatever its colour. Never blocks for long:
 * called by the progress thread. */
void drusti_cache_forget(struct drust_server *self, uint64_t address);
/* Evict everything that is not pinned. Returns the bytes that became free. */
uint64_t drusti_cache_shrink(struct drust_server *self);

#endif
