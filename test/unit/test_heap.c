/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The partition: blocks, starts, births, what is left at the end.
 */
#include "harness.h"

#include "glue.h"
#include "heap.h"
#include "own.h"
#include "pool.h"
#include "server.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void blocks_have_headers_and_starts(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    static const size_t lengths[] = {0, 1, 15, 16, 17, 100, 4096, 100000, 3 << 20};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        uint64_t address = make(server, &type_byte, lengths[i]);
        assert_int_equal(address % 16, 0);
        assert_true(drusti_heap_mine(server, address));
        assert_int_equal(drusti_header(address)->bytes, lengths[i]);
        for (size_t k = 0; k < lengths[i]; k++)
            assert_int_equal(((char *)local(address))[k], 0);
        memset(local(address), 0xff, lengths[i]); /* the next one must be zeroed again */
        assert_true(drusti_heap_starts(server, address));
        assert_int_equal(drusti_heap_start_of(server, address + lengths[i] / 2), address);
        drusti_glue_drop(server, address);
        assert_false(drusti_heap_starts(server, address));
        assert_int_equal(drusti_heap_start_of(server, address), 0);
    }
    assert_counter(job, 0, news, 9);
    assert_counter(job, 0, frees, 9);
    harness_stop(job);
}

static void births_outlive_the_object(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 7});
    struct drust_server *server = &job->servers[0];
    uint64_t address = make(server, &type_leaf, 1);
    drusti_glue_drop(server, address); /* never handed out: as good as new */
    assert_int_equal(drusti_heap_birth(server, address), 0);
    for (uint32_t colour = 0; colour < 40; colour++) {
        /* Until the allocator gives that block again. */
        uint64_t word, others[2000];
        size_t count = 0;
        while (drusti_address(word = make(server, &type_leaf, 1)) != address)
            others[count++] = word;
        assert_int_equal(drusti_colour(word), colour % 8);
        assert_false(drusti_handed_out(word));
        drusti_glue_drop(server, drusti_own_lent(word));
        while (count > 0)
            drusti_glue_drop(server, others[--count]);
        harness_settle(job);
        assert_int_equal(drusti_heap_birth(server, address), (colour + 1) % 8);
    }
    assert_counter(job, 0, quarantines, 5);
    harness_stop(job);
}

static struct drust_server *fatal_server;
static uint64_t fatal_word;

static void drop_it(void *unused)
{
    (void)unused;
    drusti_glue_drop(fatal_server, fatal_word);
}

static void a_second_free_is_caught(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    fatal_server = &job->servers[0];
    fatal_word = make(fatal_server, &type_leaf, 1);
    drusti_glue_drop(fatal_server, fatal_word);
    assert_fatal(drop_it, NULL, "invariant I6");
    fatal_word = make(fatal_server, &type_leaf, 1) + 16; /* no start there */
    assert_fatal(drop_it, NULL, "invariant I6");
    harness_stop(job);
}

enum { THREADS = 4, ROUNDS = 20000 };
static _Atomic uint64_t exchange[64];

static void *trade(void *argument)
{
    struct drust_server *server = argument;
    uint64_t seed = (uint64_t)(uintptr_t)&seed;
    for (int i = 0; i < ROUNDS; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint64_t word = make(server, &type_byte, seed >> 40 & 1023);
        memset(local(word), 0xa5, drusti_header(word)->bytes);
        uint64_t old = atomic_exchange(&exchange[seed >> 58], word);
        if (old != 0)
            drusti_glue_drop(server, old);
    }
    return NULL;
}

static void threads_free_each_others_blocks(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, trade, &job->servers[0]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 64; i++) {
        if (exchange[i] != 0)
            drusti_glue_drop(&job->servers[0], exchange[i]);
    }
    assert_counter(job, 0, news, THREADS * ROUNDS);
    assert_counter(job, 0, frees, THREADS * ROUNDS);
    harness_stop(job);
}

static void *fill(void *argument)
{
    struct drust_server *server = argument;
    uint64_t *words = calloc(1000, sizeof *words);
    for (int i = 0; i < 1000; i++)
        words[i] = make(server, &type_byte, 20000);
    return words;
}

struct worker_run {
    struct drust_server *server;
    uint64_t *words;
    pthread_mutex_t lock;
    pthread_cond_t ended;
};

static void fill_on_worker(void *argument)
{
    struct worker_run *run = argument;
    uint64_t *words = fill(run->server);
    pthread_mutex_lock(&run->lock);
    run->words = words;
    pthread_cond_signal(&run->ended);
    pthread_mutex_unlock(&run->lock);
}

/* 20 MB of a heap of 64, again and again by another thread: what an ended
 * thread or an idle worker leaves behind must not be lost. */
static void memory_of_other_threads_comes_back(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    for (int round = 0; round < 20; round++) {
        uint64_t *words;
        if (round % 2 == 0) {
            pthread_t thread;
            assert_int_equal(pthread_create(&thread, NULL, fill, server), 0);
            pthread_join(thread, (void **)&words);
        } else {
            struct worker_run run = {.server = server,
                                     .lock = PTHREAD_MUTEX_INITIALIZER,
                                     .ended = PTHREAD_COND_INITIALIZER};
            drusti_pool_run(server, fill_on_worker, &run);
            pthread_mutex_lock(&run.lock);
            while (run.words == NULL)
                pthread_cond_wait(&run.ended, &run.lock);
            pthread_mutex_unlock(&run.lock);
            words = run.words;
        }
        for (int i = 0; i < 1000; i++)
            drusti_glue_drop(server, words[i]);
        free(words);
        /* And one large piece by this thread. */
        drusti_glue_drop(server, make(server, &type_byte, 25 << 20));
    }
    assert_counter(job, 0, frees, 20 * 1001);
    harness_stop(job);
}

static void read_copies_make_room(void **state)
{
    (void)state;
    struct harness *job =
        harness_start((struct harness_settings){.servers = 2, .cache_bytes = 64 << 20});
    struct drust_server *server = &job->servers[0];
    union test_frame frame = {.frame.used = 0};
    enum { COPIES = 10 };
    for (int i = 0; i < COPIES; i++)
        peek(server, drusti_own_lent(make(&job->servers[1], &type_byte, 5 << 20)), &frame);
    drusti_own_unpin(&frame.frame);
    assert_counter(job, 0, fetches, COPIES);
    assert_counter(job, 0, evictions, 0);
    drusti_glue_drop(server, make(server, &type_byte, 25 << 20));
    drusti_glue_drop(server, make(server, &type_byte, 25 << 20));
    assert_true(COUNTER(job, 0, evictions) > 0);
    harness_stop(job);
}

static void leftovers_are_named(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *server = &job->servers[0];
    for (int i = 0; i < 3; i++)
        make(server, &type_leaf, 2);
    make(server, &type_node, 1);
    drusti_glue_drop(server, make(server, &type_tree, 1));
    /* A read copy is no object. */
    union test_frame frame = {.frame.used = 0};
    peek(server, drusti_own_lent(make(&job->servers[1], &type_leaf, 1)), &frame);
    drusti_own_unpin(&frame.frame);
    FILE *file = tmpfile();
    assert_int_equal(drusti_server_leftovers(server, fileno(file)), 4);
    rewind(file);
    char text[256] = "";
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_true(length > 0);
    assert_string_equal(text, "struct node 1 16\nstruct leaf 3 384\n");
    harness_stop(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_have_headers_and_starts),
        cmocka_unit_test(births_outlive_the_object),
        cmocka_unit_test(a_second_free_is_caught),
        cmocka_unit_test(threads_free_each_others_blocks),
        cmocka_unit_test(memory_of_other_threads_comes_back),
        cmocka_unit_test(read_copies_make_room),
        cmocka_unit_test(leftovers_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
