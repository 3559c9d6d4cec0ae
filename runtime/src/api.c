/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What compiled code and programs call: the entry points of abi.h and drust.h
 * on this process's server. A few lines each; everything else is below.
 */
#include "affinity.h"
#include "glue.h"
#include "hooks.h"
#include "own.h"
#include "server.h"
#include "tables.h"
#include "thread.h"

#include <string.h>

/* As in drust.h, which only programs compiled with the plugin can include. */
unsigned drust_servers(void);
unsigned drust_server(void);

uint64_t __drust_heap_base;
uint64_t __drust_heap_size;
_Thread_local struct drust_pin __drust_handover;

/* The address in this server's partition that the word names under the mask, or
 * NULL: outside of loops compiled code leaves this test to its callee. The rest is
 * a tail call, so that no register is saved before. */
static inline void *here(uint64_t word, uint64_t mask)
{
    uint64_t at = word & mask;
    return at - __drust_heap_base < __drust_heap_size ? (void *)(uintptr_t)at : NULL;
}

static DRUST_SLOW void *shared(uint64_t word, struct drust_frame *frame, struct drust_site *site)
{
    return drusti_own_shared(drusti_process_server, word, frame, site);
}

DRUST_SLOW void *__drust_shared(uint64_t word, struct drust_frame *frame, struct drust_site *site)
{
    void *at = here(word, DRUST_ADDRESS_MASK);
    if (at != NULL)
        return at;
    __attribute__((musttail)) return shared(word, frame, site);
}

static DRUST_SLOW struct drust_pair exclusive(uint64_t word, struct drust_site *site)
{
    return drusti_own_exclusive(drusti_process_server, word, site);
}

DRUST_SLOW struct drust_pair __drust_exclusive(uint64_t word, struct drust_site *site)
{
    void *at = here(word, DRUST_ADDRESS_MASK | DRUST_HANDED_OUT);
    if (at != NULL)
        return (struct drust_pair){.word = word, .at = at};
    __attribute__((musttail)) return exclusive(word, site);
}

void __drust_drop(uint64_t word) { drusti_glue_drop(drusti_process_server, word); }

void __drust_drop_slots(uint64_t *slots, size_t count)
{
    while (count > 0) {
        uint64_t word = drusti_load_word(&slots[--count]);
        if (word != 0)
            drusti_glue_drop(drusti_process_server, word);
    }
}

void __drust_drop_structs(void *first, size_t count, const struct drust_type *type)
{
    drusti_glue_drop_values(drusti_process_server, type, first, count * type->size);
}

void __drust_struct_assign(void *to, void *from, const struct drust_type *type)
{
    drusti_swap(to, from, type->size);
    if (__builtin_expect((type->flags & DRUST_TYPE_AFFINITY) != 0, 0))
        drusti_affinity_gather(drusti_process_server, type, to, type->size);
    __drust_drop_structs(from, 1, type);
}

void *__drust_literal(void *place, void *value, size_t count, const struct drust_type *type)
{
    drusti_swap(place, value, count * type->size);
    __drust_drop_structs(value, count, type);
    return place;
}

static void clear_word(void *unused, uint64_t *slot)
{
    (void)unused;
    *slot = 0;
}

void __drust_struct_move(void *to, void *from, const struct drust_type *type)
{
    memcpy(to, from, type->size);
    drusti_each_slot(type, from, type->size, clear_word, NULL);
    if (__builtin_expect(type->hook_count != 0, 0))
        drusti_hooks_clear(type, from);
}

DRUST_SLOW void __drust_unpin(struct drust_frame *frame) { drusti_own_unpin(frame); }

DRUST_SLOW void __drust_hand_over(struct drust_frame *frame)
{
    drusti_own_hand_over(frame, &__drust_handover);
}

DRUST_SLOW void __drust_adopt(void *at, struct drust_frame *frame, uint32_t pin)
{
    drusti_own_adopt(at, frame, pin, &__drust_handover);
}

DRUST_SLOW void __drust_share_pin(struct drust_frame *from_frame, uint32_t from,
                                  struct drust_frame *to_frame, uint32_t to)
{
    drusti_own_share_pin(from_frame, from, to_frame, to);
}

uint64_t __drust_new(const struct drust_type *type, size_t count, struct drust_site *site)
{
    return drusti_own_new(drusti_process_server, type, count, site, false);
}

uint64_t __drust_try_new(const struct drust_type *type, size_t count, struct drust_site *site)
{
    return drusti_own_new(drusti_process_server, type, count, site, true);
}

size_t __drust_len(const void *at)
{
    if (at == NULL)
        return 0;
    const struct drust_header *header = drusti_header((uint64_t)(uintptr_t)at);
    return drusti_elements(drusti_type(header->type), header->bytes);
}

void __drust_resize(const struct drust_type *type, size_t count, uint64_t *slot,
                    struct drust_site *site)
{
    drusti_own_resize(drusti_process_server, type, count, slot, site);
}

uint64_t __drust_clone(const void *at, const struct drust_type *type, struct drust_site *site)
{
    return drusti_own_clone(drusti_process_server, at, type, site);
}

uint64_t __drust_strdup(const struct drust_type *type, const char *text, struct drust_site *site)
{
    return drusti_own_strdup(drusti_process_server, type, text, site);
}

drust_thread __drust_spawn(const struct drust_entry *entry, int64_t server,
                           struct drust_scope *scope, const struct drust_actual *actuals,
                           struct drust_site *site)
{
    return drusti_thread_spawn(drusti_process_server, entry, server, scope, actuals, site);
}

int __drust_join(drust_thread *handle, void *result, size_t bytes, const struct drust_type *owners,
                 struct drust_site *site)
{
    return drusti_thread_join(handle, result, bytes, owners, site);
}

void __drust_thread_drop(drust_thread *handles, size_t count)
{
    drusti_thread_drop(handles, count);
}

void __drust_thread_leave(drust_thread *handles, size_t count)
{
    drusti_thread_leave(handles, count);
}

void __drust_scope_enter(struct drust_scope *scope) { drusti_scope_enter(scope); }

void __drust_scope_leave(struct drust_scope *scope)
{
    drusti_scope_leave(drusti_process_server, scope);
}

unsigned drust_servers(void) { return drusti_process_server->count; }

unsigned drust_server(void) { return drusti_process_server->id; }
