/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Copies of strings; and deep copies, iterative. A copy is made in two steps:
 * first its bytes, among them the words of the source's children; then each
 * such word is replaced by that of a copy of the child. Copies between the two
 * steps form a list linked through their own headers (dying.h): constant stack
 * and no storage.
 *
 * The source is borrowed, so its objects neither change nor move meanwhile,
 * wherever they lie; a word of theirs may get H. Nobody knows the copies until
 * the first one's word is returned. Takes no lock; may call own, cache, xport.
 */
#include "cache.h"
#include "check.h"
#include "dying.h"
#include "heap.h"
#include "own.h"
#include "tables.h"
#include "trace.h"
#include "xport.h"

#include <string.h>

struct work {
    struct drust_server *self;
    struct drust_site *site;
    uint64_t list; /* the first copy that still holds words of the source, or 0 */
    uint64_t read; /* the block a READ fills */
};

/* The word of a copy whose bytes are there. */
static uint64_t enlist(struct work *work, uint64_t address)
{
    struct drust_header *header = drusti_header(address);
    if (drusti_type(header->type)->hook_count != 0)
        drusti_fatal_at(work->site, "%s: %s has a drop function, which would run twice",
                        work->site->what, drusti_type(header->type)->name);
    uint64_t word = drusti_own_made(work->self, address);
    if (drusti_type(header->type)->slot_count != 0) {
        drusti_dying_link(header, work->list, 0);
        work->list = address;
    }
    return word;
}

/* Owner words are read as such: another thread may be marking one. */
static void copy_bytes(const struct drust_type *type, void *to, const void *from, uint64_t bytes)
{
    uint64_t words = type->slot_count != 0 ? bytes / sizeof(uint64_t) : 0;
    const uint64_t *source = from;
    uint64_t *target = to;
    for (uint64_t i = 0; i < words; i++)
        target[i] = drusti_load_word(&source[i]);
    memcpy(target + words, source + words, bytes - words * sizeof(uint64_t));
}

/* Copy an object that lies here: at home, or a read copy that stays. */
static uint64_t copy_here(struct work *work, const void *at)
{
    const struct drust_header *header = drusti_header((uint64_t)(uintptr_t)at);
    uint64_t bytes = header->bytes;
    uint64_t address = drusti_own_block(work->self, header->type, bytes, 0, work->site);
    copy_bytes(drusti_type(header->type), (void *)(uintptr_t)address, at, bytes);
    return enlist(work, address);
}

static void *reserve_copy(void *context, const struct drust_header *header)
{
    struct work *work = context;
    work->read = drusti_own_block(work->self, header->type, header->bytes, 0, work->site);
    return (void *)(uintptr_t)work->read;
}

/* One READ straight into the copy: to clone a large structure must not evict
 * what others have read. */
static uint64_t copy_remote(struct work *work, uint64_t word)
{
    struct drust_server *self = work->self;
    uint64_t address = drusti_address(word);
    DRUSTI_INVARIANT(drusti_in_heap(&self->layout, address), "owner words name objects");
    work->read = 0;
    drusti_xport_read_object(self, drusti_home(&self->layout, address), address, &work->site->seen,
                             reserve_copy, work);
    DRUSTI_INVARIANT(work->read != 0, "I7");
    return enlist(work, work->read);
}

static void clone_slot(void *context, uint64_t *slot)
{
    struct work *work = context;
    uint64_t word = drusti_load_word(slot);
    if (word == 0)
        return;
    uint64_t address = drusti_address(word);
    if (drusti_heap_mine(work->self, address)) {
        drusti_store_word(slot, copy_here(work, (void *)(uintptr_t)address));
        return;
    }
    struct drusti_copy *cached = drusti_cache_find(work->self, word);
    if (cached == NULL) {
        drusti_store_word(slot, copy_remote(work, word));
        return;
    }
    drusti_store_word(slot, copy_here(work, cached->at));
    drusti_cache_unpin(cached);
}

/* The copies that the list starts with get their children; they come to its
 * front, so that the list is no longer than a walk over the source is deep and
 * wide. */
static void clone_children(struct work *work)
{
    while (work->list != 0) {
        uint64_t address = work->list;
        struct drust_header *header = drusti_header(address);
        work->list = drusti_dying_next(header);
        header->bytes = drusti_dying_bytes(header);
        header->flags = 0;
        drusti_each_slot(drusti_type(header->type), (void *)(uintptr_t)address, header->bytes,
                         clone_slot, work);
    }
}

/* A borrow may point anywhere. Whatever starts a block here is an object or a
 * read copy of one, unless it is bytes of another type on their way. */
static bool is_whole(struct drust_server *self, const void *at, const struct drust_type *type)
{
    uint64_t address = (uint64_t)(uintptr_t)at;
    return drusti_heap_mine(self, address) && drusti_heap_starts(self, address) &&
           drusti_header(address)->type == drusti_type_id(type);
}

uint64_t drusti_own_clone(struct drust_server *self, const void *at, const struct drust_type *type,
                          struct drust_site *site)
{
    if (at == NULL)
        return 0;
    if (!is_whole(self, at, type)) {
        drusti_fatal_at(site,
                        "%s: only a whole object or array of the heap can be cloned, not a part "
                        "of one and not a variable",
                        site->what);
    }
    struct work work = {.self = self, .site = site};
    uint64_t word = copy_here(&work, at);
    clone_children(&work);
    return word;
}

uint64_t drusti_own_strdup(struct drust_server *self, const struct drust_type *type,
                           const char *text, struct drust_site *site)
{
    if (text == NULL)
        drusti_fatal_at(site, "%s: the string is NULL", site->what);
    size_t bytes = strlen(text) + 1;
    uint64_t address = drusti_own_block(self, drusti_type_id(type), bytes, 0, site);
    memcpy((void *)(uintptr_t)address, text, bytes);
    return drusti_own_made(self, address);
}
