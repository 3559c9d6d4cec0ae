/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The partition over mimalloc. One exclusive arena covers it, each thread has
 * an allocator in that arena. mimalloc is loaded privately: linked in the
 * ordinary way it would take over the process's malloc.
 *
 * An allocator takes memory in slabs of 32 MiB that no other can use. So that
 * many threads fit a small partition, at most one allocator for every two
 * slabs is handed out; workers give theirs back when that gets tight or memory
 * runs short (own.c); and threads that got none ask the keeper, a thread that
 * allocates for others. Freeing needs no allocator.
 *
 * Lock: keeper.lock, the queue of what was asked; innermost.
 *
 * births[granule]: low 15 bits the colour the next object that starts there is
 * born with (0: the lowest), START while a block's payload starts there. An
 * entry belongs to whoever owns the block, so plain relaxed accesses do; the
 * hand-over of a block between threads is the allocator's.
 */
#include "heap.h"

#include "check.h"
#include "sanitize.h"
#include "tables.h"
#include "trace.h"

#include <dlfcn.h>
#include <errno.h>
#include <mimalloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define START 0x8000u
#define SLAB_SHIFT 25 /* mimalloc's segments: the grain of what was ever used */
#define ALIGN_MAX 4096u
#define MIMALLOC "libmimalloc.so.2"

/* One block asked of the keeper. */
struct ask {
    struct ask *next;
    uint64_t bytes;
    uint32_t align;
    bool zero;
    bool collect; /* give memory back instead */
    bool done;
    void *block;
};

/* The thread that allocates for those without an allocator. */
struct keeper {
    pthread_mutex_t lock;
    pthread_cond_t asked;
    pthread_cond_t answered;
    struct ask *asks;
    bool started;
    bool ending;
    pthread_t thread;
};

struct drusti_heap {
    uint64_t base;
    uint64_t bytes;
    _Atomic uint16_t *births;
    size_t births_bytes;
    _Atomic uint8_t *slabs; /* 1: a block once started in this slab */
    size_t slab_count;
    mi_arena_id_t arena;
    uint64_t serial; /* never used twice: names the heap in thread-local lists */
    uint32_t allocators_max;
    _Atomic uint32_t allocators; /* that threads hold, the keeper's not counted */
    struct keeper keeper;
};

/* A thread's allocator in one partition. Several only in tests. */
struct thread_heap {
    struct thread_heap *next;
    uint64_t serial;
    mi_heap_t *heap;
    _Atomic uint32_t *allocators; /* the count of the partition it belongs to */
};

/* What is used of the library; constant once loaded. */
static struct {
    bool (*manage)(void *, size_t, bool, bool, bool, int, bool, mi_arena_id_t *);
    mi_heap_t *(*heap_new)(mi_arena_id_t);
    void *(*allocate)(mi_heap_t *, size_t);
    void *(*zero_allocate)(mi_heap_t *, size_t);
    void *(*allocate_aligned)(mi_heap_t *, size_t, size_t, size_t);
    void (*free)(void *);
    void (*collect)(mi_heap_t *, bool);
    void (*thread_done)(void);
    size_t (*usable)(const void *);
} mi;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;
static pthread_key_t thread_exit;
static _Atomic uint64_t serials;
static _Thread_local struct thread_heap *thread_heaps; /* most recently used first */

static void forget_thread(void *unused)
{
    (void)unused;
    struct thread_heap *entry = thread_heaps;
    thread_heaps = NULL;
    while (entry != NULL) {
        struct thread_heap *next = entry->next;
        atomic_fetch_sub_explicit(entry->allocators, 1, memory_order_relaxed);
        free(entry);
        entry = next;
    }
}

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    DRUSTI_REQUIRE(found != NULL, "%s has no %s: install libmimalloc2.0 (version 2.0.9)", MIMALLOC,
                   name);
    return found;
}

static void load(void)
{
    /* The key comes first: key destructors run in the order of creation, and
     * ours must have forgotten a thread's heaps before mimalloc deletes them. */
    DRUSTI_REQUIRE(pthread_key_create(&thread_exit, forget_thread) == 0,
                   "no thread-specific key is left for the heap");
    void *library = dlopen(MIMALLOC, RTLD_NOW | RTLD_LOCAL);
    DRUSTI_REQUIRE(library != NULL, "the allocator cannot be loaded (%s): install libmimalloc2.0",
                   dlerror());
    *(void **)&mi.manage = symbol(library, "mi_manage_os_memory_ex");
    *(void **)&mi.heap_new = symbol(library, "mi_heap_new_in_arena");
    *(void **)&mi.allocate = symbol(library, "mi_heap_malloc");
    *(void **)&mi.zero_allocate = symbol(library, "mi_heap_zalloc");
    *(void **)&mi.allocate_aligned = symbol(library, "mi_heap_malloc_aligned_at");
    *(void **)&mi.free = symbol(library, "mi_free");
    *(void **)&mi.collect = symbol(library, "mi_heap_collect");
    *(void **)&mi.thread_done = symbol(library, "mi_thread_done");
    *(void **)&mi.usable = symbol(library, "mi_usable_size");
}

static void end_keeper(struct drusti_heap *heap);

/* The calling thread's allocator of a heap that ends: mimalloc deletes it when
 * the thread does. */
static void forget_heap(const struct drusti_heap *heap)
{
    struct thread_heap **link = &thread_heaps;
    while (*link != NULL && (*link)->serial != heap->serial)
        link = &(*link)->next;
    struct thread_heap *entry = *link;
    if (entry != NULL) {
        *link = entry->next;
        free(entry);
    }
}

static void *reserve(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    DRUSTI_REQUIRE(at != MAP_FAILED, "no address space for %zu bytes of heap tables: %s", bytes,
                   strerror(errno));
    madvise(at, bytes, MADV_DONTDUMP);
    return at;
}

void drusti_heap_start(struct drust_server *self, void *partition)
{
    pthread_once(&loaded, load);
    struct drusti_heap *heap = drusti_zalloc(sizeof *heap, "the heap");
    pthread_mutex_init(&heap->keeper.lock, NULL);
    pthread_cond_init(&heap->keeper.asked, NULL);
    pthread_cond_init(&heap->keeper.answered, NULL);
    heap->base = drusti_partition(&self->layout, self->id);
    heap->bytes = self->layout.heap_bytes;
    DRUSTI_INVARIANT((uint64_t)(uintptr_t)partition == heap->base,
                     "the own partition lies at its address");
    heap->births_bytes = heap->bytes / DRUSTI_GRANULE * sizeof *heap->births;
    heap->births = reserve(heap->births_bytes);
    heap->slab_count = (heap->bytes >> SLAB_SHIFT) + 1;
    heap->slabs = drusti_zalloc(heap->slab_count * sizeof *heap->slabs, "the heap");
    heap->allocators_max = (uint32_t)(heap->bytes >> SLAB_SHIFT) / 2;
    heap->serial = atomic_fetch_add_explicit(&serials, 1, memory_order_relaxed) + 1;
    /* "Large" memory is never given back behind our back, "exclusive" memory
     * serves only heaps made for it. */
    bool managed = mi.manage(partition, heap->bytes, true, true, true, -1, true, &heap->arena);
    DRUSTI_REQUIRE(managed, "the allocator refused a partition of %llu bytes",
                   (unsigned long long)heap->bytes);
    self->heap = heap;
}

void drusti_heap_stop(struct drust_server *self)
{
    struct drusti_heap *heap = self->heap;
    end_keeper(heap);
    forget_heap(heap);
    self->heap = NULL;
    munmap((void *)heap->births, heap->births_bytes);
    free((void *)heap->slabs);
    free(heap);
}

static mi_heap_t *new_allocator(const struct drusti_heap *heap)
{
    drusti_tsan_ignore_begin();
    mi_heap_t *made = mi.heap_new(heap->arena);
    drusti_tsan_ignore_end();
    DRUSTI_REQUIRE(made != NULL, "out of memory for a thread's allocator");
    return made;
}

static void collect(mi_heap_t *allocator)
{
    drusti_tsan_ignore_begin();
    mi.collect(allocator, true);
    drusti_tsan_ignore_end();
}

/* Make this thread an allocator, if there may be one more. */
static struct thread_heap *make_thread_heap(struct drusti_heap *heap)
{
    uint32_t held = atomic_load_explicit(&heap->allocators, memory_order_relaxed);
    do {
        if (held == heap->allocators_max)
            return NULL;
    } while (!atomic_compare_exchange_weak_explicit(&heap->allocators, &held, held + 1,
                                                    memory_order_relaxed, memory_order_relaxed));
    struct thread_heap *entry = drusti_zalloc(sizeof *entry, "a thread's allocator");
    entry->serial = heap->serial;
    entry->allocators = &heap->allocators;
    entry->heap = new_allocator(heap);
    pthread_setspecific(thread_exit, entry);
    return entry;
}

static __attribute__((noinline)) mi_heap_t *find_thread_heap(struct drusti_heap *heap)
{
    struct thread_heap **link = &thread_heaps;
    while (*link != NULL && (*link)->serial != heap->serial)
        link = &(*link)->next;
    struct thread_heap *entry = *link;
    if (entry != NULL)
        *link = entry->next;
    else
        entry = make_thread_heap(heap);
    if (entry == NULL)
        return NULL;
    entry->next = thread_heaps;
    thread_heaps = entry;
    return entry->heap;
}

/* This thread's allocator, NULL if it gets none. */
static inline mi_heap_t *thread_heap(struct drusti_heap *heap)
{
    struct thread_heap *first = thread_heaps;
    if (__builtin_expect(first != NULL && first->serial == heap->serial, 1))
        return first->heap;
    return find_thread_heap(heap);
}

void drusti_heap_leave(struct drust_server *self)
{
    (void)self;
    if (thread_heaps == NULL)
        return;
    forget_thread(NULL);
    pthread_setspecific(thread_exit, NULL);
    drusti_tsan_ignore_begin();
    mi.thread_done(); /* the slabs wait for whoever needs one next */
    drusti_tsan_ignore_end();
}

void drusti_heap_worker_done(struct drust_server *self)
{
    struct drusti_heap *heap = self->heap;
    if (atomic_load_explicit(&heap->allocators, memory_order_relaxed) > heap->allocators_max / 2)
        drusti_heap_leave(self);
}

/* ---- Blocks --------------------------------------------------------------------*/

/* A block of `bytes` bytes whose payload, after the header, is aligned. Zero
 * on request if ZEROED_BY_ALLOCATOR says that this is possible. */
static void *allocate_from(mi_heap_t *from, uint64_t bytes, uint32_t align, bool zero)
{
    void *block;
    drusti_tsan_ignore_begin();
    if (align > DRUSTI_GRANULE)
        block = mi.allocate_aligned(from, bytes, align, DRUST_HEADER_BYTES);
    else
        block = zero ? mi.zero_allocate(from, bytes) : mi.allocate(from, bytes);
    drusti_tsan_ignore_end();
    return block;
}

/* The allocator knows which memory is fresh and needs no clearing. Under the
 * sanitizers its memset would touch what they were not yet told about. */
#define ZEROED_BY_ALLOCATOR(align) (!DRUSTI_SANITIZED && (align) <= DRUSTI_GRANULE)

static void *keep(void *argument)
{
    struct drusti_heap *heap = argument;
    struct keeper *keeper = &heap->keeper;
    mi_heap_t *mine = new_allocator(heap);
    pthread_mutex_lock(&keeper->lock);
    for (;;) {
        while (keeper->asks == NULL && !keeper->ending)
            pthread_cond_wait(&keeper->asked, &keeper->lock);
        struct ask *ask = keeper->asks;
        if (ask == NULL)
            break;
        keeper->asks = ask->next;
        pthread_mutex_unlock(&keeper->lock);
        if (ask->collect)
            collect(mine);
        else
            ask->block = allocate_from(mine, ask->bytes, ask->align, ask->zero);
        pthread_mutex_lock(&keeper->lock);
        ask->done = true;
        pthread_cond_broadcast(&keeper->answered);
    }
    pthread_mutex_unlock(&keeper->lock);
    return NULL;
}

static void ask_keeper(struct drusti_heap *heap, struct ask *ask)
{
    struct keeper *keeper = &heap->keeper;
    pthread_mutex_lock(&keeper->lock);
    if (!keeper->started && ask->collect) {
        pthread_mutex_unlock(&keeper->lock);
        return; /* it holds nothing */
    }
    if (!keeper->started) {
        DRUSTI_REQUIRE(pthread_create(&keeper->thread, NULL, keep, heap) == 0,
                       "the system gives no thread for the heap");
        keeper->started = true;
    }
    ask->next = keeper->asks;
    keeper->asks = ask;
    pthread_cond_signal(&keeper->asked);
    while (!ask->done)
        pthread_cond_wait(&keeper->answered, &keeper->lock);
    pthread_mutex_unlock(&keeper->lock);
}

static void end_keeper(struct drusti_heap *heap)
{
    struct keeper *keeper = &heap->keeper;
    pthread_mutex_lock(&keeper->lock);
    keeper->ending = true;
    pthread_cond_signal(&keeper->asked);
    pthread_mutex_unlock(&keeper->lock);
    if (keeper->started)
        pthread_join(keeper->thread, NULL);
    pthread_mutex_destroy(&keeper->lock);
    pthread_cond_destroy(&keeper->asked);
    pthread_cond_destroy(&keeper->answered);
}

/* The raw block: from this thread's allocator, else from the keeper's, which
 * may hold room when this one gets no further slab. */
static void *allocate_block(struct drusti_heap *heap, uint64_t bytes, uint32_t align, bool zero)
{
    DRUSTI_REQUIRE(align <= ALIGN_MAX, "objects aligned to %u bytes: at most %u are possible",
                   align, ALIGN_MAX);
    mi_heap_t *mine = thread_heap(heap);
    void *block = mine != NULL ? allocate_from(mine, bytes, align, zero) : NULL;
    if (__builtin_expect(block == NULL, 0)) {
        struct ask ask = {.bytes = bytes, .align = align, .zero = zero};
        ask_keeper(heap, &ask);
        block = ask.block;
    }
    return block;
}

static inline _Atomic uint16_t *entry_of(const struct drusti_heap *heap, uint64_t address)
{
    return &heap->births[(address - heap->base) / DRUSTI_GRANULE];
}

static inline _Atomic uint8_t *slab_of(const struct drusti_heap *heap, uint64_t address)
{
    return &heap->slabs[(address - heap->base) >> SLAB_SHIFT];
}

/* Tell the sanitizers about a block that this thread gets or gives away. The
 * grain is the slab: inside it the allocator reuses memory at any address. */
static void get_block(const struct drusti_heap *heap, void *block, uint64_t bytes)
{
    uint64_t first = (uint64_t)(uintptr_t)block;
    for (uint64_t at = first; at < first + bytes; at += (uint64_t)1 << SLAB_SHIFT)
        drusti_tsan_acquire(slab_of(heap, at));
    drusti_tsan_acquire(slab_of(heap, first + bytes - 1));
    drusti_asan_unpoison(block, bytes);
}

static void give_block(const struct drusti_heap *heap, void *block)
{
    uint64_t first = (uint64_t)(uintptr_t)block;
    uint64_t bytes = mi.usable(block);
    for (uint64_t at = first; at < first + bytes; at += (uint64_t)1 << SLAB_SHIFT)
        drusti_tsan_release(slab_of(heap, at));
    drusti_tsan_release(slab_of(heap, first + bytes - 1));
    drusti_asan_poison(block, bytes);
}

/* The payload's part of a block for `bytes` bytes. An empty array has an
 * address of its own as well. */
static inline uint64_t room_for(uint32_t type, uint64_t bytes)
{
    uint64_t least = type == DRUSTI_TYPE_NONE ? 0 : drusti_bytes_least(drusti_type(type));
    if (least < DRUSTI_GRANULE)
        least = DRUSTI_GRANULE;
    return bytes < least ? least : bytes;
}

uint64_t drusti_heap_allocate(struct drust_server *self, uint32_t type, uint64_t bytes,
                              uint32_t flags, bool zero)
{
    struct drusti_heap *heap = self->heap;
    if (bytes > heap->bytes)
        return 0;
    uint32_t align = type == DRUSTI_TYPE_NONE ? DRUSTI_GRANULE : drusti_type(type)->align;
    uint64_t room = room_for(type, bytes);
    bool zeroed = zero && ZEROED_BY_ALLOCATOR(align);
    void *block = allocate_block(heap, room + DRUST_HEADER_BYTES, align, zeroed);
    if (block == NULL)
        return 0;
    if (DRUSTI_SANITIZED)
        get_block(heap, block, room + DRUST_HEADER_BYTES);
    if (zero && !zeroed)
        memset(block, 0, room + DRUST_HEADER_BYTES);
    uint64_t address = (uint64_t)(uintptr_t)block + DRUST_HEADER_BYTES;
    DRUSTI_INVARIANT(address % DRUSTI_GRANULE == 0 && drusti_heap_mine(self, address),
                     "blocks lie aligned in the partition");
    _Atomic uint8_t *slab = slab_of(heap, address);
    if (atomic_load_explicit(slab, memory_order_relaxed) == 0)
        atomic_store_explicit(slab, 1, memory_order_relaxed);
    _Atomic uint16_t *entry = entry_of(heap, address);
    uint16_t birth = atomic_load_explicit(entry, memory_order_relaxed);
    DRUSTI_INVARIANT(!(birth & START), "a new block is not in use");
    atomic_store_explicit(entry, (uint16_t)(birth | START), memory_order_relaxed);
    *drusti_header(address) = (struct drust_header){.bytes = bytes, .type = type, .flags = flags};
    return address;
}

bool drusti_heap_resize(struct drust_server *self, uint64_t address, uint64_t bytes)
{
    struct drust_header *header = drusti_header(address);
    if (bytes > self->heap->bytes)
        return false;
    uint64_t used = DRUST_HEADER_BYTES + room_for(header->type, bytes);
    uint64_t usable = mi.usable(header);
    if (used > usable || used < usable / 2)
        return false;
    if (DRUSTI_SANITIZED) {
        get_block(self->heap, header, used);
        drusti_asan_poison((char *)header + used, usable - used);
    }
    if (bytes > header->bytes)
        memset((char *)(uintptr_t)address + header->bytes, 0, bytes - header->bytes);
    header->bytes = bytes;
    return true;
}

void drusti_heap_free(struct drust_server *self, uint64_t address)
{
    DRUSTI_INVARIANT(!drusti_heap_starts(self, address), "only retired blocks are freed");
    void *block = drusti_header(address);
    if (DRUSTI_SANITIZED)
        give_block(self->heap, block);
    drusti_tsan_ignore_begin();
    mi.free(block);
    drusti_tsan_ignore_end();
}

void drusti_heap_collect(struct drust_server *self)
{
    mi_heap_t *mine = thread_heap(self->heap);
    if (mine != NULL)
        collect(mine);
    struct ask ask = {.collect = true};
    ask_keeper(self->heap, &ask);
}

bool drusti_heap_starts(const struct drust_server *self, uint64_t address)
{
    return address % DRUSTI_GRANULE == 0 &&
           (atomic_load_explicit(entry_of(self->heap, address), memory_order_relaxed) & START) != 0;
}

uint32_t drusti_heap_lowest(const struct drust_server *self, uint64_t address)
{
    if (!self->knobs.births_seeded)
        return 0;
    uint64_t mixed = (address / DRUSTI_GRANULE + self->knobs.births_seed) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u;
    return (uint32_t)((mixed >> 40) % self->knobs.colour_max) + 1;
}

static inline uint32_t birth_of(const struct drust_server *self, uint64_t address, uint16_t entry)
{
    uint32_t birth = entry & (START - 1);
    return birth != 0 ? birth : drusti_heap_lowest(self, address);
}

uint32_t drusti_heap_birth(const struct drust_server *self, uint64_t address)
{
    return birth_of(self, address,
                    atomic_load_explicit(entry_of(self->heap, address), memory_order_relaxed));
}

bool drusti_heap_retire(struct drust_server *self, uint64_t word)
{
    uint64_t address = drusti_address(word);
    uint32_t colour = drusti_colour(word);
    _Atomic uint16_t *entry = entry_of(self->heap, address);
    uint16_t value = atomic_load_explicit(entry, memory_order_relaxed);
    DRUSTI_INVARIANT((value & START) && address % DRUSTI_GRANULE == 0, "I6");
    DRUSTI_INVARIANT(!(drusti_header(address)->flags & DRUST_HEADER_COPY), "I8");
    DRUSTI_INVARIANT(colour >= birth_of(self, address, value), "I4");
    bool last = drusti_handed_out(word) && colour >= self->knobs.colour_max;
    uint32_t birth = last ? 0 : colour + drusti_handed_out(word);
    atomic_store_explicit(entry, (uint16_t)birth, memory_order_relaxed);
    return last && self->count > 1;
}

void drusti_heap_discard(struct drust_server *self, uint64_t address)
{
    DRUSTI_INVARIANT(drusti_heap_starts(self, address), "I5");
    _Atomic uint16_t *entry = entry_of(self->heap, address);
    uint16_t birth = atomic_load_explicit(entry, memory_order_relaxed);
    atomic_store_explicit(entry, (uint16_t)(birth & ~START), memory_order_relaxed);
    drusti_heap_free(self, address);
}

void drusti_heap_set_birth(struct drust_server *self, uint64_t address, uint32_t birth)
{
    _Atomic uint16_t *entry = entry_of(self->heap, address);
    uint16_t start = atomic_load_explicit(entry, memory_order_relaxed) & START;
    atomic_store_explicit(entry, (uint16_t)(start | birth), memory_order_relaxed);
}

uint64_t drusti_heap_start_of(const struct drust_server *self, uint64_t address)
{
    const struct drusti_heap *heap = self->heap;
    uint64_t granule = (address - heap->base) / DRUSTI_GRANULE;
    for (;; granule--) {
        if (atomic_load_explicit(&heap->births[granule], memory_order_relaxed) & START)
            break;
        if (granule == 0)
            return 0;
    }
    uint64_t start = heap->base + granule * DRUSTI_GRANULE;
    return address - start <= drusti_header(start)->bytes ? start : 0;
}

void drusti_heap_each_object(struct drust_server *self,
                             void (*visit)(void *context, uint64_t address), void *context)
{
    struct drusti_heap *heap = self->heap;
    const uint64_t slab_granules = ((uint64_t)1 << SLAB_SHIFT) / DRUSTI_GRANULE;
    const uint64_t granules = heap->bytes / DRUSTI_GRANULE;
    for (uint64_t slab = 0; slab < heap->slab_count; slab++) {
        if (atomic_load_explicit(&heap->slabs[slab], memory_order_relaxed) == 0)
            continue;
        uint64_t end = (slab + 1) * slab_granules;
        for (uint64_t i = slab * slab_granules; i < end && i < granules; i++) {
            uint64_t address = heap->base + i * DRUSTI_GRANULE;
            if ((atomic_load_explicit(&heap->births[i], memory_order_relaxed) & START) &&
                !(drusti_header(address)->flags & DRUST_HEADER_COPY))
                visit(context, address);
        }
    }
}
