/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Walks over owner words that are rare, so that they are kept out of the drops
 * and resolves of everything else: those of objects with a flexible array
 * member, and those with affinity.
 */
#include "tables.h"

static void each_word(const struct drust_slot *slot, char *value,
                      void (*visit)(void *context, uint64_t *slot), void *context)
{
    char *word = value + slot->offset;
    for (uint32_t k = 0; k < slot->count; k++, word += slot->stride)
        visit(context, (uint64_t *)word);
}

void drusti_each_flexible_slot(const struct drust_type *type, void *at, uint64_t from,
                               uint64_t bytes, void (*visit)(void *context, uint64_t *slot),
                               void *context)
{
    char *value = at;
    uint32_t i = 0;
    for (; i < type->slot_count && !(type->slots[i].flags & DRUST_SLOT_TAIL); i++)
        if (from == 0)
            each_word(&type->slots[i], value, visit, context);
    if (i == type->slot_count)
        return;
    uint64_t first = from != 0 ? from : type->tail_offset;
    for (uint64_t element = first; element < bytes; element += type->tail_bytes)
        for (uint32_t k = i; k < type->slot_count; k++)
            each_word(&type->slots[k], value + element, visit, context);
}

/* Where the first value lies that has `slot`, how far the next one is, and
 * where the last one ends, in an object of so many bytes. */
struct rows {
    uint64_t first;
    uint64_t step;
    uint64_t end;
};

static struct rows rows_of(const struct drust_type *type, const struct drust_slot *slot,
                           uint64_t bytes)
{
    if (slot->flags & DRUST_SLOT_TAIL)
        return (struct rows){type->tail_offset, type->tail_bytes, bytes};
    if (type->tail_bytes != 0)
        return (struct rows){0, type->size, 1}; /* one value */
    return (struct rows){0, type->size, bytes};
}

void drusti_each_affinity_slot(const struct drust_type *type, void *at, uint64_t bytes,
                               void (*visit)(void *context, uint64_t *slot), void *context)
{
    for (uint32_t i = 0; i < type->slot_count; i++) {
        const struct drust_slot *slot = &type->slots[i];
        if (!(slot->flags & DRUST_SLOT_AFFINITY))
            continue;
        struct rows rows = rows_of(type, slot, bytes);
        for (uint64_t row = rows.first; row < rows.end; row += rows.step)
            each_word(slot, (char *)at + row, visit, context);
    }
}

bool drusti_is_affinity_slot(const struct drust_type *type, uint64_t offset)
{
    for (uint32_t i = 0; i < type->slot_count; i++) {
        const struct drust_slot *slot = &type->slots[i];
        struct rows rows = rows_of(type, slot, UINT64_MAX);
        if (!(slot->flags & DRUST_SLOT_AFFINITY) || offset < rows.first)
            continue;
        DRUSTI_INVARIANT(rows.step != 0, "what holds owner words has a size");
        uint64_t inside = offset - rows.first;
        if (rows.end == UINT64_MAX)
            inside %= rows.step;
        if (inside >= slot->offset && (inside - slot->offset) % slot->stride == 0 &&
            (inside - slot->offset) / slot->stride < slot->count)
            return true;
    }
    return false;
}
