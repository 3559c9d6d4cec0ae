/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What servers say about themselves at the end, added up.
 */
#ifndef DRUST_STATS_H
#define DRUST_STATS_H

#include "job.h"

/* Take a note of kind COUNTERS or ALIVE from a server. */
void stats_counters(uint32_t server, const struct drusti_note *note, int bytes);
void stats_alive(const struct drusti_note *note, int bytes);

/* Print to standard error:
 *   drust: stats: NAME TOTAL (S0 S1 ...)     one line a counter
 *   drust: still alive: TYPE COUNT (BYTES bytes)     one line a type */
void stats_print(uint32_t servers);

#endif
