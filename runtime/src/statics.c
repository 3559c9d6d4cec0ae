/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A word in static storage goes in and out by an atomic exchange, so that each
 * object has one owner whichever threads meet there. A struct is exchanged under
 * a lock, its words as atomically as single ones: a thread that takes one field
 * of it takes no lock.
 *
 * Lock: swap_lock; nothing is called under it.
 */
#include "statics.h"
#include "check.h"
#include "tables.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern const struct drust_static __start_drust_statics[]
    __attribute__((weak, visibility("hidden")));
extern const struct drust_static __stop_drust_statics[] __attribute__((weak, visibility("hidden")));

static pthread_mutex_t swap_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- Exchanges -------------------------------------------------------------*/

/* Acquire and release pair with each other: who takes an owner out sees what the
 * one who put it in did before. */
void *__drust_static_swap_word(void *word, void **slot)
{
    return __atomic_exchange_n(slot, word, __ATOMIC_ACQ_REL);
}

void __drust_static_swap(void *place, void *value, const struct drust_type *type)
{
    void **words = place;
    char *given = value;
    uint64_t bytes = type->size;
    pthread_mutex_lock(&swap_lock);
    if ((uintptr_t)place % sizeof(void *) == 0) {
        for (; bytes >= sizeof *words; bytes -= sizeof *words) {
            void *held;
            memcpy(&held, given, sizeof held);
            held = __drust_static_swap_word(held, words++);
            memcpy(given, &held, sizeof held);
            given += sizeof held;
        }
    }
    drusti_swap(words, given, bytes);
    pthread_mutex_unlock(&swap_lock);
}

/* ---- The end of threads and servers ------------------------------------------*/

/* Each value comes out whole before it is dropped: a drop function may use the
 * variable again, and so may another thread. */
static void drop(const struct drust_static *owners)
{
    size_t bytes = owners->type->size;
    char *at = owners->at();
    void *value = drusti_zalloc(bytes, "owners in static storage");
    for (uint64_t i = 0; i < owners->count; i++) {
        __drust_static_swap(at + i * bytes, value, owners->type);
        owners->drop(value, 1, owners->type);
        memset(value, 0, bytes);
    }
    free(value);
}

static void drop_all(uint32_t flags)
{
    const struct drust_static *end = __stop_drust_statics;
    for (const struct drust_static *at = __start_drust_statics; at < end; at++)
        if (at->flags == flags)
            drop(at);
}

void drusti_statics_leave_thread(void) { drop_all(DRUST_STATIC_THREAD); }

void drusti_statics_drop(void)
{
    drop_all(DRUST_STATIC_THREAD);
    drop_all(0);
}

/* ---- Threads that the program starts by itself --------------------------------*/

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static _Thread_local bool known;

static void leave_foreign(void *unused)
{
    (void)unused;
    known = false; /* a drop function may store into one of them again */
    drusti_statics_leave_thread();
}

static void make_key(void)
{
    DRUSTI_REQUIRE(pthread_key_create(&key, leave_foreign) == 0,
                   "out of keys for what threads have of their own");
}

void __drust_static_thread(void)
{
    if (known)
        return;
    pthread_once(&key_once, make_key);
    DRUSTI_REQUIRE(pthread_setspecific(key, &key) == 0,
                   "out of memory for what threads have of their own");
    known = true;
}

/* ---- Threads without a thread ---------------------------------------------------*/

static void exchange_thread_owners(char *aside)
{
    const struct drust_static *end = __stop_drust_statics;
    for (const struct drust_static *at = __start_drust_statics; at < end; at++) {
        if (at->flags != DRUST_STATIC_THREAD)
            continue;
        drusti_swap(at->at(), aside, at->count * at->type->size);
        aside += at->count * at->type->size;
    }
}

void *drusti_statics_set_aside(void)
{
    const struct drust_static *end = __stop_drust_statics;
    size_t bytes = 0;
    for (const struct drust_static *at = __start_drust_statics; at < end; at++)
        if (at->flags == DRUST_STATIC_THREAD)
            bytes += at->count * at->type->size;
    if (bytes == 0)
        return NULL;
    void *aside = drusti_zalloc(bytes, "a thread's own owners");
    exchange_thread_owners(aside);
    return aside;
}

void drusti_statics_bring_back(void *aside)
{
    if (aside == NULL)
        return;
    drusti_statics_leave_thread();
    exchange_thread_owners(aside);
    free(aside);
}
