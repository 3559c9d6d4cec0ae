/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Resolving for writing: what a move costs, promotion, colours, marks, wrap.
 */
#include "harness.h"

#include "cache.h"
#include "heap.h"
#include "own.h"
#include "tables.h"

#include <string.h>

static void local_objects_cost_nothing(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *server = &job->servers[0];
    uint64_t word = make(server, &type_leaf, 1);
    assert_true(drusti_heap_mine(server, word)); /* a plain address */
    uint64_t slot = word;
    for (int i = 0; i < 1000; i++)
        assert_ptr_equal(open_slot(server, &slot), local(word));
    union test_frame frame = {.frame.used = 0};
    assert_ptr_equal(peek(server, word, &frame), local(word));
    assert_int_equal(slot, word);
    assert_int_equal(frame.frame.used, 0);
    assert_counter(job, 0, reads, 0);
    assert_counter(job, 0, messages, 0);
    assert_counter(job, 0, bumps, 0);
    harness_stop(job);
}

static void a_move_is_one_read(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t word = make(there, &type_leaf, 1);
    struct leaf *old = local(word);
    old->value = 42;
    uint64_t slot = drusti_own_lent(word);
    struct leaf *leaf = open_slot(here, &slot);
    assert_int_equal(leaf->value, 42);
    assert_true(drusti_heap_mine(here, drusti_address(slot)));
    assert_false(drusti_handed_out(slot));
    assert_counter(job, 0, reads, 1);
    assert_counter(job, 0, moves, 1);
    assert_counter(job, 0, remote_frees, 1);
    /* The region goes on for nothing. */
    assert_ptr_equal(open_slot(here, &slot), leaf);
    assert_counter(job, 0, reads, 1);
    harness_settle(job);
    assert_counter(job, 0, messages, 1); /* the batch */
    assert_counter(job, 1, frees, 1);
    assert_false(drusti_heap_starts(there, drusti_address(word)));
    assert_int_equal(drusti_heap_birth(there, drusti_address(word)), 1); /* later than any copy */
    harness_stop(job);
}

static void frees_leave_in_batches(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    enum { COUNT = 640 };
    uint64_t slots[COUNT];
    for (int i = 0; i < COUNT; i++)
        slots[i] = drusti_own_lent(make(&job->servers[1], &type_leaf, 1));
    for (int i = 0; i < COUNT; i++)
        open_slot(&job->servers[0], &slots[i]);
    assert_counter(job, 0, reads, COUNT);
    harness_settle(job);
    assert_counter(job, 1, frees, COUNT);
    assert_in_range(COUNTER(job, 0, messages), COUNT / 64, COUNT / 2);
    harness_stop(job);
}

static void a_copy_is_promoted_without_a_read(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t word = make(there, &type_leaf, 1);
    ((struct leaf *)local(word))->value = 9;
    uint64_t slot = drusti_own_lent(word);
    union test_frame frame = {.frame.used = 0};
    struct leaf *copy = peek(here, slot, &frame);
    struct leaf *object = open_slot(here, &slot);
    assert_ptr_equal(object, copy); /* the pinned copy became the object */
    assert_int_equal(drusti_header((uint64_t)(uintptr_t)object)->flags, 0);
    assert_counter(job, 0, reads, 1);
    assert_counter(job, 0, promotions, 1);
    assert_counter(job, 0, moves, 0);
    drusti_own_unpin(&frame.frame); /* inert */
    assert_true(drusti_heap_starts(here, drusti_address(slot)));
    assert_int_equal(object->value, 9);
    harness_stop(job);
}

static void a_copy_of_another_colour_is_not_promoted(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t slot = drusti_own_lent(make(there, &type_leaf, 1));
    union test_frame frame = {.frame.used = 0};
    peek(here, slot, &frame);
    drusti_own_unpin(&frame.frame);
    ((struct leaf *)open_slot(there, &slot))->value = 5; /* a new colour */
    slot = drusti_own_lent(slot);
    assert_int_equal(((struct leaf *)open_slot(here, &slot))->value, 5);
    assert_counter(job, 0, promotions, 0);
    assert_counter(job, 0, moves, 1);
    harness_stop(job);
}

static void a_handed_out_word_gets_one_new_colour(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *home = &job->servers[0];
    uint64_t slot = drusti_own_lent(make(home, &type_tree, 1));
    struct tree *tree = local(slot);
    tree->left = make(home, &type_leaf, 1);
    uint64_t address = drusti_address(slot);
    for (int i = 0; i < 10; i++)
        assert_ptr_equal(open_slot(home, &slot), tree);
    assert_int_equal(slot, drusti_word(address, 1, false));
    assert_counter(job, 0, bumps, 1);
    /* What others may have read inside counts as handed out; NULL does not. */
    assert_true(drusti_handed_out(tree->left));
    assert_int_equal(tree->right, 0);
    assert_counter(job, 0, messages, 0);
    harness_stop(job);
}

static void moved_and_promoted_children_are_marked(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    for (int promote = 0; promote < 2; promote++) {
        uint64_t slot = make(there, &type_owner, 3);
        uint64_t *owners = local(slot);
        owners[0] = make(there, &type_node, 1);
        owners[2] = make(there, &type_node, 1);
        slot = drusti_own_lent(slot);
        union test_frame frame = {.frame.used = 0};
        if (promote) {
            uint64_t *copy = peek(here, slot, &frame);
            assert_false(drusti_handed_out(copy[0]));
        }
        owners = open_slot(here, &slot);
        assert_true(drusti_handed_out(owners[0]) && drusti_handed_out(owners[2]));
        assert_int_equal(owners[1], 0);
        drusti_own_unpin(&frame.frame);
    }
    assert_counter(job, 0, moves, 1);
    assert_counter(job, 0, promotions, 1);
    harness_stop(job);
}

static void readers_see_every_write(void **state)
{
    (void)state;
    /* Three bits of colour: every eighth hand-out wraps. */
    struct harness *job = harness_start((struct harness_settings){.servers = 3, .colour_max = 7});
    struct drust_server *home = &job->servers[0];
    uint64_t slot = make(home, &type_leaf, 1);
    for (uint64_t i = 1; i <= 100; i++) {
        ((struct leaf *)open_slot(home, &slot))->value = i;
        slot = drusti_own_lent(slot);
        for (int server = 1; server < 3; server++) {
            union test_frame frame = {.frame.used = 0};
            struct leaf *leaf = peek(&job->servers[server], slot, &frame);
            assert_int_equal(leaf->value, i);
            assert_ptr_equal(peek(&job->servers[server], slot, &frame), leaf);
            drusti_own_unpin(&frame.frame);
        }
    }
    assert_counter(job, 1, reads, 100);
    assert_counter(job, 0, bumps, 99);
    assert_counter(job, 0, wraps, 12);
    assert_counter(job, 0, invalidations, 24);
    harness_stop(job);
}

static void a_wrap_forgets_pinned_copies(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 3});
    struct drust_server *home = &job->servers[0], *reader = &job->servers[1];
    uint64_t slot = drusti_own_lent(drusti_word(make(home, &type_leaf, 1), 3, false));
    union test_frame frame = {.frame.used = 0};
    struct leaf *before = peek(reader, slot, &frame);
    ((struct leaf *)open_slot(home, &slot))->value = 1;
    assert_counter(job, 0, wraps, 1);
    assert_int_equal(drusti_colour(slot), 0);
    assert_counter(job, 1, orphans, 1);
    assert_int_equal(before->value, 0); /* the orphan lives until its unpin */
    slot = drusti_own_lent(slot);
    assert_int_equal(((struct leaf *)peek(reader, slot, &frame))->value, 1);
    drusti_own_unpin(&frame.frame);
    harness_stop(job);
}

static void last_colours_are_quarantined(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 1});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    enum { COUNT = 50 };
    for (uint32_t i = 0; i < COUNT; i++) {
        uint64_t address = make(there, &type_leaf, 1);
        uint64_t slot = drusti_word(address, i % 2, true);
        union test_frame frame = {.frame.used = 0};
        peek(here, slot, &frame);
        drusti_own_unpin(&frame.frame);
        drusti_cache_shrink(here); /* else the copy would be promoted */
        open_slot(here, &slot);
        harness_settle(job);
        assert_false(drusti_heap_starts(there, address));
        assert_int_equal(drusti_heap_birth(there, address), i % 2 == 0 ? 1 : 0);
    }
    assert_counter(job, 1, quarantines, COUNT / 2);
    assert_counter(job, 1, invalidations, COUNT / 2);
    harness_stop(job);
}

static void seeded_births_need_a_resolve(void **state)
{
    (void)state;
    struct harness *job =
        harness_start((struct harness_settings){.servers = 1, .colour_max = 7, .births_seed = 3});
    struct drust_server *server = &job->servers[0];
    uint64_t colours = 0;
    for (int i = 0; i < 200; i++) {
        uint64_t slot = make(server, &type_leaf, 1);
        assert_true(drusti_handed_out(slot));
        assert_true(drusti_colour(slot) >= 1 && drusti_colour(slot) <= 7);
        colours |= (uint64_t)1 << drusti_colour(slot);
        void *at = local(slot);
        assert_ptr_equal(open_slot(server, &slot), at);
        assert_true(drusti_colour(slot) != 0);
    }
    assert_int_equal(colours, 0xfe);
    assert_counter(job, 0, quarantines, 0);
    harness_stop(job);
}

static void placed_objects_are_handed_out(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .place_seed = 11});
    enum { COUNT = 400 };
    uint32_t remote = 0;
    for (int i = 0; i < COUNT; i++) {
        uint64_t word = make(&job->servers[0], &type_node, 1);
        bool mine = drusti_heap_mine(&job->servers[0], drusti_address(word));
        assert_int_equal(drusti_handed_out(word), !mine);
        remote += !mine;
    }
    assert_in_range(remote, COUNT / 16, COUNT / 4);
    assert_counter(job, 0, remote_news, remote);
    assert_counter(job, 1, homed, remote);
    assert_counter(job, 0, homed, COUNT - remote);
    harness_stop(job);
}

static struct drust_server *fatal_server;

static void read_null(void *unused)
{
    (void)unused;
    union test_frame frame = {.frame.used = 0};
    peek(fatal_server, 0, &frame);
}

static void write_foreign_address(void *unused)
{
    (void)unused;
    drusti_own_exclusive(fatal_server, drusti_word(0x1000, 3, false), &test_site);
}

static void huge_array(void *unused)
{
    (void)unused;
    make(fatal_server, &type_leaf, SIZE_MAX / 2);
}

static void out_of_memory(void *unused)
{
    (void)unused;
    make(fatal_server, &type_byte, (size_t)65 << 20);
}

static void mistakes_name_their_line(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    fatal_server = &job->servers[0];
    assert_fatal(read_null, NULL, "test.c:7: NULL dereferenced: p->v");
    assert_fatal(write_foreign_address, NULL, "test.c:7: p->v is not a pointer");
    assert_fatal(huge_array, NULL, "test.c:7: an array of");
    assert_fatal(out_of_memory, NULL, "--heap");
    assert_int_equal(drusti_own_new(fatal_server, &type_byte, (size_t)65 << 20, &test_site, true),
                     0);
    struct drust_site nullable = test_site;
    nullable.flags = DRUST_SITE_NULLABLE;
    assert_null(drusti_own_shared(fatal_server, 0, NULL, &nullable));
    int on_stack = 0;
    assert_ptr_equal(
        drusti_own_shared(fatal_server, (uint64_t)(uintptr_t)&on_stack, NULL, &test_site),
        &on_stack);
    harness_stop(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_objects_cost_nothing),
        cmocka_unit_test(a_move_is_one_read),
        cmocka_unit_test(frees_leave_in_batches),
        cmocka_unit_test(a_copy_is_promoted_without_a_read),
        cmocka_unit_test(a_copy_of_another_colour_is_not_promoted),
        cmocka_unit_test(a_handed_out_word_gets_one_new_colour),
        cmocka_unit_test(moved_and_promoted_children_are_marked),
        cmocka_unit_test(readers_see_every_write),
        cmocka_unit_test(a_wrap_forgets_pinned_copies),
        cmocka_unit_test(last_colours_are_quarantined),
        cmocka_unit_test(seeded_births_need_a_resolve),
        cmocka_unit_test(placed_objects_are_handed_out),
        cmocka_unit_test(mistakes_name_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
