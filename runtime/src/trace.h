/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counters: what tests assert instead of times. X-macro, so that --stats,
 * drust_counter() and the sums of a job cannot disagree about names.
 */
#ifndef DRUSTI_TRACE_H
#define DRUSTI_TRACE_H

#include "types.h"

#define DRUSTI_COUNTERS(X)                                                                         \
    X(reads, "one-sided READ requests posted")                                                     \
    X(read_bytes, "bytes those brought")                                                           \
    X(round_trips, "times a thread waited for READs: once for those of one batch")                 \
    X(messages, "control messages sent to other servers")                                          \
    X(fetches, "read copies made")                                                                 \
    X(hits, "resolves that found a copy")                                                          \
    X(evictions, "copies evicted for the budget")                                                  \
    X(moves, "exclusive moves: objects brought here by a write")                                   \
    X(promotions, "copies that became the object")                                                 \
    X(bumps, "colours advanced at home")                                                           \
    X(wraps, "objects whose colours started again in place")                                       \
    X(quarantines, "freed blocks held back until every server forgot them")                        \
    X(invalidations, "addresses sent in INVALIDATE")                                               \
    X(news, "objects allocated here")                                                              \
    X(remote_news, "objects allocated on another server")                                          \
    X(homed, "objects that came to live here: new, moved or promoted")                             \
    X(homed_bytes, "bytes of those")                                                               \
    X(frees, "objects freed here")                                                                 \
    X(drops, "owner words dropped here")                                                           \
    X(remote_drops, "owner words dropped by message")                                              \
    X(remote_frees, "FREE entries sent after a move")                                              \
    X(spawns, "threads spawned from here")                                                         \
    X(threads, "spawned threads that ran here")                                                    \
    X(pins, "pins taken")                                                                          \
    X(orphans, "copies that outlived their map entry")                                             \
    X(cache_bytes_peak, "most bytes of copies at once")

struct drusti_counters {
#define X(name, text) _Atomic uint64_t name;
    DRUSTI_COUNTERS(X)
#undef X
};

enum {
#define X(name, text) DRUSTI_COUNTER_##name,
    DRUSTI_COUNTERS(X)
#undef X
        DRUSTI_COUNTERS_COUNT
};

/* Names, in the order of the table. */
extern const char *const drusti_counter_names[DRUSTI_COUNTERS_COUNT];
/* The counter of that index, what all threads counted on their own included.
 * Any thread. */
uint64_t drusti_counter(const struct drust_server *self, size_t index);

#define DRUSTI_COUNT(self, name, amount)                                                           \
    atomic_fetch_add_explicit(&(self)->counters->name, (amount), memory_order_relaxed)

/* ---- Counting often ----------------------------------------------------------
 * Allocations, drops and cache hits are so short that an atomic addition to
 * memory all threads share would be most of their cost. Each thread adds to a
 * share of its own, and readers sum them up.
 */
struct drusti_share {
    struct drusti_shares *of; /* the server it belongs to; constant */
    struct drusti_share *next_mine;
    struct drusti_share *next;      /* of the server's; under its lock */
    struct drusti_counters counted; /* written by the thread alone */
};
extern _Thread_local struct drusti_share *drusti_share_mine; /* most recently used first */

/* Between these calls DRUSTI_COUNT_OFTEN works; the server's threads but the
 * caller have ended before the second. */
void drusti_trace_start(struct drust_server *self);
void drusti_trace_stop(struct drust_server *self);
/* This thread's share of that server, made if need be, first in its list. */
struct drusti_share *drusti_share_find(struct drust_server *self);

static inline struct drusti_counters *drusti_own_counters(struct drust_server *self)
{
    struct drusti_share *share = drusti_share_mine;
    if (__builtin_expect(share == NULL || share->of != self->shares, 0))
        share = drusti_share_find(self);
    return &share->counted;
}

#define DRUSTI_COUNT_OFTEN(self, name, amount)                                                     \
    do {                                                                                           \
        _Atomic uint64_t *mine_ = &drusti_own_counters(self)->name;                                \
        atomic_store_explicit(mine_, atomic_load_explicit(mine_, memory_order_relaxed) + (amount), \
                              memory_order_relaxed);                                               \
    } while (0)

#endif
