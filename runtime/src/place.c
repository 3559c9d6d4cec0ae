/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Placement decisions.
 */
#include "place.h"

#include "own.h"

static uint64_t next(struct drust_server *self)
{
    return atomic_fetch_add_explicit(&self->own->placed, 1, memory_order_relaxed);
}

/* The n-th number of a seed; every server draws from a sequence of its own. */
static uint64_t draw(const struct drust_server *self, uint64_t n)
{
    uint64_t x =
        self->knobs.place_seed + ((uint64_t)self->id << 48) + (n + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint32_t drusti_place_spawn(struct drust_server *self)
{
    if (self->count == 1)
        return self->id;
    uint64_t n = next(self);
    if (self->knobs.place_random)
        return (uint32_t)(draw(self, n) % self->count);
    return (uint32_t)((self->id + n) % self->count);
}

uint32_t drusti_place_new(struct drust_server *self)
{
    if (!self->knobs.place_random || self->count == 1)
        return self->id;
    uint64_t number = draw(self, next(self));
    if (number % 4 != 0)
        return self->id;
    return (uint32_t)(number / 4 % self->count);
}
