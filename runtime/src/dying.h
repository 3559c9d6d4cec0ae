/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The work list of a drop, kept in the headers of the objects that die: the
 * payload is still needed (it holds the words of what to drop next), the
 * header only in part. A dying header is
 *   bytes  63..61 marks, 60..48 upper part of the link, 47..0 bytes
 *   type   unchanged
 *   flags  lower part of the link
 * and the link is the next object's address in granules (at most 43 bits of a
 * user-space address; 0 ends the list).
 */
#ifndef DRUSTI_DYING_H
#define DRUSTI_DYING_H

#include "check.h"
#include "types.h"

#define DRUSTI_DYING_HANDED ((uint64_t)1 << 63) /* words inside count as handed out */
#define DRUSTI_DYING_HELD ((uint64_t)1 << 62)   /* the block goes into quarantine */
#define DRUSTI_DYING_MARKS ((uint64_t)7 << 61)
#define DRUSTI_DYING_BYTES (((uint64_t)1 << 48) - 1)

/* Put `header` in front of the list that starts at `next`. Marks stay; a link
 * must not have been set before, or have been 0. */
static inline void drusti_dying_link(struct drust_header *header, uint64_t next, uint64_t marks)
{
    uint64_t link = next / 16;
    DRUSTI_INVARIANT((header->bytes & ~DRUSTI_DYING_MARKS) <= DRUSTI_DYING_BYTES && link >> 45 == 0,
                     "dying headers have room for their link");
    header->bytes |= marks | link >> 32 << 48;
    header->flags = (uint32_t)link;
}

static inline uint64_t drusti_dying_next(const struct drust_header *header)
{
    uint64_t upper = (header->bytes & ~DRUSTI_DYING_MARKS) >> 48;
    return (upper << 32 | header->flags) * 16;
}

static inline uint64_t drusti_dying_bytes(const struct drust_header *header)
{
    return header->bytes & DRUSTI_DYING_BYTES;
}

#endif
