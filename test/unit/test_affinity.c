/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Children that come with their parent: what it costs to read and to move it,
 * what keeps their copies, where the limit lies, and what a loan holds back.
 */
#include "harness.h"

#include "affinity.h"
#include "cache.h"
#include "glue.h"
#include "heap.h"
#include "own.h"
#include "tables.h"

#include <string.h>

enum { KIDS = 6 };
struct family {
    uint64_t value;
    uint64_t kids[KIDS]; /* with affinity */
    uint64_t guest;      /* without */
};
struct chain {
    uint64_t value;
    uint64_t next; /* with affinity */
};
/* One value with a tail of owners with affinity. */
struct crowd {
    uint64_t value;
    uint64_t guest;
    uint64_t kids[];
};

static const struct drust_slot family_slots[] = {
    {offsetof(struct family, kids), KIDS, 8, DRUST_SLOT_AFFINITY},
    {offsetof(struct family, guest), 1, 8, 0}};
static const struct drust_slot chain_slots[] = {
    {offsetof(struct chain, next), 1, 8, DRUST_SLOT_AFFINITY}};
static const struct drust_slot crowd_slots[] = {{offsetof(struct crowd, guest), 1, 8, 0},
                                                {0, 1, 8, DRUST_SLOT_TAIL | DRUST_SLOT_AFFINITY}};

#define TYPE __attribute__((section(DRUST_SECTION_TYPES), used, aligned(8)))
TYPE static const struct drust_type type_family = {.name = "struct family",
                                                   .where = "test_affinity.c:1",
                                                   .size = sizeof(struct family),
                                                   .align = 8,
                                                   .slot_count = 2,
                                                   .slots = family_slots,
                                                   .flags = DRUST_TYPE_AFFINITY};
TYPE static const struct drust_type type_chain = {.name = "struct chain",
                                                  .where = "test_affinity.c:2",
                                                  .size = sizeof(struct chain),
                                                  .align = 8,
                                                  .slot_count = 1,
                                                  .slots = chain_slots,
                                                  .flags = DRUST_TYPE_AFFINITY};
TYPE static const struct drust_type type_crowd = {.name = "struct crowd",
                                                  .where = "test_affinity.c:3",
                                                  .size = sizeof(struct crowd),
                                                  .align = 8,
                                                  .slot_count = 2,
                                                  .slots = crowd_slots,
                                                  .tail_offset = offsetof(struct crowd, kids),
                                                  .tail_bytes = 8,
                                                  .flags = DRUST_TYPE_AFFINITY};

/* A parent of `server` with a leaf in each field; its word, lent. */
static uint64_t make_family(struct drust_server *server, uint64_t value)
{
    uint64_t word = make(server, &type_family, 1);
    struct family *family = open_slot(server, &word);
    family->value = value;
    for (int i = 0; i < KIDS; i++) {
        uint64_t kid = make(server, &type_leaf, 1);
        ((struct leaf *)open_slot(server, &kid))->value = value + 1 + (uint64_t)i;
        drusti_store_word(&family->kids[i], kid);
    }
    uint64_t guest = make(server, &type_leaf, 1);
    drusti_store_word(&family->guest, guest);
    return drusti_own_lent(word);
}

static uint64_t make_chain(struct drust_server *server, uint64_t length)
{
    uint64_t head = 0;
    for (uint64_t i = 0; i < length; i++) {
        uint64_t word = make(server, &type_chain, 1);
        struct chain *chain = open_slot(server, &word);
        chain->value = i;
        drusti_store_word(&chain->next, head);
        head = word;
    }
    return drusti_own_lent(head);
}

static void assert_family(struct drust_server *server, const struct family *family, uint64_t value)
{
    assert_int_equal(family->value, value);
    for (int i = 0; i < KIDS; i++) {
        union test_frame frame = {.frame.used = 0};
        const struct leaf *leaf = peek(server, drusti_load_word(&family->kids[i]), &frame);
        assert_int_equal(leaf->value, value + 1 + (uint64_t)i);
        drusti_own_unpin(&frame.frame);
    }
}

static void reading_a_parent_is_one_batch(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0];
    uint64_t word = make_family(&job->servers[1], 10);
    union test_frame frame = {.frame.used = 0};
    struct family *family = peek(here, word, &frame);
    assert_counter(job, 0, round_trips, 2); /* the parent, then all children */
    assert_in_range(COUNTER(job, 0, reads), 2, 1 + KIDS);
    assert_counter(job, 0, fetches, 1 + KIDS); /* and not the guest */
    assert_family(here, family, 10);
    assert_counter(job, 0, round_trips, 2);
    assert_counter(job, 0, messages, 0);
    peek(here, family->guest, &frame);
    assert_counter(job, 0, round_trips, 3);
    drusti_own_unpin(&frame.frame);
    drusti_glue_drop(here, word);
    harness_stop(job);
}

static void neighbours_are_one_read(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *there = &job->servers[1];
    /* A fresh heap hands out neighbours; the parent is made last. */
    uint64_t kids[KIDS];
    for (int i = 0; i < KIDS; i++)
        kids[i] = make(there, &type_leaf, 1);
    uint64_t step = kids[1] - kids[0];
    bool close = true;
    for (int i = 1; i < KIDS; i++)
        close &= kids[i] - kids[i - 1] == step && step <= 2 * sizeof(struct leaf);
    uint64_t word = make(there, &type_family, 1);
    memcpy(((struct family *)local(word))->kids, kids, sizeof kids);
    word = drusti_own_lent(word);
    union test_frame frame = {.frame.used = 0};
    peek(&job->servers[0], word, &frame);
    assert_true(close); /* or the next line shows nothing */
    assert_counter(job, 0, reads, 2);
    assert_counter(job, 0, round_trips, 2);
    drusti_own_unpin(&frame.frame);
    drusti_glue_drop(&job->servers[0], word);
    harness_stop(job);
}

static void every_level_is_a_batch(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    uint64_t word = make_chain(&job->servers[1], 5);
    union test_frame frame = {.frame.used = 0};
    peek(&job->servers[0], word, &frame);
    assert_counter(job, 0, round_trips, 5);
    assert_counter(job, 0, fetches, 5);
    drusti_own_unpin(&frame.frame);
    drusti_glue_drop(&job->servers[0], word);
    harness_stop(job);
}

static void a_tail_comes_along(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 3});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    enum { COUNT = 9 };
    uint64_t slot = make(there, &type_crowd, COUNT);
    struct crowd *crowd = local(slot);
    for (int i = 0; i < COUNT; i++) /* children of two homes: still one batch */
        crowd->kids[i] = i == 3       ? 0
                         : i % 2 == 0 ? make(there, &type_leaf, 1)
                                      : drusti_own_lent(make(&job->servers[2], &type_leaf, 1));
    slot = drusti_own_lent(slot);
    union test_frame frame = {.frame.used = 0};
    peek(here, slot, &frame);
    assert_counter(job, 0, round_trips, 2);
    assert_counter(job, 0, fetches, COUNT);
    drusti_own_unpin(&frame.frame);
    crowd = open_slot(here, &slot);
    assert_counter(job, 0, promotions, COUNT);
    assert_counter(job, 0, round_trips, 2);
    for (int i = 0; i < COUNT; i++)
        assert_true(i == 3 || drusti_heap_mine(here, drusti_address(crowd->kids[i])));
    assert_int_equal(crowd->kids[3], 0);
    assert_true(drusti_is_affinity_slot(&type_crowd, offsetof(struct crowd, kids) + 8));
    assert_false(drusti_is_affinity_slot(&type_crowd, offsetof(struct crowd, guest)));
    drusti_glue_drop(here, slot);
    harness_settle(job);
    for (int i = 0; i < 3; i++)
        assert_no_blocks(&job->servers[i]);
    harness_stop(job);
}

static void children_are_evicted_with_their_parent(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0];
    uint64_t word = make_chain(&job->servers[1], 1000);
    union test_frame frame = {.frame.used = 0};
    peek(here, word, &frame);
    assert_int_equal(drusti_cache_shrink(here), 0); /* the reader's pin keeps them all */
    drusti_own_unpin(&frame.frame);
    drusti_cache_shrink(here);
    assert_counter(job, 0, evictions, 1000);
    assert_no_blocks(here);
    drusti_glue_drop(here, word);
    harness_stop(job);
}

static void moving_a_parent_is_one_batch(void **state)
{
    (void)state;
    for (int promote = 0; promote < 2; promote++) {
        struct harness *job = harness_start((struct harness_settings){.servers = 2});
        struct drust_server *here = &job->servers[0], *there = &job->servers[1];
        uint64_t slot = make_family(there, 20);
        union test_frame frame = {.frame.used = 0};
        if (promote) {
            peek(here, slot, &frame);
            drusti_own_unpin(&frame.frame);
        }
        struct family *family = open_slot(here, &slot);
        assert_counter(job, 0, round_trips, 2);
        assert_counter(job, 0, moves, promote ? 0 : 1 + KIDS);
        assert_counter(job, 0, promotions, promote ? 1 + KIDS : 0);
        for (int i = 0; i < KIDS; i++)
            assert_true(drusti_heap_mine(here, family->kids[i])); /* plain addresses */
        assert_true(drusti_handed_out(family->guest));
        assert_false(drusti_heap_mine(here, drusti_address(family->guest)));
        assert_family(here, family, 20);
        harness_settle(job);
        /* All are freed by one, unless it leaves while they are being gathered. */
        assert_in_range(COUNTER(job, 0, messages), 1, 3);
        assert_counter(job, 0, remote_frees, 1 + KIDS);
        assert_counter(job, 1, frees, 1 + KIDS);
        uint64_t trips = COUNTER(job, 0, round_trips);
        ((struct leaf *)open_slot(here, &family->kids[2]))->value = 1;
        assert_counter(job, 0, round_trips, trips);
        drusti_glue_drop(here, slot);
        harness_settle(job);
        assert_no_blocks(there);
        harness_stop(job);
    }
}

static void a_written_child_is_read_again(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 3});
    struct drust_server *home = &job->servers[0], *reader = &job->servers[1];
    uint64_t slot = make_family(home, 0);
    for (uint64_t i = 1; i <= 40; i++) {
        struct family *family = open_slot(home, &slot);
        ((struct leaf *)open_slot(home, &family->kids[i % KIDS]))->value = i;
        slot = drusti_own_lent(slot);
        union test_frame frame = {.frame.used = 0}, leaf_frame = {.frame.used = 0};
        family = peek(reader, slot, &frame);
        uint64_t trips = COUNTER(job, 1, round_trips);
        assert_int_equal(trips, 2 * i);
        const struct leaf *leaf = peek(reader, family->kids[i % KIDS], &leaf_frame);
        assert_int_equal(leaf->value, i);
        assert_counter(job, 1, round_trips, trips);
        drusti_own_unpin(&leaf_frame.frame);
        drusti_own_unpin(&frame.frame);
    }
    assert_true(COUNTER(job, 0, wraps) > 0);
    drusti_glue_drop(home, slot);
    harness_stop(job);
}

static void beyond_the_limit_fields_keep_words(void **state)
{
    (void)state;
    struct harness *job = harness_start(
        (struct harness_settings){.servers = 2, .affinity_bytes = 3 * (16 + sizeof(struct leaf))});
    struct drust_server *here = &job->servers[0];
    uint64_t slot = make_family(&job->servers[1], 30);
    union test_frame frame = {.frame.used = 0};
    struct family *family = peek(here, slot, &frame);
    assert_counter(job, 0, fetches, 1 + 3);
    assert_family(here, family, 30);
    assert_counter(job, 0, fetches, 1 + KIDS);
    drusti_own_unpin(&frame.frame);
    drusti_cache_shrink(here);
    family = open_slot(here, &slot);
    assert_counter(job, 0, moves, 1 + 3);
    assert_family(here, family, 30);
    for (int i = 0; i < KIDS; i++)
        open_slot(here, &family->kids[i]);
    assert_int_equal(COUNTER(job, 0, moves) + COUNTER(job, 0, promotions), 1 + KIDS);
    drusti_glue_drop(here, slot);
    harness_settle(job);
    drusti_cache_shrink(here);
    assert_no_blocks(here);
    assert_no_blocks(&job->servers[1]);
    harness_stop(job);
}

static void a_small_budget_takes_no_children(void **state)
{
    (void)state;
    struct harness *job =
        harness_start((struct harness_settings){.servers = 2, .cache_bytes = 512});
    struct drust_server *here = &job->servers[0];
    uint64_t word = make_family(&job->servers[1], 40);
    union test_frame frame = {.frame.used = 0};
    struct family *family = peek(here, word, &frame);
    assert_true(COUNTER(job, 0, fetches) < 1 + KIDS);
    assert_family(here, family, 40);
    drusti_own_unpin(&frame.frame);
    drusti_glue_drop(here, word);
    drusti_cache_shrink(here);
    assert_no_blocks(here);
    harness_stop(job);
}

/* A child is lent out of a copy; then another part of the parent is written. */
static void what_is_lent_stays_where_it_is(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t slot = make_family(there, 50);
    union test_frame frame = {.frame.used = 0};
    struct family *family = peek(here, slot, &frame);
    uint64_t lent = family->kids[0];
    struct drusti_copy *kept = drusti_cache_keep(here, &family->kids[0]);
    assert_non_null(kept);
    assert_null(drusti_cache_keep(here, &lent)); /* not in a copy */
    drusti_own_unpin(&frame.frame);
    family = open_slot(here, &slot);
    family->value = 51;
    assert_counter(job, 0, promotions, 1);
    assert_int_equal(drusti_address(family->kids[0]), drusti_address(lent));
    assert_true(drusti_heap_starts(there, drusti_address(lent)));
    drusti_cache_end_keep(kept);
    /* Who moves the parent next takes them all. */
    slot = drusti_own_lent(slot);
    family = open_slot(there, &slot);
    for (int i = 0; i < KIDS; i++)
        assert_true(drusti_heap_mine(there, drusti_address(family->kids[i])));
    drusti_glue_drop(there, slot);
    harness_stop(job);
}

static void an_assigned_child_comes_to_its_parent(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t slot = make(here, &type_family, 2);
    struct family *family = local(slot);
    family[1].kids[4] = drusti_own_lent(make(there, &type_leaf, 1));
    family[1].guest = drusti_own_lent(make(there, &type_leaf, 1));
    drusti_affinity_gather_slot(here, &family[1].guest);
    assert_counter(job, 0, moves, 0);
    drusti_affinity_gather_slot(here, &family[1].kids[4]);
    assert_counter(job, 0, moves, 1);
    assert_true(drusti_heap_mine(here, drusti_address(family[1].kids[4])));
    family[0].kids[0] = drusti_own_lent(make(there, &type_leaf, 1));
    drusti_affinity_gather(here, &type_family, family, sizeof *family);
    assert_counter(job, 0, moves, 2);
    struct family on_a_stack = {.kids = {drusti_own_lent(make(there, &type_leaf, 1))}};
    drusti_affinity_gather(here, &type_family, &on_a_stack, sizeof on_a_stack);
    drusti_affinity_gather_slot(here, &on_a_stack.kids[0]);
    assert_counter(job, 0, moves, 2);
    drusti_glue_drop(here, on_a_stack.kids[0]);
    drusti_glue_drop(here, slot);
    harness_settle(job);
    assert_no_blocks(here);
    assert_no_blocks(there);
    harness_stop(job);
}

static void a_parent_is_dropped_by_one_message(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    uint64_t word = make_family(&job->servers[1], 60);
    drusti_glue_drop(&job->servers[0], word);
    harness_settle(job);
    assert_counter(job, 0, messages, 1);
    assert_counter(job, 0, remote_drops, 1);
    assert_counter(job, 1, frees, 2 + KIDS);
    assert_no_blocks(&job->servers[1]);
    harness_stop(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_a_parent_is_one_batch),
        cmocka_unit_test(neighbours_are_one_read),
        cmocka_unit_test(every_level_is_a_batch),
        cmocka_unit_test(a_tail_comes_along),
        cmocka_unit_test(children_are_evicted_with_their_parent),
        cmocka_unit_test(moving_a_parent_is_one_batch),
        cmocka_unit_test(a_written_child_is_read_again),
        cmocka_unit_test(beyond_the_limit_fields_keep_words),
        cmocka_unit_test(a_small_budget_takes_no_children),
        cmocka_unit_test(what_is_lent_stays_where_it_is),
        cmocka_unit_test(an_assigned_child_comes_to_its_parent),
        cmocka_unit_test(a_parent_is_dropped_by_one_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
