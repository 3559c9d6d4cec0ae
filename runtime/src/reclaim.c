/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Batches, rounds of INVALIDATE, quarantine.
 *
 * Locks: one a peer for its batch; one for rounds and quarantine. Neither is
 * held while a message is queued or the other is taken.
 *
 * Order of messages. A FREE or DROP says that a word is gone: nobody waits for
 * it but the memory it returns, and whoever meets the address again gets it
 * from the home, after the entry. So entries may be late; they leave in
 * batches, when the progress thread is idle, before a spawn or completion to
 * that server, and when somebody is short of memory.
 *
 *   FREE, last colour --gathered--> round open --all answered--> born anew, free
 */
#include "reclaim.h"

#include "cache.h"
#include "check.h"
#include "glue.h"
#include "heap.h"
#include "own.h"
#include "peer.h"
#include "trace.h"
#include "wire.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A batch leaves early when it keeps so many bytes of its home from use. */
#define FLUSH_BYTES ((uint64_t)1 << 20)

struct batch {
    pthread_mutex_t lock;
    uint64_t bytes; /* of the objects that were moved away */
    uint32_t count;
    uint32_t leaving; /* moved out, not yet counted as sent */
    uint64_t words[DRUSTI_BATCH_MAX];
} __attribute__((aligned(64)));

/* One INVALIDATE and its answers. */
struct round {
    struct round *next;
    uint64_t id;
    uint64_t unanswered; /* a bit for each server */
    uint64_t blocks;     /* first block of the quarantine that waits for it, or 0 */
    bool waited;         /* a thread waits and will free the record */
    bool done;
};

struct drusti_reclaim {
    struct batch batches[DRUSTI_SERVERS_MAX];
    pthread_mutex_t lock; /* everything below */
    pthread_cond_t answered;
    struct round *rounds;
    uint64_t ids;
    uint64_t gathered; /* first block that waits for a round, or 0 */
    uint32_t gathered_count;
};

void drusti_reclaim_start(struct drust_server *self)
{
    struct drusti_reclaim *reclaim = aligned_alloc(64, sizeof *reclaim);
    DRUSTI_REQUIRE(reclaim != NULL, "out of memory at start");
    memset(reclaim, 0, sizeof *reclaim);
    for (uint32_t i = 0; i < DRUSTI_SERVERS_MAX; i++)
        pthread_mutex_init(&reclaim->batches[i].lock, NULL);
    pthread_mutex_init(&reclaim->lock, NULL);
    pthread_cond_init(&reclaim->answered, NULL);
    self->own->reclaim = reclaim;
}

void drusti_reclaim_stop(struct drust_server *self)
{
    struct drusti_reclaim *reclaim = self->own->reclaim;
    DRUSTI_INVARIANT(drusti_reclaim_idle(self), "a server stops when nothing is in flight");
    for (uint32_t i = 0; i < DRUSTI_SERVERS_MAX; i++)
        pthread_mutex_destroy(&reclaim->batches[i].lock);
    pthread_mutex_destroy(&reclaim->lock);
    pthread_cond_destroy(&reclaim->answered);
    free(reclaim);
    self->own->reclaim = NULL;
}

bool drusti_reclaim_idle(struct drust_server *self)
{
    struct drusti_reclaim *reclaim = self->own->reclaim;
    for (uint32_t i = 0; i < self->count; i++) {
        pthread_mutex_lock(&reclaim->batches[i].lock);
        bool empty = reclaim->batches[i].count == 0 && reclaim->batches[i].leaving == 0;
        pthread_mutex_unlock(&reclaim->batches[i].lock);
        if (!empty)
            return false;
    }
    pthread_mutex_lock(&reclaim->lock);
    bool idle = reclaim->gathered_count == 0 && reclaim->rounds == NULL;
    pthread_mutex_unlock(&reclaim->lock);
    return idle;
}

/* ---- Batches ------------------------------------------------------------------*/

/* Move a batch out, under its lock; the caller passes it to send_batch without
 * the lock. Until then it is neither in the batch nor sent: `leaving` keeps the
 * server from being taken for idle. */
static void move_out(struct batch *batch, struct drusti_wire_reclaim *message)
{
    message->count = batch->count;
    message->zero = 0;
    memcpy(message->words, batch->words, batch->count * sizeof batch->words[0]);
    batch->leaving += batch->count != 0;
    batch->count = 0;
    batch->bytes = 0;
}

static void send_batch(struct drust_server *self, uint32_t server,
                       const struct drusti_wire_reclaim *message)
{
    if (message->count == 0)
        return;
    drusti_wire_send(self, server, DRUSTI_RECLAIM, message,
                     offsetof(struct drusti_wire_reclaim, words) +
                         message->count * sizeof message->words[0]);
    struct batch *batch = &self->own->reclaim->batches[server];
    pthread_mutex_lock(&batch->lock);
    batch->leaving--;
    pthread_mutex_unlock(&batch->lock);
}

static void gather(struct drust_server *self, uint64_t entry, uint64_t bytes)
{
    uint32_t home = drusti_home(&self->layout, drusti_address(entry));
    DRUSTI_INVARIANT(home != self->id, "entries are for other homes");
    struct batch *batch = &self->own->reclaim->batches[home];
    struct drusti_wire_reclaim message = {.count = 0};
    pthread_mutex_lock(&batch->lock);
    batch->words[batch->count++] = entry;
    batch->bytes += bytes;
    bool full = batch->count == DRUSTI_BATCH_MAX || batch->bytes >= FLUSH_BYTES;
    if (full)
        move_out(batch, &message);
    pthread_mutex_unlock(&batch->lock);
    if (full)
        send_batch(self, home, &message);
    else
        drusti_peer_nudge(self);
}

void drusti_reclaim_send_free(struct drust_server *self, uint64_t word, uint64_t bytes)
{
    DRUSTI_COUNT_OFTEN(self, remote_frees, 1);
    gather(self, word & ~DRUST_HANDED_OUT, bytes);
}

void drusti_reclaim_send_drop(struct drust_server *self, uint64_t word)
{
    DRUSTI_COUNT_OFTEN(self, remote_drops, 1);
    gather(self, word | DRUST_HANDED_OUT, 0);
}

void drusti_reclaim_flush_to(struct drust_server *self, uint32_t server)
{
    struct batch *batch = &self->own->reclaim->batches[server];
    struct drusti_wire_reclaim message;
    pthread_mutex_lock(&batch->lock);
    move_out(batch, &message);
    pthread_mutex_unlock(&batch->lock);
    send_batch(self, server, &message);
}

void drusti_reclaim_ask_flush(struct drust_server *self)
{
    drusti_reclaim_flush(self);
    for (uint32_t i = 0; i < self->count; i++)
        if (i != self->id)
            drusti_wire_send(self, i, DRUSTI_FLUSH, NULL, 0);
}

/* ---- Quarantine ---------------------------------------------------------------*/

/* Blocks in quarantine are linked through their headers. */
static uint64_t *link_of(uint64_t address) { return &drusti_header(address)->bytes; }

static void send_round(struct drust_server *self, uint64_t id, const uint64_t *addresses,
                       uint32_t count)
{
    struct drusti_wire_invalidate message = {.round = id, .count = count};
    memcpy(message.addresses, addresses, count * sizeof addresses[0]);
    size_t bytes = offsetof(struct drusti_wire_invalidate, addresses) + count * sizeof addresses[0];
    DRUSTI_COUNT(self, invalidations, (uint64_t)count * (self->count - 1));
    for (uint32_t i = 0; i < self->count; i++)
        if (i != self->id)
            drusti_wire_send(self, i, DRUSTI_INVALIDATE, &message, bytes);
}

/* Enter a round; its answers may come as soon as the message is sent. Under
 * the lock. */
static struct round *open_round(struct drust_server *self, uint64_t blocks, bool waited)
{
    struct drusti_reclaim *reclaim = self->own->reclaim;
    struct round *round = calloc(1, sizeof *round);
    DRUSTI_REQUIRE(round != NULL, "out of memory for an INVALIDATE");
    uint64_t all = self->count == 64 ? UINT64_MAX : ((uint64_t)1 << self->count) - 1;
    round->id = ++reclaim->ids;
    round->unanswered = all & ~((uint64_t)1 << self->id);
    round->blocks = blocks;
    round->waited = waited;
    round->next = reclaim->rounds;
    reclaim->rounds = round;
    return round;
}

/* Open a round for what is gathered in the quarantine; under the lock. Returns
 * the number of addresses and the round's id, for send_round without it. */
static uint32_t open_gathered(struct drust_server *self, uint64_t *addresses, uint64_t *id)
{
    struct drusti_reclaim *reclaim = self->own->reclaim;
    uint32_t count = 0;
    for (uint64_t block = reclaim->gathered; block != 0; block = *link_of(block))
        addresses[count++] = block;
    DRUSTI_INVARIANT(count == reclaim->gathered_count, "the quarantine is counted");
    if (count != 0)
        *id = open_round(self, reclaim->gathered, false)->id;
    reclaim->gathered = 0;
    reclaim->gathered_count = 0;
    return count;
}

static void flush_quarantine(struct drust_server *self)
{
    struct drusti_reclaim *reclaim = self->own->reclaim;
    uint64_t addresses[DRUSTI_BATCH_MAX];
    uint64_t id = 0;
    pthread_mutex_lock(&reclaim->lock);
    uint32_t count = open_gathered(self, addresses, &id);
    pthread_mutex_unlock(&reclaim->lock);
    if (count != 0)
        send_round(self, id, addresses, count);
}

void drusti_reclaim_give_back(struct drust_server *self, uint64_t address, bool held)
{
    if (!held) {
        drusti_heap_free(self, address);
        return;
    }
    struct drusti_reclaim *reclaim = self->own->reclaim;
    uint64_t addresses[DRUSTI_BATCH_MAX];
    uint64_t id = 0;
    uint32_t count = 0;
    DRUSTI_COUNT(self, quarantines, 1);
    pthread_mutex_lock(&reclaim->lock);
    *link_of(address) = reclaim->gathered;
    reclaim->gathered = address;
    if (++reclaim->gathered_count == DRUSTI_BATCH_MAX)
        count = open_gathered(self, addresses, &id);
    pthread_mutex_unlock(&reclaim->lock);
    if (count != 0)
        send_round(self, id, addresses, count);
    else
        drusti_peer_nudge(self);
}

void drusti_reclaim_flush(struct drust_server *self)
{
    for (uint32_t i = 0; i < self->count; i++)
        drusti_reclaim_flush_to(self, i);
    flush_quarantine(self);
}

void drusti_reclaim_wrap(struct drust_server *self, uint64_t address)
{
    if (self->count == 1)
        return;
    struct drusti_reclaim *reclaim = self->own->reclaim;
    pthread_mutex_lock(&reclaim->lock);
    struct round *round = open_round(self, 0, true);
    pthread_mutex_unlock(&reclaim->lock);
    send_round(self, round->id, &address, 1);
    pthread_mutex_lock(&reclaim->lock);
    while (!round->done)
        pthread_cond_wait(&reclaim->answered, &reclaim->lock);
    pthread_mutex_unlock(&reclaim->lock);
    free(round);
}

/* ---- Messages -------------------------------------------------------------------*/

void drusti_reclaim_on_entries(struct drusti_wire_reader *message)
{
    struct drust_server *self = message->self;
    uint32_t head[2];
    drusti_wire_get(message, head, sizeof head);
    drusti_wire_expect(message, head[0] <= DRUSTI_BATCH_MAX, "too many entries");
    for (uint32_t i = 0; i < head[0]; i++) {
        uint64_t word;
        drusti_wire_get(message, &word, sizeof word);
        drusti_wire_expect(message, drusti_heap_mine(self, drusti_address(word)),
                           "an entry for another home");
        if (drusti_handed_out(word)) {
            drusti_glue_on_drop(self, word);
            continue;
        }
        uint64_t address = drusti_address(word);
        bool held = drusti_heap_retire(self, word | DRUST_HANDED_OUT);
        DRUSTI_COUNT_OFTEN(self, frees, 1);
        drusti_reclaim_give_back(self, address, held);
    }
}

void drusti_reclaim_on_invalidate(struct drusti_wire_reader *message)
{
    struct drust_server *self = message->self;
    struct drusti_wire_invalidated answer;
    uint32_t head[2];
    drusti_wire_get(message, &answer.round, sizeof answer.round);
    drusti_wire_get(message, head, sizeof head);
    drusti_wire_expect(message, head[0] <= DRUSTI_BATCH_MAX, "too many addresses");
    for (uint32_t i = 0; i < head[0]; i++) {
        uint64_t address;
        drusti_wire_get(message, &address, sizeof address);
        drusti_wire_expect(message,
                           drusti_in_heap(&self->layout, address) &&
                               drusti_home(&self->layout, address) == message->from,
                           "an address that is not the sender's");
        drusti_cache_forget(self, address);
    }
    drusti_wire_send(self, message->from, DRUSTI_INVALIDATED, &answer, sizeof answer);
}

/* Note an answer; the round if it was the last one. Under the lock. */
static struct round *answer_round(struct drusti_reclaim *reclaim,
                                  const struct drusti_wire_reader *message, uint64_t id)
{
    struct round **link = &reclaim->rounds;
    while (*link != NULL && (*link)->id != id)
        link = &(*link)->next;
    struct round *round = *link;
    uint64_t bit = (uint64_t)1 << message->from;
    drusti_wire_expect(message, round != NULL && (round->unanswered & bit) != 0,
                       "an answer nobody asked for");
    round->unanswered &= ~bit;
    if (round->unanswered != 0)
        return NULL;
    *link = round->next;
    return round;
}

void drusti_reclaim_on_invalidated(struct drusti_wire_reader *message)
{
    struct drust_server *self = message->self;
    struct drusti_reclaim *reclaim = self->own->reclaim;
    struct drusti_wire_invalidated answer;
    drusti_wire_get(message, &answer, sizeof answer);
    pthread_mutex_lock(&reclaim->lock);
    struct round *round = answer_round(reclaim, message, answer.round);
    bool waited = round != NULL && round->waited;
    if (waited) {
        round->done = true;
        pthread_cond_broadcast(&reclaim->answered);
    }
    pthread_mutex_unlock(&reclaim->lock);
    if (round == NULL || waited)
        return;
    /* Every server has forgotten these addresses: their colours start again
     * (retire has set the birth), and only now may an object start there. */
    for (uint64_t block = round->blocks, next; block != 0; block = next) {
        next = *link_of(block);
        drusti_heap_free(self, block);
    }
    free(round);
}
