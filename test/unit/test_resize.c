/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Resizing: in place or not, what the addresses and colours are afterwards,
 * objects of other servers, dropped elements, the end of memory.
 */
#include "harness.h"

#include "glue.h"
#include "heap.h"
#include "own.h"
#include "tables.h"

#include <string.h>

static const struct drust_slot flex_slots[] = {
    {8, 1, 8, 0},
    {0, 1, 8, DRUST_SLOT_TAIL},
};
#define TYPE __attribute__((section(DRUST_SECTION_TYPES), used, aligned(8)))
/* struct { uint64_t value; owner first; struct { owner o; uint64_t v; } tail[]; } */
TYPE static const struct drust_type type_flex = {.name = "struct flex",
                                                 .where = "test_resize.c:1",
                                                 .size = 16,
                                                 .align = 8,
                                                 .slot_count = 2,
                                                 .slots = flex_slots,
                                                 .tail_offset = 16,
                                                 .tail_bytes = 16};
static const struct drust_slot wide_slots[] = {{0, 1, 8, 0}};
TYPE static const struct drust_type type_wide = {.name = "struct wide",
                                                 .where = "test_resize.c:2",
                                                 .size = 512,
                                                 .align = 512,
                                                 .slot_count = 1,
                                                 .slots = wide_slots};

static void resize(struct drust_server *server, const struct drust_type *type, uint64_t *slot,
                   size_t count)
{
    drusti_own_resize(server, type, count, slot, &test_site);
    assert_int_equal(drusti_heap_mine(server, drusti_address(*slot)), 1);
    assert_true(drusti_heap_starts(server, drusti_address(*slot)));
    assert_int_equal(drusti_elements(type, drusti_header(drusti_address(*slot))->bytes), count);
}

static void null_becomes_an_object(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    uint64_t slot = 0;
    resize(server, &type_leaf, &slot, 3);
    resize(server, &type_leaf, &slot, 0);
    assert_true(slot != 0);
    drusti_glue_drop(server, slot);
    assert_counter(job, 0, news, 1);
    assert_counter(job, 0, frees, 1);
    harness_stop(job);
}

static void what_fits_stays_in_place(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    struct drust_server *server = &job->servers[0];
    uint64_t slot = make(server, &type_byte, 1000);
    uint64_t word = slot;
    memset(local(slot), 0xff, 1000);
    resize(server, &type_byte, &slot, 600);
    assert_int_equal(slot, word);
    resize(server, &type_byte, &slot, 1000);
    assert_int_equal(slot, word);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(((uint8_t *)local(slot))[i], i < 600 ? 0xff : 0);
    harness_stop(job);
}

static void what_does_not_fit_leaves_its_address(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 100});
    struct drust_server *server = &job->servers[0];
    uint64_t slot = make(server, &type_leaf, 10);
    for (uint64_t i = 0; i < 10; i++)
        ((struct leaf *)local(slot))[i].value = i;
    slot = drusti_own_lent(slot); /* others may have copies under colour 0 */
    uint64_t old = drusti_address(slot);
    resize(server, &type_leaf, &slot, 100000);
    assert_true(drusti_address(slot) != old);
    assert_false(drusti_handed_out(slot));
    assert_false(drusti_heap_starts(server, old));
    assert_int_equal(drusti_heap_birth(server, old), 1); /* later than any copy */
    const struct leaf *leaves = local(slot);
    for (uint64_t i = 0; i < 100000; i++)
        assert_int_equal(leaves[i].value, i < 10 ? i : 0);
    /* Never handed out since: as good as new. */
    old = drusti_address(slot);
    uint32_t colour = drusti_colour(slot);
    resize(server, &type_leaf, &slot, 7);
    assert_true(drusti_address(slot) != old); /* the memory is worth more than a copy */
    assert_int_equal(drusti_heap_birth(server, old), colour);
    for (uint64_t i = 0; i < 7; i++)
        assert_int_equal(((struct leaf *)local(slot))[i].value, i);
    drusti_glue_drop(server, slot);
    assert_no_blocks(server);
    harness_stop(job);
}

static void copies_of_the_old_length_are_not_found(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2, .colour_max = 3});
    struct drust_server *home = &job->servers[0], *there = &job->servers[1];
    uint64_t slot = make(home, &type_leaf, 1);
    for (uint64_t n = 2; n < 40; n++) {
        union test_frame frame = {.frame.used = 0};
        slot = drusti_own_lent(slot);
        const struct leaf *copy = peek(there, slot, &frame);
        assert_int_equal(drusti_header((uint64_t)(uintptr_t)copy)->bytes, (n - 1) * 64);
        drusti_own_unpin(&frame.frame);
        resize(home, &type_leaf, &slot, n);
    }
    drusti_glue_drop(home, slot);
    harness_settle(job);
    assert_no_blocks(home);
    harness_stop(job);
}

static void an_object_of_another_server_comes_here(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0], *there = &job->servers[1];
    uint64_t slot = make(there, &type_owner, 4);
    for (int i = 0; i < 4; i++)
        ((uint64_t *)local(slot))[i] = make(there, &type_node, 1);
    uint64_t kept = ((uint64_t *)local(slot))[0];
    slot = drusti_own_lent(slot);
    resize(here, &type_owner, &slot, 1); /* three are dropped where they live */
    assert_counter(job, 0, reads, 1);
    assert_counter(job, 0, remote_drops, 3);
    assert_int_equal(((uint64_t *)local(slot))[0], drusti_own_lent(kept));
    resize(here, &type_owner, &slot, 1000);
    assert_counter(job, 0, reads, 1);
    drusti_glue_drop(here, slot);
    harness_settle(job);
    assert_no_blocks(here);
    assert_no_blocks(there);
    harness_stop(job);
}

static void a_tail_is_resized(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 2});
    struct drust_server *server = &job->servers[0];
    uint64_t slot = make(server, &type_flex, 5);
    uint64_t *at = local(slot);
    at[1] = make(server, &type_node, 1);
    for (int i = 0; i < 5; i++) {
        at[2 + 2 * i] = make(server, &type_node, 1);
        at[3 + 2 * i] = i;
    }
    resize(server, &type_flex, &slot, 2);
    assert_counter(job, 0, frees, 3);
    resize(server, &type_flex, &slot, 100);
    at = local(slot);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(at[2 + 2 * i] != 0, i < 2);
        assert_int_equal(at[3 + 2 * i], i < 2 ? i : 0);
    }
    /* Marking goes through the tail as well. */
    slot = drusti_own_lent(slot);
    at = open_slot(server, &slot);
    assert_true(drusti_handed_out(at[1]) && drusti_handed_out(at[4]));
    resize(server, &type_flex, &slot, 0);
    assert_counter(job, 0, frees, 5);
    drusti_glue_drop(server, slot);
    assert_counter(job, 0, frees, 7);
    assert_no_blocks(server);
    harness_stop(job);
}

static void alignment_is_kept(void **state)
{
    (void)state;
    struct harness *job = harness_start((struct harness_settings){.servers = 1, .births_seed = 3});
    struct drust_server *server = &job->servers[0];
    uint64_t slot = 0;
    for (size_t n = 0; n < 40; n = n * 3 / 2 + 1) {
        resize(server, &type_wide, &slot, n);
        assert_int_equal(drusti_address(slot) % 512, 0);
    }
    drusti_glue_drop(server, slot);
    assert_no_blocks(server);
    harness_stop(job);
}

static void resize_to(void *context)
{
    size_t count = *(size_t *)context;
    struct harness *job = harness_start((struct harness_settings){.servers = 1});
    uint64_t slot = make(&job->servers[0], &type_leaf, 1);
    resize(&job->servers[0], &type_leaf, &slot, count);
}

static void too_much_is_fatal(void **state)
{
    (void)state;
    size_t heap = (size_t)1 << 30, overflow = SIZE_MAX / 2;
    assert_fatal(resize_to, &heap, "test.c:7: out of memory: no room for");
    assert_fatal(resize_to, &overflow, "struct leaf is larger than any memory");
}

static void the_plain_build_resizes_the_same_way(void **state)
{
    (void)state;
    void *slot = NULL;
    __drust_plain_resize(&type_owner, 3, &slot);
    assert_int_equal(__drust_plain_len(slot), 3);
    ((void **)slot)[2] = __drust_plain_new(&type_node, 1);
    __drust_plain_resize(&type_owner, 2, &slot);
    __drust_plain_resize(&type_owner, 1000, &slot);
    for (int i = 0; i < 1000; i++)
        assert_null(((void **)slot)[i]);
    __drust_plain_drop(slot);
    slot = NULL;
    for (size_t n = 1; n < 20; n++) {
        __drust_plain_resize(&type_wide, n, &slot);
        assert_int_equal((uintptr_t)slot % 512, 0);
        assert_int_equal(((uint64_t *)slot)[64 * n - 1], 0);
        ((uint64_t *)slot)[64 * n - 1] = n;
    }
    assert_int_equal(((uint64_t *)slot)[63], 1);
    __drust_plain_drop(slot);
    slot = __drust_plain_new(&type_flex, 2);
    ((void **)slot)[1] = __drust_plain_new(&type_node, 1);
    ((void **)slot)[4] = __drust_plain_new(&type_node, 1);
    __drust_plain_resize(&type_flex, 1, &slot);
    assert_int_equal(__drust_plain_len(slot), 1);
    __drust_plain_drop(slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_becomes_an_object),
        cmocka_unit_test(what_fits_stays_in_place),
        cmocka_unit_test(what_does_not_fit_leaves_its_address),
        cmocka_unit_test(copies_of_the_old_length_are_not_found),
        cmocka_unit_test(an_object_of_another_server_comes_here),
        cmocka_unit_test(a_tail_is_resized),
        cmocka_unit_test(alignment_is_kept),
        cmocka_unit_test(too_much_is_fatal),
        cmocka_unit_test(the_plain_build_resizes_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
