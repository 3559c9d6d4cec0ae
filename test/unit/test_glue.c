/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Drops: everything once, on any server, in constant stack.
 */
#include "harness.h"

#include "glue.h"
#include "heap.h"
#include "own.h"
#include "tables.h"

#include <drust/abi.h>

#include <pthread.h>

#define NODES 1000000u

static uint64_t make_list(struct drust_server *server, uint32_t count)
{
    uint64_t head = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word = make(server, &type_node, 1);
        ((struct node *)local(word))->next = head;
        head = word;
    }
    return head;
}

struct drop {
    struct drust_server *server;
    uint64_t word;
};

static void *drop_on_small_stack(void *argument)
{
    struct drop *drop = argument;
    drusti_glue_drop(drop->server, drop->word);
    return NULL;
}

static void drop_small(struct drust_server *server, uint64_t word)
{
    struct drop drop = {.server = server, .word = word};
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, drop_on_small_stack, &drop), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

static void a_long_list_needs_no_stack(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    drop_small(&job->servers[0], make_list(&job->servers[0], NODES));
    assert_counter(job, 0, news, NODES);
    assert_counter(job, 0, frees, NODES);
    assert_counter(job, 0, drops, NODES);
    harness_stop(job);
}

static void a_tree_and_an_array_are_dropped_whole(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    enum { COUNT = 1023 };
    static uint64_t words[COUNT + 1];
    for (uint32_t i = COUNT; i >= 1; i--) {
        words[i] = make(server, &type_tree, 1);
        struct tree *tree = local(words[i]);
        if (2 * i + 1 <= COUNT) {
            tree->left = words[2 * i];
            tree->right = words[2 * i + 1];
        }
    }
    uint64_t array = make(server, &type_owner, 10);
    for (int i = 0; i < 10; i += 2)
        ((uint64_t *)local(array))[i] = make_list(server, 3);
    ((uint64_t *)local(array))[9] = words[1];
    drusti_glue_drop(server, array);
    assert_counter(job, 0, frees, 1 + 5 * 3 + COUNT);
    assert_int_equal(COUNTER(job, 0, news), COUNTER(job, 0, frees));
    harness_stop(job);
}

/* A list whose nodes alternate between two servers, or stay for `run` nodes. */
static uint64_t make_spread(struct harness *job, uint32_t count, uint32_t run)
{
    uint64_t head = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct drust_server *server = &job->servers[i / run % job->count];
        uint64_t word = make(server, &type_node, 1);
        bool same = head != 0 && drusti_heap_mine(server, drusti_address(head));
        ((struct node *)local(word))->next = same ? head : drusti_own_lent(head);
        head = word;
    }
    return drusti_own_lent(head);
}

static uint64_t sum_frees(struct harness *job)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < job->count; i++)
        sum += COUNTER(job, i, frees);
    return sum;
}

static void a_list_across_servers_is_dropped_by_messages(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 3});
    drop_small(&job->servers[0], make_spread(job, 3000, 1));
    harness_settle(job);
    assert_int_equal(sum_frees(job), 3000);
    drop_small(&job->servers[0], make_spread(job, 300000, 10000));
    harness_settle(job);
    assert_int_equal(sum_frees(job), 303000);
    harness_stop(job);
}

static void handed_out_objects_age_what_they_own(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *home = &job->servers[0];
    uint64_t plain = make_list(home, 2), lent = make_list(home, 2);
    uint64_t plain_child = ((struct node *)local(plain))->next;
    uint64_t lent_child = ((struct node *)local(lent))->next;
    drusti_glue_drop(home, plain);
    assert_int_equal(drusti_heap_birth(home, plain), 0);
    assert_int_equal(drusti_heap_birth(home, plain_child), 0);
    drusti_glue_drop(home, drusti_own_lent(lent));
    assert_int_equal(drusti_heap_birth(home, lent), 1);
    assert_int_equal(drusti_heap_birth(home, lent_child), 1);
    /* By message everything counts as handed out. */
    uint64_t there = make_list(home, 2);
    uint64_t there_child = ((struct node *)local(there))->next;
    drusti_glue_drop(&job->servers[1], drusti_own_lent(there));
    harness_settle(job);
    assert_int_equal(drusti_heap_birth(home, there), 1);
    assert_int_equal(drusti_heap_birth(home, there_child), 1);
    assert_counter(job, 1, remote_drops, 1);
    assert_counter(job, 0, frees, 6);
    harness_stop(job);
}

static void the_last_colour_is_quarantined_by_drops(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 1});
    struct drust_server *home = &job->servers[0];
    enum { COUNT = 200 };
    uint64_t head = make_list(home, COUNT), addresses[COUNT];
    uint64_t word = head;
    for (int i = 0; i < COUNT; i++) {
        struct node *node = local(word);
        addresses[i] = drusti_address(word);
        if (node->next != 0)
            node->next = drusti_word(node->next, 1, true);
        word = node->next;
    }
    drusti_glue_drop(home, drusti_word(head, 1, true));
    harness_settle(job);
    assert_counter(job, 0, quarantines, COUNT);
    assert_counter(job, 0, invalidations, COUNT);
    assert_counter(job, 0, frees, COUNT);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(drusti_heap_birth(home, addresses[i]), 0);
    assert_in_range(COUNTER(job, 0, messages), COUNT / 64, COUNT / 2);
    harness_stop(job);
}

static void the_plain_build_drops_the_same_way(void **state)
{
    (void)state;
    struct node *head = NULL;
    for (uint32_t i = 0; i < NODES; i++) {
        struct node *node = __drust_plain_new(&type_node, 1);
        assert_int_equal(node->value, 0);
        node->next = (uint64_t)(uintptr_t)head;
        head = node;
    }
    void **array = __drust_plain_new(&type_owner, 4);
    assert_int_equal(__drust_plain_len(array), 4);
    assert_int_equal(__drust_plain_len(NULL), 0);
    array[2] = head;
    __drust_plain_drop(array); /* LeakSanitizer says whether all of it went */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_list_needs_no_stack),
        cmocka_unit_test(a_tree_and_an_array_are_dropped_whole),
        cmocka_unit_test(a_list_across_servers_is_dropped_by_messages),
        cmocka_unit_test(handed_out_objects_age_what_they_own),
        cmocka_unit_test(the_last_colour_is_quarantined_by_drops),
        cmocka_unit_test(the_plain_build_drops_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
