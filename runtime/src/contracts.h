/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What must agree: the annotated declarations of one image, and the images of
 * all servers.
 */
#ifndef DRUSTI_CONTRACTS_H
#define DRUSTI_CONTRACTS_H

#include <stdint.h>

/* Every use of an annotated function must mean what its definition means. Ends
 * the job with both places otherwise. Once, before main. */
void drusti_contracts_check(void);

/* All files of the program were compiled for servers, or all for none: ends the
 * job otherwise. Once, before main. */
void drusti_objects_check(void);

/* A program that was compiled in spite of soundness findings runs on one server
 * only: ends the job if it has more. Once, before main. */
void drusti_permissive_check(uint32_t servers);

/* Of all types, contracts and entries of this image, by what they say and not
 * by where they lie. */
uint64_t drusti_tables_hash(void);

#define DRUSTI_BUILD_ID_BYTES 32
/* NT_GNU_BUILD_ID of the main image, zero-padded or clipped; all zeroes if the
 * linker gave none. */
void drusti_build_id(uint8_t id[DRUSTI_BUILD_ID_BYTES]);

#endif
