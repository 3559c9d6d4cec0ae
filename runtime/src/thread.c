/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Threads. The record of a thread stays with the server that spawned it:
 *
 *   RUNNING --it returned, or its DONE came--> ENDED --first join--> SETTLED
 *
 * Settling puts what was lent exclusively back (last words, bytes). It is done
 * once, by whoever joins first: a join by the handle, the drop of the handle,
 * or the end of the scope. References: the handle, the scope, the run.
 *
 * Locks: a thread's own lock, held while it is settled (READs happen under
 * it); threads->lock, for the ids and all lists of scopes; innermost.
 */
#include "thread.h"

#include "cache.h"
#include "check.h"
#include "extent.h"
#include "glue.h"
#include "heap.h"
#include "jumps.h"
#include "lend.h"
#include "own.h"
#include "place.h"
#include "pool.h"
#include "reclaim.h"
#include "statics.h"
#include "tables.h"
#include "trace.h"
#include "views.h"
#include "wire.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum state { RUNNING, ENDED, SETTLED };

struct drusti_thread {
    struct drust_server *self; /* who spawned it */
    const struct drust_entry *entry;
    struct drust_scope *scope;  /* NULL once it left its list; under threads->lock */
    struct drusti_thread *next; /* in the scope's list; likewise */
    struct drusti_thread *previous;
    pthread_mutex_t lock;          /* state, waiters, answer, loans, result after the run */
    struct drusti_waiter *waiters; /* for the end; each linked to the next by `also` */
    enum state state;
    uint32_t server; /* where it runs */
    _Atomic uint32_t references;
    uint8_t *answer; /* the values of its DONE, or NULL; from malloc */
    size_t answer_bytes;
    char *arguments; /* in this allocation, as is the result; only if it runs here */
    void *result;
    struct drusti_loan loans[]; /* one an argument */
};

/* A thread of another server while it runs here. */
struct guest {
    struct drust_server *self;
    const struct drust_entry *entry;
    uint64_t thread; /* its id at the server that spawned it */
    uint32_t from;
    uint8_t *values;
    size_t values_bytes;
    char *arguments;
    void *result;
    struct drusti_loan loans[];
};

/* Ids of threads that run elsewhere: index and generation, so that a DONE for
 * a thread that is gone is noticed. */
struct id_entry {
    struct drusti_thread *thread; /* NULL: free */
    uint32_t generation;
    uint32_t next_free; /* index + 1, 0: none */
};

struct drusti_threads {
    pthread_mutex_t lock;
    struct id_entry *ids;
    uint32_t id_room;
    uint32_t first_free;     /* index + 1, 0: none */
    _Atomic uint32_t active; /* threads that run here or for us elsewhere */
};

void drusti_threads_start(struct drust_server *self)
{
    struct drusti_threads *threads = drusti_zalloc(sizeof *threads, "threads");
    pthread_mutex_init(&threads->lock, NULL);
    self->threads = threads;
}

void drusti_threads_stop(struct drust_server *self)
{
    DRUSTI_INVARIANT(drusti_threads_idle(self), "a server stops when no thread runs");
    pthread_mutex_destroy(&self->threads->lock);
    free(self->threads->ids);
    free(self->threads);
    self->threads = NULL;
}

bool drusti_threads_idle(struct drust_server *self)
{
    return atomic_load_explicit(&self->threads->active, memory_order_seq_cst) == 0;
}

static void begin(struct drust_server *self)
{
    atomic_fetch_add_explicit(&self->threads->active, 1, memory_order_seq_cst);
}

static void end(struct drust_server *self)
{
    atomic_fetch_sub_explicit(&self->threads->active, 1, memory_order_seq_cst);
}

/* ---- Ids ------------------------------------------------------------------------*/

static uint64_t enter_id(struct drusti_threads *threads, struct drusti_thread *thread)
{
    pthread_mutex_lock(&threads->lock);
    if (threads->first_free == 0) {
        uint32_t room = threads->id_room == 0 ? 64 : 2 * threads->id_room;
        struct id_entry *ids = realloc(threads->ids, room * sizeof *ids);
        DRUSTI_REQUIRE(ids != NULL, "out of memory for %u threads", room);
        for (uint32_t i = threads->id_room; i < room; i++)
            ids[i] = (struct id_entry){.next_free = i + 1 < room ? i + 2 : 0};
        threads->first_free = threads->id_room + 1;
        threads->ids = ids;
        threads->id_room = room;
    }
    uint32_t index = threads->first_free - 1;
    struct id_entry *entry = &threads->ids[index];
    threads->first_free = entry->next_free;
    entry->thread = thread;
    uint64_t id = (uint64_t)entry->generation << 32 | index;
    pthread_mutex_unlock(&threads->lock);
    return id;
}

/* The thread of an id, which is free afterwards; NULL if there is none. */
static struct drusti_thread *leave_id(struct drusti_threads *threads, uint64_t id, uint32_t server)
{
    uint32_t index = (uint32_t)id;
    struct drusti_thread *thread = NULL;
    pthread_mutex_lock(&threads->lock);
    struct id_entry *entry = index < threads->id_room ? &threads->ids[index] : NULL;
    if (entry != NULL && entry->thread != NULL && entry->generation == id >> 32 &&
        entry->thread->server == server) {
        thread = entry->thread;
        *entry = (struct id_entry){.generation = entry->generation + 1,
                                   .next_free = threads->first_free};
        threads->first_free = index + 1;
    }
    pthread_mutex_unlock(&threads->lock);
    return thread;
}

/* ---- Records ---------------------------------------------------------------------*/

static size_t aligned(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

/* A zeroed record of `head` bytes with the entry's argument block and result
 * behind it. */
static void *make_record(const struct drust_entry *entry, size_t head, char **arguments,
                         void **result)
{
    head = aligned(head);
    size_t bytes = head + aligned(entry->arguments_bytes) + aligned(entry->result_bytes);
    char *record = aligned_alloc(64, bytes);
    DRUSTI_REQUIRE(record != NULL, "out of memory for a thread (%s)", entry->name);
    memset(record, 0, bytes);
    *arguments = record + head;
    *result = record + head + aligned(entry->arguments_bytes);
    return record;
}

/* Drop the owners that are still in the thread's result. */
static void drop_result(struct drusti_thread *thread)
{
    const struct drust_type *type = thread->entry->result_type;
    if (type == NULL)
        return;
    drusti_glue_drop_values(thread->self, type, thread->result, type->size);
    memset(thread->result, 0, type->size); /* also what drop functions look at */
}

static void release(struct drusti_thread *thread)
{
    /* Pairs with itself: the last one sees what all others did before. */
    if (atomic_fetch_sub_explicit(&thread->references, 1, memory_order_acq_rel) != 1)
        return;
    drop_result(thread); /* what nobody took */
    pthread_mutex_destroy(&thread->lock);
    free(thread->answer);
    free(thread);
}

static struct drusti_thread *make_thread(struct drust_server *self, const struct drust_entry *entry,
                                         uint32_t server)
{
    char *arguments;
    void *result;
    struct drusti_thread *thread =
        make_record(entry, sizeof *thread + entry->argument_count * sizeof thread->loans[0],
                    &arguments, &result);
    thread->self = self;
    thread->entry = entry;
    thread->server = server;
    thread->arguments = arguments;
    thread->result = result;
    pthread_mutex_init(&thread->lock, NULL);
    atomic_init(&thread->references, 2); /* the handle's and the run's */
    return thread;
}

/* The run's reference goes before anybody can know of the end: so who waits for
 * it is the last, and drops an owner that nobody took. */
static void mark_ended(struct drusti_thread *thread, uint8_t *answer, size_t bytes)
{
    pthread_mutex_lock(&thread->lock);
    thread->answer = answer;
    thread->answer_bytes = bytes;
    thread->state = ENDED;
    uint32_t before = atomic_fetch_sub_explicit(&thread->references, 1, memory_order_acq_rel);
    DRUSTI_INVARIANT(before > 1, "a thread that has not been waited for has a handle or a scope");
    for (struct drusti_waiter *waiter = thread->waiters; waiter != NULL; waiter = waiter->also)
        drusti_pool_wake(waiter);
    pthread_mutex_unlock(&thread->lock); /* the record may be gone once the lock is */
}

/* ---- Scopes ------------------------------------------------------------------------*/

void drusti_scope_enter(struct drust_scope *scope) { *scope = (struct drust_scope){.lent = NULL}; }

static void enter_scope(struct drusti_thread *thread, struct drust_scope *scope)
{
    struct drusti_threads *threads = thread->self->threads;
    atomic_fetch_add_explicit(&thread->references, 1, memory_order_relaxed);
    pthread_mutex_lock(&threads->lock);
    thread->scope = scope;
    thread->next = scope->threads;
    if (thread->next != NULL)
        thread->next->previous = thread;
    scope->threads = thread;
    pthread_mutex_unlock(&threads->lock);
}

static void leave_scope(struct drusti_thread *thread)
{
    struct drusti_threads *threads = thread->self->threads;
    pthread_mutex_lock(&threads->lock);
    bool inside = thread->scope != NULL;
    if (inside) {
        if (thread->next != NULL)
            thread->next->previous = thread->previous;
        if (thread->previous != NULL)
            thread->previous->next = thread->next;
        else
            thread->scope->threads = thread->next;
        thread->scope = NULL;
    }
    pthread_mutex_unlock(&threads->lock);
    if (!inside)
        return;
    uint32_t before = atomic_fetch_sub_explicit(&thread->references, 1, memory_order_acq_rel);
    DRUSTI_INVARIANT(before > 1, "who settles a thread has a reference of its own");
}

void drusti_thread_run_aside(void (*function)(void *argument), void *argument)
{
    void *owners = drusti_statics_set_aside();
    struct drust_open open_calls = __drust_open_calls;
    struct drust_pin handover = __drust_handover;
    struct drusti_views_aside views;
    drusti_views_set_aside(&views);
    __drust_open_calls = (struct drust_open){.innermost = NULL};
    __drust_handover.copy = NULL;
    function(argument);
    __drust_handover = handover;
    __drust_open_calls = open_calls;
    drusti_views_bring_back(&views);
    drusti_statics_bring_back(owners);
}

/* Under thread->lock, which is given up meanwhile. */
static void wait_for_end(struct drusti_thread *thread)
{
    struct drusti_waiter waiter;
    drusti_pool_wait_begin(thread->self, &waiter);
    waiter.also = thread->waiters;
    thread->waiters = &waiter;
    while (thread->state == RUNNING) {
        pthread_mutex_unlock(&thread->lock);
        drusti_pool_wait(thread->self, &waiter, drusti_thread_run_aside);
        pthread_mutex_lock(&thread->lock);
    }
    struct drusti_waiter **link = &thread->waiters;
    while (*link != &waiter)
        link = &(*link)->also;
    *link = waiter.also;
    drusti_pool_wait_end(thread->self, &waiter);
}

/* Wait until the thread has ended and everything it was lent is back. */
static void settle(struct drusti_thread *thread)
{
    struct drust_server *self = thread->self;
    pthread_mutex_lock(&thread->lock);
    if (thread->state == RUNNING)
        wait_for_end(thread);
    if (thread->state == ENDED) {
        struct drusti_wire_reader message = {.self = self,
                                             .at = thread->answer,
                                             .left = thread->answer_bytes,
                                             .from = thread->server};
        drusti_lend_settle(self, thread->entry, thread->loans, thread->result,
                           thread->server == self->id ? NULL : &message);
        thread->state = SETTLED;
    }
    pthread_mutex_unlock(&thread->lock);
    leave_scope(thread);
}

void drusti_scope_leave(struct drust_server *self, struct drust_scope *scope)
{
    for (;;) {
        pthread_mutex_lock(&self->threads->lock);
        struct drusti_thread *thread = scope->threads;
        if (thread != NULL)
            atomic_fetch_add_explicit(&thread->references, 1, memory_order_relaxed);
        pthread_mutex_unlock(&self->threads->lock);
        if (thread == NULL)
            break;
        /* The one before has left the list, so this is another.
         * NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        settle(thread);
        release(thread);
    }
    drusti_extent_forget(scope);
}

/* ---- Spawning ------------------------------------------------------------------------*/

/* A function that returned a borrow nobody adopted leaves its pin behind. */
static void drop_handovers(void)
{
    drusti_own_drop_handover(&__drust_handover);
    drusti_views_end();
}

static void run_here(void *argument)
{
    struct drusti_thread *thread = argument;
    struct drust_server *self = thread->self;
    const struct drust_entry *entry = thread->entry;
    drusti_lend_open(self, entry, thread->loans, thread->arguments);
    entry->run(thread->arguments, thread->result);
    drusti_jumps_check_none();
    drop_handovers();
    drusti_statics_leave_thread();
    drusti_lend_close(entry, thread->loans);
    DRUSTI_COUNT(self, threads, 1);
    mark_ended(thread, NULL, 0);
    drusti_heap_worker_done(self);
    end(self);
}

static void run_there(struct drusti_thread *thread, const struct drust_actual *actuals)
{
    struct drust_server *self = thread->self;
    const struct drust_entry *entry = thread->entry;
    struct drusti_wire_spawn head = {.thread = enter_id(self->threads, thread),
                                     .entry = drusti_entry_index(entry),
                                     .count = entry->argument_count};
    struct drusti_wire_writer message = {.bytes = NULL};
    drusti_wire_put(&message, &head, sizeof head);
    drusti_lend_export(self, entry, actuals, thread->loans, &message);
    drusti_reclaim_flush_to(self, thread->server);
    drusti_wire_finish(&message, self, thread->server, DRUSTI_SPAWN);
}

/* Where the object of the affinity argument lives, else what placement says. */
static uint32_t choose(struct drust_server *self, const struct drust_entry *entry,
                       const struct drust_actual *actuals)
{
    if (entry->affinity == DRUST_NO_AFFINITY)
        return drusti_place_spawn(self);
    DRUSTI_INVARIANT(entry->affinity < entry->argument_count, "affinity names an argument");
    const struct drust_actual *actual = &actuals[entry->affinity];
    uint64_t word;
    switch ((enum drust_pass)actual->pass) {
    case DRUST_PASS_OWN:
        word = (uint64_t)(uintptr_t)actual->at;
        break;
    case DRUST_PASS_REF_WORD:
        word = drusti_load_word(actual->copy != NULL ? actual->copy : actual->at);
        break;
    case DRUST_PASS_MREF_WORD:
        word = drusti_load_word(actual->at);
        break;
    default:
        return self->id; /* a place is resolved: its bytes are here */
    }
    uint64_t address = drusti_address(word);
    return drusti_in_heap(&self->layout, address) ? drusti_home(&self->layout, address)
                                                  : drusti_place_spawn(self);
}

static void check_scope(const struct drust_entry *entry, const struct drust_scope *scope,
                        const struct drust_actual *actuals, const struct drust_site *site)
{
    for (uint32_t i = 0; scope == NULL && i < entry->argument_count; i++) {
        if (actuals[i].pass != DRUST_PASS_VALUE && actuals[i].pass != DRUST_PASS_OWN)
            drusti_fatal_at(site, "argument %u of %s is lent outside of a drust_scope", i + 1,
                            entry->name);
    }
}

drust_thread drusti_thread_spawn(struct drust_server *self, const struct drust_entry *entry,
                                 int64_t server, struct drust_scope *scope,
                                 const struct drust_actual *actuals, struct drust_site *site)
{
    if (server >= (int64_t)self->count)
        drusti_fatal_at(site, "drust_spawn_on: there is no server %lld (the job has %u: 0 to %u)",
                        (long long)server, self->count, self->count - 1);
    check_scope(entry, scope, actuals, site);
    drusti_extent_check(self, entry, scope, actuals, site);
    uint32_t where = server >= 0 ? (uint32_t)server : choose(self, entry, actuals);
    struct drusti_thread *thread = make_thread(self, entry, where);
    DRUSTI_COUNT(self, spawns, 1);
    begin(self);
    if (scope != NULL)
        enter_scope(thread, scope);
    if (where == self->id) {
        drusti_lend_here(self, entry, actuals, thread->loans, thread->arguments);
        drusti_pool_run_program(self, run_here, thread);
    } else {
        run_there(thread, actuals);
    }
    return (drust_thread){.thread = thread};
}

/* ---- Joining ---------------------------------------------------------------------------*/

static void check_result(const struct drust_entry *entry, size_t bytes,
                         const struct drust_type *owners, const struct drust_site *site)
{
    const struct drust_type *type = entry->result_type;
    if (bytes != entry->result_bytes || (owners == NULL) != (type == NULL) ||
        (type != NULL && (owners->hash[0] != type->hash[0] || owners->hash[1] != type->hash[1])))
        drusti_fatal_at(site, "drust_join: %s returns %u bytes (%s), not %zu (%s)", entry->name,
                        entry->result_bytes, type != NULL ? type->name : "no owner", bytes,
                        owners != NULL ? owners->name : "no owner");
}

int drusti_thread_join(drust_thread *handle, void *result, size_t bytes,
                       const struct drust_type *owners, struct drust_site *site)
{
    struct drusti_thread *thread = handle->thread;
    if (thread == NULL)
        return DRUST_EMPTY;
    handle->thread = NULL;
    settle(thread);
    if (result != NULL) {
        check_result(thread->entry, bytes, owners, site);
        drusti_swap(result, thread->result, bytes);
        drop_result(thread); /* what was there before */
    }
    release(thread);
    return DRUST_OK;
}

void drusti_thread_drop(drust_thread *handles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        drusti_thread_join(&handles[i], NULL, 0, NULL, NULL);
}

void drusti_thread_leave(drust_thread *handles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct drusti_thread *thread = handles[i].thread;
        handles[i].thread = NULL;
        if (thread != NULL)
            release(thread);
    }
}

/* ---- Messages ----------------------------------------------------------------------------*/

static void run_guest(void *argument)
{
    struct guest *guest = argument;
    struct drust_server *self = guest->self;
    const struct drust_entry *entry = guest->entry;
    struct drusti_wire_reader values = {
        .self = self, .at = guest->values, .left = guest->values_bytes, .from = guest->from};
    drusti_lend_import(&values, entry, guest->loans, guest->arguments);
    free(guest->values);
    drusti_lend_open(self, entry, guest->loans, guest->arguments);
    entry->run(guest->arguments, guest->result);
    drusti_jumps_check_none();
    drop_handovers();
    drusti_statics_leave_thread();
    DRUSTI_COUNT(self, threads, 1);
    struct drusti_wire_done head = {.thread = guest->thread};
    struct drusti_wire_writer returned = {.bytes = NULL};
    head.count = drusti_lend_return(self, entry, guest->loans, guest->result, &returned);
    drusti_lend_close(entry, guest->loans);
    struct drusti_wire_writer message = {.bytes = NULL};
    drusti_wire_put(&message, &head, sizeof head);
    drusti_wire_put(&message, returned.bytes, returned.length);
    free(returned.bytes);
    drusti_reclaim_flush_to(self, guest->from);
    drusti_wire_finish(&message, self, guest->from, DRUSTI_DONE);
    free(guest);
    drusti_heap_worker_done(self);
    end(self);
}

static uint8_t *copy_rest(const struct drusti_wire_reader *message)
{
    uint8_t *copy = drusti_zalloc(message->left + 1, "a message");
    memcpy(copy, message->at, message->left);
    return copy;
}

void drusti_thread_on_spawn(struct drusti_wire_reader *message)
{
    struct drusti_wire_spawn head;
    drusti_wire_get(message, &head, sizeof head);
    const struct drust_entry *entry = drusti_entry(head.entry);
    drusti_wire_expect(message, entry != NULL && entry->argument_count == head.count,
                       "a thread of no function");
    char *arguments;
    void *result;
    struct guest *guest = make_record(
        entry, sizeof *guest + entry->argument_count * sizeof guest->loans[0], &arguments, &result);
    guest->self = message->self;
    guest->entry = entry;
    guest->thread = head.thread;
    guest->from = message->from;
    guest->values = copy_rest(message);
    guest->values_bytes = message->left;
    guest->arguments = arguments;
    guest->result = result;
    begin(message->self);
    drusti_pool_run_program(message->self, run_guest, guest);
}

void drusti_thread_on_done(struct drusti_wire_reader *message)
{
    struct drusti_wire_done head;
    drusti_wire_get(message, &head, sizeof head);
    struct drusti_thread *thread = leave_id(message->self->threads, head.thread, message->from);
    drusti_wire_expect(message, thread != NULL, "the end of a thread that does not run");
    mark_ended(thread, copy_rest(message), message->left);
    end(message->self);
}
