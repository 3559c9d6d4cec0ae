/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Joining a launched job. The launcher started every server with the same
 * command; a script in between, another environment or a file that was
 * rewritten meanwhile can still make them differ, and a word or a function's
 * address of one means nothing to another then. So server 0 sends each server
 * what it is, the server compares, starts, and answers; main runs after the
 * last answer. Plain blocking reads: the progress thread does not run yet.
 */
#include "boot.h"
#include "check.h"
#include "contracts.h"
#include "job.h"
#include "layout.h"
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What must agree. Fixed-width; `abi` keeps its offset for ever. */
struct hello {
    uint8_t magic[8];
    uint32_t abi;
    uint32_t colour_max;
    uint64_t heap_bytes;
    uint32_t stride_shift;
    uint32_t servers;
    uint32_t births_seeded;
    uint32_t place_random;
    uint64_t births_seed; /* 0 unless seeded */
    uint64_t place_seed;  /* 0 unless random */
    uint64_t tables;
    uint64_t main;
    uint8_t build_id[DRUSTI_BUILD_ID_BYTES];
};
_Static_assert(sizeof(struct hello) == 104, "hello has no padding");

static const uint8_t magic[8] = {'d', 'r', 'u', 's', 't', 'j', 'o', 'b'};

/* ---- The variable ----------------------------------------------------------*/

bool drusti_job_take(struct drusti_job *job)
{
    const char *text = getenv(DRUSTI_JOB_VARIABLE);
    if (text == NULL)
        return false;
    if (!drusti_job_parse(text, job)) {
        drusti_fatal(DRUSTI_JOB_VARIABLE
                     " is '%.60s', which this program cannot read: it is set "
                     "by 'drust run' only; use the 'drust' command that belongs to the library "
                     "the program was linked with",
                     text);
    }
    unsetenv(DRUSTI_JOB_VARIABLE);
    drusti_note_send(job->control, DRUSTI_NOTE_JOINED, DRUST_ABI_VERSION, NULL, 0);
    return true;
}

/* ---- Handshake -------------------------------------------------------------*/

static void hello_make(const struct drust_server *self, struct hello *hello)
{
    const struct drusti_knobs *knobs = &self->knobs;
    *hello = (struct hello){
        .abi = DRUST_ABI_VERSION,
        .colour_max = knobs->colour_max,
        .heap_bytes = self->layout.heap_bytes,
        .stride_shift = self->layout.stride_shift,
        .servers = self->layout.servers,
        .births_seeded = knobs->births_seeded,
        .place_random = knobs->place_random,
        .births_seed = knobs->births_seeded ? knobs->births_seed : 0,
        .place_seed = knobs->place_random ? knobs->place_seed : 0,
        .tables = drusti_tables_hash(),
        .main = (uint64_t)(uintptr_t)__real_main,
    };
    memcpy(hello->magic, magic, sizeof magic);
    drusti_build_id(hello->build_id);
}

static void must_agree(const char *what, uint64_t here, uint64_t there, const char *remedy)
{
    if (here != there)
        drusti_fatal("does not fit server 0: %s is %llu (%#llx) here and %llu (%#llx) there; %s",
                     what, (unsigned long long)here, (unsigned long long)here,
                     (unsigned long long)there, (unsigned long long)there, remedy);
}

static void must_agree_build(const uint8_t *here, const uint8_t *there)
{
    if (memcmp(here, there, DRUSTI_BUILD_ID_BYTES) == 0)
        return;
    char text[2][2 * DRUSTI_BUILD_ID_BYTES + 1];
    for (size_t i = 0; i < DRUSTI_BUILD_ID_BYTES; i++) {
        snprintf(&text[0][2 * i], 3, "%02x", here[i]);
        snprintf(&text[1][2 * i], 3, "%02x", there[i]);
    }
    drusti_fatal("does not fit server 0: the program's build id is %.40s here and %.40s there; "
                 "run the same file on all servers",
                 text[0], text[1]);
}

static void hello_compare(const struct hello *here, const struct hello *there)
{
    static const char environment[] = "start all servers in the same environment";
    static const char image[] = "run the same file on all servers, linked with 'drust config "
                                "--libs'";
    must_agree("the ABI version", here->abi, there->abi, image);
    must_agree("the number of servers", here->servers, there->servers, environment);
    must_agree("the heap's size", here->heap_bytes, there->heap_bytes, environment);
    must_agree("the partitions' distance", here->stride_shift, there->stride_shift, environment);
    must_agree("the last colour (DRUST_COLOUR_BITS)", here->colour_max, there->colour_max,
               environment);
    must_agree("the seeding of births (DRUST_BIRTHS)", here->births_seeded, there->births_seeded,
               environment);
    must_agree("the seed of births (DRUST_BIRTHS)", here->births_seed, there->births_seed,
               environment);
    must_agree("the choice of places (DRUST_PLACE)", here->place_random, there->place_random,
               environment);
    must_agree("the seed of places (DRUST_PLACE)", here->place_seed, there->place_seed,
               environment);
    must_agree_build(here->build_id, there->build_id);
    must_agree("the hash of types, contracts and entries", here->tables, there->tables, image);
    must_agree("the address of main", here->main, there->main, image);
}

/* Blocking, the whole record. */
static void hello_send(int socket, uint32_t server, const struct hello *hello)
{
    DRUSTI_INVARIANT(socket >= 0, "server 0 and the others are connected");
    ssize_t sent = send(socket, hello, sizeof *hello, MSG_NOSIGNAL);
    if (sent != (ssize_t)sizeof *hello) /* a fresh socket takes it at once */
        drusti_end_lost(server);
}

static void hello_receive(int socket, uint32_t server, struct hello *hello)
{
    DRUSTI_INVARIANT(socket >= 0, "server 0 and the others are connected");
    ssize_t got;
    do {
        got = recv(socket, hello, sizeof *hello, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    if (got <= 0)
        drusti_end_lost(server);
    if (got != (ssize_t)sizeof *hello || memcmp(hello->magic, magic, sizeof magic) != 0)
        drusti_fatal("server %u does not speak as a DRust server: run the same file on all servers",
                     server);
}

/* ---- Memory and descriptors ------------------------------------------------*/

/* The launcher's descriptors stay in this process. */
static void close_on_exec(int descriptor)
{
    if (descriptor >= 0 && fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
        drusti_fatal("a descriptor of the job is not open (%d): something between 'drust run' and "
                     "the program closed it",
                     descriptor);
}

static void keep_descriptors(const struct drusti_job *job)
{
    close_on_exec(job->control);
    for (uint32_t i = 0; i < job->servers; i++) {
        close_on_exec(job->heaps[i]);
        close_on_exec(job->peers[i]);
    }
}

static void *map_peer(const struct drusti_layout *layout, int memfd)
{
    void *at = mmap(NULL, layout->heap_bytes, PROT_READ, MAP_SHARED | MAP_NORESERVE, memfd, 0);
    if (at == MAP_FAILED)
        drusti_fatal("cannot map another server's heap: %s; use a smaller --heap", strerror(errno));
    madvise(at, layout->heap_bytes, MADV_DONTDUMP);
    return at;
}

/* Map all heaps and close their descriptors. Returns the own one. */
static void *map_heaps(const struct drust_server *self, const struct drusti_job *job, void **heaps)
{
    void *partition = NULL;
    for (uint32_t i = 0; i < job->servers; i++) {
        if (i == self->id)
            partition = drusti_boot_map(self, job->heaps[i]);
        else
            heaps[i] = map_peer(&self->layout, job->heaps[i]);
        close(job->heaps[i]);
    }
    return partition;
}

/* Whole lines in one write, in the order in which things happen: the launcher
 * merges all servers' output. */
static void buffer_lines(const struct drusti_job *job)
{
    if (job->servers > 1)
        setvbuf(stdout, NULL, _IOLBF, 0);
}

void drusti_job_join(struct drust_server *self, const struct drusti_job *job)
{
    keep_descriptors(job);
    buffer_lines(job);
    self->id = job->id;
    self->count = job->servers;
    self->knobs.cache_bytes = job->cache_bytes;
    self->knobs.stats = job->stats;
    bool fits = drusti_layout_make(job->servers, job->heap_bytes, &self->layout);
    DRUSTI_REQUIRE(fits, DRUSTI_JOB_VARIABLE " names a heap that does not fit");
    void *heaps[DRUSTI_SERVERS_MAX] = {NULL};
    void *partition = map_heaps(self, job, heaps);
    drusti_end_start(self, job->control, job->stats);

    struct hello here, there;
    hello_make(self, &here);
    if (self->id == 0) {
        for (uint32_t i = 1; i < self->count; i++)
            hello_send(job->peers[i], i, &here);
        for (uint32_t i = 1; i < self->count; i++)
            hello_receive(job->peers[i], i, &there);
        drusti_boot_start(self, partition, heaps, job->peers, job->control);
    } else {
        hello_receive(job->peers[0], 0, &there);
        hello_compare(&here, &there);
        drusti_boot_start(self, partition, heaps, job->peers, job->control);
        hello_send(job->peers[0], 0, &here);
    }
}
