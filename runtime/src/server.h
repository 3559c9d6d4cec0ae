/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What boot needs from everything above the transport.
 */
#ifndef DRUSTI_SERVER_H
#define DRUSTI_SERVER_H

#include "types.h"

/* Build / tear down everything above the transport; called by boot with id, count, layout, knobs,
 * counters, xport, peers, pool already in place. The own partition is mapped read-write at its
 * address and zero. Ends the job on failure. */
void drusti_server_start(struct drust_server *self, void *partition);
/* True when nothing of this server is in flight: no thread running, no unsent FREE/DROP/INVALIDATE,
 * no unanswered request. Counts are monotonic: messages that count for termination detection. */
bool drusti_server_quiet(struct drust_server *self, uint64_t *sent, uint64_t *received);
void drusti_server_stop(struct drust_server *self);
/* Objects still alive, by type, for --stats; writes lines "TYPE COUNT BYTES" to file. Returns their
 * number. */
uint64_t drusti_server_leftovers(struct drust_server *self, int fd);
/* The job's server of this process; set by boot, NULL in tests. */
extern struct drust_server *drusti_process_server;

#endif
