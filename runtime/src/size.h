/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Sizes and numbers as users write them. Used by the runtime and by the `drust`
 * command: reports by return value and prints nothing.
 */
#ifndef DRUSTI_SIZE_H
#define DRUSTI_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "64M" -> bytes; suffixes K, M, G (powers of 1024, either case), none: bytes.
 * False for anything else, for 0 and beyond 2^63; *bytes is then unchanged. */
bool drusti_parse_size(const char *text, uint64_t *bytes);

/* The decimal number at the start of *text; *text is moved behind it. False,
 * with nothing changed, if there is none or it does not fit. */
bool drusti_scan_number(const char **text, uint64_t *value);

/* A decimal number in minimum..maximum and nothing else. */
bool drusti_parse_number(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value);

#define DRUSTI_SIZE_TEXT 32
/* "1.5 GiB" into text; returns text. */
const char *drusti_format_size(uint64_t bytes, char text[DRUSTI_SIZE_TEXT]);

#endif
