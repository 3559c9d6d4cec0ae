/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The arithmetic of layout.h.
 */
#include "layout.h"

static uint64_t round_up(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

bool drusti_layout_make(uint32_t servers, uint64_t heap_bytes, struct drusti_layout *layout)
{
    if (servers == 0 || servers > DRUSTI_SERVERS_MAX || heap_bytes == 0 ||
        heap_bytes > drusti_layout_heap_max(servers))
        return false;
    uint64_t heap = round_up(heap_bytes, DRUSTI_HEAP_UNIT);
    uint32_t shift = 0;
    while ((uint64_t)1 << shift < heap + DRUSTI_STACKS_MIN)
        shift++;
    *layout = (struct drusti_layout){
        .base = DRUSTI_BASE,
        .heap_bytes = heap,
        .stride_shift = shift,
        .servers = servers,
    };
    return true;
}

uint64_t drusti_layout_heap_max(uint32_t servers)
{
    uint64_t stride = 1;
    while (stride * 2 * servers <= DRUSTI_TOTAL_MAX)
        stride *= 2;
    return stride - DRUSTI_STACKS_MIN;
}

uint64_t drusti_layout_heap_default(uint32_t servers, uint64_t available)
{
    uint64_t heap = available / 2 / servers / DRUSTI_HEAP_UNIT * DRUSTI_HEAP_UNIT;
    uint64_t most = drusti_layout_heap_max(servers);
    if (heap > most)
        return most;
    return heap < DRUSTI_HEAP_UNIT ? DRUSTI_HEAP_UNIT : heap;
}
