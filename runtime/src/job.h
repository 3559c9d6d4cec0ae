/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the launcher (`drust run`) and the servers it starts say to each other:
 * one environment variable downwards, notes on a socket upwards. Used by the
 * runtime and by the `drust` command: prints nothing.
 */
#ifndef DRUSTI_JOB_H
#define DRUSTI_JOB_H

#include "types.h"

#define DRUSTI_JOB_VARIABLE "DRUST_JOB"
/* Changes with the text of the variable or the notes. */
#define DRUSTI_JOB_VERSION 1

/* A server's place in its job. All descriptors are inherited. */
struct drusti_job {
    uint32_t id;
    uint32_t servers;
    uint64_t heap_bytes; /* of one server; fits drusti_layout_make */
    uint64_t cache_bytes;
    bool stats;
    int control;                   /* notes go here; its end means that the launcher is gone */
    int heaps[DRUSTI_SERVERS_MAX]; /* memfds of heap_bytes, by server */
    int peers[DRUSTI_SERVERS_MAX]; /* stream sockets, by server; own: -1 */
};

#define DRUSTI_JOB_TEXT 2048
/* The variable's value. */
void drusti_job_print(const struct drusti_job *job, char text[DRUSTI_JOB_TEXT]);
/* False if the text is damaged or of another version. */
bool drusti_job_parse(const char *text, struct drusti_job *job);

/* Notes: packets on a SOCK_SEQPACKET socket, one struct each. */
enum drusti_note_kind {
    DRUSTI_NOTE_JOINED,   /* value: DRUST_ABI_VERSION; before anything of the program's main runs */
    DRUSTI_NOTE_COUNTERS, /* data: all counters, u64 each, in the order of trace.h */
    DRUSTI_NOTE_ALIVE,    /* data: "TYPE COUNT BYTES", not terminated */
    DRUSTI_NOTE_DONE,     /* value: the job's status; from here on servers may end with 0 */
    DRUSTI_NOTE_EXIT      /* value: the job's status; the sender ends itself, end the others now */
};
#define DRUSTI_NOTE_DATA 1024
struct drusti_note {
    uint32_t kind; /* enum drusti_note_kind */
    uint32_t value;
    uint8_t data[DRUSTI_NOTE_DATA];
};
#define DRUSTI_NOTE_HEAD offsetof(struct drusti_note, data)

/* Send one note; waits for room. A launcher that is gone is no error: the
 * sender learns it elsewhere. */
void drusti_note_send(int control, enum drusti_note_kind kind, uint32_t value, const void *data,
                      size_t bytes);
/* Receive one note without waiting: bytes of its data, or -1 if there is none
 * now (*ended is set if there will never be one). */
int drusti_note_receive(int control, struct drusti_note *note, bool *ended);

#endif
