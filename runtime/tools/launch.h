/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The processes of a job, between the files of `drust run`.
 */
#ifndef DRUST_LAUNCH_H
#define DRUST_LAUNCH_H

#include "job.h"
#include "output.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

/* What the user asked for. */
struct options {
    uint32_t servers;
    uint64_t heap_bytes;   /* of one server, as laid out */
    uint64_t cache_bytes;  /* never 0 */
    uint32_t join_seconds; /* a program that takes longer to join is given up */
    bool stats;
    char **command; /* program and arguments, NULL-terminated */
};

struct process {
    pid_t pid;   /* 0: not started */
    int pidfd;   /* readable when it has ended; -1 after that was noticed */
    int control; /* its notes */
    bool joined; /* the program said that it is a DRust program */
    bool dead;
};

struct launch {
    const struct options *options;
    struct process processes[DRUSTI_SERVERS_MAX];
    int signals; /* signalfd of SIGINT, SIGTERM, SIGHUP */
    sigset_t old_mask;
    struct rlimit old_descriptors;
    bool merged; /* more than one server: output comes through the two below */
    struct output output;
    struct output errors;
};

/* Start all servers. On failure: message, nothing left behind, exit. */
void launch_start(struct launch *launch, const struct options *options);

/* Kill every server, and whatever they started and left to us, and wait for
 * their ends. */
void launch_kill(struct launch *launch);

/* Follow the job to its end; the exit status. Prints what went wrong and, if
 * asked for, statistics. Leaves no process behind. */
int watch_job(struct launch *launch);

#endif
