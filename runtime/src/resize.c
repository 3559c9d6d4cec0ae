/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Growing and shrinking. The slot is resolved exclusively first, so the object
 * is at home here and H is clear: nobody else knows its word, its length may
 * change in place, and an address it leaves is as good as new (I2). May call
 * own, glue, heap, reclaim. Takes no lock.
 */
#include "check.h"
#include "glue.h"
#include "heap.h"
#include "hooks.h"
#include "own.h"
#include "reclaim.h"
#include "tables.h"

#include <string.h>

/* Drop what the elements from byte `from` on own. The NULLs that stay
 * behind are dead bytes: the length, or the whole block, goes next. */
static void drop_from(struct drust_server *self, uint64_t address, uint64_t from)
{
    const struct drust_header *header = drusti_header(address);
    const struct drust_type *type = drusti_type(header->type);
    char *at = (void *)(uintptr_t)address;
    drusti_hooks_run(type, at, from, header->bytes);
    if (type->tail_bytes != 0)
        drusti_each_flexible_slot(type, at, from, header->bytes, drusti_glue_drop_slot, self);
    else
        drusti_each_slot(type, at + from, header->bytes - from, drusti_glue_drop_slot, self);
}

/* Move the object to a block of its new length; its new word. What shrinks
 * may stay where it is if there is no room for a smaller block beside it. */
static uint64_t relocate(struct drust_server *self, uint64_t word, uint64_t bytes,
                         const struct drust_site *site)
{
    uint64_t from = drusti_address(word);
    struct drust_header *header = drusti_header(from);
    uint64_t kept = header->bytes;
    uint64_t to;
    if (bytes > kept) {
        to = drusti_own_block(self, header->type, bytes, 0, site);
    } else {
        to = drusti_heap_allocate(self, header->type, bytes, 0, false);
        kept = bytes;
    }
    if (to == 0) {
        header->bytes = bytes;
        return word;
    }
    char *at = (void *)(uintptr_t)to;
    memcpy(at, (void *)(uintptr_t)from, kept);
    memset(at + kept, 0, bytes - kept);
    bool held = drusti_heap_retire(self, word);
    drusti_reclaim_give_back(self, from, held);
    return drusti_own_birth_word(self, to);
}

void drusti_own_resize(struct drust_server *self, const struct drust_type *type, size_t count,
                       uint64_t *slot, struct drust_site *site)
{
    uint64_t bytes;
    if (!drusti_bytes(type, count, &bytes))
        drusti_own_too_large(type, count, site);
    uint64_t word = drusti_load_word(slot);
    if (word == 0) {
        drusti_store_word(slot, drusti_own_new(self, type, count, site, false));
        return;
    }
    struct drust_pair object = drusti_own_exclusive(self, word, site);
    drusti_store_word(slot, object.word);
    uint64_t address = drusti_address(object.word);
    if (drusti_header(address)->type != drusti_type_id(type)) /* a cast to its first member */
        drusti_fatal_at(site, "%s: the object is of type %s, not %s", site->what,
                        drusti_type(drusti_header(address)->type)->name, type->name);
    if (bytes < drusti_header(address)->bytes)
        drop_from(self, address, bytes);
    if (!drusti_heap_resize(self, address, bytes))
        drusti_store_word(slot, relocate(self, object.word, bytes, site));
}
