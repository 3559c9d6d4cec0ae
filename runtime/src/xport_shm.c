/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The transport between processes of one host: every partition is a memfd that
 * all servers map, so a READ is a copy. Takes no lock and allocates nothing
 * after start. The peers' mappings stand at addresses of their own (and are
 * PROT_NONE at the partition's address), so that an access the compiler forgot
 * to resolve faults here as it would over a network.
 *
 * A READ is not atomic and need not be: the protocol reads an object only
 * under a colour whose last write happened before the word was handed over
 * (protocol I3), and messages order the two.
 */
#include "check.h"
#include "trace.h"
#include "xport.h"

#include <stdlib.h>
#include <string.h>

/* Objects with no more between them lie one behind the other: the allocator's
 * blocks are a little longer than what was asked for. */
#define GAP_MAX 64u

struct drusti_xport {
    const uint8_t *heaps[DRUSTI_SERVERS_MAX]; /* by server; NULL for the own one; constant */
};

/* Where `bytes` bytes at `address` of `server` lie in this process. The range
 * comes from a word or a header another server wrote: a bad one must end the
 * job with a message and not read beyond the mapping. */
static const uint8_t *locate(const struct drust_server *self, uint32_t server, uint64_t address,
                             uint64_t bytes)
{
    DRUSTI_INVARIANT(server < self->count && server != self->id, "READ from another server");
    uint64_t offset = address - drusti_partition(&self->layout, server);
    DRUSTI_INVARIANT(offset < self->layout.heap_bytes, "READ inside the heap");
    DRUSTI_INVARIANT(bytes <= self->layout.heap_bytes - offset, "READ inside the heap");
    return self->xport->heaps[server] + offset;
}

void drusti_xport_read(struct drust_server *self, uint32_t server, uint64_t address, void *to,
                       size_t bytes)
{
    memcpy(to, locate(self, server, address, bytes), bytes);
    DRUSTI_COUNT(self, round_trips, 1);
    DRUSTI_COUNT(self, reads, 1);
    DRUSTI_COUNT(self, read_bytes, bytes);
}

/* NOLINTBEGIN(readability-non-const-parameter): other transports write *seen */
void drusti_xport_read_object(struct drust_server *self, uint32_t server, uint64_t address,
                              uint32_t *seen,
                              void *(*reserve)(void *context, const struct drust_header *header),
                              void *context)
{
    /* NOLINTEND(readability-non-const-parameter) */
    (void)seen; /* the header is visible before the copy: nothing to predict */
    struct drust_header header;
    memcpy(&header, locate(self, server, address - DRUST_HEADER_BYTES, sizeof header),
           sizeof header);
    const uint8_t *from = locate(self, server, address, header.bytes);
    memcpy(reserve(context, &header), from, header.bytes);
    DRUSTI_COUNT(self, round_trips, 1);
    DRUSTI_COUNT(self, reads, 1);
    DRUSTI_COUNT(self, read_bytes, sizeof header + header.bytes);
}

void drusti_xport_read_batch(struct drust_server *self, const uint64_t *addresses, size_t count,
                             void *(*reserve)(void *context, size_t index,
                                              const struct drust_header *header),
                             void *context)
{
    uint64_t runs = 0, bytes = 0, end = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t start = addresses[i] - DRUST_HEADER_BYTES;
        uint32_t server = drusti_home(&self->layout, addresses[i]);
        struct drust_header header;
        memcpy(&header, locate(self, server, start, sizeof header), sizeof header);
        const uint8_t *from = locate(self, server, addresses[i], header.bytes);
        void *to = reserve(context, i, &header);
        if (to == NULL)
            continue;
        memcpy(to, from, header.bytes);
        DRUSTI_INVARIANT(start >= end, "a batch is in the order of addresses");
        bool apart = runs == 0 || start - end > GAP_MAX;
        runs += apart;
        bytes += addresses[i] + header.bytes - (apart ? start : end);
        end = addresses[i] + header.bytes;
    }
    if (runs == 0)
        return;
    DRUSTI_COUNT(self, round_trips, 1);
    DRUSTI_COUNT(self, reads, runs);
    DRUSTI_COUNT(self, read_bytes, bytes);
}

void drusti_xport_shm_start(struct drust_server *self, void *const *heaps)
{
    struct drusti_xport *xport = drusti_zalloc(sizeof *xport, "the transport");
    for (uint32_t i = 0; i < self->count; i++)
        xport->heaps[i] = i == self->id ? NULL : heaps[i];
    self->xport = xport;
}

void drusti_xport_shm_stop(struct drust_server *self)
{
    free(self->xport);
    self->xport = NULL;
}
