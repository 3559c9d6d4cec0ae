/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The walk over the owner words of objects with a flexible array member: rare,
 * so that it is kept out of the drops and resolves of everything else.
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
