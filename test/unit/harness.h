/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Several servers in one process: the real runtime with everything but the
 * launcher. Partitions are memfds, mapped once at their address for their
 * server and once more for the others to READ; messages go over socket pairs.
 * Tests call the functions below api.c, which name their server.
 */
#ifndef DRUST_TEST_HARNESS_H
#define DRUST_TEST_HARNESS_H

#include "trace.h"
#include "types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HARNESS_MAX 4u

struct harness {
    uint32_t count;
    struct drust_server servers[HARNESS_MAX];
    struct drusti_counters counters[HARNESS_MAX];
    void *views[HARNESS_MAX]; /* where others READ the partition */
};

/* What a test may set before the servers start. */
struct harness_settings {
    uint32_t servers;
    uint64_t cache_bytes;    /* 0: 16 MiB */
    uint64_t affinity_bytes; /* 0: 256 KiB */
    uint32_t colour_max;     /* 0: all 15 bits */
    uint64_t births_seed;    /* 0: plain births */
    uint64_t place_seed;     /* 0: plain placement */
};

/* Never fails: a test without servers tests nothing, so it aborts. */
struct harness *harness_start(struct harness_settings settings);
/* Waits until nothing is in flight, then stops all servers. */
void harness_stop(struct harness *harness);
/* Waits until nothing is in flight: all batches sent, all drops done. */
void harness_settle(struct harness *harness);

/* A counter of one server. */
#define COUNTER(harness, server, name)                                                             \
    drusti_counter(&(harness)->servers[server], DRUSTI_COUNTER_##name)
#define assert_counter(harness, server, name, expected)                                            \
    assert_int_equal(COUNTER(harness, server, name), (expected))

/* ---- Types of the tests ------------------------------------------------------*/

struct node {
    uint64_t value;
    uint64_t next; /* owner word */
};
struct tree {
    uint64_t left; /* owner words */
    uint64_t right;
    uint64_t value;
};
struct leaf {
    uint64_t value;
    uint64_t more[7];
};
extern const struct drust_type type_node, type_tree, type_leaf, type_byte;
extern const struct drust_type type_owner; /* an element of an array of owners */

extern struct drust_site test_site;

/* A new object of `server`; its word. */
uint64_t make(struct drust_server *server, const struct drust_type *type, size_t count);
/* The local object a word of this server names. */
void *local(uint64_t word);
/* Resolve for reading into pin 0 of a frame; the caller unpins. */
union test_frame {
    struct drust_frame frame;
    uint64_t room[1 + DRUST_FRAME_PINS * sizeof(struct drust_pin) / sizeof(uint64_t)];
};
void *peek(struct drust_server *server, uint64_t word, union test_frame *frame);
/* Resolve for writing and store the new word into the slot. */
void *open_slot(struct drust_server *server, uint64_t *slot);

/* Run `body(context)` in a child process and assert that it ends the job with
 * a message that contains `text`. */
void assert_fatal(void (*body)(void *context), void *context, const char *text);

/* No block is in use in the server's partition, of whatever kind. */
void assert_no_blocks(const struct drust_server *server);

#endif
