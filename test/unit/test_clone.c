/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Deep copies: of long lists, of objects spread over servers, of read copies;
 * what they cost, and that neither the source nor its words change.
 */
#include "harness.h"

#include "cache.h"
#include "glue.h"
#include "heap.h"
#include "own.h"
#include "tables.h"

#include <string.h>

enum { NODES = 1000000 };

/* A list whose values count down from `count`; nodes alternate between the
 * servers, or stay for `run` nodes. */
static uint64_t make_spread(struct harness *job, uint32_t count, uint32_t run)
{
    uint64_t head = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct drust_server *server = &job->servers[i / run % job->count];
        uint64_t word = make(server, &type_node, 1);
        bool same = head != 0 && drusti_heap_mine(server, drusti_address(head));
        struct node *node = local(word);
        node->value = i + 1;
        node->next = same ? head : drusti_own_lent(head);
        head = word;
    }
    return head;
}

/* Clone what a word names, read as compiled code does. */
static uint64_t clone_of(struct drust_server *server, uint64_t word, const struct drust_type *type)
{
    union test_frame frame = {.frame.used = 0};
    const void *at = peek(server, word, &frame);
    uint64_t made = drusti_own_clone(server, at, type, &test_site);
    drusti_own_unpin(&frame.frame);
    return made;
}

/* Every node is at home on this server, with its header as of new. */
static void check_list(struct drust_server *server, uint64_t word, uint64_t count)
{
    for (; count > 0; count--) {
        uint64_t address = drusti_address(word);
        assert_true(drusti_heap_mine(server, address) && drusti_heap_starts(server, address));
        assert_int_equal(drusti_header(address)->bytes, sizeof(struct node));
        assert_int_equal(drusti_header(address)->flags, 0);
        const struct node *node = local(word);
        assert_int_equal(node->value, count);
        word = node->next;
    }
    assert_int_equal(word, 0);
}

static void a_long_list_needs_no_stack(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    uint64_t count = NODES / 4; /* the heap of the tests is small */
    uint64_t source = make_spread(job, (uint32_t)count, 1);
    uint64_t made = clone_of(server, source, &type_node);
    assert_counter(job, 0, news, 2 * count);
    check_list(server, source, count);
    check_list(server, made, count);
    drusti_glue_drop(server, source);
    check_list(server, made, count);
    drusti_glue_drop(server, made);
    assert_counter(job, 0, frees, 2 * count);
    assert_no_blocks(server);
    harness_stop(job);
}

static void a_spread_list_is_one_read_a_node(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 3});
    struct drust_server *here = &job->servers[0];
    uint64_t source = drusti_own_lent(make_spread(job, 3000, 1));
    uint64_t made = clone_of(here, source, &type_node);
    assert_counter(job, 0, reads, 2000);
    assert_counter(job, 0, messages, 0);
    assert_counter(job, 0, fetches, 1); /* the head, which was resolved: nothing is evicted */
    assert_counter(job, 0, moves, 0);
    check_list(here, made, 3000);
    /* What was read before is not read again. */
    uint64_t reads = COUNTER(job, 0, reads);
    union test_frame frame = {.frame.used = 0};
    for (uint64_t word = source; word != 0; word = ((struct node *)local(word))->next)
        drusti_own_shared(here, word, &frame.frame, &test_site);
    assert_int_equal(COUNTER(job, 0, reads) - reads, 1999); /* the head was */
    drusti_own_unpin(&frame.frame);
    reads = COUNTER(job, 0, reads);
    uint64_t again = clone_of(here, source, &type_node);
    assert_int_equal(COUNTER(job, 0, reads), reads);
    check_list(here, again, 3000);
    /* The source is as it was, and each list goes by itself. */
    drusti_glue_drop(here, made);
    drusti_glue_drop(here, again);
    drusti_glue_drop(here, source);
    harness_settle(job);
    for (uint32_t i = 0; i < 3; i++)
        drusti_cache_shrink(&job->servers[i]);
    for (uint32_t i = 0; i < 3; i++)
        assert_no_blocks(&job->servers[i]);
    harness_stop(job);
}

static void writing_a_clone_leaves_the_source(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 3});
    struct drust_server *home = &job->servers[0], *other = &job->servers[1];
    uint64_t source = drusti_own_lent(make_spread(job, 10, 3));
    for (int round = 0; round < 10; round++) {
        uint64_t there = clone_of(other, source, &type_node);
        uint64_t slot = there;
        struct node *node = open_slot(other, &slot);
        node->value = 99;
        node = open_slot(other, &node->next);
        node->value = 98;
        uint64_t here = clone_of(home, source, &type_node);
        check_list(home, here, 10);
        drusti_glue_drop(other, slot);
        drusti_glue_drop(home, here);
    }
    drusti_glue_drop(home, source);
    harness_settle(job);
    for (uint32_t i = 0; i < 2; i++) {
        drusti_cache_shrink(&job->servers[i]);
        assert_no_blocks(&job->servers[i]);
    }
    harness_stop(job);
}

static void arrays_and_trees_are_cloned_whole(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .births_seed = 5});
    struct drust_server *home = &job->servers[0];
    uint64_t array = make(home, &type_owner, 100);
    for (int i = 0; i < 99; i++)
        ((uint64_t *)local(array))[i] = make_spread(job, 5, 2);
    uint64_t empty = make(home, &type_leaf, 0);
    uint64_t news = COUNTER(job, 0, news);
    uint64_t made = clone_of(home, array, &type_owner);
    assert_int_equal(COUNTER(job, 0, news) - news, 1 + 99 * 5);
    assert_int_equal(drusti_header(drusti_address(made))->bytes, 800);
    for (int i = 0; i < 99; i++)
        check_list(home, ((uint64_t *)local(made))[i], 5);
    assert_int_equal(((uint64_t *)local(made))[99], 0);
    uint64_t nothing = clone_of(home, empty, &type_leaf);
    assert_true(drusti_address(nothing) != drusti_address(empty));
    assert_int_equal(drusti_header(drusti_address(nothing))->bytes, 0);
    assert_int_equal(drusti_own_clone(home, NULL, &type_leaf, &test_site), 0);
    drusti_glue_drop(home, array);
    drusti_glue_drop(home, made);
    drusti_glue_drop(home, empty);
    drusti_glue_drop(home, nothing);
    harness_settle(job);
    drusti_cache_shrink(home);
    assert_no_blocks(home);
    harness_stop(job);
}

static void clone_a_part(void *context)
{
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct leaf variable;
    const char *what = context;
    const struct leaf *at = strcmp(what, "variable") == 0
                                ? &variable
                                : (struct leaf *)local(make(&job->servers[0], &type_leaf, 4)) + 2;
    drusti_own_clone(&job->servers[0], at, &type_leaf, &test_site);
}

static void clone_another_type(void *context)
{
    (void)context;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    void *at = local(make(&job->servers[0], &type_leaf, 1));
    drusti_own_clone(&job->servers[0], at, &type_node, &test_site);
}

static void a_part_is_fatal(void **state)
{
    (void)state;
    const char *text = "test.c:7: p->v: only a whole object or array of the heap can be cloned";
    assert_fatal(clone_a_part, (void *)"variable", text);
    assert_fatal(clone_a_part, (void *)"element", text);
    assert_fatal(clone_another_type, NULL, text);
}

static void the_plain_build_clones_the_same_way(void **state)
{
    (void)state;
    struct node *head = NULL;
    for (uint64_t i = 1; i <= NODES; i++) {
        struct node *node = __drust_plain_new(&type_node, 1);
        *node = (struct node){.value = i, .next = (uint64_t)(uintptr_t)head};
        head = node;
    }
    struct node *made = __drust_plain_clone(head, &type_node);
    uint64_t count = NODES;
    for (const struct node *node = made; node != NULL; node = local(node->next))
        assert_int_equal(node->value, count--);
    assert_int_equal(count, 0);
    __drust_plain_drop(head);
    __drust_plain_drop(made); /* LeakSanitizer says whether all of it went */
    assert_null(__drust_plain_clone(NULL, &type_node));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_list_needs_no_stack),
        cmocka_unit_test(a_spread_list_is_one_read_a_node),
        cmocka_unit_test(writing_a_clone_leaves_the_source),
        cmocka_unit_test(arrays_and_trees_are_cloned_whole),
        cmocka_unit_test(a_part_is_fatal),
        cmocka_unit_test(the_plain_build_clones_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
