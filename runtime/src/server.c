/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Start and end of everything above the transport.
 */
#include "server.h"

#include "cache.h"
#include "check.h"
#include "glue.h"
#include "heap.h"
#include "own.h"
#include "reclaim.h"
#include "tables.h"
#include "thread.h"
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void drusti_server_start(struct drust_server *self, void *partition)
{
    drusti_trace_start(self);
    drusti_heap_start(self, partition);
    drusti_cache_start(self);
    drusti_own_start(self);
    drusti_threads_start(self);
    __drust_heap_base = drusti_partition(&self->layout, self->id);
    __drust_heap_size = self->layout.heap_bytes;
}

bool drusti_server_quiet(struct drust_server *self, uint64_t *sent, uint64_t *received)
{
    drusti_reclaim_flush(self);
    /* First what is received, then what it may have started, then what that
     * may have sent: a message that moves between the reads makes the sums of
     * two rounds differ. */
    *received = atomic_load_explicit(&self->own->received, memory_order_seq_cst);
    bool quiet = drusti_threads_idle(self) && drusti_own_idle(self) && drusti_glue_idle(self) &&
                 drusti_reclaim_idle(self);
    *sent = atomic_load_explicit(&self->own->sent, memory_order_seq_cst);
    return quiet;
}

void drusti_server_stop(struct drust_server *self)
{
    drusti_threads_stop(self);
    drusti_cache_stop(self);
    drusti_own_stop(self);
    drusti_heap_stop(self);
    drusti_trace_stop(self);
}

struct leftovers {
    uint64_t *counts; /* by type */
    uint64_t *bytes;
    uint64_t total;
};

static void count_object(void *context, uint64_t address)
{
    struct leftovers *leftovers = context;
    const struct drust_header *header = drusti_header(address);
    leftovers->total++;
    if (header->type < drusti_type_count()) {
        leftovers->counts[header->type]++;
        leftovers->bytes[header->type] += header->bytes;
    }
}

uint64_t drusti_server_leftovers(struct drust_server *self, int fd)
{
    uint32_t types = drusti_type_count();
    struct leftovers leftovers = {
        .counts = drusti_zalloc((types + 1) * sizeof(uint64_t), "statistics"),
        .bytes = drusti_zalloc((types + 1) * sizeof(uint64_t), "statistics")};
    drusti_heap_each_object(self, count_object, &leftovers);
    for (uint32_t i = 0; i < types; i++) {
        if (leftovers.counts[i] != 0)
            dprintf(fd, "%s %llu %llu\n", drusti_type(i)->name,
                    (unsigned long long)leftovers.counts[i],
                    (unsigned long long)leftovers.bytes[i]);
    }
    free(leftovers.counts);
    free(leftovers.bytes);
    return leftovers.total;
}
