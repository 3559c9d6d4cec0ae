/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The program's real entry: programs link with --wrap=main, so the C library
 * calls __wrap_main. It makes this process a server (of a launched job, or the
 * only one), then runs the user's main on server 0 and serves elsewhere.
 */
#include "boot.h"
#include "check.h"
#include "contracts.h"
#include "crash.h"
#include "job.h"
#include "jumps.h"
#include "knobs.h"
#include "layout.h"
#include "peer.h"
#include "pool.h"
#include "server.h"
#include "size.h"
#include "trace.h"
#include "xport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp);
int __wrap_main(int argc, char **argv, char **envp);

/* Object files of another version of the contract refer to another symbol; those
 * of this version bring this file into the program. */
extern const char __drust_abi_4;
const char __drust_abi_4 = DRUST_ABI_VERSION;

/* Function pointers mean the same on every server because the image lies at one
 * fixed address, which is also where no heap is. A linker that makes anything
 * else refuses this reference to 32 bits of an address, and prints the symbol. */
#define FIXED_ADDRESS "\"link DRust programs with -no-pie, as 'drust config --libs' says\""
__asm__(".pushsection .rodata.drust_fixed_address,\"aR\",@progbits\n"
        ".globl " FIXED_ADDRESS "\n"
        ".hidden " FIXED_ADDRESS "\n" FIXED_ADDRESS ":\n"
        ".long " FIXED_ADDRESS "\n"
        ".popsection");

static struct drust_server process_server;
static struct drusti_counters process_counters;
static pid_t process_id;   /* exit() in a child the program forks is none of ours */
static bool main_returned; /* written and read by the main thread */

/* ---- Memory ----------------------------------------------------------------*/

void *drusti_boot_map(const struct drust_server *self, int memfd)
{
    const struct drusti_layout *layout = &self->layout;
    char size[DRUSTI_SIZE_TEXT];
    void *base = (void *)(uintptr_t)layout->base;
    uint64_t total = drusti_layout_total(layout);
    if (mmap(base, total, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1,
             0) == MAP_FAILED)
        drusti_fatal("cannot reserve the address range of the job (%s at %p): %s; link with "
                     "'drust config --libs', and check 'ulimit -v'",
                     drusti_format_size(total, size), base, strerror(errno));
    madvise(base, total, MADV_DONTDUMP);

    void *partition = (void *)(uintptr_t)drusti_partition(layout, self->id);
    int kind = memfd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    if (mmap(partition, layout->heap_bytes, PROT_READ | PROT_WRITE,
             kind | MAP_NORESERVE | MAP_FIXED, memfd, 0) == MAP_FAILED)
        drusti_fatal("cannot map a heap of %s: %s; use a smaller --heap",
                     drusti_format_size(layout->heap_bytes, size), strerror(errno));
    /* A sparse heap of many gigabytes would be read, and so filled, by a dump. */
    madvise(partition, layout->heap_bytes, MADV_DONTDUMP);
    return partition;
}

/* ---- Start -----------------------------------------------------------------*/

/* Under --wrap=main the linker takes every `main` for __wrap_main, this one too.
 * Without it, the user's main would run with no server below it. Volatile: the
 * compiler knows that two functions of different names differ. */
static int (*const volatile entry)(int argc, char **argv, char **envp) = main;

__attribute__((constructor)) static void check_link(void)
{
    struct drusti_job job;
    if (entry == __wrap_main)
        return;
    if (drusti_job_take(&job) && job.id != 0) {
        for (;;)
            pause(); /* server 0 says it, once, and the launcher ends the others */
    }
    drusti_fatal("this program was linked without -Wl,--wrap=main: link with 'drust config "
                 "--libs'");
}

static const char *look(const char *name) { return getenv(name); }

static void leave(int status, void *unused)
{
    (void)unused;
    if (getpid() == process_id)
        drusti_end_leave(status, main_returned);
}

void drusti_boot_start(struct drust_server *self, void *partition, void *const *heaps,
                       const int *sockets, int control)
{
    drusti_crash_install(self);
    drusti_xport_shm_start(self, heaps);
    drusti_peers_start(self, sockets, control, &drusti_end_hooks);
    drusti_pool_start(self);
    drusti_server_start(self, partition);
    /* Registered last before main, and before a thread of another server may come
     * and call exit(): runs after every handler that the program registers in main,
     * and before those of the libraries the runtime uses. */
    if (on_exit(leave, NULL) != 0)
        drusti_fatal("cannot register the end of the job with exit()");
    if (self->count > 1 || control >= 0)
        drusti_peers_run(self);
}

/* A job of one server in this process, without a launcher. */
static void start_alone(struct drust_server *self, uint64_t heap_bytes)
{
    self->id = 0;
    self->count = 1;
    char size[2][DRUSTI_SIZE_TEXT];
    uint64_t available = drusti_memory_available();
    if (heap_bytes == 0)
        heap_bytes = drusti_layout_heap_default(1, available);
    if (!drusti_layout_make(1, heap_bytes, &self->layout))
        drusti_fatal("DRUST_HEAP is larger than a heap can be (%s)",
                     drusti_format_size(drusti_layout_heap_max(1), size[0]));
    if (available != 0 && self->layout.heap_bytes > available)
        drusti_fatal("DRUST_HEAP is %s, and %s of memory are available: use a smaller one",
                     drusti_format_size(self->layout.heap_bytes, size[0]),
                     drusti_format_size(available, size[1]));
    if (self->knobs.cache_bytes == 0)
        self->knobs.cache_bytes = self->layout.heap_bytes / 4;
    drusti_end_start(self, -1, false);
    drusti_boot_start(self, drusti_boot_map(self, -1), NULL, NULL, -1);
}

static void start(void)
{
    struct drust_server *self = &process_server;
    struct drusti_job job;
    uint64_t heap_bytes;
    char error[DRUSTI_KNOBS_ERROR];
    process_id = getpid();
    self->counters = &process_counters;
    bool joins = drusti_job_take(&job);
    if (joins)
        self->id = job.id;
    drusti_process_server = self;
    if (!drusti_knobs_read(look, &self->knobs, &heap_bytes, error))
        drusti_fatal("%s", error);
    if (self->id == 0) { /* the others' tables are the same, or refused */
        drusti_objects_check();
        drusti_contracts_check();
        drusti_permissive_check(joins ? job.servers : 1);
    }
    if (joins)
        drusti_job_join(self, &job);
    else
        start_alone(self, heap_bytes);
}

int __wrap_main(int argc, char **argv, char **envp)
{
    start();
    if (process_server.id != 0) {
        drusti_end_serve();
        exit(0);
    }
    int status = __real_main(argc, argv, envp);
    drusti_jumps_check_none();
    drusti_end_quiet(0); /* all spawned threads are joined before any exit handler runs */
    main_returned = true;
    exit(status);
}
