/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The counters by name. They are independent relaxed atomics: a reader sees
 * each one exact, but no common instant.
 */
#include "trace.h"
#include "check.h"
#include "server.h"

#include <drust/abi.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* As in drust.h, which only programs compiled with the plugin can include. */
uint64_t drust_counter(const char *name);

const char *const drusti_counter_names[DRUSTI_COUNTERS_COUNT] = {
#define X(name, text) #name,
    DRUSTI_COUNTERS(X)
#undef X
};

_Static_assert(sizeof(struct drusti_counters) == DRUSTI_COUNTERS_COUNT * sizeof(uint64_t),
               "the counters are walked by index");

/* The shares of one server's threads. */
struct drusti_shares {
    pthread_mutex_t lock; /* the list; a leaf */
    struct drusti_share *first;
    struct drusti_counters *ended; /* where shares of ended threads are added */
};

_Thread_local struct drusti_share *drusti_share_mine;
static pthread_once_t key_made = PTHREAD_ONCE_INIT;
static pthread_key_t thread_exit;

static uint64_t value_at(const struct drusti_counters *counters, size_t index)
{
    const _Atomic uint64_t *values = (const _Atomic uint64_t *)counters;
    return atomic_load_explicit(&values[index], memory_order_relaxed);
}

/* Add a share to the server's own counters and take it off the list. */
static void fold(struct drusti_share *share)
{
    struct drusti_shares *shares = share->of;
    pthread_mutex_lock(&shares->lock);
    _Atomic uint64_t *values = (_Atomic uint64_t *)shares->ended;
    for (size_t i = 0; i < DRUSTI_COUNTERS_COUNT; i++)
        atomic_fetch_add_explicit(&values[i], value_at(&share->counted, i), memory_order_relaxed);
    struct drusti_share **link = &shares->first;
    while (*link != share)
        link = &(*link)->next;
    *link = share->next;
    pthread_mutex_unlock(&shares->lock);
    free(share);
}

static void end_thread(void *unused)
{
    (void)unused;
    while (drusti_share_mine != NULL) {
        struct drusti_share *share = drusti_share_mine;
        drusti_share_mine = share->next_mine;
        fold(share);
    }
}

static void make_key(void)
{
    DRUSTI_REQUIRE(pthread_key_create(&thread_exit, end_thread) == 0,
                   "no thread-specific key is left for the counters");
}

/* The calling thread's share of a server, off the thread's list; or NULL. */
static struct drusti_share *take_mine(const struct drusti_shares *shares)
{
    struct drusti_share **link = &drusti_share_mine;
    while (*link != NULL && (*link)->of != shares)
        link = &(*link)->next_mine;
    struct drusti_share *share = *link;
    if (share != NULL)
        *link = share->next_mine;
    return share;
}

void drusti_trace_start(struct drust_server *self)
{
    pthread_once(&key_made, make_key);
    self->shares = drusti_zalloc(sizeof *self->shares, "the counters");
    pthread_mutex_init(&self->shares->lock, NULL);
    self->shares->ended = self->counters;
}

void drusti_trace_stop(struct drust_server *self)
{
    struct drusti_shares *shares = self->shares;
    struct drusti_share *share = take_mine(shares);
    if (share != NULL)
        fold(share);
    DRUSTI_INVARIANT(shares->first == NULL, "a server stops after its threads");
    pthread_mutex_destroy(&shares->lock);
    free(shares);
    self->shares = NULL;
}

struct drusti_share *drusti_share_find(struct drust_server *self)
{
    struct drusti_shares *shares = self->shares;
    struct drusti_share *share = take_mine(shares);
    if (share == NULL) {
        share = drusti_zalloc(sizeof *share, "the counters of a thread");
        share->of = shares;
        pthread_mutex_lock(&shares->lock);
        share->next = shares->first;
        shares->first = share;
        pthread_mutex_unlock(&shares->lock);
        pthread_setspecific(thread_exit, share);
    }
    share->next_mine = drusti_share_mine;
    drusti_share_mine = share;
    return share;
}

uint64_t drusti_counter(const struct drust_server *self, size_t index)
{
    struct drusti_shares *shares = self->shares;
    if (shares == NULL)
        return value_at(self->counters, index);
    pthread_mutex_lock(&shares->lock);
    uint64_t sum = value_at(self->counters, index);
    for (struct drusti_share *share = shares->first; share != NULL; share = share->next)
        sum += value_at(&share->counted, index);
    pthread_mutex_unlock(&shares->lock);
    return sum;
}

uint64_t drust_counter(const char *name)
{
    struct drust_server *self = drusti_process_server;
    DRUSTI_REQUIRE(self != NULL, "drust_counter(\"%s\") before main runs", name);
    for (size_t i = 0; i < DRUSTI_COUNTERS_COUNT; i++) {
        if (strcmp(name, drusti_counter_names[i]) == 0)
            return drusti_counter(self, i);
    }
    drusti_fatal("drust_counter(\"%s\"): no counter has this name; 'drust info' lists them", name);
}
