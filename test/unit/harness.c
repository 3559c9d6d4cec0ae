/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The servers of the unit tests.
 */
#include "harness.h"

#include "check.h"
#include "child.h"
#include "heap.h"
#include "layout.h"
#include "own.h"
#include "peer.h"
#include "pool.h"
#include "server.h"
#include "xport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HEAP_BYTES DRUSTI_HEAP_UNIT

static const struct drust_slot node_slots[] = {{offsetof(struct node, next), 1, 8, 0}};
static const struct drust_slot tree_slots[] = {{offsetof(struct tree, left), 2, 8, 0}};
static const struct drust_slot owner_slots[] = {{0, 1, 8, 0}};

#define TYPE __attribute__((section(DRUST_SECTION_TYPES), used, aligned(8)))
TYPE const struct drust_type type_node = {.name = "struct node",
                                          .where = "harness.h:1",
                                          .size = sizeof(struct node),
                                          .align = 8,
                                          .slot_count = 1,
                                          .slots = node_slots};
TYPE const struct drust_type type_tree = {.name = "struct tree",
                                          .where = "harness.h:2",
                                          .size = sizeof(struct tree),
                                          .align = 8,
                                          .slot_count = 1,
                                          .slots = tree_slots};
TYPE const struct drust_type type_leaf = {
    .name = "struct leaf", .where = "harness.h:3", .size = sizeof(struct leaf), .align = 8};
TYPE const struct drust_type type_byte = {
    .name = "char", .where = "harness.h:4", .size = 1, .align = 1};
TYPE const struct drust_type type_owner = {.name = "node_box",
                                           .where = "harness.h:5",
                                           .size = 8,
                                           .align = 8,
                                           .slot_count = 1,
                                           .slots = owner_slots};

struct drust_site test_site = {.file = "test.c", .what = "p->v", .line = 7};

static void must(bool condition, const char *what)
{
    if (!condition) {
        perror(what);
        abort();
    }
}

static void lost(struct drust_server *self, uint32_t peer)
{
    fprintf(stderr, "server %u lost server %u\n", self->id, peer);
    abort();
}

/* Every job gets addresses of its own: the allocator never forgets an arena. */
static void map_partitions(struct harness *harness, struct drusti_layout *layout)
{
    static uint64_t next_base = DRUSTI_BASE;
    must(drusti_layout_make(harness->count, HEAP_BYTES, layout), "layout");
    layout->base = next_base;
    next_base += drusti_layout_total(layout);
    void *base = mmap((void *)(uintptr_t)layout->base, drusti_layout_total(layout), PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    must(base == (void *)(uintptr_t)layout->base, "reserve");
    for (uint32_t i = 0; i < harness->count; i++) {
        int memory = memfd_create("partition", MFD_CLOEXEC);
        must(memory >= 0 && ftruncate(memory, (off_t)layout->heap_bytes) == 0, "memfd");
        void *home = (void *)(uintptr_t)drusti_partition(layout, i);
        must(mmap(home, layout->heap_bytes, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_NORESERVE | MAP_FIXED, memory, 0) == home,
             "partition");
        harness->views[i] =
            mmap(NULL, layout->heap_bytes, PROT_READ, MAP_SHARED | MAP_NORESERVE, memory, 0);
        must(harness->views[i] != MAP_FAILED, "view");
        close(memory);
    }
}

struct harness *harness_start(struct harness_settings settings)
{
    static const struct drusti_peer_hooks hooks = {.boot = NULL, .lost = lost};
    struct harness *harness = calloc(1, sizeof *harness);
    must(harness != NULL && settings.servers <= HARNESS_MAX, "harness");
    harness->count = settings.servers;
    struct drusti_layout layout;
    map_partitions(harness, &layout);
    int sockets[HARNESS_MAX][HARNESS_MAX];
    for (uint32_t i = 0; i < harness->count; i++) {
        sockets[i][i] = -1;
        for (uint32_t j = i + 1; j < harness->count; j++) {
            int pair[2];
            must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0, "socketpair");
            sockets[i][j] = pair[0];
            sockets[j][i] = pair[1];
        }
    }
    for (uint32_t i = 0; i < harness->count; i++) {
        struct drust_server *server = &harness->servers[i];
        server->id = i;
        server->count = harness->count;
        server->layout = layout;
        server->counters = &harness->counters[i];
        server->knobs = (struct drusti_knobs){
            .cache_bytes = settings.cache_bytes != 0 ? settings.cache_bytes : 16 << 20,
            .affinity_bytes = settings.affinity_bytes != 0 ? settings.affinity_bytes : 256 << 10,
            .colour_max = settings.colour_max != 0 ? settings.colour_max : DRUST_COLOUR_MAX,
            .births_seeded = settings.births_seed != 0,
            .births_seed = settings.births_seed,
            .place_random = settings.place_seed != 0,
            .place_seed = settings.place_seed};
        drusti_xport_shm_start(server, harness->views);
        drusti_peers_start(server, harness->count > 1 ? sockets[i] : NULL, -1, &hooks);
        drusti_pool_start(server);
        drusti_server_start(server, (void *)(uintptr_t)drusti_partition(&layout, i));
    }
    for (uint32_t i = 0; i < harness->count; i++)
        drusti_peers_run(&harness->servers[i]);
    return harness;
}

static bool quiet(struct harness *harness, uint64_t *sent, uint64_t *received)
{
    bool all = true;
    *sent = *received = 0;
    for (uint32_t i = 0; i < harness->count; i++) {
        uint64_t s, r;
        all &= drusti_server_quiet(&harness->servers[i], &s, &r);
        *sent += s;
        *received += r;
    }
    return all && *sent == *received;
}

void harness_settle(struct harness *harness)
{
    for (;;) {
        uint64_t sent[2], received[2];
        if (quiet(harness, &sent[0], &received[0]) && quiet(harness, &sent[1], &received[1]) &&
            sent[0] == sent[1])
            return;
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
}

void harness_stop(struct harness *harness)
{
    harness_settle(harness);
    for (uint32_t i = 0; i < harness->count; i++)
        drusti_peers_ending(&harness->servers[i]);
    for (uint32_t i = 0; i < harness->count; i++) {
        drusti_pool_stop(&harness->servers[i]);
        drusti_peers_stop(&harness->servers[i]);
    }
    for (uint32_t i = 0; i < harness->count; i++) {
        drusti_server_stop(&harness->servers[i]);
        drusti_xport_shm_stop(&harness->servers[i]);
        munmap(harness->views[i], harness->servers[i].layout.heap_bytes);
    }
    free(harness);
}

uint64_t make(struct drust_server *server, const struct drust_type *type, size_t count)
{
    return drusti_own_new(server, type, count, &test_site, false);
}

void *local(uint64_t word) { return (void *)(uintptr_t)drusti_address(word); }

void *peek(struct drust_server *server, uint64_t word, union test_frame *frame)
{
    return drusti_own_shared(server, word, &frame->frame, &test_site);
}

void *open_slot(struct drust_server *server, uint64_t *slot)
{
    struct drust_pair pair = drusti_own_exclusive(server, *slot, &test_site);
    __atomic_store_n(slot, pair.word, __ATOMIC_RELAXED);
    return pair.at;
}

void assert_fatal(void (*body)(void *context), void *context, const char *text)
{
    char message[CHILD_TEXT];
    int status = child_run(body, context, message);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 70 || strstr(message, text) == NULL)
        fail_msg("expected the job to end with \"%s\"; status %d, message: %s", text, status,
                 message);
}

void assert_no_blocks(const struct drust_server *server)
{
    uint64_t base = drusti_partition(&server->layout, server->id);
    for (uint64_t offset = 0; offset < server->layout.heap_bytes; offset += 16) {
        if (drusti_heap_starts(server, base + offset))
            fail_msg("server %u still has a block at +0x%llx", server->id,
                     (unsigned long long)offset);
    }
}
