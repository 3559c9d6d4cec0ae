/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The children of one object, level by level. A level is the list of the words
 * with affinity in what the level before brought. What is on this server
 * already, as an object or as a copy, is not read again.
 *
 * Why a child may come without being asked for. To read: who reads an object
 * borrows all that it owns, so nobody writes a child meanwhile, and its word in
 * the object's bytes is its last one (I3). To move: who writes an object is the
 * only one that may reach its children through it, and borrows of a child that
 * are alive elsewhere on this server hold the address of a pinned copy, which
 * is promoted where it lies. Only a word that was lent out of a copy, or out of
 * bytes of one, would not stay right: the loan keeps the copy
 * (drusti_cache_keep), and then its children stay where they are.
 *
 * Takes no lock.
 */
#include "affinity.h"

#include "cache.h"
#include "check.h"
#include "heap.h"
#include "own.h"
#include "trace.h"
#include "xport.h"

#include <stdlib.h>

/* No object takes less: so long are lists of words at most. */
#define OBJECT_BYTES_MIN (DRUST_HEADER_BYTES + DRUSTI_GRANULE)

struct child {
    uint64_t word;
    uint64_t *slot; /* the word lies there: in an object, or in the copy `parent` */
    struct drusti_copy *parent;
    struct drusti_copy *copy; /* pinned; NULL: not here */
    uint64_t at;              /* moving: where it lies now; 0: it stays away */
    bool mine;                /* fetching: this thread has entered the copy */
    bool kept;                /* moving: its own children stay where they are */
};

struct level {
    struct child *children;
    size_t count;
    size_t room;
};

struct closure {
    struct drust_server *self;
    uint64_t left; /* bytes that may still come */
    struct level now, next;
    struct child **wanted; /* what the batch reads, one an address */
};

/* ---- Levels ------------------------------------------------------------------------*/

static void *grow(void *array, size_t bytes)
{
    void *grown = realloc(array, bytes);
    DRUSTI_REQUIRE(grown != NULL, "out of memory for the children of an object");
    return grown;
}

struct listing {
    struct closure *closure;
    struct drusti_copy *parent;
};

static void list_slot(void *context, uint64_t *slot)
{
    const struct listing *listing = context;
    struct closure *closure = listing->closure;
    struct level *next = &closure->next;
    uint64_t word = drusti_load_word(slot);
    if (word == 0 || drusti_heap_mine(closure->self, drusti_address(word)) ||
        next->count >= closure->left / OBJECT_BYTES_MIN)
        return;
    DRUSTI_INVARIANT(drusti_in_heap(&closure->self->layout, drusti_address(word)),
                     "owner words name objects");
    if (next->count == next->room) {
        next->room = next->room == 0 ? 16 : 2 * next->room;
        next->children = grow(next->children, next->room * sizeof *next->children);
    }
    next->children[next->count++] =
        (struct child){.word = word, .slot = slot, .parent = listing->parent};
}

/* Put the children of the object or copy at `address` into the next level. */
static void list_children(struct closure *closure, uint64_t address, struct drusti_copy *parent)
{
    struct listing listing = {.closure = closure, .parent = parent};
    const struct drust_header *header = drusti_header(address);
    size_t before = closure->next.count;
    drusti_each_affinity_slot(drusti_type(header->type), (void *)(uintptr_t)address, header->bytes,
                              list_slot, &listing);
    size_t found = closure->next.count - before;
    if (parent != NULL && found != 0)
        parent->children = grow(NULL, found * sizeof(struct drusti_copy *));
}

static int by_address(const void *left, const void *right)
{
    uint64_t a = drusti_address(((const struct child *)left)->word);
    uint64_t b = drusti_address(((const struct child *)right)->word);
    return (a > b) - (a < b);
}

static bool next_level(struct closure *closure)
{
    struct level done = closure->now;
    closure->now = closure->next;
    closure->next = done;
    closure->next.count = 0;
    if (closure->now.count != 0)
        qsort(closure->now.children, closure->now.count, sizeof *closure->now.children, by_address);
    return closure->now.count != 0;
}

static void end_levels(struct closure *closure)
{
    free(closure->now.children);
    free(closure->next.children);
}

/* Read what the level does not have yet in one batch. */
static void read_level(struct closure *closure, bool (*is_here)(const struct child *child),
                       void *(*reserve)(void *context, size_t index,
                                        const struct drust_header *header))
{
    const struct level *now = &closure->now;
    size_t count = 0;
    uint64_t *addresses = grow(NULL, now->count * sizeof *addresses);
    closure->wanted = grow(NULL, now->count * sizeof(struct child *));
    for (size_t i = 0; i < now->count; i++) {
        if (is_here(&now->children[i]))
            continue;
        closure->wanted[count] = &now->children[i];
        addresses[count++] = drusti_address(now->children[i].word);
    }
    drusti_xport_read_batch(closure->self, addresses, count, reserve, closure);
    free(closure->wanted);
    free(addresses);
}

/* Whether an object of this header may come, too. */
static bool fits(const struct closure *closure, const struct drust_header *header)
{
    return header->bytes <= closure->left && DRUST_HEADER_BYTES <= closure->left - header->bytes;
}

/* ---- Reading ------------------------------------------------------------------------*/

static bool has_copy(const struct child *child) { return child->copy != NULL; }

static void *reserve_copy(void *context, size_t index, const struct drust_header *header)
{
    struct closure *closure = context;
    struct child *child = closure->wanted[index];
    if (!fits(closure, header))
        return NULL;
    child->copy = drusti_cache_enter(closure->self, child->word, header, &child->mine);
    if (child->copy == NULL) {
        closure->left = 0; /* nor is there room for any other */
        return NULL;
    }
    if (!child->mine)
        return NULL;
    closure->left -= DRUST_HEADER_BYTES + header->bytes;
    return child->copy->at;
}

/* The parent's pin on a child is the one that this thread has taken. */
static void attach(const struct child *child)
{
    struct drusti_copy *parent = child->parent;
    parent->children[parent->child_count++] = child->copy;
}

/* Others are waited for when they can find all that this thread has entered but
 * the object it was asked for. */
static void fetch_level(struct closure *closure)
{
    const struct level *now = &closure->now;
    for (size_t i = 0; i < now->count; i++)
        now->children[i].copy = drusti_cache_look(closure->self, now->children[i].word);
    read_level(closure, has_copy, reserve_copy);
    for (size_t i = 0; i < now->count; i++) {
        if (now->children[i].mine)
            drusti_cache_publish(now->children[i].copy);
    }
    for (size_t i = 0; i < now->count; i++) {
        const struct child *child = &now->children[i];
        if (child->copy == NULL)
            continue;
        if (!child->mine)
            drusti_cache_wait(child->copy);
        attach(child);
        if (child->mine)
            list_children(closure, (uint64_t)(uintptr_t)child->copy->at, child->copy);
    }
}

void drusti_affinity_fetch_all(struct drust_server *self, struct drusti_copy *copy)
{
    struct closure closure = {.self = self, .left = self->knobs.affinity_bytes};
    list_children(&closure, (uint64_t)(uintptr_t)copy->at, copy);
    while (next_level(&closure))
        fetch_level(&closure);
    end_levels(&closure);
}

/* ---- Moving -------------------------------------------------------------------------*/

static bool has_come(const struct child *child) { return child->at != 0; }

static void *reserve_object(void *context, size_t index, const struct drust_header *header)
{
    struct closure *closure = context;
    struct child *child = closure->wanted[index];
    if (!fits(closure, header))
        return NULL;
    child->at = drusti_heap_allocate(closure->self, header->type, header->bytes, 0, false);
    if (child->at == 0) {
        closure->left = 0;
        return NULL;
    }
    DRUSTI_COUNT_OFTEN(closure->self, moves, 1);
    closure->left -= DRUST_HEADER_BYTES + header->bytes;
    return (void *)(uintptr_t)child->at;
}

/* What had a copy is promoted, without looking at what may still come. */
static void move_level(struct closure *closure)
{
    const struct level *now = &closure->now;
    for (size_t i = 0; i < now->count; i++) {
        struct child *child = &now->children[i];
        child->at = drusti_own_take_copy(closure->self, child->word, &child->kept);
    }
    read_level(closure, has_come, reserve_object);
    for (size_t i = 0; i < now->count; i++) {
        const struct child *child = &now->children[i];
        if (child->at == 0)
            continue;
        drusti_own_arrived(closure->self, child->word, child->at);
        drusti_store_word(child->slot, drusti_own_birth_word(closure->self, child->at));
        if (!child->kept)
            list_children(closure, child->at, NULL);
    }
}

void drusti_affinity_move_all(struct drust_server *self, uint64_t address)
{
    struct closure closure = {.self = self, .left = self->knobs.affinity_bytes};
    list_children(&closure, address, NULL);
    while (next_level(&closure))
        move_level(&closure);
    end_levels(&closure);
}

/* ---- Assigning ------------------------------------------------------------------------*/

/* Who is named when a child comes to its parent and finds no room. */
static struct drust_site gather_site = {.file = "affinity",
                                        .what = "an owner that goes to a field with affinity"};

static void gather_slot(void *context, uint64_t *slot)
{
    struct drust_server *self = context;
    uint64_t word = drusti_load_word(slot);
    if (word != 0 && !drusti_heap_mine(self, drusti_address(word)))
        drusti_store_word(slot, drusti_own_exclusive(self, word, &gather_site).word);
}

void drusti_affinity_gather(struct drust_server *self, const struct drust_type *type, void *first,
                            uint64_t bytes)
{
    if (drusti_heap_mine(self, (uint64_t)(uintptr_t)first))
        drusti_each_affinity_slot(type, first, bytes, gather_slot, self);
}

void drusti_affinity_gather_slot(struct drust_server *self, uint64_t *slot)
{
    uint64_t address = (uint64_t)(uintptr_t)slot;
    uint64_t child = drusti_address(drusti_load_word(slot));
    if (!self->own->affinity || child == 0 || drusti_heap_mine(self, child) ||
        !drusti_heap_mine(self, address))
        return;
    uint64_t start = drusti_heap_start_of(self, address);
    if (start != 0 && drusti_header(start)->type != DRUSTI_TYPE_NONE &&
        drusti_is_affinity_slot(drusti_type(drusti_header(start)->type), address - start))
        gather_slot(self, slot);
}

bool drusti_affinity_exists(void)
{
    for (uint32_t i = 0; i < drusti_type_count(); i++)
        if (drusti_type(i)->flags & DRUST_TYPE_AFFINITY)
            return true;
    return false;
}
