/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What comes along with an object: the children in its fields with affinity,
 * and theirs, level by level, each level in one batch of READs. At most
 * knobs.affinity_bytes come with one object; the rest stays where it is and its
 * fields keep words that mean the same. May call cache, heap, own, xport.
 */
#ifndef DRUSTI_AFFINITY_H
#define DRUSTI_AFFINITY_H

#include "cache.h"
#include "tables.h"
#include "types.h"

/* Whether any type of this image has fields with affinity. */
bool drusti_affinity_exists(void);

/* See drusti_affinity_fetch, drusti_affinity_move. */
void drusti_affinity_fetch_all(struct drust_server *self, struct drusti_copy *copy);
void drusti_affinity_move_all(struct drust_server *self, uint64_t address);

/* Whether the object or copy at `address` has fields with affinity. */
static inline bool drusti_affinity_has(uint64_t address)
{
    return (drusti_type(drusti_header(address)->type)->flags & DRUST_TYPE_AFFINITY) != 0;
}

/* Fetch the children of a copy that is about to be published: it holds a pin on
 * each afterwards. */
static inline void drusti_affinity_fetch(struct drust_server *self, struct drusti_copy *copy)
{
    if (__builtin_expect(drusti_affinity_has((uint64_t)(uintptr_t)copy->at), 0))
        drusti_affinity_fetch_all(self, copy);
}

/* Move the children of an object that has just come here from another server,
 * whose words have H set. */
static inline void drusti_affinity_move(struct drust_server *self, uint64_t address)
{
    if (__builtin_expect(drusti_affinity_has(address), 0))
        drusti_affinity_move_all(self, address);
}

/* Bring what the values of `type` at `first` own by affinity here, if they lie
 * in an object of this server, which the caller has opened exclusively. */
void drusti_affinity_gather(struct drust_server *self, const struct drust_type *type, void *first,
                            uint64_t bytes);
/* The same for one slot, whatever it lies in. */
void drusti_affinity_gather_slot(struct drust_server *self, uint64_t *slot);

#endif
