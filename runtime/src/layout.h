/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Where the partitions of a job lie, and how much memory there is for them.
 * Used by the runtime and by the `drust` command: prints nothing.
 */
#ifndef DRUSTI_LAYOUT_H
#define DRUSTI_LAYOUT_H

#include "types.h"

/* The range that can be mapped at the same place by plain, ASan, MSan, UBSan
 * and TSan builds, whatever address-space randomisation does. */
#define DRUSTI_BASE 0x550000000000u
#define DRUSTI_TOTAL_MAX ((uint64_t)340 << 30)
/* Heaps are multiples of this: the allocator's arena unit. */
#define DRUSTI_HEAP_UNIT ((uint64_t)64 << 20)
/* Address space for thread stacks behind every heap, at least. */
#define DRUSTI_STACKS_MIN ((uint64_t)1 << 30)

/* The layout of a job; heap_bytes is rounded up to DRUSTI_HEAP_UNIT. False if
 * it does not fit into the range: *layout is then unchanged. */
bool drusti_layout_make(uint32_t servers, uint64_t heap_bytes, struct drusti_layout *layout);

/* The largest heap that so many servers can have. */
uint64_t drusti_layout_heap_max(uint32_t servers);

/* The heap of each of `servers` servers if the user does not say: half of the
 * available memory in equal parts. */
uint64_t drusti_layout_heap_default(uint32_t servers, uint64_t available);

/* Bytes of the whole range. */
static inline uint64_t drusti_layout_total(const struct drusti_layout *layout)
{
    return (uint64_t)layout->servers << layout->stride_shift;
}

/* Bytes this process could use now without swapping: what the system has, and
 * what its control groups leave. 0 if the system does not say. */
uint64_t drusti_memory_available(void);

#endif
