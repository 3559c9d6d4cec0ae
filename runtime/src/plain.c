/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The plain build: the same moves and drops on plain pointers from calloc,
 * spawned functions run inline. It is the debugging build and the baseline of
 * overhead figures, so it does no more than that: a header for the drop glue,
 * no server, no counters, no locks.
 */
#include "check.h"
#include "dying.h"
#include "extent.h"
#include "hooks.h"
#include "statics.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

/* The flags of a live object: tells one from other memory. */
#define OBJECT 0x7455726fu

/* The result of a thread that has already run. */
struct drusti_thread {
    const struct drust_entry *entry;
    _Alignas(16) char result[];
};

static struct drust_header *header_of(const void *object)
{
    return drusti_header((uint64_t)(uintptr_t)object);
}

/* What stands before the payload in the C library's block: the header, and
 * further before it padding if the payload is over-aligned. */
static size_t before(const struct drust_type *type)
{
    return type->align > DRUST_HEADER_BYTES ? type->align : DRUST_HEADER_BYTES;
}

static void *block_of(void *object, const struct drust_type *type)
{
    return (char *)object - before(type);
}

static size_t bytes_of(const struct drust_type *type, size_t count)
{
    uint64_t bytes;
    DRUSTI_REQUIRE(drusti_bytes(type, count, &bytes) && bytes < SIZE_MAX / 2,
                   "an array of %zu %s is larger than any memory", count, type->name);
    return bytes;
}

static void *make_object(const struct drust_type *type, size_t bytes)
{
    size_t least = drusti_bytes_least(type);
    size_t need = before(type) + (bytes > least ? bytes : least);
    char *block;
    if (before(type) == DRUST_HEADER_BYTES) {
        block = calloc(1, need);
    } else {
        need = (need + type->align - 1) / type->align * type->align;
        block = aligned_alloc(type->align, need);
        if (block != NULL)
            memset(block, 0, need);
    }
    DRUSTI_REQUIRE(block != NULL, "out of memory: no room for %zu bytes of %s", bytes, type->name);
    void *object = block + before(type);
    *header_of(object) =
        (struct drust_header){.bytes = bytes, .type = drusti_type_id(type), .flags = OBJECT};
    return object;
}

void *__drust_plain_new(const struct drust_type *type, size_t count)
{
    return make_object(type, bytes_of(type, count));
}

/* ---- Drops, iterative as in glue.c ------------------------------------------*/

static void free_object(void *object, const struct drust_type *type)
{
    free(block_of(object, type));
}

static inline void kill_object(uint64_t *list, void *object)
{
    struct drust_header *header = header_of(object);
    const struct drust_type *type = drusti_type(header->type);
    if (__builtin_expect(type->hook_count != 0, 0))
        drusti_hooks_run(type, object, 0, header->bytes);
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
    drusti_hooks_run(type, first, 0, count * type->size);
    drusti_each_slot(type, first, count * type->size, drop_struct_word, NULL);
}

void __drust_plain_struct_assign(void *to, void *from, const struct drust_type *type)
{
    drusti_swap(to, from, type->size);
    __drust_plain_drop_structs(from, 1, type);
}

void *__drust_plain_literal(void *place, void *value, size_t count, const struct drust_type *type)
{
    drusti_swap(place, value, count * type->size);
    __drust_plain_drop_structs(value, count, type);
    return place;
}

size_t __drust_plain_len(const void *object)
{
    if (object == NULL)
        return 0;
    const struct drust_header *header = header_of(object);
    return drusti_elements(drusti_type(header->type), header->bytes);
}

/* ---- Resizing and cloning, as in resize.c and clone.c ---------------------------*/

static void drop_cut_slot(void *unused, uint64_t *slot)
{
    (void)unused;
    void *object = (void *)(uintptr_t)drusti_load_word(slot);
    if (object != NULL)
        __drust_plain_drop(object);
}

static void drop_from(char *object, const struct drust_type *type, size_t from)
{
    uint64_t bytes = header_of(object)->bytes;
    drusti_hooks_run(type, object, from, bytes);
    if (type->tail_bytes != 0)
        drusti_each_flexible_slot(type, object, from, bytes, drop_cut_slot, NULL);
    else
        drusti_each_slot(type, object + from, bytes - from, drop_cut_slot, NULL);
}

void __drust_plain_resize(const struct drust_type *type, size_t count, void **slot)
{
    char *object = *slot;
    if (object == NULL) {
        *slot = __drust_plain_new(type, count);
        return;
    }
    DRUSTI_REQUIRE(header_of(object)->type == drusti_type_id(type),
                   "drust_resize: the object is of type %s, not %s",
                   drusti_type(header_of(object)->type)->name, type->name);
    size_t bytes = bytes_of(type, count);
    size_t kept = header_of(object)->bytes;
    if (bytes < kept) {
        drop_from(object, type, bytes);
        kept = bytes;
    }
    size_t least = drusti_bytes_least(type);
    char *resized;
    if (before(type) == DRUST_HEADER_BYTES) {
        char *block =
            realloc(block_of(object, type), DRUST_HEADER_BYTES + (bytes > least ? bytes : least));
        DRUSTI_REQUIRE(block != NULL, "out of memory: no room for %zu bytes of %s", bytes,
                       type->name);
        resized = block + DRUST_HEADER_BYTES;
        memset(resized + kept, 0, bytes - kept);
        header_of(resized)->bytes = bytes;
    } else { /* realloc knows no alignment */
        resized = make_object(type, bytes);
        memcpy(resized, object, kept);
        free_object(object, type);
    }
    *slot = resized;
}

static uint64_t copy_object(uint64_t *list, const void *object)
{
    const struct drust_header *header = header_of(object);
    const struct drust_type *type = drusti_type(header->type);
    DRUSTI_REQUIRE(type->hook_count == 0,
                   "drust_clone: %s has a drop function, which would run twice", type->name);
    void *copy = make_object(type, header->bytes);
    memcpy(copy, object, header->bytes);
    if (type->slot_count != 0) {
        drusti_dying_link(header_of(copy), *list, 0);
        *list = (uint64_t)(uintptr_t)copy;
    }
    return (uint64_t)(uintptr_t)copy;
}

static void clone_slot(void *list, uint64_t *slot)
{
    const void *object = (void *)(uintptr_t)drusti_load_word(slot);
    if (object != NULL)
        drusti_store_word(slot, copy_object(list, object));
}

/* No table of what starts where: a borrow of something else is recognised by
 * what stands before it, as far as that can be read. */
void *__drust_plain_clone(const void *object, const struct drust_type *type)
{
    if (object == NULL)
        return NULL;
    DRUSTI_REQUIRE((uintptr_t)object % DRUST_HEADER_BYTES == 0 &&
                       header_of(object)->flags == OBJECT &&
                       header_of(object)->type == drusti_type_id(type),
                   "drust_clone: only a whole object or array of %s can be cloned, not a part of "
                   "one and not a variable",
                   type->name);
    uint64_t list = 0;
    void *clone = (void *)(uintptr_t)copy_object(&list, object);
    while (list != 0) {
        void *copy = (void *)(uintptr_t)list;
        struct drust_header *header = header_of(copy);
        list = drusti_dying_next(header);
        header->bytes = drusti_dying_bytes(header);
        header->flags = OBJECT;
        drusti_each_slot(drusti_type(header->type), copy, header->bytes, clone_slot, &list);
    }
    return clone;
}

void *__drust_plain_strdup(const struct drust_type *type, const char *text)
{
    DRUSTI_REQUIRE(text != NULL, "drust_strdup: the string is NULL");
    size_t bytes = strlen(text) + 1;
    return memcpy(__drust_plain_new(type, bytes), text, bytes);
}

/* ---- Which object it is, as in identity.c ---------------------------------------*/

static void require_type(const char *macro, const void *object, const struct drust_type *type)
{
    DRUSTI_REQUIRE((uintptr_t)object % DRUST_HEADER_BYTES == 0 &&
                       header_of(object)->flags == OBJECT,
                   "%s: only a whole object or array says what it is", macro);
    DRUSTI_REQUIRE(type == NULL || header_of(object)->type == drusti_type_id(type),
                   "%s: the object is of type %s, not %s", macro,
                   drusti_type(header_of(object)->type)->name, type->name);
}

void *__drust_plain_from_raw(void *object, const struct drust_type *type)
{
    if (object != NULL)
        require_type("drust_from_raw", object, type);
    return object;
}

void *__drust_plain_cast(void *object, const struct drust_type *type)
{
    if (object != NULL)
        require_type("drust_cast", object, type);
    return object;
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
    drusti_extent_check_plain(entry, actuals);
    size_t room = sizeof(struct drusti_thread) + entry->result_bytes;
    struct drusti_thread *thread = drusti_zalloc(room, "a thread");
    char *arguments = drusti_zalloc(entry->arguments_bytes + 1, "a thread's arguments");
    for (uint32_t i = 0; i < entry->argument_count; i++)
        place_argument(&actuals[i], arguments + entry->offset[i]);
    thread->entry = entry;
    void *aside = drusti_statics_set_aside();
    entry->run(arguments, thread->result);
    drusti_statics_bring_back(aside);
    free(arguments);
    return (drust_thread){.thread = thread};
}

int __drust_plain_join(drust_thread *handle, void *result, size_t bytes,
                       const struct drust_type *owners)
{
    struct drusti_thread *thread = handle->thread;
    if (thread == NULL)
        return DRUST_EMPTY;
    handle->thread = NULL;
    const struct drust_entry *entry = thread->entry;
    DRUSTI_REQUIRE(result == NULL || (bytes == entry->result_bytes && owners == entry->result_type),
                   "drust_join: %s returns %u bytes%s%s, not %zu%s%s", entry->name,
                   entry->result_bytes, entry->result_type != NULL ? " of " : "",
                   entry->result_type != NULL ? entry->result_type->name : "", bytes,
                   owners != NULL ? " of " : "", owners != NULL ? owners->name : "");
    if (result != NULL)
        drusti_swap(result, thread->result, bytes);
    if (entry->result_type != NULL) /* what nobody takes, or what was there before */
        __drust_plain_drop_structs(thread->result, 1, entry->result_type);
    free(thread);
    return DRUST_OK;
}

void __drust_plain_thread_drop(drust_thread *handles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __drust_plain_join(&handles[i], NULL, 0, NULL);
}
