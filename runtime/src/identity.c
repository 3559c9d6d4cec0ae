/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Which object a word or an address names: giving ownership up and taking it
 * back, checked casts, identity. May call own, cache, heap. Takes no lock.
 */
#include "cache.h"
#include "check.h"
#include "heap.h"
#include "own.h"
#include "server.h"
#include "tables.h"

/* The header of the block that starts at `at`, an object or a read copy of one;
 * NULL if there is none. */
static struct drust_header *whole(const struct drust_server *self, const void *at)
{
    uint64_t address = (uint64_t)(uintptr_t)at;
    if (address % DRUSTI_GRANULE != 0 || !drusti_heap_mine(self, address) ||
        !drusti_heap_starts(self, address) || drusti_header(address)->type == DRUSTI_TYPE_NONE)
        return NULL;
    return drusti_header(address);
}

static void require_type(const struct drust_header *header, const struct drust_type *type,
                         const struct drust_site *site)
{
    if (type != NULL && header->type != drusti_type_id(type))
        drusti_fatal_at(site, "%s: the object is of type %s, not %s", site->what,
                        drusti_type(header->type)->name, type->name);
}

/* ---- Untracked for a while -------------------------------------------------------*/

/* The colour stays where the birth of the address is kept: nothing else starts
 * there before the object is owned again. */
void *__drust_into_raw(uint64_t word, struct drust_site *site)
{
    if (word == 0)
        return NULL;
    struct drust_server *self = drusti_process_server;
    struct drust_pair object = drusti_own_exclusive(self, word, site);
    uint64_t address = drusti_address(object.word);
    drusti_heap_set_birth(self, address, drusti_colour(object.word));
    drusti_header(address)->flags |= DRUST_HEADER_RAW;
    return object.at;
}

uint64_t __drust_from_raw(const void *at, const struct drust_type *type, struct drust_site *site)
{
    if (at == NULL)
        return 0;
    struct drust_server *self = drusti_process_server;
    struct drust_header *header = whole(self, at);
    if (header == NULL || !(header->flags & DRUST_HEADER_RAW))
        drusti_fatal_at(site, "%s: %p is not what drust_into_raw gave on this server", site->what,
                        at);
    require_type(header, type, site);
    header->flags &= ~DRUST_HEADER_RAW;
    return drusti_own_birth_word(self, (uint64_t)(uintptr_t)at);
}

/* ---- Checked casts -----------------------------------------------------------------*/

uint64_t __drust_cast_owner(uint64_t word, const struct drust_type *type, struct drust_site *site)
{
    if (word == 0)
        return 0;
    struct drusti_copy *copy;
    void *at = drusti_own_pin(drusti_process_server, word, &copy, site);
    require_type(drusti_header((uint64_t)(uintptr_t)at), type, site);
    if (copy != NULL)
        drusti_cache_unpin(copy);
    return word;
}

void *__drust_cast_borrow(void *at, const struct drust_type *type, struct drust_site *site)
{
    if (at == NULL)
        return NULL;
    const struct drust_header *header = whole(drusti_process_server, at);
    if (header == NULL) {
        drusti_fatal_at(site,
                        "%s: only a whole object or array of the heap says what it is, not a part "
                        "of one and not a variable",
                        site->what);
    }
    require_type(header, type, site);
    return at;
}

/* ---- Identity ------------------------------------------------------------------------*/

uint64_t __drust_id(uint64_t word)
{
    struct drust_server *self = drusti_process_server;
    uint64_t address = drusti_address(word);
    if (!drusti_heap_mine(self, address))
        return address;
    uint64_t start = drusti_heap_start_of(self, address);
    if (start == 0 || !(drusti_header(start)->flags & DRUST_HEADER_COPY))
        return address;
    return drusti_cache_origin((void *)(uintptr_t)start) + (address - start);
}

int __drust_same(uint64_t left, uint64_t right) { return __drust_id(left) == __drust_id(right); }
