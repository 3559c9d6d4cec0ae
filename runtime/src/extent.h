/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How much of a place a spawn lends by its bytes, and whether that much is
 * there and not lent already. May call heap. Takes no locks: a scope belongs to
 * the thread that runs the function it stands in.
 */
#ifndef DRUSTI_EXTENT_H
#define DRUSTI_EXTENT_H

#include "types.h"

/* Ends the job, with the site's line, if an argument that is lent by its bytes
 * takes more elements than what it comes from has, or overlaps what was lent in
 * the same scope and one of the two may be written. Remembers what it lends. */
void drusti_extent_check(const struct drust_server *self, const struct drust_entry *entry,
                         struct drust_scope *scope, const struct drust_actual *actuals,
                         const struct drust_site *site);
/* The bytes of an argument that has passed the check; of one that crosses as a
 * word, how many its object must have. */
uint64_t drusti_extent_bytes(const struct drust_actual *actual);
/* The same check without a heap and without a scope: of what is counted, as far
 * as the compiler knows where that comes from. */
void drusti_extent_check_plain(const struct drust_entry *entry, const struct drust_actual *actuals);
/* Forget what a scope lent. */
void drusti_extent_forget(struct drust_scope *scope);

#endif
