/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The tables the compiler emitted, by index, and the walk over the owner words
 * of a value. An index read from memory or a message is checked here, so no
 * caller has to.
 */
#ifndef DRUSTI_TABLES_H
#define DRUSTI_TABLES_H

#include "check.h"
#include "types.h"

#include <string.h>

/* Weak: a program without annotations has no such sections. */
extern const struct drust_type __start_drust_types[] __attribute__((weak, visibility("hidden")));
extern const struct drust_type __stop_drust_types[] __attribute__((weak, visibility("hidden")));
extern const struct drust_entry __start_drust_entries[] __attribute__((weak, visibility("hidden")));
extern const struct drust_entry __stop_drust_entries[] __attribute__((weak, visibility("hidden")));

/* Header type of a block that is no object: bytes on their way (lend.c). */
#define DRUSTI_TYPE_NONE UINT32_MAX

static inline uint32_t drusti_type_count(void)
{
    return (uint32_t)(__stop_drust_types - __start_drust_types);
}

static inline const struct drust_type *drusti_type(uint32_t id)
{
    DRUSTI_INVARIANT(id < drusti_type_count(), "type ids name types");
    return &__start_drust_types[id];
}

static inline uint32_t drusti_type_id(const struct drust_type *type)
{
    uint32_t id = (uint32_t)(type - __start_drust_types);
    DRUSTI_INVARIANT(id < drusti_type_count(), "types stand in the table");
    return id;
}

static inline uint32_t drusti_entry_count(void)
{
    return (uint32_t)(__stop_drust_entries - __start_drust_entries);
}

/* NULL if there is no such entry. */
static inline const struct drust_entry *drusti_entry(uint32_t index)
{
    return index < drusti_entry_count() ? &__start_drust_entries[index] : NULL;
}

static inline uint32_t drusti_entry_index(const struct drust_entry *entry)
{
    uint32_t index = (uint32_t)(entry - __start_drust_entries);
    DRUSTI_INVARIANT(index < drusti_entry_count(), "entries stand in the table");
    return index;
}

/* ---- Owner words in memory -------------------------------------------------
 * Several threads may look at one while a lend marks it, so every access is a
 * relaxed atomic; what orders them is the borrow rules and the join.
 */
static inline uint64_t drusti_load_word(const uint64_t *slot)
{
    return __atomic_load_n(slot, __ATOMIC_RELAXED);
}
static inline void drusti_store_word(uint64_t *slot, uint64_t word)
{
    _Atomic uint64_t *shared = (_Atomic uint64_t *)slot;
    atomic_store_explicit(shared, word, memory_order_relaxed);
}
/* Set H in a slot; NULL is never marked. */
static inline void drusti_mark_word(uint64_t *slot)
{
    uint64_t word = drusti_load_word(slot);
    if (word != 0 && !drusti_handed_out(word))
        atomic_fetch_or_explicit((_Atomic uint64_t *)slot, DRUST_HANDED_OUT, memory_order_relaxed);
}

/* Exchange two structs of so many bytes. */
static inline void drusti_swap(void *left, void *right, uint64_t bytes)
{
    char held[64];
    for (uint64_t at = 0, part; at < bytes; at += part) {
        part = bytes - at < sizeof held ? bytes - at : sizeof held;
        memcpy(held, (char *)left + at, part);
        memcpy((char *)left + at, (char *)right + at, part);
        memcpy((char *)right + at, held, part);
    }
}

/* Elements of an object of `type` and `bytes` bytes. */
static inline uint64_t drusti_elements(const struct drust_type *type, uint64_t bytes)
{
    if (type->tail_bytes != 0)
        return (bytes - type->tail_offset) / type->tail_bytes;
    return type->size != 0 ? bytes / type->size : 0;
}

/* Bytes of an object of `type` with `count` elements; false if that overflows. */
static inline bool drusti_bytes(const struct drust_type *type, uint64_t count, uint64_t *bytes)
{
    if (type->tail_bytes == 0)
        return !__builtin_mul_overflow(type->size, count, bytes);
    return !__builtin_mul_overflow((uint64_t)type->tail_bytes, count, bytes) &&
           !__builtin_add_overflow(*bytes, (uint64_t)type->tail_offset, bytes);
}

/* What a block for an object of `type` has room for at least: code may access
 * a value as a whole, also its padding behind a flexible array member. */
static inline uint64_t drusti_bytes_least(const struct drust_type *type)
{
    return type->tail_bytes != 0 ? type->size : 0;
}

/* Visit every owner word of an object with a flexible array member of which
 * `bytes` bytes are there; if `from` is not 0, those of the elements that stand
 * from this byte on. */
void drusti_each_flexible_slot(const struct drust_type *type, void *at, uint64_t from,
                               uint64_t bytes, void (*visit)(void *context, uint64_t *slot),
                               void *context);

/* The same for the owner words with DRUST_SLOT_AFFINITY of any object. */
void drusti_each_affinity_slot(const struct drust_type *type, void *at, uint64_t bytes,
                               void (*visit)(void *context, uint64_t *slot), void *context);
/* Whether the word `offset` bytes into such an object is one of those. */
bool drusti_is_affinity_slot(const struct drust_type *type, uint64_t offset);

/* Call visit(context, slot) for every owner word of the object of `type` and
 * `bytes` bytes at `at`, in order of address inside each element. */
static inline __attribute__((always_inline)) void
drusti_each_slot(const struct drust_type *type, void *at, uint64_t bytes,
                 void (*visit)(void *context, uint64_t *slot), void *context)
{
    if (type->slot_count == 0)
        return;
    if (__builtin_expect(type->tail_bytes != 0, 0)) {
        drusti_each_flexible_slot(type, at, 0, bytes, visit, context);
        return;
    }
    for (char *element = at, *end = element + bytes; element < end; element += type->size) {
        for (uint32_t i = 0; i < type->slot_count; i++) {
            const struct drust_slot *slot = &type->slots[i];
            char *word = element + slot->offset;
            for (uint32_t k = 0; k < slot->count; k++, word += slot->stride)
                visit(context, (uint64_t *)word);
        }
    }
}

#endif
