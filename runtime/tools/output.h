/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Merging what several processes print, line by line.
 */
#ifndef DRUST_OUTPUT_H
#define DRUST_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct source; /* a process that has an unfinished line */

/* One stream. All servers write to one socket, so the kernel keeps the order
 * in which they wrote: what happened before a join on one server comes before
 * what the joiner prints. The kernel also says who wrote, so lines stay whole. */
struct output {
    int socket;  /* reading end */
    int writers; /* the servers' end; -1 once all have started */
    int target;  /* our own stream */
    int abort;   /* a descriptor: stop waiting for the target when it is readable */
    bool terminal;
    int error;  /* errno of the first failed write; nothing is written after it */
    pid_t open; /* whose unfinished line was written last; 0: the target is at a
                   line's start */
    struct source *sources;
};

/* False with errno set if the system gives no socket. */
bool output_open(struct output *output, int target, int abort);
/* Write what has come; never waits for servers. True if there was anything. */
bool output_pump(struct output *output);
/* True if an unfinished line should be shown soon: someone may be waiting for
 * the answer to a question. */
bool output_has_prompt(const struct output *output);
/* Write unfinished lines as they are. */
void output_flush(struct output *output);
/* Pump and flush for the last time, and free. */
void output_close(struct output *output);

#endif
