/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Pins of borrows that are kept in memory: the fields of views. They stand in a
 * table of the calling thread, by the address of the field; only borrows whose
 * object lies in a read copy have a row. See abi.h for what the compiler calls.
 */
#ifndef DRUST_RUNTIME_VIEWS_H
#define DRUST_RUNTIME_VIEWS_H

#include "drust/abi.h"

#include <stdbool.h>

/* One past the end is a borrow, too; no other payload starts there. */
bool drusti_views_lies_in(const void *at, const struct drust_pin *pin);

/* One more pin on the copy that `at` lies in, if one of `frame` (may be NULL) or
 * of the table holds it already. copy == NULL: there is none, and none is taken. */
struct drust_pin drusti_views_share(const void *at, const struct drust_frame *frame);

/* What is being handed over, while the thread runs something else; bring it back
 * when nothing else is. */
struct drusti_views_aside {
    struct drust_pin pins[DRUST_VIEW_BORROWS];
    uint64_t used;
};
void drusti_views_set_aside(struct drusti_views_aside *aside);
void drusti_views_bring_back(const struct drusti_views_aside *aside);

/* The thread leaves: what a last function handed over and nobody took goes. */
void drusti_views_end(void);

#endif
