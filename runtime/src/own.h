/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Operations on owner words: making an object, resolving a word for reading or
 * writing. May call cache, heap, reclaim, wire, xport. Everything here runs on
 * threads of the program, never on the progress thread, unless it says so.
 */
#ifndef DRUSTI_OWN_H
#define DRUSTI_OWN_H

#include "types.h"

#include <pthread.h>

struct drusti_reclaim; /* reclaim.c */
struct drusti_glue;    /* glue.c */
struct drusti_request; /* own.c: an unanswered NEW */

struct drusti_own {
    _Atomic uint64_t sent;     /* messages of the protocol, monotonic: for termination */
    _Atomic uint64_t received; /* likewise; counted when what the message starts is noted */
    _Atomic uint64_t placed;   /* decisions of place.c so far */
    struct drusti_reclaim *reclaim;
    struct drusti_glue *glue;
    pthread_mutex_t lock; /* the list of requests; innermost */
    struct drusti_request *requests;
    uint64_t request_ids;
    _Atomic uint32_t serving; /* NEWs of other servers being served */
    bool hooks;               /* some type of the image has a drop hook; constant */
    bool affinity;            /* some type has fields with affinity; constant */
};

void drusti_own_start(struct drust_server *self);
void drusti_own_stop(struct drust_server *self);
/* No NEW is on its way, neither asked nor being served. */
bool drusti_own_idle(struct drust_server *self);

/* A zero-filled array of `count` objects; its word. Out of memory: NULL if
 * `may_fail`, else the job ends with a message. May block. */
uint64_t drusti_own_new(struct drust_server *self, const struct drust_type *type, size_t count,
                        struct drust_site *site, bool may_fail);
/* An uninitialised block of the own partition (heap.h); evicts and waits for
 * memory a bounded time, then ends the job. `site` may be NULL. */
uint64_t drusti_own_block(struct drust_server *self, uint32_t type, uint64_t bytes, uint32_t flags,
                          const struct drust_site *site);

/* The word of an object that was just made in a block of this server, and the
 * same for an object that is counted as a new one. */
uint64_t drusti_own_birth_word(struct drust_server *self, uint64_t address);
uint64_t drusti_own_made(struct drust_server *self, uint64_t address);
/* No address space holds so many elements: ends the job. */
_Noreturn void drusti_own_too_large(const struct drust_type *type, size_t count,
                                    const struct drust_site *site);
/* resize.c; see __drust_resize. Dropped owners of other servers go by message. */
void drusti_own_resize(struct drust_server *self, const struct drust_type *type, size_t count,
                       uint64_t *slot, struct drust_site *site);
/* clone.c; see __drust_clone. */
uint64_t drusti_own_clone(struct drust_server *self, const void *at, const struct drust_type *type,
                          struct drust_site *site);

/* See __drust_strdup. */
uint64_t drusti_own_strdup(struct drust_server *self, const struct drust_type *type,
                           const char *text, struct drust_site *site);

/* Resolve for reading; see __drust_shared. */
void *drusti_own_shared(struct drust_server *self, uint64_t word, struct drust_frame *frame,
                        struct drust_site *site);
/* The same with a pin of the caller's own: *copy is the pinned copy, or NULL
 * if nothing needs one. The caller ends it by drusti_cache_unpin. */
void *drusti_own_pin(struct drust_server *self, uint64_t word, struct drusti_copy **copy,
                     struct drust_site *site);
/* Resolve for writing; see __drust_exclusive. */
struct drust_pair drusti_own_exclusive(struct drust_server *self, uint64_t word,
                                       struct drust_site *site);

/* The cached copy of the remote object `word` names becomes the object: its
 * address, or 0 if there is none. See drusti_cache_take for *kept. */
uint64_t drusti_own_take_copy(struct drust_server *self, uint64_t word, bool *kept);
/* The object that `word` named lies at `address` of this server now: note it,
 * and free what it leaves. The caller makes its new word. */
void drusti_own_arrived(struct drust_server *self, uint64_t word, uint64_t address);

/* The word as it may leave this server. */
static inline uint64_t drusti_own_lent(uint64_t word)
{
    return word != 0 ? word | DRUST_HANDED_OUT : 0;
}
/* Mark the slot a word leaves from. By I9 a word with H = 0 that names an
 * object of this server lies in live memory here, never in a read copy; any
 * other needs no mark. */
void drusti_own_mark_lent(struct drust_server *self, uint64_t *slot, uint64_t word);

/* Frames (pins of compiled code); see abi.h. */
void drusti_own_unpin(struct drust_frame *frame);
void drusti_own_hand_over(struct drust_frame *frame, struct drust_pin *handover);
void drusti_own_adopt(void *at, struct drust_frame *frame, uint32_t pin,
                      struct drust_pin *handover);
/* The pin lets go of what it had and takes over `value` (copy == NULL: none). */
void drusti_own_set_pin(struct drust_frame *frame, uint32_t pin, struct drust_pin value);
/* What a function has handed over, and nobody will adopt, goes. */
void drusti_own_drop_handover(struct drust_pin *handover);
void drusti_own_share_pin(struct drust_frame *from_frame, uint32_t from,
                          struct drust_frame *to_frame, uint32_t to);

/* Messages; called by the progress thread. */
struct drusti_wire_reader;
void drusti_own_on_new(struct drusti_wire_reader *message);
void drusti_own_on_newed(struct drusti_wire_reader *message);

#endif
