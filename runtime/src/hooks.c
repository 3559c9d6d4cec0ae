/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The functions of DRUST_DROP: which structs of a value get theirs. They are the
 * program's own code, so no lock is held here, and never the progress thread's.
 */
#include "hooks.h"

#include "tables.h"

bool drusti_hooks_exist(void)
{
    for (uint32_t i = 0; i < drusti_type_count(); i++)
        if (drusti_type(i)->hook_count != 0)
            return true;
    return false;
}

/* A struct whose fields are zero was never assigned, or moved away. What is between
 * them may be anything. */
static bool is_empty(const struct drust_hook *hook, const char *one)
{
    for (uint32_t i = 0; i < hook->bytes; i++)
        if ((one[i] & (hook->values == NULL ? 0xff : hook->values[i])) != 0)
            return false;
    return true;
}

/* Those of the value at `value` that stand in the tail's elements, or not. */
static void visit_value(const struct drust_type *type, char *value, bool tail,
                        void (*visit)(const struct drust_hook *hook, char *one))
{
    for (uint32_t i = 0; i < type->hook_count; i++) {
        const struct drust_hook *hook = &type->hooks[i];
        if (((hook->flags & DRUST_SLOT_TAIL) != 0) != tail)
            continue;
        char *one = value + hook->offset;
        for (uint32_t k = 0; k < hook->count; k++, one += hook->stride)
            visit(hook, one);
    }
}

/* A function's real type names the struct: no checked call. */
__attribute__((no_sanitize("function"))) static void run(const struct drust_hook *hook, char *one)
{
    if (!is_empty(hook, one))
        hook->run(one);
}

void drusti_hooks_run(const struct drust_type *type, void *at, uint64_t from, uint64_t to)
{
    char *value = at;
    if (type->hook_count == 0)
        return;
    if (type->tail_bytes == 0) {
        for (uint64_t element = from; element < to; element += type->size)
            visit_value(type, value + element, false, run);
        return;
    }
    if (from == 0)
        visit_value(type, value, false, run);
    for (uint64_t element = from != 0 ? from : type->tail_offset; element < to;
         element += type->tail_bytes)
        visit_value(type, value + element, true, run);
}

static void clear(const struct drust_hook *hook, char *one) { memset(one, 0, hook->bytes); }

void drusti_hooks_clear(const struct drust_type *type, void *at)
{
    visit_value(type, at, false, clear);
}
