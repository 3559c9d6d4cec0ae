/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Settings from the environment:
 *
 *   DRUST_HEAP=SIZE           heap of one server (a launched job: --heap)
 *   DRUST_CACHE=SIZE          budget of read copies (--cache); default heap / 4
 *   DRUST_AFFINITY=SIZE       most that one resolve brings along by affinity;
 *                             default 256K
 *   DRUST_COLOUR_BITS=2..15   colours before a wrap; default 15
 *   DRUST_BIRTHS=plain        objects start as plain addresses (default)
 *               =seed:N       objects start handed out, with a seeded colour
 *   DRUST_PLACE=round         threads and objects go where the rules say (default)
 *              =random:SEED   seeded places
 *   DRUST_WORKERS=N           threads that the system has for spawned ones
 *
 * The last four exist for tests: they change how often rare things happen,
 * never what is right.
 */
#ifndef DRUSTI_KNOBS_H
#define DRUSTI_KNOBS_H

#include "types.h"

#define DRUSTI_KNOBS_ERROR 160

/* Read the settings. `look` finds a variable (getenv in a process).
 * *heap_bytes and knobs->cache_bytes are 0 where the user does not say. False
 * with a message that names the variable and what it may be; outputs are then
 * unchanged. */
bool drusti_knobs_read(const char *(*look)(const char *name), struct drusti_knobs *knobs,
                       uint64_t *heap_bytes, char error[DRUSTI_KNOBS_ERROR]);

#endif
