/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Between boot.c, which every process runs, and boot_job.c, which adds what a
 * job of several processes needs.
 */
#ifndef DRUSTI_BOOT_H
#define DRUSTI_BOOT_H

#include "types.h"

struct drusti_job;

/* Reserve the whole range of the layout, PROT_NONE, and map the own heap from
 * `memfd` (-1: private memory), read-write and zero, at its address; returns
 * that. Ends the job on failure. */
void *drusti_boot_map(const struct drust_server *self, int memfd);

/* The user's main, as the linker names it under --wrap=main. Weak: a program that
 * is linked without is told so when it starts (boot.c). */
int __real_main(int argc, char **argv, char **envp) __attribute__((weak));

/* True, once: this process was started by the launcher, which is told that it
 * runs. Takes DRUST_JOB out of the environment, so that programs it starts run
 * alone. */
bool drusti_job_take(struct drusti_job *job);

/* Connect `self` (counters set, knobs read) to the job: fills in everything
 * else, maps every heap, compares this server with server 0, starts transport,
 * messages, pool and everything above. Server 0 returns after all others did.
 * Ends the job on failure. */
void drusti_job_join(struct drust_server *self, const struct drusti_job *job);

/* Transport, messages, pool and everything above, over mapped heaps. `heaps`
 * and `sockets` as in xport.h and peer.h; `control`: the launcher's socket, -1
 * if there is none. Ends the job on failure. */
void drusti_boot_start(struct drust_server *self, void *partition, void *const *heaps,
                       const int *sockets, int control);

/* ---- The end (boot_end.c) --------------------------------------------------*/

/* Before messages can arrive. `control`: the launcher's socket, or -1. */
void drusti_end_start(struct drust_server *self, int control, bool stats);
struct drusti_peer_hooks;
extern const struct drusti_peer_hooks drusti_end_hooks;

/* Servers but 0: serve until the job ends. */
void drusti_end_serve(void);

/* Server 0: wait until no thread runs and no message is on its way anywhere.
 * False if that did not happen in time; wait_ns_max 0: wait for ever. */
bool drusti_end_quiet(uint64_t wait_ns_max);

/* The last step of exit() on any server. `status` is exit's; `returned`: main
 * came back, so every thread is to be waited for. */
void drusti_end_leave(int status, bool returned);

/* Another server is gone, and nobody said that it may: wait for the launcher
 * to end this process, so that one message names the one that failed. */
_Noreturn void drusti_end_lost(uint32_t server);

#endif
