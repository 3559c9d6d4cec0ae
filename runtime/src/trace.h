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
    X(homed, "objects allocated here, whoever asked")                                              \
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
/* The counter of that index. Any thread. */
uint64_t drusti_counter(const struct drusti_counters *counters, size_t index);

#define DRUSTI_COUNT(self, name, amount)                                                           \
    atomic_fetch_add_explicit(&(self)->counters->name, (amount), memory_order_relaxed)

#endif
