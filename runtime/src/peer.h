/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Ordered messages between servers, and the thread that delivers them.
 */
#ifndef DRUSTI_PEER_H
#define DRUSTI_PEER_H

#include "types.h"

/* The longest body of one message. */
#define DRUSTI_MESSAGE_MAX ((size_t)16 << 20)

/* Queue one message for server `to` (may be the caller's own: delivered by the
 * progress thread too). The body is copied; messages to one server arrive in
 * order. Never blocks, never allocates from the heap partition. Any thread.
 * Small messages to one peer that are queued before it is writable leave in
 * one write. */
void drusti_peer_send(struct drust_server *self, uint32_t to, uint16_t type, const void *body,
                      size_t bytes);

/* Called by the progress thread for each message, in order per sender; defined
 * in control.c. Must not block, resolve or wait. `body` is 8-byte aligned and
 * dies with the call. */
void drusti_control_deliver(struct drust_server *self, uint32_t from, uint16_t type,
                            const uint8_t *body, size_t bytes);

/* Called by the progress thread when it is about to sleep, and within about a
 * millisecond after drusti_peer_nudge: send what was gathered. */
void drusti_control_idle(struct drust_server *self);

/* Something was gathered whose sending nobody forces: the next
 * drusti_control_idle is at most about a millisecond away. Whoever gathers
 * entries calls this after each one (an atomic load when already asked). Never
 * blocks. Any thread. */
void drusti_peer_nudge(struct drust_server *self);

/* ---- For boot and tests ----------------------------------------------------*/

/* Message types from here on belong to boot and do not reach
 * drusti_control_deliver, nor are they counted. */
#define DRUSTI_TYPE_BOOT 0xff00u

/* All are called by the progress thread and must not block. */
struct drusti_peer_hooks {
    /* A message of boot's own; may be NULL if none is ever sent. */
    void (*boot)(struct drust_server *self, uint32_t from, uint16_t type, const uint8_t *body,
                 size_t bytes);
    /* The connection to `peer` ended though nobody said drusti_peers_ending.
     * `peer` == self->id: the launcher is gone. */
    void (*lost)(struct drust_server *self, uint32_t peer);
};

/* Set self->peers up. sockets[i]: a connected stream socket to server i (own
 * entry ignored; NULL for a job of one), owned by the peers from here on.
 * `launcher`: a descriptor that is watched for its end, or -1; stays the
 * caller's. Messages may be sent from here on, none is delivered yet. Ends the
 * job on failure. */
void drusti_peers_start(struct drust_server *self, const int *sockets, int launcher,
                        const struct drusti_peer_hooks *hooks);
/* Start the progress thread, once, after everything that deliveries need is in
 * place. A job of one need not: its thread starts with the first message or
 * nudge. */
void drusti_peers_run(struct drust_server *self);
/* From here on a closed connection is no failure. Any thread. */
void drusti_peers_ending(struct drust_server *self);
/* Wait until everything queued for other servers was given to the system or
 * its receiver is gone. Not from the progress thread. */
void drusti_peers_flush(struct drust_server *self);
/* Flush, stop the progress thread, close the sockets and free. Nobody may send
 * any more. Not from the progress thread. */
void drusti_peers_stop(struct drust_server *self);

#endif
