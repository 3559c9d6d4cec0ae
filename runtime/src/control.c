/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a message starts. Runs on the progress thread: nothing here resolves,
 * waits or allocates from the partition; whatever would goes to a worker.
 */
#include "check.h"
#include "lend.h"
#include "own.h"
#include "peer.h"
#include "reclaim.h"
#include "sanitize.h"
#include "thread.h"
#include "wire.h"

void drusti_control_deliver(struct drust_server *self, uint32_t from, uint16_t type,
                            const uint8_t *body, size_t bytes)
{
    struct drusti_wire_reader message = {.self = self, .at = body, .left = bytes, .from = from};
    drusti_wire_expect(&message, from < self->count, "it comes from nowhere");
    /* What this server sent may have caused what it receives, by way of other
     * processes that the sanitizer does not see. */
    drusti_tsan_acquire(&self->own->sent);
    switch ((enum drusti_message)type) {
    case DRUSTI_RECLAIM:
        drusti_reclaim_on_entries(&message);
        break;
    case DRUSTI_INVALIDATE:
        drusti_reclaim_on_invalidate(&message);
        break;
    case DRUSTI_INVALIDATED:
        drusti_reclaim_on_invalidated(&message);
        break;
    case DRUSTI_NEW:
        drusti_own_on_new(&message);
        break;
    case DRUSTI_NEWED:
        drusti_own_on_newed(&message);
        break;
    case DRUSTI_SPAWN:
        drusti_thread_on_spawn(&message);
        break;
    case DRUSTI_DONE:
        drusti_thread_on_done(&message);
        break;
    case DRUSTI_RELEASE:
        drusti_lend_on_release(&message);
        break;
    case DRUSTI_FLUSH:
        drusti_reclaim_flush(self);
        break;
    default:
        drusti_wire_expect(&message, false, "its type is unknown");
    }
    /* Counted last: what the message started is visible to drusti_server_quiet
     * before the message counts as received. */
    atomic_fetch_add_explicit(&self->own->received, 1, memory_order_seq_cst);
}

void drusti_control_idle(struct drust_server *self) { drusti_reclaim_flush(self); }
