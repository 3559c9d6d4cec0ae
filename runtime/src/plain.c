/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The plain build: the same moves and drops on plain pointers from calloc,
 * spawned functions run inline. It is the debugging build and the baseline of
 * overhead figures, so it does no more than that: a header for the drop glue,
 * no server, no counters, no locks.
 */
#include "check.h"
#include "dying.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

/* The result of a thread that has already run. */
struct drusti_thread {
    const struct drust_entry *entry;
    _Alignas(16) char result[];
};

static struct drust_header *header_of(const void *object)
{
    return drusti_header((uint64_t)(uintptr_t)object);
}

/* Where the C library's block starts: before the header, and further before it
 * if the payload is over-aligned. */
static void *block_of(void *object, uint32_t align)
{
    return (char *)object - (align > DRUST_HEADER_BYTES ? align : DRUST_HEADER_BYTES);
}

void *__drust_plain_new(const struct drust_type *type, size_t count)
{
    size_t bytes;
    size_t before = type->align > DRUST_HEADER_BYTES ? type->align : DRUST_HEADER_BYTES;
    DRUSTI_REQUIRE(!__builtin_mul_overflow(type->size, count, &bytes) && bytes < SIZE_MAX / 2,
                   "an array of %zu %s is larger than any memory", count, type->name);
    char *block;
    if (before == DRUST_HEADER_BYTES) {
        block = calloc(1, bytes + before);
    } else {
        size_t room = (bytes + 2 * before - 1) / before * before;
        block = aligned_alloc(before, room);
        if (block != NULL)
            memset(block, 0, room);
    }
    DRUSTI_REQUIRE(block != NULL, "out of memory: no room for %zu bytes of %s", bytes, type->name);
    void *object = block + before;
    *header_of(object) = (struct drust_header){.bytes = bytes, .type = drusti_type_id(type)};
    return object;
}

/* ---- Drops, iterative as in glue.c ------------------------------------------*/

static void free_object(void *object, const struct drust_type *type)
{
    free(block_of(object, type->align));
}

static inline void kill_object(uint64_t *list, void *object)
{
    struct drust_header *header = header_of(object);
    const struct drust_type *type = drusti_type(header->type);
    if (type->slot_count == 0) {
        free_object(object, type);
        return;
    }
    drusti_dying_link(header, *list, 0);
    *list = (uint64_t)(uintptr_t)object;
}

static inline void drop_slot(void *list, uint64_t *slot)
{
    void *object = (void *)(uintptr_t)drusti_load_word(slot);
    if (object != NULL)
        kill_object(list, object);
}

void __drust_plain_drop(void *object)
{
    uint64_t list = 0;
    kill_object(&list, object);
    while (list != 0) {
        void *dead = (void *)(uintptr_t)list;
        struct drust_header *header = header_of(dead);
        const struct drust_type *type = drusti_type(header->type);
        list = drusti_dying_next(header);
        drusti_each_slot(type, dead, drusti_dying_bytes(header), drop_slot, &list);
        free_object(dead, type);
    }
}

void __drust_plain_drop_slots(void **slots, size_t count)
{
    while (count > 0) {
        void *object = slots[--count];
        if (object != NULL)
            __drust_plain_drop(object);
    }
}

static void drop_struct_word(void *unused, uint64_t *slot)
{
    (void)unused;
    void *object = (void *)(uintptr_t)drusti_load_word(slot);
    *slot = 0;
    if (object != NULL)
        __drust_plain_drop(object);
}

void __drust_plain_drop_structs(void *first, size_t count, const struct drust_type *type)
{
    drusti_each_slot(type, first, count * type->size, drop_struct_word, NULL);
}

void __drust_plain_struct_assign(void *to, void *from, const struct drust_type *type)
{
    drusti_swap(to, from, type->size);
    __drust_plain_drop_structs(from, 1, type);
}

size_t __drust_plain_len(const void *object)
{
    if (object == NULL)
        return 0;
    const struct drust_header *header = header_of(object);
    uint64_t size = drusti_type(header->type)->size;
    return size != 0 ? header->bytes / size : 0;
}

/* ---- Threads ------------------------------------------------------------------*/

static void place_argument(const struct drust_actual *actual, char *argument)
{
    void *at = actual->at;
    switch ((enum drust_pass)actual->pass) {
    case DRUST_PASS_VALUE:
        memcpy(argument, at, actual->bytes);
        return;
    case DRUST_PASS_REF_WORD:
        at = *(void **)(actual->copy != NULL ? (void *)actual->copy : actual->at);
        break;
    case DRUST_PASS_MREF_WORD:
        at = *(void **)actual->at;
        break;
    case DRUST_PASS_OWN:
    case DRUST_PASS_REF_BYTES:
    case DRUST_PASS_MREF_BYTES:
        break;
    }
    memcpy(argument, &at, sizeof at);
}

drust_thread __drust_plain_spawn(const struct drust_entry *entry,
                                 const struct drust_actual *actuals)
{
    size_t room = sizeof(struct drusti_thread) + entry->result_bytes;
    struct drusti_thread *thread = drusti_zalloc(room, "a thread");
    char *arguments = drusti_zalloc(entry->arguments_bytes + 1, "a thread's arguments");
    for (uint32_t i = 0; i < entry->argument_count; i++)
        place_argument(&actuals[i], arguments + entry->offset[i]);
    thread->entry = entry;
    entry->run(arguments, thread->result);
    free(arguments);
    return (drust_thread){.thread = thread};
}

int __drust_plain_join(drust_thread *handle, void *result, size_t bytes, int owned)
{
    struct drusti_thread *thread = handle->thread;
    if (thread == NULL)
        return DRUST_EMPTY;
    handle->thread = NULL;
    DRUSTI_REQUIRE(result == NULL || bytes == thread->entry->result_bytes,
                   "drust_join: %s returns %u bytes, not %zu", thread->entry->name,
                   thread->entry->result_bytes, bytes);
    void *unwanted = NULL;
    if (thread->entry->result_owned)
        memcpy(&unwanted, result != NULL && owned ? result : (void *)thread->result,
               sizeof unwanted);
    if (result != NULL)
        memcpy(result, thread->result, bytes);
    free(thread);
    if (unwanted != NULL)
        __drust_plain_drop(unwanted);
    return DRUST_OK;
}

void __drust_plain_thread_drop(drust_thread *handles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __drust_plain_join(&handles[i], NULL, 0, 0);
}
