/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Writing and reading messages. Takes no locks.
 */
#include "wire.h"

#include "check.h"
#include "own.h"
#include "peer.h"
#include "sanitize.h"

#include <stdlib.h>
#include <string.h>

void drusti_wire_send(struct drust_server *self, uint32_t to, enum drusti_message type,
                      const void *body, size_t bytes)
{
    /* Counted before it is queued: a message in flight is then never missing
     * from the sum of what was sent. */
    atomic_fetch_add_explicit(&self->own->sent, 1, memory_order_seq_cst);
    drusti_tsan_release(&self->own->sent); /* with the acquire in drusti_control_deliver */
    drusti_peer_send(self, to, (uint16_t)type, body, bytes);
}

static size_t padded(size_t bytes) { return (bytes + 7) & ~(size_t)7; }

void drusti_wire_put(struct drusti_wire_writer *writer, const void *from, size_t bytes)
{
    size_t need = padded(bytes);
    if (writer->room - writer->length < need) {
        size_t room = 2 * writer->room + need + 256;
        uint8_t *grown = realloc(writer->bytes, room);
        DRUSTI_REQUIRE(grown != NULL, "out of memory for a message of %zu bytes", room);
        writer->bytes = grown;
        writer->room = room;
    }
    if (bytes != 0)
        memcpy(writer->bytes + writer->length, from, bytes);
    memset(writer->bytes + writer->length + bytes, 0, need - bytes);
    writer->length += need;
}

void drusti_wire_finish(struct drusti_wire_writer *writer, struct drust_server *self, uint32_t to,
                        enum drusti_message type)
{
    drusti_wire_send(self, to, type, writer->bytes, writer->length);
    free(writer->bytes);
    *writer = (struct drusti_wire_writer){.bytes = NULL};
}

const void *drusti_wire_take(struct drusti_wire_reader *reader, size_t bytes)
{
    drusti_wire_expect(reader, bytes <= reader->left && padded(bytes) <= reader->left,
                       "it is too short");
    const void *at = reader->at;
    reader->at += padded(bytes);
    reader->left -= padded(bytes);
    return at;
}

void drusti_wire_get(struct drusti_wire_reader *reader, void *to, size_t bytes)
{
    memcpy(to, drusti_wire_take(reader, bytes), bytes);
}
