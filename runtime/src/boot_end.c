/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How a job ends. On server 0, after main returned and again inside exit():
 *
 *   server 0                               server k
 *   exit handlers of the program,
 *   owners in static storage
 *   EXIT ------------------------------->  exit(0): its exit handlers, its owners
 *        <------------------------------- EXITED
 *   ASK, ASK ---------------------------> (progress thread)
 *        <------------------------------- ANSWER, ANSWER     until quiet
 *   note DONE to the launcher
 *   FINAL ------------------------------>  counters to the launcher, ends
 *   counters to the launcher, ends
 *
 * Quiet is Mattern's four-counter rule: in two rounds, one after the other,
 * every server had nothing in flight and all messages sent were received, the
 * same number in both. One round is not enough: a message can be received after
 * its receiver answered and before its sender does.
 *
 * exit() anywhere but on server 0's main thread ends the job as it ends a
 * process: the launcher is told the status and ends the others at once.
 *
 * Nothing is torn down: destructors that run later may still use objects.
 * Locks: end.lock, a leaf but for drusti_peer_send under it.
 */
#include "boot.h"
#include "check.h"
#include "job.h"
#include "peer.h"
#include "pool.h"
#include "server.h"
#include "statics.h"
#include "thread.h"
#include "trace.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum {
    END_ASK = DRUSTI_TYPE_BOOT, /* 0 -> k: struct ask */
    END_ANSWER,                 /* k -> 0: struct answer */
    END_EXIT,                   /* 0 -> k: run exit(0) */
    END_EXITED,                 /* k -> 0: its exit handlers have run */
    END_FINAL                   /* 0 -> k: nothing follows */
};

struct ask {
    uint64_t round;
};
struct answer {
    uint64_t round;
    uint64_t quiet;
    uint64_t sent;
    uint64_t received;
};
_Static_assert(sizeof(struct ask) == 8 && sizeof(struct answer) == 32, "no padding");

/* exit() without a return from main does not wait for threads, but when there
 * are none the last drops arrive long before this. */
#define EXIT_QUIET_NS_MAX 100000000u
#define QUIET_PAUSE_NS_MIN 100000u
#define QUIET_PAUSE_NS_MAX 10000000u
#define LAUNCHER_SECONDS_MAX 5

static struct {
    struct drust_server *self; /* constant since start, as control and stats */
    int control;               /* -1: no launcher */
    bool stats;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* any of what follows, all under lock */
    uint64_t round;
    uint32_t answers;              /* to the current round */
    struct answer tally;           /* sums of those; quiet: how many were */
    uint32_t exited;               /* servers whose handlers have run */
    bool exit_asked;               /* END_EXIT came */
    struct drusti_waiter *serving; /* main, until END_EXIT comes */
    bool final;                    /* END_FINAL came */
} end = {.control = -1, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void drusti_end_start(struct drust_server *self, int control, bool stats)
{
    end.self = self;
    end.control = control;
    end.stats = stats;
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void broadcast(uint16_t type, const void *body, size_t bytes)
{
    for (uint32_t i = 0; i < end.self->count; i++) {
        if (i != end.self->id)
            drusti_peer_send(end.self, i, type, body, bytes);
    }
}

/* ---- Messages (the progress thread) ----------------------------------------*/

static struct answer answer_here(uint64_t round)
{
    struct answer answer = {.round = round};
    answer.quiet = drusti_server_quiet(end.self, &answer.sent, &answer.received);
    return answer;
}

static void on_answer(const struct answer *answer)
{
    if (answer->round != end.round)
        return; /* of a round that was given up */
    end.answers++;
    end.tally.quiet += answer->quiet;
    end.tally.sent += answer->sent;
    end.tally.received += answer->received;
}

static void on_message(struct drust_server *self, uint32_t from, uint16_t type, const uint8_t *body,
                       size_t bytes)
{
    struct ask ask;
    struct answer answer;
    if (type == END_ASK && bytes == sizeof ask) {
        memcpy(&ask, body, sizeof ask);
        answer = answer_here(ask.round);
        drusti_peer_send(self, from, END_ANSWER, &answer, sizeof answer);
        return;
    }
    pthread_mutex_lock(&end.lock);
    if (type == END_ANSWER && bytes == sizeof answer) {
        memcpy(&answer, body, sizeof answer);
        on_answer(&answer);
    } else if (type == END_EXITED && bytes == 0) {
        end.exited++;
    } else if (type == END_EXIT && bytes == 0) {
        drusti_peers_ending(self);
        end.exit_asked = true;
        if (end.serving != NULL)
            drusti_pool_wake(end.serving);
    } else if (type == END_FINAL && bytes == 0) {
        end.final = true;
    } else {
        drusti_fatal("server %u sent a damaged message (type %u, %zu bytes)", from, type, bytes);
    }
    pthread_cond_broadcast(&end.changed);
    pthread_mutex_unlock(&end.lock);
}

_Noreturn void drusti_end_lost(uint32_t server)
{
    sleep(LAUNCHER_SECONDS_MAX);
    drusti_fatal("server %u is gone", server);
}

static void on_lost(struct drust_server *self, uint32_t server)
{
    if (server == self->id)
        _exit(70); /* the launcher is gone: nobody reads a message */
    drusti_end_lost(server);
}

const struct drusti_peer_hooks drusti_end_hooks = {.boot = on_message, .lost = on_lost};

/* ---- Quiet -----------------------------------------------------------------*/

/* One round over all servers. */
static struct answer ask_all(void)
{
    uint32_t others = end.self->count - 1;
    pthread_mutex_lock(&end.lock);
    struct ask ask = {.round = ++end.round};
    end.answers = 0;
    end.tally = (struct answer){.round = 0};
    pthread_mutex_unlock(&end.lock);

    broadcast(END_ASK, &ask, sizeof ask);
    struct answer here = answer_here(ask.round);

    pthread_mutex_lock(&end.lock);
    while (end.answers < others)
        pthread_cond_wait(&end.changed, &end.lock);
    on_answer(&here);
    struct answer tally = end.tally;
    pthread_mutex_unlock(&end.lock);
    return tally;
}

static bool settled(const struct answer *tally)
{
    return tally->quiet == end.self->count && tally->sent == tally->received;
}

bool drusti_end_quiet(uint64_t wait_ns_max)
{
    uint64_t start_ns = now_ns();
    uint64_t pause_ns = QUIET_PAUSE_NS_MIN;
    for (;;) {
        while (wait_ns_max == 0 && drusti_pool_help(end.self, drusti_thread_run_aside))
            ;
        struct answer first = ask_all();
        if (settled(&first)) {
            struct answer second = ask_all();
            if (settled(&second) && second.sent == first.sent)
                return true;
        }
        if (wait_ns_max != 0 && now_ns() - start_ns >= wait_ns_max)
            return false;
        struct timespec pause = {.tv_nsec = (long)pause_ns};
        nanosleep(&pause, NULL);
        pause_ns = pause_ns * 2 < QUIET_PAUSE_NS_MAX ? pause_ns * 2 : QUIET_PAUSE_NS_MAX;
    }
}

/* ---- Statistics ------------------------------------------------------------*/

/* One note for each line of the memory file. */
static void send_lines(int memfd)
{
    FILE *file = fdopen(memfd, "r");
    if (file == NULL)
        return;
    char line[DRUSTI_NOTE_DATA];
    bool ready = fseek(file, 0, SEEK_SET) == 0;
    while (ready && fgets(line, sizeof line, file) != NULL)
        drusti_note_send(end.control, DRUSTI_NOTE_ALIVE, 0, line, strcspn(line, "\n"));
    fclose(file);
}

static void send_stats(void)
{
    if (!end.stats)
        return;
    uint64_t values[DRUSTI_COUNTERS_COUNT];
    _Static_assert(sizeof values <= DRUSTI_NOTE_DATA, "all counters fit into one note");
    for (size_t i = 0; i < DRUSTI_COUNTERS_COUNT; i++)
        values[i] = drusti_counter(end.self, i);
    drusti_note_send(end.control, DRUSTI_NOTE_COUNTERS, end.self->id, values, sizeof values);

    int memfd = memfd_create("drust-alive", MFD_CLOEXEC);
    if (memfd < 0)
        return;
    drusti_server_leftovers(end.self, memfd);
    send_lines(memfd);
}

/* ---- Leaving ---------------------------------------------------------------*/

void drusti_end_serve(void)
{
    struct drusti_waiter waiter;
    drusti_pool_wait_begin(end.self, &waiter);
    pthread_mutex_lock(&end.lock);
    end.serving = &waiter;
    while (!end.exit_asked) {
        pthread_mutex_unlock(&end.lock);
        drusti_pool_wait(end.self, &waiter, drusti_thread_run_aside);
        pthread_mutex_lock(&end.lock);
    }
    end.serving = NULL;
    pthread_mutex_unlock(&end.lock);
    drusti_pool_wait_end(end.self, &waiter);
}

/* Server 0, in exit(), after the program's handlers. */
static void end_job(int status, bool returned)
{
    uint32_t others = end.self->count - 1;
    uint64_t wait_ns_max = returned ? 0 : EXIT_QUIET_NS_MAX;
    drusti_peers_ending(end.self);
    broadcast(END_EXIT, NULL, 0);
    pthread_mutex_lock(&end.lock);
    while (end.exited < others)
        pthread_cond_wait(&end.changed, &end.lock);
    pthread_mutex_unlock(&end.lock);
    drusti_end_quiet(wait_ns_max);
    drusti_note_send(end.control, DRUSTI_NOTE_DONE, (uint32_t)status, NULL, 0);
    broadcast(END_FINAL, NULL, 0);
    drusti_peers_flush(end.self);
    send_stats();
}

/* Another server, in the exit(0) that server 0 asked for. */
static void end_server(void)
{
    drusti_peer_send(end.self, 0, END_EXITED, NULL, 0);
    pthread_mutex_lock(&end.lock);
    while (!end.final)
        pthread_cond_wait(&end.changed, &end.lock);
    pthread_mutex_unlock(&end.lock);
    send_stats();
}

void drusti_end_leave(int status, bool returned)
{
    bool main_thread = gettid() == getpid();
    pthread_mutex_lock(&end.lock);
    bool asked = end.exit_asked;
    pthread_mutex_unlock(&end.lock);
    if (main_thread && (end.self->id == 0 || asked))
        drusti_statics_drop();
    if (end.control < 0)
        return;
    if (main_thread && end.self->id == 0) {
        end_job(status, returned);
    } else if (main_thread && asked) {
        end_server();
    } else {
        drusti_peers_ending(end.self);
        drusti_note_send(end.control, DRUSTI_NOTE_EXIT, (uint32_t)status, NULL, 0);
    }
}
