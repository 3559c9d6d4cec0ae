/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Read this first: the one structure all state of a server hangs off, and the
 * arithmetic of addresses. There is no other mutable global but the few hidden
 * words of attrs/include/drust/abi.h that compiled code reads, so tests run
 * several servers in one process.
 */
#ifndef DRUSTI_TYPES_H
#define DRUSTI_TYPES_H

#include <drust/abi.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRUSTI_SERVERS_MAX 64

/* Where everything lies: the same on every server of a job.
 *   partition i = [base + i * stride, + heap_bytes)            the heap
 *               = [.. + heap_bytes, base + (i + 1) * stride)   thread stacks
 * stride is a power of two. */
struct drusti_layout {
    uint64_t base;
    uint64_t heap_bytes; /* of one partition; a multiple of 64 MiB */
    uint32_t stride_shift;
    uint32_t servers;
};

/* Settings, read once at start from the environment (knobs.c names them all).
 * Those below the line exist for tests: they change how often rare things
 * happen, never what is right. */
struct drusti_knobs {
    uint64_t cache_bytes;    /* budget of read copies */
    uint64_t affinity_bytes; /* most that one resolve brings along by affinity */
    bool stats;              /* --stats */
    /* ---- */
    uint32_t colour_max; /* DRUST_COLOUR_BITS: the last colour before a wrap */
    bool births_seeded;  /* DRUST_BIRTHS=SEED: objects start with H and a seeded colour */
    uint64_t births_seed;
    bool place_random; /* DRUST_PLACE=random:SEED */
    uint64_t place_seed;
    bool workers_limited; /* DRUST_WORKERS=N: as if the system gave no more threads */
    uint32_t workers_max;
};

struct drusti_heap;     /* heap.c: partition, births, allocator */
struct drusti_cache;    /* cache.c: read copies */
struct drusti_own;      /* own.c: quarantine, batches of FREE and DROP */
struct drusti_threads;  /* thread.c: spawned threads, both ends */
struct drusti_peers;    /* peer.c: connections, progress thread */
struct drusti_xport;    /* xport_shm.c: one-sided access to peers' memory */
struct drusti_pool;     /* pool.c: worker threads */
struct drusti_counters; /* trace.c */
struct drusti_shares;   /* trace.c: what threads counted on their own */

struct drust_server {
    uint32_t id;    /* 0-based */
    uint32_t count; /* servers in the job */
    struct drusti_layout layout;
    struct drusti_knobs knobs;
    struct drusti_counters *counters;
    struct drusti_shares *shares; /* NULL before drusti_trace_start */
    struct drusti_xport *xport;
    struct drusti_peers *peers;
    struct drusti_pool *pool;
    struct drusti_heap *heap;
    struct drusti_cache *cache;
    struct drusti_own *own;
    struct drusti_threads *threads;
};

/* ---- Words and addresses ---------------------------------------------------*/

static inline uint64_t drusti_address(uint64_t word) { return word & DRUST_ADDRESS_MASK; }
static inline uint32_t drusti_colour(uint64_t word)
{
    return (uint32_t)(word >> DRUST_COLOUR_SHIFT) & DRUST_COLOUR_MAX;
}
static inline bool drusti_handed_out(uint64_t word) { return (word & DRUST_HANDED_OUT) != 0; }
static inline uint64_t drusti_word(uint64_t address, uint32_t colour, bool handed_out)
{
    return address | (uint64_t)colour << DRUST_COLOUR_SHIFT | (handed_out ? DRUST_HANDED_OUT : 0);
}
static inline uint64_t drusti_partition(const struct drusti_layout *layout, uint32_t server)
{
    return layout->base + ((uint64_t)server << layout->stride_shift);
}
/* True for an address in some server's heap. */
static inline bool drusti_in_heap(const struct drusti_layout *layout, uint64_t address)
{
    uint64_t offset = address - layout->base;
    return offset >> layout->stride_shift < layout->servers &&
           (offset & (((uint64_t)1 << layout->stride_shift) - 1)) < layout->heap_bytes;
}
/* The home of an address that drusti_in_heap. */
static inline uint32_t drusti_home(const struct drusti_layout *layout, uint64_t address)
{
    return (uint32_t)((address - layout->base) >> layout->stride_shift);
}
static inline struct drust_header *drusti_header(uint64_t address)
{
    return (struct drust_header *)(uintptr_t)(address - DRUST_HEADER_BYTES);
}

#endif
