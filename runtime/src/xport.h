/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One-sided access to other servers' partitions. The contract every transport
 * keeps; xport_shm.c implements it between processes of one host.
 */
#ifndef DRUSTI_XPORT_H
#define DRUSTI_XPORT_H

#include "types.h"

/* Copy `bytes` bytes at `address` (in the heap of `server`, not the caller's
 * own) to `to`. One request, counted as one READ. Blocks until the bytes are
 * there. Any thread. */
void drusti_xport_read(struct drust_server *self, uint32_t server, uint64_t address, void *to,
                       size_t bytes);

/* Read an object whose size is not known: header and payload arrive in one
 * request. `reserve` is called once with the header and returns where the
 * payload goes (never NULL). A transport that cannot see the size first uses
 * *seen, the bytes this place met last, and updates it. */
void drusti_xport_read_object(struct drust_server *self, uint32_t server, uint64_t address,
                              uint32_t *seen,
                              void *(*reserve)(void *context, const struct drust_header *header),
                              void *context);

/* Read several objects in one batch: the thread waits once. They stand in the
 * order of their addresses, on any servers but the own one. `reserve` is called
 * once for each, in order, with its header, and returns where the payload goes;
 * NULL leaves the object out. Those that lie one behind the other are one
 * READ. */
void drusti_xport_read_batch(struct drust_server *self, const uint64_t *addresses, size_t count,
                             void *(*reserve)(void *context, size_t index,
                                              const struct drust_header *header),
                             void *context);

/* ---- For boot and tests ----------------------------------------------------*/

/* Set self->xport up for the shared-memory transport. heaps[i]: where server
 * i's heap is mapped in this process, heap_bytes long, readable (own entry
 * ignored). The array is copied; the mappings stay the caller's and outlive
 * the transport. Ends the job on failure. */
void drusti_xport_shm_start(struct drust_server *self, void *const *heaps);
void drusti_xport_shm_stop(struct drust_server *self);

#endif
