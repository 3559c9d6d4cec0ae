/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The functions of DRUST_DROP. May call what the program calls: a hook drops,
 * resolves, spawns and joins.
 */
#ifndef DRUSTI_HOOKS_H
#define DRUSTI_HOOKS_H

#include "types.h"

/* Whether any type of this image has a hook. */
bool drusti_hooks_exist(void);
/* Run the hooks of the bytes from..to of the object of `type` at `at`, a struct
 * before those in it. `from` is 0 or where an element starts. */
void drusti_hooks_run(const struct drust_type *type, void *at, uint64_t from, uint64_t to);
/* The value of `type` at `at` has moved away: its structs with hooks become
 * zero. */
void drusti_hooks_clear(const struct drust_type *type, void *at);

#endif
