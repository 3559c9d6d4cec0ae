/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Messages over one stream socket a pair of servers. On the wire a message is
 *
 *   0  u32  bytes of the body
 *   4  u16  type
 *   6  u16  0
 *   8  body, then zeroes up to a multiple of 8
 *
 * little-endian, so that bodies lie 8-byte aligned in the receiver's buffer.
 *
 * A sender writes to the socket itself while nothing is queued; what the socket
 * does not take is queued in memory without bound and sent by the progress
 * thread when the peer reads. The queue cannot be bounded: progress threads
 * send answers, and two that waited for each other's queue would never read.
 * Messages to oneself go through a queue of the same form.
 *
 * Locks: each link's lock is a leaf and protects its out queue; peers->start is
 * taken alone. No lock is held during a delivery. The progress thread is the
 * only one that reads sockets.
 */
#include "peer.h"
#include "check.h"
#include "crash.h"
#include "trace.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the wire is little-endian");

struct frame {
    uint32_t bytes;
    uint16_t type;
    uint16_t zero;
};
_Static_assert(sizeof(struct frame) == 8, "the frame keeps bodies aligned");

#define RECEIVE_BYTES ((size_t)64 << 10) /* at most that much is read at once */
#define KEEP_BYTES ((size_t)1 << 20)     /* an empty queue longer than this is given back */
#define GATHER_NS 1000000                /* a nudge is answered after this */
#define EVENTS 32

/* Bytes [at, end) of a growing array. */
struct bytes {
    uint8_t *data;
    size_t at, end, room; /* at <= end <= room */
};

struct link {
    int socket; /* -1: none, or the peer is gone; set to -1 by the progress thread under lock */
    bool armed; /* EPOLLOUT is asked for; under lock */
    pthread_mutex_t lock;
    struct bytes out; /* under lock */
    struct bytes in;  /* the progress thread's own */
};

struct drusti_peers {
    struct drust_server *server;
    struct drusti_peer_hooks hooks;
    int epoll;
    int wake; /* eventfd: own queue filled, nudge, or stop */
    int launcher;
    pthread_mutex_t start; /* protects the start of the thread */
    _Atomic bool running;
    pthread_t thread;
    _Atomic bool nudged;   /* set by drusti_peer_nudge, cleared before the idle call it causes */
    _Atomic bool ending;   /* closed connections are expected */
    _Atomic bool stopping; /* the progress thread returns */
    struct link links[];   /* by server; the own one is the queue to oneself */
};

/* epoll_event.data beside server numbers */
#define EVENT_WAKE UINT32_MAX
#define EVENT_LAUNCHER (UINT32_MAX - 1)

/* ---- Growing arrays --------------------------------------------------------*/

/* Room for `more` bytes behind end. */
static void make_room(struct bytes *bytes, size_t more)
{
    if (bytes->room - bytes->end >= more)
        return;
    size_t used = bytes->end - bytes->at;
    if (bytes->at >= used && bytes->room - used >= more) { /* else moving would cost too often */
        memmove(bytes->data, bytes->data + bytes->at, used);
        bytes->at = 0;
        bytes->end = used;
        return;
    }
    size_t room = bytes->room == 0 ? 4096 : bytes->room;
    while (room - bytes->end < more)
        room *= 2;
    uint8_t *data = realloc(bytes->data, room);
    if (data == NULL)
        drusti_fatal("out of memory for messages (%zu bytes wait)", used);
    bytes->data = data;
    bytes->room = room;
}

/* count > 0 */
static void append(struct bytes *bytes, const void *from, size_t count)
{
    make_room(bytes, count);
    memcpy(bytes->data + bytes->end, from, count);
    bytes->end += count;
}

/* Take `count` bytes off the front. */
static void consume(struct bytes *bytes, size_t count)
{
    bytes->at += count;
    if (bytes->at != bytes->end)
        return;
    bytes->at = bytes->end = 0;
    if (bytes->room > KEEP_BYTES) {
        free(bytes->data);
        *bytes = (struct bytes){.data = NULL};
    }
}

static size_t padding(size_t bytes) { return -bytes & 7; }

/* ---- Sending ---------------------------------------------------------------*/

static void wake_progress(struct drusti_peers *peers)
{
    uint64_t one = 1;
    ssize_t written = write(peers->wake, &one, sizeof one);
    (void)written; /* EAGAIN: the count is high, so it wakes anyway */
}

/* Ask epoll for what the link needs. Under link->lock. */
static void watch(struct drusti_peers *peers, uint32_t server, bool output)
{
    struct link *link = &peers->links[server];
    struct epoll_event event = {.events = EPOLLIN | (output ? EPOLLOUT : 0)};
    event.data.u32 = server;
    int done = epoll_ctl(peers->epoll, EPOLL_CTL_MOD, link->socket, &event);
    DRUSTI_INVARIANT(done == 0, "an open link is watched");
    link->armed = output;
}

/* Give the system what it takes of the out queue. Under link->lock. */
static void push_out(struct link *link)
{
    while (link->socket >= 0 && link->out.at < link->out.end) {
        ssize_t sent = send(link->socket, link->out.data + link->out.at,
                            link->out.end - link->out.at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0) /* the peer is gone: its end is noticed by the reader */
            sent = (ssize_t)(link->out.end - link->out.at);
        consume(&link->out, (size_t)sent);
    }
}

/* Send one message directly; returns how many of its bytes need no queue. Under
 * link->lock, with nothing queued. */
static size_t send_now(struct link *link, struct iovec *parts, int count, size_t total)
{
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)count};
    ssize_t sent;
    do {
        sent = sendmsg(link->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return (size_t)sent;
    return errno == EAGAIN ? 0 : total; /* else the peer is gone */
}

static void send_to_peer(struct drusti_peers *peers, uint32_t to, struct iovec *parts, int count)
{
    struct link *link = &peers->links[to];
    size_t total = 0;
    for (int i = 0; i < count; i++)
        total += parts[i].iov_len;

    pthread_mutex_lock(&link->lock);
    if (link->socket >= 0) {
        size_t skip = link->out.at == link->out.end ? send_now(link, parts, count, total) : 0;
        for (int i = 0; i < count; i++) {
            size_t here = skip < parts[i].iov_len ? skip : parts[i].iov_len;
            if (here < parts[i].iov_len)
                append(&link->out, (const uint8_t *)parts[i].iov_base + here,
                       parts[i].iov_len - here);
            skip -= here;
        }
        if (link->out.at != link->out.end && !link->armed)
            watch(peers, to, true);
    }
    pthread_mutex_unlock(&link->lock);
}

static void send_to_self(struct drusti_peers *peers, struct iovec *parts, int count)
{
    struct link *link = &peers->links[peers->server->id];
    pthread_mutex_lock(&link->lock);
    bool was_empty = link->out.at == link->out.end;
    for (int i = 0; i < count; i++) {
        if (parts[i].iov_len != 0)
            append(&link->out, parts[i].iov_base, parts[i].iov_len);
    }
    pthread_mutex_unlock(&link->lock);
    if (was_empty)
        wake_progress(peers);
}

/* A job of one has no progress thread before it needs one. */
static void run_lazily(struct drusti_peers *peers)
{
    if (peers->server->count == 1 && !atomic_load_explicit(&peers->running, memory_order_relaxed))
        drusti_peers_run(peers->server);
}

void drusti_peer_send(struct drust_server *self, uint32_t to, uint16_t type, const void *body,
                      size_t bytes)
{
    static const uint8_t zeroes[8];
    struct drusti_peers *peers = self->peers;
    DRUSTI_INVARIANT(to < self->count, "messages go to servers of the job");
    DRUSTI_INVARIANT(bytes <= DRUSTI_MESSAGE_MAX, "messages have a longest length");
    struct frame frame = {.bytes = (uint32_t)bytes, .type = type};
    struct iovec parts[] = {
        {&frame, sizeof frame}, {(void *)(uintptr_t)body, bytes}, {(void *)zeroes, padding(bytes)}};
    if (to == self->id) {
        send_to_self(peers, parts, 3);
        run_lazily(peers);
        return;
    }
    if (type < DRUSTI_TYPE_BOOT)
        DRUSTI_COUNT(self, messages, 1);
    send_to_peer(peers, to, parts, 3);
}

void drusti_peer_nudge(struct drust_server *self)
{
    struct drusti_peers *peers = self->peers;
    if (atomic_load_explicit(&peers->nudged, memory_order_relaxed))
        return;
    /* Pairs with answer_nudge: either it sees this store and calls idle with what
     * the caller gathered, or this exchange sees its clear and wakes it again. */
    if (!atomic_exchange_explicit(&peers->nudged, true, memory_order_acq_rel))
        wake_progress(peers);
    run_lazily(peers);
}

/* ---- Receiving (the progress thread) ---------------------------------------*/

static void deliver(struct drusti_peers *peers, uint32_t from, const struct frame *frame,
                    const uint8_t *body)
{
    struct drust_server *self = peers->server;
    if (frame->type >= DRUSTI_TYPE_BOOT) {
        DRUSTI_INVARIANT(peers->hooks.boot != NULL, "boot messages have a receiver");
        peers->hooks.boot(self, from, frame->type, body, frame->bytes);
        return;
    }
    drusti_control_deliver(self, from, frame->type, body, frame->bytes);
}

/* Deliver the whole messages at the front of `in`. Returns how many more bytes
 * the next one needs at least. */
static size_t deliver_all(struct drusti_peers *peers, uint32_t from, struct bytes *in)
{
    for (;;) {
        size_t have = in->end - in->at;
        if (have < sizeof(struct frame))
            return sizeof(struct frame) - have;
        struct frame frame;
        memcpy(&frame, in->data + in->at, sizeof frame);
        if (frame.bytes > DRUSTI_MESSAGE_MAX || frame.zero != 0)
            drusti_fatal("server %u sent a damaged message (type %u, %u bytes)", from, frame.type,
                         frame.bytes);
        size_t whole = sizeof frame + frame.bytes + padding(frame.bytes);
        if (have < whole)
            return whole - have;
        deliver(peers, from, &frame, in->data + in->at + sizeof frame);
        consume(in, whole);
    }
}

static void lose(struct drusti_peers *peers, uint32_t server)
{
    struct link *link = &peers->links[server];
    pthread_mutex_lock(&link->lock);
    epoll_ctl(peers->epoll, EPOLL_CTL_DEL, link->socket, NULL);
    close(link->socket);
    link->socket = -1;
    consume(&link->out, link->out.end - link->out.at);
    pthread_mutex_unlock(&link->lock);
    if (!atomic_load_explicit(&peers->ending, memory_order_acquire))
        peers->hooks.lost(peers->server, server);
}

static void receive(struct drusti_peers *peers, uint32_t from)
{
    struct link *link = &peers->links[from];
    make_room(&link->in, RECEIVE_BYTES);
    ssize_t got = recv(link->socket, link->in.data + link->in.end, link->in.room - link->in.end,
                       MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        lose(peers, from);
        return;
    }
    link->in.end += (size_t)got;
    make_room(&link->in, deliver_all(peers, from, &link->in));
}

static void receive_from_self(struct drusti_peers *peers)
{
    struct link *link = &peers->links[peers->server->id];
    pthread_mutex_lock(&link->lock);
    struct bytes out = link->out;
    link->out = link->in; /* empty: the buffer of the last round */
    link->in = out;
    pthread_mutex_unlock(&link->lock);
    deliver_all(peers, peers->server->id, &link->in);
    DRUSTI_INVARIANT(link->in.at == link->in.end, "messages to oneself are whole");
}

/* ---- The progress thread ---------------------------------------------------*/

static void on_link(struct drusti_peers *peers, uint32_t server, uint32_t events)
{
    struct link *link = &peers->links[server];
    if (events & EPOLLOUT) {
        pthread_mutex_lock(&link->lock);
        push_out(link);
        if (link->out.at == link->out.end && link->armed)
            watch(peers, server, false);
        pthread_mutex_unlock(&link->lock);
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(peers, server);
}

static void on_launcher(struct drusti_peers *peers)
{
    epoll_ctl(peers->epoll, EPOLL_CTL_DEL, peers->launcher, NULL);
    peers->hooks.lost(peers->server, peers->server->id);
}

static void on_event(struct drusti_peers *peers, const struct epoll_event *event)
{
    uint64_t ignored;
    ssize_t got;
    switch (event->data.u32) {
    case EVENT_WAKE:
        got = read(peers->wake, &ignored, sizeof ignored);
        (void)got;
        receive_from_self(peers);
        break;
    case EVENT_LAUNCHER:
        on_launcher(peers);
        break;
    default:
        on_link(peers, event->data.u32, event->events);
    }
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void answer_nudge(struct drusti_peers *peers)
{
    atomic_exchange_explicit(&peers->nudged, false, memory_order_acq_rel);
    drusti_control_idle(peers->server);
}

/* Events until there are none; then, at once or GATHER_NS after the first
 * nudge, idle; then sleep. A nudge is answered in time also if events never
 * cease. */
static void *progress(void *argument)
{
    struct drusti_peers *peers = argument;
    struct epoll_event events[EVENTS];
    uint64_t nudged_ns = 0; /* when the nudge was seen; 0: none */
    int timeout_ms = 0;
    drusti_crash_thread_start();
    while (!atomic_load_explicit(&peers->stopping, memory_order_acquire)) {
        int count = epoll_wait(peers->epoll, events, EVENTS, timeout_ms);
        DRUSTI_INVARIANT(count >= 0 || errno == EINTR, "progress can wait");
        for (int i = 0; i < count; i++)
            on_event(peers, &events[i]);
        if (nudged_ns == 0 && atomic_load_explicit(&peers->nudged, memory_order_relaxed))
            nudged_ns = now_ns();
        bool due = nudged_ns != 0 && (timeout_ms > 0 || now_ns() - nudged_ns >= GATHER_NS);
        if (count > 0 && !due) {
            timeout_ms = 0;
        } else if (nudged_ns != 0 && !due) {
            timeout_ms = 1;
        } else {
            nudged_ns = 0;
            answer_nudge(peers);
            timeout_ms = count > 0 ? 0 : -1;
        }
    }
    drusti_crash_thread_end();
    return NULL;
}

/* ---- Start and end ---------------------------------------------------------*/

static void watch_new(struct drusti_peers *peers, int descriptor, uint32_t name)
{
    struct epoll_event event = {.events = EPOLLIN};
    event.data.u32 = name;
    if (epoll_ctl(peers->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        drusti_fatal("cannot watch a connection: %s", strerror(errno));
}

void drusti_peers_start(struct drust_server *self, const int *sockets, int launcher,
                        const struct drusti_peer_hooks *hooks)
{
    struct drusti_peers *peers = drusti_zalloc(sizeof *peers + self->count * sizeof peers->links[0],
                                               "the connections to other servers");
    peers->server = self;
    peers->hooks = *hooks;
    peers->launcher = launcher;
    peers->epoll = epoll_create1(EPOLL_CLOEXEC);
    peers->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (peers->epoll < 0 || peers->wake < 0)
        drusti_fatal("no descriptors for messages: %s; raise 'ulimit -n'", strerror(errno));
    pthread_mutex_init(&peers->start, NULL);
    watch_new(peers, peers->wake, EVENT_WAKE);
    if (launcher >= 0)
        watch_new(peers, launcher, EVENT_LAUNCHER);
    for (uint32_t i = 0; i < self->count; i++) {
        struct link *link = &peers->links[i];
        pthread_mutex_init(&link->lock, NULL);
        link->socket = i == self->id ? -1 : sockets[i];
        if (link->socket >= 0)
            watch_new(peers, link->socket, i);
    }
    self->peers = peers;
}

void drusti_peers_run(struct drust_server *self)
{
    struct drusti_peers *peers = self->peers;
    pthread_mutex_lock(&peers->start);
    if (!atomic_load_explicit(&peers->running, memory_order_relaxed)) {
        /* Signals the user handles are for the user's threads. */
        sigset_t all, before;
        sigfillset(&all);
        sigdelset(&all, SIGSEGV);
        sigdelset(&all, SIGBUS);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        int error = pthread_create(&peers->thread, NULL, progress, peers);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (error != 0)
            drusti_fatal("cannot start the progress thread: %s; raise 'ulimit -u'",
                         strerror(error));
        pthread_setname_np(peers->thread, "drust-progress");
        atomic_store_explicit(&peers->running, true, memory_order_relaxed);
    }
    pthread_mutex_unlock(&peers->start);
}

void drusti_peers_ending(struct drust_server *self)
{
    atomic_store_explicit(&self->peers->ending, true, memory_order_release);
}

void drusti_peers_flush(struct drust_server *self)
{
    struct drusti_peers *peers = self->peers;
    for (uint32_t i = 0; i < self->count; i++) {
        struct link *link = &peers->links[i];
        for (bool empty = i == self->id; !empty;) {
            pthread_mutex_lock(&link->lock);
            push_out(link);
            empty = link->out.at == link->out.end;
            struct pollfd poll_out = {.fd = link->socket, .events = POLLOUT};
            pthread_mutex_unlock(&link->lock);
            if (!empty)
                poll(&poll_out, 1, 10); /* bounded: the progress thread may have closed it */
        }
    }
}

void drusti_peers_stop(struct drust_server *self)
{
    struct drusti_peers *peers = self->peers;
    drusti_peers_ending(self);
    drusti_peers_flush(self);
    if (atomic_load_explicit(&peers->running, memory_order_relaxed)) {
        atomic_store_explicit(&peers->stopping, true, memory_order_release);
        wake_progress(peers);
        pthread_join(peers->thread, NULL);
    }
    for (uint32_t i = 0; i < self->count; i++) {
        struct link *link = &peers->links[i];
        if (link->socket >= 0)
            close(link->socket);
        free(link->out.data);
        free(link->in.data);
        pthread_mutex_destroy(&link->lock);
    }
    close(peers->epoll);
    close(peers->wake);
    pthread_mutex_destroy(&peers->start);
    free(peers);
    self->peers = NULL;
}
