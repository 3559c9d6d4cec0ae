/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Extents. Ranges of a scope are kept sorted and disjoint: two that overlap are
 * both shared, so they become one.
 */
#include "extent.h"

#include "check.h"
#include "heap.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

/* As in drust.h, which only programs compiled with the plugin can include. */
size_t drust_chunk_size(size_t size, const char *file, unsigned line);

struct range {
    uint64_t start, end;
    const struct drust_site *site; /* of the spawn that lent it first */
    bool exclusive;
};

struct drusti_lent {
    size_t count, room;
    struct range ranges[];
};

static bool by_bytes(const struct drust_actual *actual)
{
    return (actual->pass == DRUST_PASS_REF_BYTES || actual->pass == DRUST_PASS_MREF_BYTES) &&
           actual->at != NULL;
}

static bool by_word(const struct drust_actual *actual)
{
    return actual->pass == DRUST_PASS_REF_WORD || actual->pass == DRUST_PASS_MREF_WORD;
}

static uint64_t word_of(const struct drust_actual *actual)
{
    return drusti_load_word(actual->copy != NULL ? actual->copy : actual->at);
}

uint64_t drusti_extent_bytes(const struct drust_actual *actual)
{
    if (by_word(actual))
        return actual->flags & DRUST_ACTUAL_COUNTED ? actual->bytes * actual->count : 0;
    if (!by_bytes(actual))
        return actual->bytes;
    if (actual->flags & DRUST_ACTUAL_WHOLE)
        return drusti_header((uint64_t)(uintptr_t)actual->at)->bytes;
    return actual->flags & DRUST_ACTUAL_COUNTED ? actual->bytes * actual->count : actual->bytes;
}

/* ---- What is there --------------------------------------------------------------*/

struct question {
    const struct drust_entry *entry;
    const struct drust_actual *actual;
    const struct drust_site *site; /* NULL in the plain build */
    uint32_t index;                /* of the argument */
};

#define FATAL(question, format, ...)                                                               \
    do {                                                                                           \
        if ((question)->site != NULL)                                                              \
            drusti_fatal_at((question)->site, "argument %u of %s " format, (question)->index + 1,  \
                            (question)->entry->name, __VA_ARGS__);                                 \
        drusti_fatal("argument %u of %s " format, (question)->index + 1, (question)->entry->name,  \
                     __VA_ARGS__);                                                                 \
    } while (0)

static void require_countable(const struct question *question)
{
    const struct drust_actual *actual = question->actual;
    if (actual->bytes != 0 && actual->count > DRUST_ADDRESS_MASK / actual->bytes)
        FATAL(question, "lends %lld elements of %llu bytes, which no memory holds",
              (long long)actual->count, (unsigned long long)actual->bytes);
}

static void require_inside(const struct question *question, uint64_t from, uint64_t end)
{
    const struct drust_actual *actual = question->actual;
    uint64_t at = (uint64_t)(uintptr_t)actual->at;
    if (at < from || at > end)
        FATAL(question, "lends %lld elements that lie outside of the array or part they come from",
              (long long)actual->count);
    if (actual->bytes * actual->count > end - at) {
        FATAL(
            question,
            "lends %lld elements, but the array or part they come from has only %llu from there on",
            (long long)actual->count, (unsigned long long)((end - at) / actual->bytes));
    }
}

static void require_object(const struct question *question, uint64_t address)
{
    const struct drust_actual *actual = question->actual;
    uint64_t bytes = drusti_header(address)->bytes;
    if (actual->bytes * actual->count > bytes)
        FATAL(question, "lends %lld elements of an object that has only %llu",
              (long long)actual->count, (unsigned long long)(bytes / actual->bytes));
}

/* An object of another server is looked at where the thread runs, which has it
 * then. */
static void check_word(const struct drust_server *self, const struct question *question)
{
    uint64_t address = drusti_address(word_of(question->actual));
    if (!(question->actual->flags & DRUST_ACTUAL_COUNTED) || address == 0)
        return;
    require_countable(question);
    if (drusti_heap_mine(self, address) && drusti_heap_starts(self, address))
        require_object(question, address);
}

/* The block of this server's heap that the argument lies in; 0: none, it is a
 * variable or a thread's own bytes. */
static uint64_t block_of(const struct drust_server *self, const struct drust_actual *actual)
{
    uint64_t at = (uint64_t)(uintptr_t)actual->at, from = (uint64_t)(uintptr_t)actual->from;
    if (!drusti_heap_mine(self, at))
        return 0;
    if (from != 0 && from <= at && drusti_heap_mine(self, from) && drusti_heap_starts(self, from))
        return from; /* no search */
    return drusti_heap_start_of(self, at);
}

static void require_room(const struct drust_server *self, const struct question *question,
                         uint64_t block)
{
    const struct drust_actual *actual = question->actual;
    require_countable(question);
    if (actual->count == 0)
        return;
    if (actual->end != NULL)
        require_inside(question, (uint64_t)(uintptr_t)actual->from,
                       (uint64_t)(uintptr_t)actual->end);
    if (block != 0)
        require_inside(question, block, block + drusti_header(block)->bytes);
    else if (drusti_heap_mine(self, (uint64_t)(uintptr_t)actual->at))
        FATAL(question, "lends %lld elements where there is no object", (long long)actual->count);
}

void drusti_extent_check_plain(const struct drust_entry *entry, const struct drust_actual *actuals)
{
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        struct question question = {.entry = entry, .actual = &actuals[i], .index = i};
        if (!(actuals[i].flags & DRUST_ACTUAL_COUNTED))
            continue;
        require_countable(&question);
        if (by_word(&actuals[i]) && word_of(&actuals[i]) != 0)
            require_object(&question, word_of(&actuals[i]));
        if (!by_bytes(&actuals[i]))
            continue;
        uint64_t from = (uint64_t)(uintptr_t)actuals[i].from;
        uint64_t end = (uint64_t)(uintptr_t)actuals[i].end;
        if (end == 0 && from != 0) /* an owner's object begins there */
            end = from + drusti_header(from)->bytes;
        if (actuals[i].count != 0 && end != 0)
            require_inside(&question, from, end);
    }
}

size_t drust_chunk_size(size_t size, const char *file, unsigned line)
{
    DRUSTI_REQUIRE(size != 0, "%s:%u: drust_chunks_mut: parts of 0 elements never end", file, line);
    return size;
}

/* ---- What is lent already --------------------------------------------------------*/

static void make_room(struct drust_scope *scope)
{
    struct drusti_lent *lent = scope->lent;
    size_t count = lent != NULL ? lent->count : 0;
    if (lent != NULL && count < lent->room)
        return;
    size_t room = count == 0 ? 16 : 2 * count;
    struct drusti_lent *larger = realloc(lent, sizeof *lent + room * sizeof lent->ranges[0]);
    DRUSTI_REQUIRE(larger != NULL, "out of memory for %zu ranges lent to threads", room);
    larger->count = count;
    larger->room = room;
    scope->lent = larger;
}

/* The index of the first range that ends behind `start`. */
static size_t first_behind(const struct drusti_lent *lent, uint64_t start)
{
    size_t low = 0, high = lent->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lent->ranges[middle].end > start)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void remember(const struct question *question, struct drust_scope *scope, struct range new)
{
    make_room(scope);
    struct drusti_lent *lent = scope->lent;
    size_t first = first_behind(lent, new.start), last = first;
    for (; last < lent->count && lent->ranges[last].start < new.end; last++) {
        const struct range *old = &lent->ranges[last];
        if (new.exclusive || old->exclusive)
            FATAL(question,
                  "overlaps what %s:%u lent in the same drust_scope, and one of them may write",
                  old->site->file, old->site->line);
        new.start = old->start < new.start ? old->start : new.start;
        new.end = old->end > new.end ? old->end : new.end;
    }
    memmove(&lent->ranges[first + 1], &lent->ranges[last],
            (lent->count - last) * sizeof lent->ranges[0]);
    lent->ranges[first] = new;
    lent->count = lent->count + 1 - (last - first);
}

void drusti_extent_forget(struct drust_scope *scope)
{
    free(scope->lent);
    scope->lent = NULL;
}

/* Whether the bytes stay where they are until the scope ends, so that their
 * addresses can be compared. A read copy may go before. Whether a field, which
 * is not counted, lies in one is not worth a search. */
static bool stays(const struct drust_server *self, const struct drust_actual *actual,
                  uint64_t block)
{
    if (actual->pass == DRUST_PASS_MREF_BYTES)
        return true;
    if (block == 0)
        return !drusti_heap_mine(self, (uint64_t)(uintptr_t)actual->at);
    return !(__atomic_load_n(&drusti_header(block)->flags, __ATOMIC_RELAXED) & DRUST_HEADER_COPY);
}

void drusti_extent_check(const struct drust_server *self, const struct drust_entry *entry,
                         struct drust_scope *scope, const struct drust_actual *actuals,
                         const struct drust_site *site)
{
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        const struct drust_actual *actual = &actuals[i];
        struct question question = {.entry = entry, .actual = actual, .site = site, .index = i};
        if (by_word(actual))
            check_word(self, &question);
        if (!by_bytes(actual))
            continue;
        uint64_t at = (uint64_t)(uintptr_t)actual->at, block = 0;
        if (actual->flags & DRUST_ACTUAL_WHOLE) {
            DRUSTI_INVARIANT(drusti_heap_mine(self, at) && drusti_heap_starts(self, at),
                             "a borrow of a whole object holds where it starts");
            block = at;
        } else if (actual->flags & DRUST_ACTUAL_COUNTED) {
            block = block_of(self, actual);
            require_room(self, &question, block);
        }
        uint64_t bytes = drusti_extent_bytes(actual);
        if (bytes != 0 && stays(self, actual, block)) {
            struct range range = {.start = at,
                                  .end = at + bytes,
                                  .site = site,
                                  .exclusive = actual->pass == DRUST_PASS_MREF_BYTES};
            remember(&question, scope, range);
        }
    }
}
