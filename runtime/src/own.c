/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The protocol on owner words.
 *
 * Lock: own->lock, the list of unanswered requests; innermost.
 *
 * What makes plain stores enough. A slot that is resolved exclusively belongs
 * to one thread; the only others that touch it are lends of the same word,
 * which set H by an atomic OR, and those end before the exclusive region
 * begins (the borrow rules and the join order them).
 */
#include "own.h"

#include "affinity.h"
#include "cache.h"
#include "check.h"
#include "glue.h"
#include "heap.h"
#include "hooks.h"
#include "place.h"
#include "pool.h"
#include "reclaim.h"
#include "tables.h"
#include "trace.h"
#include "views.h"
#include "wire.h"
#include "xport.h"

#include <stdlib.h>
#include <time.h>

/* How long an allocation waits for memory that others may give back. */
#define TRY_WAIT_MS 50u
#define NEW_WAIT_MS 500u
#define COPY_WAIT_MS 2000u

struct drusti_request {
    struct drusti_request *next;
    uint64_t id;
    uint64_t word;
    uint32_t server; /* whom it went to */
    struct drusti_waiter waiter;
    bool done; /* under own->lock */
};

/* A NEW of another server while a worker serves it. */
struct service {
    struct drust_server *self;
    struct drusti_wire_new request;
    uint32_t from;
};

void drusti_own_start(struct drust_server *self)
{
    struct drusti_own *own = drusti_zalloc(sizeof *own, "owner words");
    pthread_mutex_init(&own->lock, NULL);
    own->hooks = drusti_hooks_exist();
    own->affinity = drusti_affinity_exists();
    self->own = own;
    drusti_reclaim_start(self);
    drusti_glue_start(self);
}

void drusti_own_stop(struct drust_server *self)
{
    drusti_glue_stop(self);
    drusti_reclaim_stop(self);
    pthread_mutex_destroy(&self->own->lock);
    free(self->own);
    self->own = NULL;
}

bool drusti_own_idle(struct drust_server *self)
{
    struct drusti_own *own = self->own;
    pthread_mutex_lock(&own->lock);
    bool idle = own->requests == NULL;
    pthread_mutex_unlock(&own->lock);
    return idle && atomic_load_explicit(&own->serving, memory_order_seq_cst) == 0;
}

/* ---- Memory --------------------------------------------------------------------*/

static void count_homed(struct drust_server *self, uint64_t bytes)
{
    DRUSTI_COUNT_OFTEN(self, homed, 1);
    DRUSTI_COUNT_OFTEN(self, homed_bytes, bytes);
}

static void leave_heap(void *self) { drusti_heap_leave(self); }

/* A block, after giving up read copies and waiting for what other threads and
 * servers are about to give back; 0 if that is not enough. */
static uint64_t allocate(struct drust_server *self, uint32_t type, uint64_t bytes, uint32_t flags,
                         bool zero, uint32_t wait_ms)
{
    uint64_t address = drusti_heap_allocate(self, type, bytes, flags, zero);
    if (address != 0 || bytes > self->layout.heap_bytes)
        return address;
    for (uint32_t waited_ms = 0, pause_ms = 1;; waited_ms += pause_ms, pause_ms *= 2) {
        drusti_cache_shrink(self);
        drusti_heap_collect(self);
        drusti_pool_on_idle(self, leave_heap, self);
        address = drusti_heap_allocate(self, type, bytes, flags, zero);
        bool hope = self->count > 1 || !drusti_glue_idle(self);
        if (address != 0 || !hope || waited_ms >= wait_ms)
            return address;
        drusti_reclaim_ask_flush(self);
        struct timespec pause = {.tv_nsec = (long)pause_ms * 1000000};
        nanosleep(&pause, NULL);
    }
}

static const char *type_name(uint32_t type)
{
    return type == DRUSTI_TYPE_NONE ? "bytes for another thread" : drusti_type(type)->name;
}

static _Noreturn void out_of_memory(struct drust_server *self, const struct drust_site *site,
                                    uint32_t type, uint64_t bytes)
{
    static const char text[] = "out of memory: no room for %llu bytes (%s) in this server's heap "
                               "of %llu MiB; give the servers more: drust run --heap SIZE";
    unsigned long long need = bytes, have = self->layout.heap_bytes >> 20;
    if (site != NULL)
        drusti_fatal_at(site, text, need, type_name(type), have);
    drusti_fatal(text, need, type_name(type), have);
}

uint64_t drusti_own_block(struct drust_server *self, uint32_t type, uint64_t bytes, uint32_t flags,
                          const struct drust_site *site)
{
    uint64_t address = allocate(self, type, bytes, flags, false, COPY_WAIT_MS);
    if (address == 0)
        out_of_memory(self, site, type, bytes);
    return address;
}

uint64_t drusti_own_birth_word(struct drust_server *self, uint64_t address)
{
    return drusti_word(address, drusti_heap_birth(self, address), self->knobs.births_seeded);
}

/* ---- New objects ------------------------------------------------------------------*/

uint64_t drusti_own_made(struct drust_server *self, uint64_t address)
{
    DRUSTI_COUNT_OFTEN(self, news, 1);
    count_homed(self, drusti_header(address)->bytes);
    return drusti_own_birth_word(self, address);
}

_Noreturn void drusti_own_too_large(const struct drust_type *type, size_t count,
                                    const struct drust_site *site)
{
    drusti_fatal_at(site, "an array of %zu %s is larger than any memory", count, type->name);
}

/* Ask another server for an object; 0 if it has no room. */
static uint64_t ask_new(struct drust_server *self, uint32_t server, uint32_t type, uint64_t bytes)
{
    struct drusti_own *own = self->own;
    struct drusti_request request = {.server = server};
    drusti_pool_wait_begin(self, &request.waiter);
    pthread_mutex_lock(&own->lock);
    request.id = ++own->request_ids;
    request.next = own->requests;
    own->requests = &request;
    pthread_mutex_unlock(&own->lock);
    struct drusti_wire_new message = {.request = request.id, .bytes = bytes, .type = type};
    drusti_reclaim_flush_to(self, server);
    drusti_wire_send(self, server, DRUSTI_NEW, &message, sizeof message);
    pthread_mutex_lock(&own->lock);
    while (!request.done) {
        pthread_mutex_unlock(&own->lock);
        drusti_pool_wait(self, &request.waiter, NULL);
        pthread_mutex_lock(&own->lock);
    }
    pthread_mutex_unlock(&own->lock);
    drusti_pool_wait_end(self, &request.waiter);
    return request.word;
}

uint64_t drusti_own_new(struct drust_server *self, const struct drust_type *type, size_t count,
                        struct drust_site *site, bool may_fail)
{
    uint64_t bytes;
    if (!drusti_bytes(type, count, &bytes)) {
        if (may_fail)
            return 0;
        drusti_own_too_large(type, count, site);
    }
    uint32_t id = drusti_type_id(type);
    uint32_t server = drusti_place_new(self);
    if (server != self->id) {
        uint64_t word = ask_new(self, server, id, bytes);
        if (word != 0) {
            DRUSTI_COUNT_OFTEN(self, news, 1);
            DRUSTI_COUNT(self, remote_news, 1);
            return word;
        }
    }
    uint64_t address = allocate(self, id, bytes, 0, true, may_fail ? TRY_WAIT_MS : NEW_WAIT_MS);
    if (address == 0) {
        if (may_fail)
            return 0;
        out_of_memory(self, site, id, bytes);
    }
    return drusti_own_made(self, address);
}

static void serve_new(void *argument)
{
    struct service *service = argument;
    struct drust_server *self = service->self;
    const struct drusti_wire_new *request = &service->request;
    struct drusti_wire_newed answer = {.request = request->request};
    uint64_t address = allocate(self, request->type, request->bytes, 0, true, TRY_WAIT_MS);
    if (address != 0) {
        count_homed(self, request->bytes);
        answer.word = drusti_own_lent(drusti_own_birth_word(self, address));
    }
    drusti_wire_send(self, service->from, DRUSTI_NEWED, &answer, sizeof answer);
    drusti_heap_worker_done(self);
    atomic_fetch_sub_explicit(&self->own->serving, 1, memory_order_seq_cst);
    free(service);
}

void drusti_own_on_new(struct drusti_wire_reader *message)
{
    struct service *service = drusti_zalloc(sizeof *service, "a request of another server");
    service->self = message->self;
    service->from = message->from;
    drusti_wire_get(message, &service->request, sizeof service->request);
    drusti_wire_expect(message, service->request.type < drusti_type_count(), "an unknown type");
    atomic_fetch_add_explicit(&message->self->own->serving, 1, memory_order_seq_cst);
    drusti_pool_run(message->self, serve_new, service);
}

void drusti_own_on_newed(struct drusti_wire_reader *message)
{
    struct drusti_own *own = message->self->own;
    struct drusti_wire_newed answer;
    drusti_wire_get(message, &answer, sizeof answer);
    uint64_t address = drusti_address(answer.word);
    drusti_wire_expect(message,
                       answer.word == 0 ||
                           (drusti_in_heap(&message->self->layout, address) &&
                            drusti_home(&message->self->layout, address) == message->from),
                       "an object that is not the sender's");
    pthread_mutex_lock(&own->lock);
    struct drusti_request **link = &own->requests;
    while (*link != NULL && (*link)->id != answer.request)
        link = &(*link)->next;
    struct drusti_request *request = *link;
    drusti_wire_expect(message, request != NULL && request->server == message->from,
                       "an answer nobody asked for");
    *link = request->next;
    request->word = answer.word;
    request->done = true; /* the record may be gone once the lock is */
    drusti_pool_wake(&request->waiter);
    pthread_mutex_unlock(&own->lock);
}

/* ---- Reading ------------------------------------------------------------------------*/

/* What every resolve begins with. False: the word names a remote object. */
static bool resolve_here(const struct drust_server *self, uint64_t word,
                         const struct drust_site *site, void **at)
{
    uint64_t address = drusti_address(word);
    *at = (void *)(uintptr_t)address;
    if (drusti_heap_mine(self, address))
        return true;
    if (drusti_in_heap(&self->layout, address))
        return false;
    if (address == 0) {
        if (!(site->flags & DRUST_SITE_NULLABLE))
            drusti_fatal_at(site, "NULL dereferenced: %s", site->what);
        return true;
    }
    /* A stack or a static, whose borrows are plain addresses. */
    if (word != address)
        drusti_fatal_at(site, "%s is not a pointer of this program: 0x%llx", site->what,
                        (unsigned long long)word);
    return true;
}

void *drusti_own_pin(struct drust_server *self, uint64_t word, struct drusti_copy **copy,
                     struct drust_site *site)
{
    void *at;
    *copy = NULL;
    if (resolve_here(self, word, site, &at))
        return at;
    *copy = drusti_cache_pin(self, word, site);
    return (*copy)->at;
}

static inline uint64_t pin_bit(uint32_t pin) { return (uint64_t)1 << pin; }

static void release_pin(struct drust_frame *frame, uint32_t pin)
{
    if (frame->used & pin_bit(pin)) {
        frame->used &= ~pin_bit(pin);
        drusti_cache_unpin(frame->pins[pin].copy);
    }
}

void *drusti_own_shared(struct drust_server *self, uint64_t word, struct drust_frame *frame,
                        struct drust_site *site)
{
    void *at;
    if (resolve_here(self, word, site, &at))
        return at;
    DRUSTI_INVARIANT(frame != NULL && site->pin < DRUST_FRAME_PINS,
                     "a function that reads remote objects has a frame");
    struct drust_pin *pin = &frame->pins[site->pin];
    if ((frame->used & pin_bit(site->pin)) && pin->word == word && drusti_cache_holds(pin->copy)) {
        DRUSTI_COUNT_OFTEN(self, hits, 1);
        return pin->at;
    }
    /* The old copy goes first: the budget may be no larger than one copy. */
    release_pin(frame, site->pin);
    struct drusti_copy *copy = drusti_cache_pin(self, word, site);
    *pin = (struct drust_pin){.word = word, .at = copy->at, .copy = copy};
    frame->used |= pin_bit(site->pin);
    return copy->at;
}

/* ---- Writing ------------------------------------------------------------------------*/

static void mark_slot(void *unused, uint64_t *slot)
{
    (void)unused;
    drusti_mark_word(slot);
}

/* Other servers may have read the words inside: from here on they count as
 * handed out, so that their own next exclusive regions get new colours (I2). */
static void mark_children(uint64_t address)
{
    const struct drust_header *header = drusti_header(address);
    drusti_each_slot(drusti_type(header->type), (void *)(uintptr_t)address, header->bytes,
                     mark_slot, NULL);
}

static struct drust_pair at_home(uint64_t word)
{
    uint64_t address = drusti_address(word);
    return (struct drust_pair){.word = word, .at = (void *)(uintptr_t)address};
}

/* A new colour for an object of this home whose word other servers may know:
 * copies under the old one can no longer be found. It stays where it is, since
 * borrows of its parts may be alive. */
static struct drust_pair bump(struct drust_server *self, uint64_t word)
{
    uint64_t address = drusti_address(word);
    uint32_t colour = drusti_colour(word) + 1;
    DRUSTI_INVARIANT(drusti_heap_starts(self, address), "I1");
    DRUSTI_INVARIANT(!(drusti_header(address)->flags & DRUST_HEADER_COPY), "I8");
    DRUSTI_COUNT_OFTEN(self, bumps, 1);
    if (colour > self->knobs.colour_max) {
        DRUSTI_COUNT(self, wraps, 1);
        drusti_reclaim_wrap(self, address);
        drusti_heap_set_birth(self, address, 0);
        colour = drusti_heap_lowest(self, address);
    }
    mark_children(address);
    return at_home(drusti_word(address, colour, false));
}

struct move {
    struct drust_server *self;
    const struct drust_site *site;
    uint64_t address;
};

static void *reserve_object(void *context, const struct drust_header *header)
{
    struct move *move = context;
    move->address = drusti_own_block(move->self, header->type, header->bytes, 0, move->site);
    return (void *)(uintptr_t)move->address;
}

static uint64_t fetch_object(struct drust_server *self, uint64_t word, struct drust_site *site)
{
    struct move move = {.self = self, .site = site};
    uint64_t address = drusti_address(word);
    DRUSTI_COUNT_OFTEN(self, moves, 1);
    drusti_xport_read_object(self, drusti_home(&self->layout, address), address, &site->seen,
                             reserve_object, &move);
    DRUSTI_INVARIANT(move.address != 0, "I7");
    return move.address;
}

uint64_t drusti_own_take_copy(struct drust_server *self, uint64_t word, bool *kept)
{
    uint64_t address = drusti_cache_take(self, word, kept);
    if (address != 0) {
        DRUSTI_COUNT_OFTEN(self, promotions, 1);
        __atomic_store_n(&drusti_header(address)->flags, 0, __ATOMIC_RELAXED);
    }
    return address;
}

void drusti_own_arrived(struct drust_server *self, uint64_t word, uint64_t address)
{
    DRUSTI_INVARIANT(drusti_handed_out(word), "I9");
    count_homed(self, drusti_header(address)->bytes);
    mark_children(address);
    drusti_reclaim_send_free(self, word, drusti_header(address)->bytes);
}

/* Bring the object here: the only way to write what another server homes. */
static struct drust_pair bring(struct drust_server *self, uint64_t word, struct drust_site *site)
{
    bool kept;
    uint64_t address = drusti_own_take_copy(self, word, &kept);
    if (address == 0)
        address = fetch_object(self, word, site);
    drusti_own_arrived(self, word, address);
    if (!kept)
        drusti_affinity_move(self, address);
    return at_home(drusti_word(address, drusti_heap_birth(self, address), false));
}

struct drust_pair drusti_own_exclusive(struct drust_server *self, uint64_t word,
                                       struct drust_site *site)
{
    void *at;
    if (!resolve_here(self, word, site, &at))
        return bring(self, word, site);
    if (!drusti_handed_out(word))
        return (struct drust_pair){.word = word, .at = at};
    return bump(self, word);
}

void drusti_own_mark_lent(struct drust_server *self, uint64_t *slot, uint64_t word)
{
    /* A word inside a read copy may lack H although its object lives elsewhere:
     * the slot is then no live owner (I9 speaks of those) and stays as it is. */
    if (word != 0 && !drusti_handed_out(word) && drusti_heap_mine(self, drusti_address(word)))
        drusti_mark_word(slot);
}

/* ---- Frames -------------------------------------------------------------------------*/

void drusti_own_unpin(struct drust_frame *frame)
{
    uint64_t used = frame->used;
    frame->used = 0;
    for (; used != 0; used &= used - 1)
        drusti_cache_unpin(frame->pins[__builtin_ctzll(used)].copy);
}

void drusti_own_set_pin(struct drust_frame *frame, uint32_t pin, struct drust_pin value)
{
    release_pin(frame, pin);
    if (value.copy != NULL) {
        frame->pins[pin] = value;
        frame->used |= pin_bit(pin);
    }
}

void drusti_own_drop_handover(struct drust_pin *handover)
{
    struct drusti_copy *copy = handover->copy;
    handover->copy = NULL;
    if (copy != NULL)
        drusti_cache_unpin(copy);
}

void drusti_own_hand_over(struct drust_frame *frame, struct drust_pin *handover)
{
    drusti_own_drop_handover(handover);
    if (frame->used & pin_bit(0)) {
        *handover = frame->pins[0];
        frame->used &= ~pin_bit(0);
    }
    drusti_own_unpin(frame);
}

void drusti_own_adopt(void *at, struct drust_frame *frame, uint32_t pin, struct drust_pin *handover)
{
    struct drust_pin found = {.copy = NULL};
    if (handover->copy != NULL && drusti_views_lies_in(at, handover)) {
        found = *handover;
        handover->copy = NULL;
    } else {
        /* The returned borrow may come from an argument instead of from a copy
         * that the callee pinned: then this frame or a view pins the copy
         * already, but may let go of it before the borrow ends. */
        found = drusti_views_share(at, frame);
        drusti_own_drop_handover(handover);
    }
    drusti_own_set_pin(frame, pin, found);
}

void drusti_own_share_pin(struct drust_frame *from_frame, uint32_t from,
                          struct drust_frame *to_frame, uint32_t to)
{
    if (from_frame == to_frame && from == to)
        return;
    struct drust_pin pin = {.copy = NULL};
    if (from_frame->used & pin_bit(from)) {
        pin = from_frame->pins[from];
        drusti_cache_share(pin.copy);
    }
    drusti_own_set_pin(to_frame, to, pin);
}
