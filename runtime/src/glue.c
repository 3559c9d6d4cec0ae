/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Iterative drops. An object dies in two steps: kill() ends it as an object
 * (its start and its colour, reclaim.h) and puts it on a list linked through
 * the dying objects themselves; bury() kills what its slots own and gives the
 * block back. Order is last in, first out.
 *
 * An object with drop hooks gets them before it is killed, while it is one like
 * any other: so a parent's run before its children's. They run where the
 * dropping statement runs, which waits for them: what lies on another server and
 * has hooks, or may own something that has, is brought here first.
 *
 * Lock: glue->lock, the list of drops that came by message; innermost.
 */
#include "glue.h"

#include "check.h"
#include "dying.h"
#include "heap.h"
#include "hooks.h"
#include "own.h"
#include "pool.h"
#include "reclaim.h"
#include "tables.h"
#include "trace.h"
#include "xport.h"

#include <pthread.h>
#include <stdlib.h>

struct drusti_glue {
    pthread_mutex_t lock;
    uint64_t list; /* objects that wait for a worker */
    bool running;  /* a worker is at it */
};

struct work {
    struct drust_server *self;
    uint64_t list; /* the first dying object, or 0 */
    uint64_t dead; /* objects, for the counters */
    bool handed;   /* the object being buried: its words count as handed out */
};

void drusti_glue_start(struct drust_server *self)
{
    struct drusti_glue *glue = drusti_zalloc(sizeof *glue, "drops");
    pthread_mutex_init(&glue->lock, NULL);
    self->own->glue = glue;
}

void drusti_glue_stop(struct drust_server *self)
{
    pthread_mutex_destroy(&self->own->glue->lock);
    free(self->own->glue);
    self->own->glue = NULL;
}

bool drusti_glue_idle(struct drust_server *self)
{
    struct drusti_glue *glue = self->own->glue;
    pthread_mutex_lock(&glue->lock);
    bool idle = !glue->running;
    pthread_mutex_unlock(&glue->lock);
    return idle;
}

/* Who is named when a dying object is brought here and finds no room. */
static struct drust_site drop_site = {.file = "drop", .what = "an object with a drop function"};

/* Run the hooks of an object at home, which is this thread's alone then; its
 * word. */
static __attribute__((noinline, cold)) uint64_t run_hooks(struct drust_server *self, uint64_t word)
{
    const struct drust_header *header = drusti_header(drusti_address(word));
    DRUSTI_INVARIANT(drusti_heap_starts(self, drusti_address(word)), "I6");
    if (drusti_type(header->type)->hook_count == 0)
        return word;
    struct drust_pair object = drusti_own_exclusive(self, word, &drop_site);
    drusti_hooks_run(drusti_type(header->type), object.at, 0, header->bytes);
    return object.word;
}

/* The word of the object when it is at home here. */
static __attribute__((cold)) uint64_t bring(struct drust_server *self, uint64_t word)
{
    return drusti_own_exclusive(self, word, &drop_site).word;
}

/* Whether what the remote word names has a hook, or may own what has. */
static bool may_hook(struct drust_server *self, uint64_t word)
{
    uint64_t address = drusti_address(word);
    struct drust_header header;
    if (!self->own->hooks)
        return false;
    DRUSTI_INVARIANT(drusti_in_heap(&self->layout, address), "owner words name objects");
    drusti_xport_read(self, drusti_home(&self->layout, address), address - DRUST_HEADER_BYTES,
                      &header, sizeof header);
    return (drusti_type(header.type)->flags & DRUST_TYPE_MAY_HOOK) != 0;
}

/* End the object that `word` names. One that owns nothing is gone at once. */
static inline void kill_object(struct work *work, uint64_t word)
{
    struct drust_server *self = work->self;
    if (__builtin_expect(self->own->hooks, 0))
        word = run_hooks(self, word);
    uint64_t address = drusti_address(word);
    struct drust_header *header = drusti_header(address);
    bool held = drusti_heap_retire(self, word);
    work->dead++;
    if (drusti_type(header->type)->slot_count == 0) {
        drusti_reclaim_give_back(self, address, held);
        return;
    }
    uint64_t marks =
        (drusti_handed_out(word) ? DRUSTI_DYING_HANDED : 0) | (held ? DRUSTI_DYING_HELD : 0);
    drusti_dying_link(header, work->list, marks);
    work->list = address;
}

static void send_drop(struct drust_server *self, uint64_t word)
{
    DRUSTI_INVARIANT(drusti_in_heap(&self->layout, drusti_address(word)),
                     "owner words name objects");
    DRUSTI_INVARIANT(drusti_handed_out(word), "I9");
    drusti_reclaim_send_drop(self, word);
}

/* A word inside a dying object. If the object was handed out other servers may
 * have read the word, so it counts as handed out whatever it says itself. */
static inline void drop_slot(void *context, uint64_t *slot)
{
    struct work *work = context;
    uint64_t word = drusti_load_word(slot);
    if (word == 0)
        return;
    if (!drusti_heap_mine(work->self, drusti_address(word))) {
        if (!may_hook(work->self, word)) {
            send_drop(work->self, word);
            return;
        }
        word = bring(work->self, word);
    } else if (work->handed) {
        word |= DRUST_HANDED_OUT;
    }
    kill_object(work, word);
}

static inline void bury(struct work *work)
{
    uint64_t address = work->list;
    struct drust_header *header = drusti_header(address);
    uint64_t bytes = drusti_dying_bytes(header);
    bool held = (header->bytes & DRUSTI_DYING_HELD) != 0;
    work->handed = (header->bytes & DRUSTI_DYING_HANDED) != 0;
    work->list = drusti_dying_next(header);
    drusti_each_slot(drusti_type(header->type), (void *)(uintptr_t)address, bytes, drop_slot, work);
    drusti_reclaim_give_back(work->self, address, held);
}

static void bury_all(struct work *work)
{
    while (work->list != 0)
        bury(work);
    DRUSTI_COUNT_OFTEN(work->self, drops, work->dead);
    DRUSTI_COUNT_OFTEN(work->self, frees, work->dead);
    work->dead = 0;
}

void drusti_glue_drop(struct drust_server *self, uint64_t word)
{
    if (!drusti_heap_mine(self, drusti_address(word))) {
        if (!may_hook(self, word)) {
            send_drop(self, word);
            return;
        }
        word = bring(self, word);
    }
    struct work work = {.self = self};
    kill_object(&work, word);
    bury_all(&work);
}

/* ---- Drops by message -----------------------------------------------------------*/

static void bury_received(void *argument)
{
    struct drust_server *self = argument;
    struct drusti_glue *glue = self->own->glue;
    struct work work = {.self = self};
    for (;;) {
        pthread_mutex_lock(&glue->lock);
        work.list = glue->list;
        glue->list = 0;
        if (work.list == 0)
            break;
        pthread_mutex_unlock(&glue->lock);
        bury_all(&work);
        /* A chain that alternates between servers goes on there now, not when
         * this server is idle. */
        drusti_reclaim_flush(self);
    }
    glue->running = false;
    pthread_mutex_unlock(&glue->lock);
}

void drusti_glue_drop_slot(void *self, uint64_t *slot)
{
    uint64_t word = drusti_load_word(slot);
    drusti_store_word(slot, 0);
    if (word != 0)
        drusti_glue_drop(self, word);
}

void drusti_glue_drop_values(struct drust_server *self, const struct drust_type *type, void *first,
                             uint64_t bytes)
{
    if (__builtin_expect(type->hook_count != 0, 0))
        drusti_hooks_run(type, first, 0, bytes);
    drusti_each_slot(type, first, bytes, drusti_glue_drop_slot, self);
}

void drusti_glue_on_drop(struct drust_server *self, uint64_t word)
{
    struct drusti_glue *glue = self->own->glue;
    struct work work = {.self = self};
    kill_object(&work, word);
    uint64_t address = work.list;
    work.list = 0;
    bury_all(&work); /* counts */
    if (address == 0)
        return;
    struct drust_header *header = drusti_header(address);
    pthread_mutex_lock(&glue->lock);
    drusti_dying_link(header, glue->list, 0);
    glue->list = address;
    bool start = !glue->running;
    glue->running = true;
    pthread_mutex_unlock(&glue->lock);
    if (start)
        drusti_pool_run(self, bury_received, self);
}
