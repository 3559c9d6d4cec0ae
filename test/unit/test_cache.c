/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Read copies: one READ however many ask, the budget, pins, orphans, what
 * functions hand over.
 */
#include "harness.h"

#include "cache.h"
#include "own.h"

#include <pthread.h>
#include <string.h>

enum { THREADS = 8 };

struct reader {
    struct drust_server *server;
    pthread_barrier_t *barrier;
    const uint64_t *words;
    size_t count;
    uint64_t sum;
};

static void *read_all(void *argument)
{
    struct reader *reader = argument;
    union test_frame frame = {.frame.used = 0};
    pthread_barrier_wait(reader->barrier);
    for (size_t i = 0; i < reader->count; i++)
        reader->sum += ((struct leaf *)peek(reader->server, reader->words[i], &frame))->more[6];
    drusti_own_unpin(&frame.frame);
    return NULL;
}

static uint64_t read_by_threads(struct drust_server *server, const uint64_t *words, size_t count)
{
    pthread_barrier_t barrier;
    pthread_t threads[THREADS];
    struct reader readers[THREADS];
    uint64_t sum = 0;
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        readers[i] =
            (struct reader){.server = server, .barrier = &barrier, .words = words, .count = count};
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, &readers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += readers[i].sum;
    }
    pthread_barrier_destroy(&barrier);
    return sum;
}

static void threads_share_one_read(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    enum { COUNT = 500 };
    uint64_t words[COUNT];
    for (uint64_t i = 0; i < COUNT; i++) {
        words[i] = drusti_own_lent(make(&job->servers[1], &type_leaf, 1));
        ((struct leaf *)local(words[i]))->more[6] = i;
    }
    uint64_t sum = read_by_threads(&job->servers[0], words, COUNT);
    assert_int_equal(sum, (uint64_t)THREADS * COUNT * (COUNT - 1) / 2);
    assert_counter(job, 0, reads, COUNT);
    assert_counter(job, 0, fetches, COUNT);
    assert_counter(job, 0, hits, (THREADS - 1) * COUNT);
    assert_counter(job, 0, pins, THREADS * COUNT);
    assert_counter(job, 0, messages, 0);
    harness_stop(job);
}

static void the_budget_holds(void **state)
{
    (void)state;
    enum { COUNT = 256, BYTES = 4096, BUDGET = 64 * 1024 };
    struct harness *job =
        harness_start((struct harness_settings){.servers = 2, .cache_bytes = BUDGET});
    uint64_t words[COUNT];
    union test_frame frame = {.frame.used = 0};
    for (uint64_t i = 0; i < COUNT; i++) {
        words[i] = drusti_own_lent(make(&job->servers[1], &type_byte, BYTES));
        memset(local(words[i]), (int)i, BYTES);
    }
    for (int round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < COUNT; i++) {
            unsigned char *bytes = peek(&job->servers[0], words[i], &frame);
            assert_int_equal(bytes[0], i & 255);
            assert_int_equal(bytes[BYTES - 1], i & 255);
        }
    }
    assert_true(COUNTER(job, 0, cache_bytes_peak) <= BUDGET);
    assert_counter(job, 0, reads, 3 * COUNT);
    assert_in_range(COUNTER(job, 0, evictions), 3 * COUNT - 16, 3 * COUNT - 1);
    drusti_own_unpin(&frame.frame);
    /* One that is larger than the budget is allowed alone. */
    uint64_t large = drusti_own_lent(make(&job->servers[1], &type_byte, 2 * BUDGET));
    assert_non_null(peek(&job->servers[0], large, &frame));
    assert_int_equal(COUNTER(job, 0, evictions), 3 * COUNT);
    drusti_own_unpin(&frame.frame);
    harness_stop(job);
}

static void what_is_used_stays(void **state)
{
    (void)state;
    enum { COLD = 400, BYTES = 1024 };
    struct harness *job =
        harness_start((struct harness_settings){.servers = 2, .cache_bytes = 64 * 1024});
    uint64_t hot = drusti_own_lent(make(&job->servers[1], &type_byte, BYTES));
    union test_frame frame = {.frame.used = 0};
    for (int i = 0; i < COLD; i++) {
        peek(&job->servers[0], hot, &frame);
        peek(&job->servers[0], drusti_own_lent(make(&job->servers[1], &type_byte, BYTES)), &frame);
    }
    drusti_own_unpin(&frame.frame);
    assert_in_range(COUNTER(job, 0, reads), COLD + 1, COLD + 20);
    harness_stop(job);
}

static void pinned_copies_are_never_evicted(void **state)
{
    (void)state;
    struct harness *job =
        harness_start((struct harness_settings){.servers = 2, .cache_bytes = 8 * 1024});
    enum { PINNED = 16, BYTES = 1024 };
    struct drust_server *reader = &job->servers[0];
    struct drusti_copy *copies[PINNED];
    for (int i = 0; i < PINNED; i++) {
        uint64_t word = drusti_own_lent(make(&job->servers[1], &type_byte, BYTES));
        memset(local(word), i + 1, BYTES);
        copies[i] = drusti_cache_pin(reader, word, &test_site);
    }
    assert_counter(job, 0, evictions, 0);
    for (int i = 0; i < PINNED; i++)
        assert_int_equal(((char *)copies[i]->at)[BYTES - 1], i + 1);
    for (int i = 0; i < PINNED; i++)
        drusti_cache_unpin(copies[i]);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, PINNED);
    harness_stop(job);
}

static void an_orphan_lives_until_its_unpin(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *reader = &job->servers[0], *home = &job->servers[1];
    uint64_t slot = drusti_own_lent(make(home, &type_leaf, 1));
    struct drusti_copy *old = drusti_cache_pin(reader, slot, &test_site);
    drusti_cache_share(old);
    ((struct leaf *)open_slot(home, &slot))->value = 1;
    slot = drusti_own_lent(slot);
    struct drusti_copy *young = drusti_cache_pin(reader, slot, &test_site);
    assert_ptr_not_equal(old, young);
    assert_false(drusti_cache_holds(old));
    assert_true(drusti_cache_holds(young));
    assert_int_equal(((struct leaf *)old->at)->value, 0);
    assert_int_equal(((struct leaf *)young->at)->value, 1);
    assert_counter(job, 0, orphans, 1);
    drusti_cache_unpin(old);
    assert_int_equal(((struct leaf *)old->at)->value, 0); /* one pin is left */
    drusti_cache_unpin(old);
    drusti_cache_unpin(young);
    harness_stop(job);
}

static void a_pin_remembers_only_mapped_copies(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *reader = &job->servers[0];
    uint64_t word = drusti_own_lent(make(&job->servers[1], &type_leaf, 1));
    union test_frame frame = {.frame.used = 0};
    void *at = peek(reader, word, &frame);
    assert_ptr_equal(peek(reader, word, &frame), at);
    assert_counter(job, 0, pins, 1);
    drusti_cache_forget(reader, drusti_address(word));
    peek(reader, word, &frame);
    assert_counter(job, 0, pins, 2);
    assert_counter(job, 0, reads, 2);
    drusti_own_unpin(&frame.frame);
    harness_stop(job);
}

static void pins_are_handed_over(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *reader = &job->servers[0];
    uint64_t words[2];
    for (int i = 0; i < 2; i++)
        words[i] = drusti_own_lent(make(&job->servers[1], &type_leaf, 1));
    union test_frame callee = {.frame.used = 0}, caller = {.frame.used = 0};
    struct drust_pin handover = {.copy = NULL};
    /* Adopted: the copy outlives the callee's frame. */
    struct leaf *leaf = peek(reader, words[0], &callee);
    drusti_own_hand_over(&callee.frame, &handover);
    assert_int_equal(callee.frame.used, 0);
    drusti_own_adopt(&leaf->more[2], &caller.frame, 3, &handover);
    assert_int_equal(caller.frame.used, 1 << 3);
    assert_null(handover.copy);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, 0);
    /* Handed over, but the borrow lies elsewhere: released. */
    peek(reader, words[1], &callee);
    drusti_own_hand_over(&callee.frame, &handover);
    drusti_own_adopt(&callee, &caller.frame, 3, &handover);
    assert_int_equal(caller.frame.used, 0);
    assert_null(handover.copy);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, 2);
    /* Never adopted: released by the next hand-over. */
    peek(reader, words[0], &callee);
    drusti_own_hand_over(&callee.frame, &handover);
    drusti_own_hand_over(&callee.frame, &handover);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, 3);
    /* Shared: both frames keep it. */
    peek(reader, words[0], &callee);
    drusti_own_share_pin(&callee.frame, 0, &caller.frame, 5);
    drusti_own_unpin(&callee.frame);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, 3);
    drusti_own_share_pin(&callee.frame, 0, &caller.frame, 5); /* from an unused one */
    assert_int_equal(caller.frame.used, 0);
    drusti_cache_shrink(reader);
    assert_counter(job, 0, evictions, 4);
    harness_stop(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_one_read),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(what_is_used_stays),
        cmocka_unit_test(pinned_copies_are_never_evicted),
        cmocka_unit_test(an_orphan_lives_until_its_unpin),
        cmocka_unit_test(a_pin_remembers_only_mapped_copies),
        cmocka_unit_test(pins_are_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
