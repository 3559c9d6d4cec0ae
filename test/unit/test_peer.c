/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Messages between two servers of one process: order, long messages, a peer
 * that does not read, messages to oneself, nudges, and the end of a peer.
 */
#include "check.h"
#include "peer.h"
#include "trace.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define TYPE_COUNT 1    /* body: a u64 that counts up, then any bytes equal to its low byte */
#define TYPE_ECHO 2     /* sent back as TYPE_COUNT */
#define TYPE_HOLD 3     /* the progress thread stops here until hold is opened */
#define LOST_NONE 1000u /* no server has this number */

/* What one server saw; under lock. */
struct seen {
    uint64_t expected[2]; /* next TYPE_COUNT value, by sender */
    uint64_t received;    /* TYPE_COUNT messages */
    uint64_t bytes;
    uint64_t wrong; /* out of order or damaged */
    uint64_t boots;
    uint64_t idles;
    uint32_t lost;
};

static struct drust_server servers[2];
static struct drusti_counters counters[2];
static struct seen seen[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool held;

static bool body_is(uint64_t value, const uint8_t *body, size_t bytes)
{
    uint64_t got;
    memcpy(&got, body, sizeof got);
    if (got != value || ((uintptr_t)body & 7) != 0)
        return false;
    for (size_t i = sizeof got; i < bytes; i++) {
        if (body[i] != (uint8_t)value)
            return false;
    }
    return true;
}

void drusti_control_deliver(struct drust_server *self, uint32_t from, uint16_t type,
                            const uint8_t *body, size_t bytes)
{
    struct seen *here = &seen[self->id];
    pthread_mutex_lock(&lock);
    if (type == TYPE_COUNT) {
        here->wrong += !body_is(here->expected[from]++, body, bytes);
        here->received++;
        here->bytes += bytes;
    }
    while (type == TYPE_HOLD && held)
        pthread_cond_wait(&changed, &lock);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    if (type == TYPE_ECHO)
        drusti_peer_send(self, from, TYPE_COUNT, body, bytes);
}

void drusti_control_idle(struct drust_server *self)
{
    pthread_mutex_lock(&lock);
    seen[self->id].idles++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void on_boot(struct drust_server *self, uint32_t from, uint16_t type, const uint8_t *body,
                    size_t bytes)
{
    (void)from;
    (void)body;
    pthread_mutex_lock(&lock);
    seen[self->id].boots += type == DRUSTI_TYPE_BOOT + 1 && bytes == 0;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void on_lost(struct drust_server *self, uint32_t peer)
{
    pthread_mutex_lock(&lock);
    seen[self->id].lost = peer;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static const struct drusti_peer_hooks hooks = {.boot = on_boot, .lost = on_lost};

/* ---- Helpers ---------------------------------------------------------------*/

static void setup(uint32_t count, uint32_t id)
{
    servers[id] = (struct drust_server){.id = id, .count = count, .counters = &counters[id]};
    memset(&counters[id], 0, sizeof counters[id]);
    seen[id] = (struct seen){.lost = LOST_NONE};
}

static int start_two(void **state)
{
    (void)state;
    int ends[2];
    held = false;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    for (uint32_t i = 0; i < 2; i++) {
        setup(2, i);
        const int sockets[2] = {i == 1 ? ends[1] : -1, i == 0 ? ends[0] : -1};
        drusti_peers_start(&servers[i], sockets, -1, &hooks);
    }
    drusti_peers_run(&servers[0]);
    drusti_peers_run(&servers[1]);
    return 0;
}

static int stop_two(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2; i++) /* neither may see the other's end as a loss */
        drusti_peers_ending(&servers[i]);
    for (uint32_t i = 0; i < 2; i++)
        drusti_peers_stop(&servers[i]);
    return 0;
}

/* Wait until *field is at least `least`; a test that waits for ever is ended by
 * ctest's limit. */
static void wait_for(const uint64_t *field, uint64_t least)
{
    pthread_mutex_lock(&lock);
    while (*field < least)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* The server that `server` was told to be lost. */
static uint32_t lost_by(uint32_t server)
{
    pthread_mutex_lock(&lock);
    uint32_t lost = seen[server].lost;
    pthread_mutex_unlock(&lock);
    return lost;
}

static uint32_t wait_for_loss(uint32_t server)
{
    pthread_mutex_lock(&lock);
    while (seen[server].lost == LOST_NONE)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return lost_by(server);
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Message number `value`, `bytes` >= 8 long. */
static void send_count(uint32_t from, uint32_t to, uint64_t value, size_t bytes)
{
    uint8_t *body = malloc(bytes);
    assert_non_null(body);
    memset(body, (uint8_t)value, bytes);
    memcpy(body, &value, sizeof value);
    drusti_peer_send(&servers[from], to, TYPE_COUNT, body, bytes);
    free(body);
}

/* ---- Tests -----------------------------------------------------------------*/

static void messages_arrive_in_order(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    uint64_t bytes = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        size_t length = 8 + (size_t)(i * 7 % 300); /* all paddings */
        send_count(0, 1, i, length);
        bytes += length;
    }
    wait_for(&seen[1].received, COUNT);
    assert_int_equal(seen[1].wrong, 0);
    assert_int_equal(seen[1].bytes, bytes);
    assert_int_equal(atomic_load(&counters[0].messages), COUNT);
    assert_int_equal(atomic_load(&counters[1].messages), 0);
}

static void long_messages_arrive_whole(void **state)
{
    (void)state;
    static const size_t lengths[] = {DRUSTI_MESSAGE_MAX, 8, (1 << 20) + 3, 65536, 65535, 9};
    for (uint64_t i = 0; i < 6; i++)
        send_count(1, 0, i, lengths[i]);
    wait_for(&seen[0].received, 6);
    assert_int_equal(seen[0].wrong, 0);
}

static void hold(uint32_t server)
{
    pthread_mutex_lock(&lock);
    held = true;
    pthread_mutex_unlock(&lock);
    drusti_peer_send(&servers[1 - server], server, TYPE_HOLD, NULL, 0);
}

static void release(void)
{
    pthread_mutex_lock(&lock);
    held = false;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

/* The queue takes what the socket does not: far more than its buffers. */
static void a_peer_that_does_not_read_blocks_nobody(void **state)
{
    (void)state;
    enum { COUNT = 3000, BYTES = 10000 };
    hold(1);
    for (uint64_t i = 0; i < COUNT; i++)
        send_count(0, 1, i, BYTES);
    assert_int_equal(seen[1].received, 0);
    release();
    wait_for(&seen[1].received, COUNT);
    assert_int_equal(seen[1].wrong, 0);
}

static void *send_many(void *argument)
{
    uint64_t from = *(const uint64_t *)argument;
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t body[3] = {i, 0, 0};
        memset(&body[1], (uint8_t)i, 16);
        drusti_peer_send(&servers[from], (uint32_t)(1 - from), TYPE_ECHO, body, sizeof body);
    }
    return NULL;
}

/* Both progress threads answer while both are flooded: a bounded queue would
 * stop here for ever. */
static void floods_in_both_directions_end(void **state)
{
    (void)state;
    pthread_t threads[2];
    uint64_t ids[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_many, &ids[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    wait_for(&seen[0].received, 20000);
    wait_for(&seen[1].received, 20000);
    assert_int_equal(seen[0].wrong + seen[1].wrong, 0);
}

static void messages_to_oneself_arrive(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000; i++)
        send_count(0, 0, i, 8 + (size_t)i);
    wait_for(&seen[0].received, 1000);
    assert_int_equal(seen[0].wrong, 0);
    assert_int_equal(atomic_load(&counters[0].messages), 0); /* nobody else saw them */
}

static void a_job_of_one_starts_its_thread_lazily(void **state)
{
    (void)state;
    setup(1, 0);
    drusti_peers_start(&servers[0], NULL, -1, &hooks);
    struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    assert_int_equal(seen[0].idles, 0); /* no progress thread */
    send_count(0, 0, 0, 8);
    wait_for(&seen[0].received, 1);
    assert_int_equal(seen[0].wrong, 0);
    drusti_peers_stop(&servers[0]);

    setup(1, 0);
    drusti_peers_start(&servers[0], NULL, -1, &hooks);
    drusti_peer_nudge(&servers[0]);
    wait_for(&seen[0].idles, 1);
    drusti_peers_stop(&servers[0]);
}

static void boot_messages_are_apart(void **state)
{
    (void)state;
    drusti_peer_send(&servers[0], 1, DRUSTI_TYPE_BOOT + 1, NULL, 0);
    wait_for(&seen[1].boots, 1);
    assert_int_equal(seen[1].received, 0);
    assert_int_equal(atomic_load(&counters[0].messages), 0);
}

/* Every nudge is followed by an idle call, soon. */
static void nudges_are_answered(void **state)
{
    (void)state;
    uint64_t slowest_ns = 0;
    for (int i = 0; i < 50; i++) {
        pthread_mutex_lock(&lock);
        uint64_t before = seen[0].idles;
        pthread_mutex_unlock(&lock);
        uint64_t start_ns = now_ns();
        drusti_peer_nudge(&servers[0]);
        wait_for(&seen[0].idles, before + 1);
        uint64_t took_ns = now_ns() - start_ns;
        slowest_ns = took_ns > slowest_ns ? took_ns : slowest_ns;
    }
    assert_true(slowest_ns < 2000000000u); /* a lost wake-up would never come */
}

static void a_lost_peer_is_reported(void **state)
{
    (void)state;
    assert_int_equal(lost_by(0), LOST_NONE);
    drusti_peers_stop(&servers[1]);
    assert_int_equal(wait_for_loss(0), 1);
    send_count(0, 1, 0, 100000); /* goes nowhere, and hurts nobody */
    drusti_peers_stop(&servers[0]);
}

static void an_expected_end_is_not_reported(void **state)
{
    (void)state;
    drusti_peers_ending(&servers[0]);
    drusti_peers_stop(&servers[1]);
    pthread_mutex_lock(&lock);
    uint64_t before = seen[0].idles;
    pthread_mutex_unlock(&lock);
    drusti_peer_nudge(&servers[0]); /* the end was there first, so it is read first */
    wait_for(&seen[0].idles, before + 1);
    assert_int_equal(lost_by(0), LOST_NONE);
    drusti_peers_stop(&servers[0]);
}

static void a_lost_launcher_is_reported(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    setup(1, 0);
    drusti_peers_start(&servers[0], NULL, ends[0], &hooks);
    drusti_peers_run(&servers[0]);
    close(ends[1]);
    assert_int_equal(wait_for_loss(0), 0);
    drusti_peers_stop(&servers[0]);
    close(ends[0]);
}

/* Stopping loses nothing that was queued. */
static void stop_sends_what_is_queued(void **state)
{
    (void)state;
    enum { COUNT = 200, BYTES = 100000 };
    hold(1);
    for (uint64_t i = 0; i < COUNT; i++)
        send_count(0, 1, i, BYTES);
    drusti_peers_ending(&servers[1]);
    release();
    drusti_peers_stop(&servers[0]);
    wait_for(&seen[1].received, COUNT);
    assert_int_equal(seen[1].wrong, 0);
    drusti_peers_stop(&servers[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_arrive_in_order, start_two, stop_two),
        cmocka_unit_test_setup_teardown(long_messages_arrive_whole, start_two, stop_two),
        cmocka_unit_test_setup_teardown(a_peer_that_does_not_read_blocks_nobody, start_two,
                                        stop_two),
        cmocka_unit_test_setup_teardown(floods_in_both_directions_end, start_two, stop_two),
        cmocka_unit_test_setup_teardown(messages_to_oneself_arrive, start_two, stop_two),
        cmocka_unit_test(a_job_of_one_starts_its_thread_lazily),
        cmocka_unit_test_setup_teardown(boot_messages_are_apart, start_two, stop_two),
        cmocka_unit_test_setup_teardown(nudges_are_answered, start_two, stop_two),
        cmocka_unit_test_setup(a_lost_peer_is_reported, start_two),
        cmocka_unit_test_setup(an_expected_end_is_not_reported, start_two),
        cmocka_unit_test(a_lost_launcher_is_reported),
        cmocka_unit_test_setup(stop_sends_what_is_queued, start_two),
    };
    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
