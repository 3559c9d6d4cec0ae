/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Where threads run and objects are made when nothing says so. Takes no locks.
 */
#ifndef DRUSTI_PLACE_H
#define DRUSTI_PLACE_H

#include "types.h"

/* The server for a thread without affinity: the next one, round robin; with
 * DRUST_PLACE=random:SEED a seeded one. */
uint32_t drusti_place_spawn(struct drust_server *self);
/* The server for a new object: this one; with DRUST_PLACE=random:SEED a seeded
 * one for every fourth. */
uint32_t drusti_place_new(struct drust_server *self);

#endif
