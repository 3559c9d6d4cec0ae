/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Shards of open addressing with backward-shift deletion.
 *
 * Locks: hand (eviction, one thread at a time), then one shard. No READ, no
 * allocation from the partition and no other wait happens under a shard lock,
 * so the progress thread may take it.
 *
 *   absent --lookup misses--> FETCHING --READ done--> READY
 *   FETCHING, READY --other colour looked up, INVALIDATE--> orphan (if pinned) or freed
 *   READY, only the map's reference --eviction--> freed
 *   READY --promotion--> the object's block; the record dies with its last pin
 *
 * A copy holds a pin on the copy of each child that came with it (affinity.c).
 * Who fetches waits for others only below what it has entered itself, and
 * owners form trees, so nobody waits in a circle.
 *
 * Pins are counted references. They are taken under the shard lock (or by the
 * holder of another), and eviction tests for "only the map's" under the same
 * lock: a copy that is found cannot be one that is going (I5).
 */
#include "cache.h"

#include "affinity.h"
#include "check.h"
#include "heap.h"
#include "own.h"
#include "tables.h"
#include "trace.h"
#include "xport.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS 64u
#define FIRST_CAPACITY 64u
/* What a copy costs beside its payload: header, record, its place in the table. */
#define COPY_OVERHEAD (DRUST_HEADER_BYTES + sizeof(struct drusti_copy) + 3 * sizeof(void *))

struct shard {
    pthread_mutex_t lock;
    pthread_cond_t ready; /* some copy of this shard became READY */
    struct drusti_copy **table;
    size_t capacity; /* a power of two, at most 3/4 full */
    size_t count;
    size_t hand; /* where eviction goes on */
} __attribute__((aligned(64)));

struct drusti_cache {
    struct shard shards[SHARDS];
    pthread_mutex_t hand_lock;
    uint32_t hand;          /* the shard eviction goes on with; under hand_lock */
    _Atomic uint64_t bytes; /* of all copies that are not promoted, orphans included */
};

static inline uint64_t hash(uint64_t address)
{
    uint64_t mixed = (address >> 4) * 0x9e3779b97f4a7c15u;
    return mixed ^ mixed >> 32;
}

static inline struct shard *shard_of(struct drusti_cache *cache, uint64_t address)
{
    return &cache->shards[hash(address) % SHARDS];
}

static inline size_t home_index(const struct shard *shard, uint64_t address)
{
    return hash(address) / SHARDS & (shard->capacity - 1);
}

void drusti_cache_start(struct drust_server *self)
{
    struct drusti_cache *cache = aligned_alloc(64, sizeof *cache);
    DRUSTI_REQUIRE(cache != NULL, "out of memory at start");
    *cache = (struct drusti_cache){.hand = 0};
    pthread_mutex_init(&cache->hand_lock, NULL);
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        pthread_cond_init(&shard->ready, NULL);
        shard->capacity = FIRST_CAPACITY;
        shard->table = calloc(FIRST_CAPACITY, sizeof(struct drusti_copy *));
        DRUSTI_REQUIRE(shard->table != NULL, "out of memory at start");
    }
    self->cache = cache;
}

void drusti_cache_stop(struct drust_server *self)
{
    struct drusti_cache *cache = self->cache;
    drusti_cache_shrink(self);
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        DRUSTI_INVARIANT(shard->count == 0, "no pins are left at the end");
        pthread_mutex_destroy(&shard->lock);
        pthread_cond_destroy(&shard->ready);
        free(shard->table);
    }
    pthread_mutex_destroy(&cache->hand_lock);
    free(cache);
    self->cache = NULL;
}

/* ---- The table of a shard; all under its lock -------------------------------*/

/* The index of the entry for `address`, or of the free place where it goes. */
static size_t find(const struct shard *shard, uint64_t address)
{
    size_t i = home_index(shard, address);
    while (shard->table[i] != NULL && shard->table[i]->address != address)
        i = (i + 1) & (shard->capacity - 1);
    return i;
}

static void grow(struct shard *shard)
{
    struct drusti_copy **old = shard->table;
    size_t old_capacity = shard->capacity;
    shard->capacity *= 2;
    shard->table = calloc(shard->capacity, sizeof(struct drusti_copy *));
    DRUSTI_REQUIRE(shard->table != NULL, "out of memory for the table of read copies");
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i] != NULL)
            shard->table[find(shard, old[i]->address)] = old[i];
    shard->hand = 0;
    free(old);
}

static void insert(struct shard *shard, struct drusti_copy *copy)
{
    if ((shard->count + 1) * 4 > shard->capacity * 3)
        grow(shard);
    size_t i = find(shard, copy->address);
    DRUSTI_INVARIANT(shard->table[i] == NULL, "one entry an address");
    shard->table[i] = copy;
    shard->count++;
    atomic_store_explicit(&copy->mapped, true, memory_order_relaxed);
}

/* Take entry i out; its reference is the caller's now. */
static struct drusti_copy *detach(struct shard *shard, size_t i)
{
    struct drusti_copy *copy = shard->table[i];
    size_t mask = shard->capacity - 1;
    size_t hole = i;
    for (size_t j = (i + 1) & mask; shard->table[j] != NULL; j = (j + 1) & mask) {
        size_t home = home_index(shard, shard->table[j]->address);
        if (((j - home) & mask) >= ((j - hole) & mask)) {
            shard->table[hole] = shard->table[j];
            hole = j;
        }
    }
    shard->table[hole] = NULL;
    shard->count--;
    atomic_store_explicit(&copy->mapped, false, memory_order_relaxed);
    return copy;
}

/* Take entry i out because nobody will ask for it again. */
static struct drusti_copy *replace(struct shard *shard, size_t i)
{
    struct drusti_copy *copy = detach(shard, i);
    if (atomic_load_explicit(&copy->references, memory_order_relaxed) > 1)
        DRUSTI_COUNT(copy->server, orphans, 1);
    return copy;
}

/* ---- References --------------------------------------------------------------*/

/* Whether that was the last one. */
static bool let_go(struct drusti_copy *copy)
{
    /* Pairs with itself: the last one sees what all others did before. */
    uint32_t before = atomic_fetch_sub_explicit(&copy->references, 1, memory_order_acq_rel);
    DRUSTI_INVARIANT(before != 0, "I5");
    return before == 1;
}

static void free_copy(struct drusti_copy *copy)
{
    if (!copy->promoted && copy->at != NULL) {
        struct drust_server *self = copy->server;
        atomic_fetch_sub_explicit(&self->cache->bytes, copy->bytes + COPY_OVERHEAD,
                                  memory_order_relaxed);
        drusti_heap_discard(self, (uint64_t)(uintptr_t)copy->at);
    }
    free(copy->children);
    free(copy);
}

/* Not under a shard lock: may give blocks back. */
static void release(struct drusti_copy *copy)
{
    if (!let_go(copy))
        return;
    copy->next = NULL;
    for (struct drusti_copy *list = copy; list != NULL;) {
        struct drusti_copy *dead = list;
        list = dead->next;
        for (uint32_t i = 0; i < dead->child_count; i++) {
            struct drusti_copy *child = dead->children[i];
            if (let_go(child)) {
                child->next = list;
                list = child;
            }
        }
        free_copy(dead);
    }
}

void drusti_cache_share(struct drusti_copy *copy)
{
    DRUSTI_COUNT_OFTEN(copy->server, pins, 1);
    atomic_fetch_add_explicit(&copy->references, 1, memory_order_relaxed);
}

void drusti_cache_unpin(struct drusti_copy *copy) { release(copy); }

/* ---- Eviction ------------------------------------------------------------------*/

/* Whether so many references, the map's among them, are all; under its lock. */
static bool only_mapped(const struct drusti_copy *copy, uint32_t references)
{
    /* Pairs with let_go(): what the others did with its children is done. */
    return atomic_load_explicit(&copy->references, memory_order_acquire) == references;
}

/* Give every copy found since the last pass a second chance and take out what
 * nobody uses, until `excess` bytes are gone. Returns the victims. */
static struct drusti_copy *sweep(struct shard *shard, uint64_t excess, bool all)
{
    struct drusti_copy *victims = NULL;
    uint64_t gone = 0;
    pthread_mutex_lock(&shard->lock);
    size_t steps = shard->count == 0 ? 0 : shard->capacity;
    size_t i = shard->hand & (shard->capacity - 1);
    while (steps > 0 && gone < excess) {
        struct drusti_copy *copy = shard->table[i];
        if (copy != NULL && copy->ready && only_mapped(copy, 1) &&
            (!atomic_exchange_explicit(&copy->used, false, memory_order_relaxed) || all)) {
            copy = detach(shard, i); /* an entry may have moved to i: stay */
            gone += copy->bytes + COPY_OVERHEAD;
            copy->next = victims;
            victims = copy;
        } else {
            i = (i + 1) & (shard->capacity - 1);
            steps--;
        }
    }
    shard->hand = i;
    pthread_mutex_unlock(&shard->lock);
    return victims;
}

/* Children go with their parent: put those that nobody else uses in front of
 * `victims`, and leave the others to whoever does. */
static struct drusti_copy *add_children(struct drusti_copy *parent, struct drusti_copy *victims)
{
    struct drusti_cache *cache = parent->server->cache;
    for (uint32_t i = 0; i < parent->child_count; i++) {
        struct drusti_copy *child = parent->children[i];
        struct shard *shard = shard_of(cache, child->address);
        pthread_mutex_lock(&shard->lock);
        size_t at = find(shard, child->address);
        bool unused = shard->table[at] == child && only_mapped(child, 2);
        if (unused) {
            detach(shard, at);
            child->next = victims;
            victims = child;
        }
        pthread_mutex_unlock(&shard->lock);
        release(child);
    }
    parent->child_count = 0;
    return victims;
}

static uint64_t free_victims(struct drust_server *self, struct drusti_copy *victims)
{
    uint64_t gone = 0;
    while (victims != NULL) {
        struct drusti_copy *victim = victims;
        victims = add_children(victim, victim->next);
        gone += victim->bytes + COPY_OVERHEAD;
        DRUSTI_COUNT(self, evictions, 1);
        release(victim);
    }
    return gone;
}

/* Evict until the copies fit `limit`, as far as they are not pinned. Two
 * rounds: the first may only take second chances away. */
static void evict_to(struct drust_server *self, uint64_t limit)
{
    struct drusti_cache *cache = self->cache;
    pthread_mutex_lock(&cache->hand_lock);
    for (uint32_t steps = 2 * SHARDS; steps > 0; steps--) {
        uint64_t bytes = atomic_load_explicit(&cache->bytes, memory_order_relaxed);
        if (bytes <= limit)
            break;
        struct shard *shard = &cache->shards[cache->hand];
        cache->hand = (cache->hand + 1) % SHARDS;
        free_victims(self, sweep(shard, bytes - limit, false));
    }
    pthread_mutex_unlock(&cache->hand_lock);
}

uint64_t drusti_cache_shrink(struct drust_server *self)
{
    struct drusti_cache *cache = self->cache;
    uint64_t gone = 0, before;
    pthread_mutex_lock(&cache->hand_lock);
    do { /* once more: what is gone may have pinned what a pass has seen */
        before = gone;
        for (uint32_t i = 0; i < SHARDS; i++)
            gone += free_victims(self, sweep(&cache->shards[i], UINT64_MAX, true));
    } while (gone != before);
    pthread_mutex_unlock(&cache->hand_lock);
    return gone;
}

/* ---- Fetching --------------------------------------------------------------------*/

struct fetch {
    struct drusti_copy *copy;
    struct drust_site *site;
};

static void note_peak(struct drust_server *self, uint64_t bytes)
{
    uint64_t peak = atomic_load_explicit(&self->counters->cache_bytes_peak, memory_order_relaxed);
    while (bytes > peak &&
           !atomic_compare_exchange_weak_explicit(&self->counters->cache_bytes_peak, &peak, bytes,
                                                  memory_order_relaxed, memory_order_relaxed))
        continue;
}

/* Behind a copy's payload stands the address of its record: whoever has only
 * the payload finds out what it is a copy of. */
static uint64_t record_offset(uint64_t bytes)
{
    return (bytes + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
}

static struct drusti_copy *record_of(const void *at)
{
    const struct drust_header *header = drusti_header((uint64_t)(uintptr_t)at);
    struct drusti_copy *copy;
    memcpy(&copy, (const char *)at + record_offset(header->bytes), sizeof(void *));
    return copy;
}

uint64_t drusti_cache_origin(const void *at) { return record_of(at)->address; }

struct drusti_copy *drusti_cache_keep(struct drust_server *self, const void *at)
{
    uint64_t address = (uint64_t)(uintptr_t)at;
    uint64_t start = drusti_heap_mine(self, address) ? drusti_heap_start_of(self, address) : 0;
    if (start == 0)
        return NULL;
    const struct drust_header *header = drusti_header(start);
    if (!(__atomic_load_n(&header->flags, __ATOMIC_RELAXED) & DRUST_HEADER_COPY) ||
        header->type == DRUSTI_TYPE_NONE ||
        !(drusti_type(header->type)->flags & DRUST_TYPE_AFFINITY))
        return NULL;
    struct drusti_copy *copy = record_of((void *)(uintptr_t)start);
    drusti_cache_share(copy);
    atomic_fetch_add_explicit(&copy->kept, 1, memory_order_relaxed);
    return copy;
}

void drusti_cache_end_keep(struct drusti_copy *copy)
{
    atomic_fetch_sub_explicit(&copy->kept, 1, memory_order_relaxed);
    release(copy);
}

/* A new copy of so many bytes counts before others are evicted, so threads that
 * fetch at the same time make room for each other. Returns what all take now. */
static uint64_t count_in(struct drust_server *self, uint64_t bytes)
{
    uint64_t need = bytes + COPY_OVERHEAD;
    uint64_t all =
        atomic_fetch_add_explicit(&self->cache->bytes, need, memory_order_relaxed) + need;
    if (all > self->knobs.cache_bytes) {
        evict_to(self, self->knobs.cache_bytes);
        all = atomic_load_explicit(&self->cache->bytes, memory_order_relaxed);
    }
    return all;
}

/* Of the block a copy needs. */
static uint64_t block_bytes(const struct drust_header *header)
{
    return record_offset(header->bytes) + sizeof(void *);
}

static void set_block(struct drusti_copy *copy, uint64_t at, uint64_t bytes)
{
    drusti_header(at)->bytes = bytes;
    memcpy((char *)(uintptr_t)at + record_offset(bytes), &copy, sizeof(void *));
    copy->bytes = bytes;
    copy->at = (void *)(uintptr_t)at;
}

/* The header has arrived: find a place for the payload. One that is larger than
 * the budget stays alone. */
static void *reserve_copy(void *context, const struct drust_header *header)
{
    struct fetch *fetch = context;
    struct drusti_copy *copy = fetch->copy;
    struct drust_server *self = copy->server;
    note_peak(self, count_in(self, header->bytes));
    uint64_t at =
        drusti_own_block(self, header->type, block_bytes(header), DRUST_HEADER_COPY, fetch->site);
    set_block(copy, at, header->bytes);
    return copy->at;
}

static struct drusti_copy *make_copy(struct drust_server *self, uint64_t word)
{
    struct drusti_copy *copy = calloc(1, sizeof *copy);
    DRUSTI_REQUIRE(copy != NULL, "out of memory for the record of a read copy");
    copy->server = self;
    copy->address = drusti_address(word);
    copy->colour = drusti_colour(word);
    atomic_init(&copy->used, true);    /* the youngest of all */
    atomic_init(&copy->references, 2); /* the map's and the fetching thread's */
    return copy;
}

void drusti_cache_publish(struct drusti_copy *copy)
{
    struct shard *shard = shard_of(copy->server->cache, copy->address);
    DRUSTI_INVARIANT(copy->at != NULL, "I7");
    DRUSTI_COUNT_OFTEN(copy->server, fetches, 1);
    pthread_mutex_lock(&shard->lock);
    copy->ready = true; /* publishes the bytes to whoever takes the lock after us (I7) */
    pthread_cond_broadcast(&shard->ready);
    pthread_mutex_unlock(&shard->lock);
}

void drusti_cache_wait(struct drusti_copy *copy)
{
    struct shard *shard = shard_of(copy->server->cache, copy->address);
    pthread_mutex_lock(&shard->lock);
    while (!copy->ready)
        pthread_cond_wait(&shard->ready, &shard->lock);
    pthread_mutex_unlock(&shard->lock);
}

static void fetch(struct drust_server *self, struct drusti_copy *copy, struct drust_site *site)
{
    struct fetch context = {.copy = copy, .site = site};
    drusti_xport_read_object(self, drusti_home(&self->layout, copy->address), copy->address,
                             &site->seen, reserve_copy, &context);
    drusti_affinity_fetch(self, copy);
    drusti_cache_publish(copy);
}

/* Pin an entry; under the lock. */
static void pin_entry(struct drusti_copy *copy)
{
    atomic_fetch_add_explicit(&copy->references, 1, memory_order_relaxed);
    atomic_store_explicit(&copy->used, true, memory_order_relaxed);
}

/* The same, and wait until its bytes are complete. */
static void pin_complete(struct shard *shard, struct drusti_copy *copy)
{
    pin_entry(copy);
    while (!copy->ready)
        pthread_cond_wait(&shard->ready, &shard->lock);
}

struct drusti_copy *drusti_cache_look(struct drust_server *self, uint64_t word)
{
    uint64_t address = drusti_address(word);
    struct shard *shard = shard_of(self->cache, address);
    pthread_mutex_lock(&shard->lock);
    struct drusti_copy *copy = shard->table[find(shard, address)];
    if (copy != NULL && copy->colour == drusti_colour(word))
        pin_entry(copy);
    else
        copy = NULL;
    pthread_mutex_unlock(&shard->lock);
    if (copy != NULL)
        DRUSTI_COUNT_OFTEN(self, pins, 1);
    return copy;
}

struct drusti_copy *drusti_cache_find(struct drust_server *self, uint64_t word)
{
    struct drusti_copy *copy = drusti_cache_look(self, word);
    if (copy != NULL) {
        DRUSTI_COUNT_OFTEN(self, hits, 1);
        drusti_cache_wait(copy);
    }
    return copy;
}

/* Enter `fresh`, or pin the entry that has come before it. */
static struct drusti_copy *enter_or_pin(struct drusti_copy *fresh)
{
    struct shard *shard = shard_of(fresh->server->cache, fresh->address);
    struct drusti_copy *stale = NULL;
    pthread_mutex_lock(&shard->lock);
    size_t i = find(shard, fresh->address);
    struct drusti_copy *copy = shard->table[i];
    if (copy != NULL && copy->colour == fresh->colour) {
        pin_entry(copy);
    } else {
        if (copy != NULL)
            stale = replace(shard, i);
        copy = fresh;
        insert(shard, copy);
    }
    pthread_mutex_unlock(&shard->lock);
    if (stale != NULL)
        release(stale);
    return copy;
}

struct drusti_copy *drusti_cache_enter(struct drust_server *self, uint64_t word,
                                       const struct drust_header *header, bool *mine)
{
    *mine = false;
    uint64_t all = count_in(self, header->bytes);
    uint64_t at = 0;
    if (all <= self->knobs.cache_bytes)
        at =
            drusti_heap_allocate(self, header->type, block_bytes(header), DRUST_HEADER_COPY, false);
    if (at == 0) {
        atomic_fetch_sub_explicit(&self->cache->bytes, header->bytes + COPY_OVERHEAD,
                                  memory_order_relaxed);
        return NULL;
    }
    note_peak(self, all);
    struct drusti_copy *fresh = make_copy(self, word);
    set_block(fresh, at, header->bytes);
    struct drusti_copy *copy = enter_or_pin(fresh);
    *mine = copy == fresh;
    if (!*mine)
        free_copy(fresh);
    DRUSTI_COUNT_OFTEN(self, pins, 1);
    return copy;
}

struct drusti_copy *drusti_cache_pin(struct drust_server *self, uint64_t word,
                                     struct drust_site *site)
{
    uint64_t address = drusti_address(word);
    struct shard *shard = shard_of(self->cache, address);
    struct drusti_copy *stale = NULL;
    DRUSTI_COUNT_OFTEN(self, pins, 1);
    pthread_mutex_lock(&shard->lock);
    size_t i = find(shard, address);
    struct drusti_copy *copy = shard->table[i];
    if (copy != NULL && copy->colour == drusti_colour(word)) {
        pin_complete(shard, copy);
        pthread_mutex_unlock(&shard->lock);
        DRUSTI_COUNT_OFTEN(self, hits, 1);
        return copy;
    }
    if (copy != NULL)
        stale = replace(shard, i);
    copy = make_copy(self, word);
    insert(shard, copy);
    pthread_mutex_unlock(&shard->lock);
    if (stale != NULL)
        release(stale);
    fetch(self, copy, site);
    return copy;
}

/* ---- Leaving the map ---------------------------------------------------------------*/

uint64_t drusti_cache_take(struct drust_server *self, uint64_t word, bool *kept)
{
    uint64_t address = drusti_address(word);
    struct shard *shard = shard_of(self->cache, address);
    pthread_mutex_lock(&shard->lock);
    size_t i = find(shard, address);
    struct drusti_copy *copy = shard->table[i];
    while (copy != NULL && !copy->ready) {
        pthread_cond_wait(&shard->ready, &shard->lock);
        i = find(shard, address);
        copy = shard->table[i];
    }
    uint64_t at = 0;
    *kept = false;
    if (copy != NULL) {
        bool same = copy->colour == drusti_colour(word);
        copy = same ? detach(shard, i) : replace(shard, i);
        if (same) {
            at = (uint64_t)(uintptr_t)copy->at;
            *kept = atomic_load_explicit(&copy->kept, memory_order_relaxed) != 0;
            copy->promoted = true;
            atomic_fetch_sub_explicit(&self->cache->bytes, copy->bytes + COPY_OVERHEAD,
                                      memory_order_relaxed);
        }
    }
    pthread_mutex_unlock(&shard->lock);
    if (copy != NULL)
        release(copy);
    return at;
}

void drusti_cache_forget(struct drust_server *self, uint64_t address)
{
    struct shard *shard = shard_of(self->cache, address);
    struct drusti_copy *copy = NULL;
    pthread_mutex_lock(&shard->lock);
    size_t i = find(shard, address);
    if (shard->table[i] != NULL)
        copy = replace(shard, i);
    pthread_mutex_unlock(&shard->lock);
    if (copy != NULL)
        release(copy);
}
