/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "views.h"

#include "cache.h"
#include "check.h"
#include "own.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    uintptr_t field;
    struct drust_pin pin;
};

/* The rows of the table: `__drust_kept` of them are in use. Fields are stored in
 * the order of the calls, so the newest is the one that is asked for most. */
static _Thread_local struct kept *rows;
static _Thread_local size_t capacity;
_Thread_local uint64_t __drust_kept;

/* Pins between a function that returns a view and its caller: bit I of `used`
 * says that the I-th borrow has one. */
static _Thread_local struct drust_pin handed_over[DRUST_VIEW_BORROWS];
_Thread_local uint64_t __drust_view_handover;

bool drusti_views_lies_in(const void *at, const struct drust_pin *pin)
{
    return (uintptr_t)at - (uintptr_t)pin->copy->at <= pin->copy->bytes;
}

static struct drust_pin find(const void *at, const struct drust_frame *frame)
{
    for (uint64_t used = frame != NULL ? frame->used : 0; used != 0; used &= used - 1) {
        const struct drust_pin *pin = &frame->pins[__builtin_ctzll(used)];
        if (drusti_views_lies_in(at, pin))
            return *pin;
    }
    for (size_t i = __drust_kept; i > 0; i--) {
        if (drusti_views_lies_in(at, &rows[i - 1].pin))
            return rows[i - 1].pin;
    }
    return (struct drust_pin){.copy = NULL};
}

static void remove_row(size_t index)
{
    struct drusti_copy *copy = rows[index].pin.copy;
    rows[index] = rows[--__drust_kept];
    drusti_cache_unpin(copy);
}

static void add_row(const void *field, struct drust_pin pin)
{
    if (__drust_kept == capacity) {
        size_t more = capacity != 0 ? 2 * capacity : 16;
        struct kept *larger = realloc(rows, more * sizeof *larger);
        if (larger == NULL)
            drusti_fatal("no memory for %zu borrows in views", more);
        rows = larger;
        capacity = more;
    }
    rows[__drust_kept++] = (struct kept){(uintptr_t)field, pin};
}

/* `field` holds another borrow from now on, whose pin (if any) the caller gives
 * away. */
static void replace_row(const void *field, struct drust_pin pin)
{
    for (size_t i = __drust_kept; i > 0; i--) {
        if (rows[i - 1].field == (uintptr_t)field) {
            remove_row(i - 1);
            break;
        }
    }
    if (pin.copy != NULL)
        add_row(field, pin);
}

struct drust_pin drusti_views_share(const void *at, const struct drust_frame *frame)
{
    struct drust_pin found = find(at, frame);
    if (found.copy != NULL)
        drusti_cache_share(found.copy);
    return found;
}

DRUST_SLOW void __drust_keep(const void *field, const void *at, const struct drust_frame *frame)
{
    replace_row(field, drusti_views_share(at, frame));
}

DRUST_SLOW void __drust_forget(const void *first, size_t bytes)
{
    for (size_t i = __drust_kept; i > 0; i--) {
        if (rows[i - 1].field - (uintptr_t)first < bytes)
            remove_row(i - 1);
    }
    if (__drust_kept == 0) {
        free(rows);
        rows = NULL;
        capacity = 0;
    }
}

DRUST_SLOW void __drust_pin_at(const void *at, struct drust_frame *frame, uint32_t pin)
{
    drusti_own_set_pin(frame, pin, drusti_views_share(at, frame));
}

void drusti_views_end(void)
{
    for (; __drust_view_handover != 0; __drust_view_handover &= __drust_view_handover - 1)
        drusti_cache_unpin(handed_over[__builtin_ctzll(__drust_view_handover)].copy);
}

void drusti_views_set_aside(struct drusti_views_aside *aside)
{
    memcpy(aside->pins, handed_over, sizeof handed_over);
    aside->used = __drust_view_handover;
    __drust_view_handover = 0;
}

void drusti_views_bring_back(const struct drusti_views_aside *aside)
{
    memcpy(handed_over, aside->pins, sizeof handed_over);
    __drust_view_handover = aside->used;
}

DRUST_SLOW void __drust_hand_over_view(struct drust_frame *frame, size_t borrows)
{
    drusti_views_end();
    uint64_t mask = (UINT64_C(1) << borrows) - 1;
    for (uint64_t used = frame->used & mask; used != 0; used &= used - 1) {
        int pin = __builtin_ctzll(used);
        handed_over[pin] = frame->pins[pin];
    }
    __drust_view_handover = frame->used & mask;
    frame->used &= ~mask;
}

DRUST_SLOW void __drust_adopt_field(const void *field, const void *at, size_t index,
                                    const struct drust_frame *frame)
{
    uint64_t bit = UINT64_C(1) << index;
    struct drust_pin pin = {.copy = NULL};
    if (__drust_view_handover & bit) {
        pin = handed_over[index];
        __drust_view_handover &= ~bit;
        DRUSTI_INVARIANT(drusti_views_lies_in(at, &pin), "I5");
    } else {
        pin = drusti_views_share(at, frame);
    }
    replace_row(field, pin);
}
