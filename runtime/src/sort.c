/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Sorting and searching by the C library. Elements move as bytes: an owner word
 * means the same in every slot of an array, and in the C library's own memory
 * while it sorts. The compiler has resolved the array, for writing to sort it.
 */
#include "check.h"
#include "heap.h"
#include "server.h"
#include "tables.h"

#include <stdlib.h>

/* What starts a block of this server is a whole array, so its end is known. */
static void require_extent(size_t count, size_t size, const void *at, const struct drust_site *site)
{
    if (at == NULL && count != 0)
        drusti_fatal_at(site, "%s: NULL has no %zu elements", site->what, count);
    const struct drust_server *self = drusti_process_server;
    uint64_t address = (uint64_t)(uintptr_t)at;
    if (!drusti_heap_mine(self, address) || !drusti_heap_starts(self, address))
        return;
    uint64_t bytes = drusti_header(address)->bytes;
    uint32_t type = drusti_header(address)->type;
    if (type != DRUSTI_TYPE_NONE && drusti_type(type)->size != size)
        drusti_fatal_at(site, "%s: elements of %zu bytes, but the array is one of %s", site->what,
                        size, drusti_type(type)->name);
    if (size != 0 && count > bytes / size)
        drusti_fatal_at(site, "%s: %zu elements, but the array has %llu", site->what, count,
                        (unsigned long long)(bytes / size));
}

void __drust_plain_sort(size_t count, size_t size, __drust_compare *compare, void *at)
{
    if (count > 1)
        qsort(at, count, size, compare);
}

/* As bsearch, whose inlined form would call `compare` here: its real type, with
 * pointers to the elements, is one that a checked call must not meet. */
__attribute__((no_sanitize("function"))) size_t __drust_plain_search(size_t count, size_t size,
                                                                     __drust_compare *compare,
                                                                     const void *key,
                                                                     const void *at)
{
    const char *elements = at;
    size_t first = 0, end = count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        int order = compare(key, elements + middle * size);
        if (order == 0)
            return middle;
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return count;
}

void __drust_sort(size_t count, size_t size, __drust_compare *compare, void *at,
                  struct drust_site *site)
{
    require_extent(count, size, at, site);
    __drust_plain_sort(count, size, compare, at);
}

size_t __drust_search(size_t count, size_t size, __drust_compare *compare, const void *key,
                      const void *at, struct drust_site *site)
{
    require_extent(count, size, at, site);
    return __drust_plain_search(count, size, compare, key, at);
}
