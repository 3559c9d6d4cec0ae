/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Spawned threads, here and on other servers: what crosses how, what comes
 * back by the join, results, scopes, placement.
 */
#include "harness.h"

#include "cache.h"
#include "check.h"
#include "glue.h"
#include "heap.h"
#include "own.h"
#include "tables.h"
#include "thread.h"

#include <stdatomic.h>
#include <string.h>

/* ---- The spawned functions, as the compiler would unpack their arguments ------*/

#define ENTRY __attribute__((section(DRUST_SECTION_ENTRIES), used, aligned(8)))

static struct harness *job;

struct plain_value {
    uint64_t a;
    char text[5000]; /* longer than a message carries inline */
};

/* Every function here first takes the index of the server it must run on. */
static struct drust_server *on(void *arguments)
{
    uint64_t server;
    memcpy(&server, arguments, sizeof server);
    return &job->servers[server];
}

static void *argument(void *arguments, size_t offset)
{
    void *pointer;
    memcpy(&pointer, (char *)arguments + offset, sizeof pointer);
    return pointer;
}

/* Borrows arrive resolved. Not cmocka's asserts: this is no thread of its. */
static void expect_local(const struct drust_server *server, const void *at)
{
    DRUSTI_REQUIRE(drusti_heap_mine(server, (uint64_t)(uintptr_t)at), "a borrow is not resolved");
}

static const uint32_t two[] = {0, 16};

static void run_sum(void *arguments, void *result)
{
    const struct plain_value *value = (void *)((char *)arguments + 16);
    uint64_t sum = value->a;
    for (size_t i = 0; i < sizeof value->text; i++)
        sum += (unsigned char)value->text[i];
    memcpy(result, &sum, sizeof sum);
}
ENTRY static const struct drust_entry sum = {.name = "sum",
                                             .run = run_sum,
                                             .offset = two,
                                             .argument_count = 2,
                                             .arguments_bytes = 16 + 5008,
                                             .result_bytes = 8,
                                             .affinity = DRUST_NO_AFFINITY};

static void run_read(void *arguments, void *result)
{
    const struct leaf *leaf = argument(arguments, 16);
    expect_local(on(arguments), leaf);
    memcpy(result, &leaf->value, sizeof leaf->value);
}
ENTRY static const struct drust_entry read_leaf = {.name = "read_leaf",
                                                   .run = run_read,
                                                   .offset = two,
                                                   .argument_count = 2,
                                                   .arguments_bytes = 32,
                                                   .result_bytes = 8,
                                                   .affinity = 1};

static void run_write(void *arguments, void *result)
{
    (void)result;
    struct leaf *leaf = argument(arguments, 16);
    expect_local(on(arguments), leaf);
    leaf->value++;
}
ENTRY static const struct drust_entry write_leaf = {.name = "write_leaf",
                                                    .run = run_write,
                                                    .offset = two,
                                                    .argument_count = 2,
                                                    .arguments_bytes = 32,
                                                    .affinity = DRUST_NO_AFFINITY};

/* Prepends a node to the list it owns. */
static void run_push(void *arguments, void *result)
{
    struct drust_server *server = on(arguments);
    uint64_t list = (uint64_t)(uintptr_t)argument(arguments, 16);
    uint64_t word = make(server, &type_node, 1);
    ((struct node *)local(word))->next = list;
    memcpy(result, &word, sizeof word);
}
ENTRY static const struct drust_entry push = {.name = "push",
                                              .run = run_push,
                                              .offset = two,
                                              .argument_count = 2,
                                              .arguments_bytes = 32,
                                              .result_bytes = 8,
                                              .result_type = &type_owner,
                                              .affinity = 1};

struct range {
    uint64_t numbers[1024]; /* 8 KiB: travels in a block */
};
static void run_double(void *arguments, void *result)
{
    struct range *range = argument(arguments, 16);
    for (int i = 0; i < 1024; i++)
        range->numbers[i] *= 2;
    memcpy(result, range, sizeof *range);
}
ENTRY static const struct drust_entry double_range = {.name = "double_range",
                                                      .run = run_double,
                                                      .offset = two,
                                                      .argument_count = 2,
                                                      .arguments_bytes = 32,
                                                      .result_bytes = sizeof(struct range),
                                                      .affinity = DRUST_NO_AFFINITY};

/* Writes through every owner of a place and replaces the last one. */
static void run_owners(void *arguments, void *result)
{
    (void)result;
    struct drust_server *server = on(arguments);
    uint64_t *owners = argument(arguments, 16);
    for (int i = 0; i < 3; i++) {
        if (owners[i] != 0)
            ((struct node *)open_slot(server, &owners[i]))->value += 10;
    }
    drusti_glue_drop(server, owners[2]);
    owners[2] = make(server, &type_node, 1);
}
ENTRY static const struct drust_entry write_owners = {.name = "write_owners",
                                                      .run = run_owners,
                                                      .offset = two,
                                                      .argument_count = 2,
                                                      .arguments_bytes = 32,
                                                      .affinity = DRUST_NO_AFFINITY};

static _Atomic uint32_t waiting;
static void run_meet(void *arguments, void *result)
{
    (void)result;
    uint64_t all = (uint64_t)(uintptr_t)argument(arguments, 16);
    atomic_fetch_add(&waiting, 1);
    while (atomic_load(&waiting) < all)
        continue;
}
ENTRY static const struct drust_entry meet = {.name = "meet",
                                              .run = run_meet,
                                              .offset = two,
                                              .argument_count = 2,
                                              .arguments_bytes = 32,
                                              .affinity = DRUST_NO_AFFINITY};

/* Adds 1 to each of the numbers it is lent: as many as its first argument says. */
static void run_increment(void *arguments, void *result)
{
    (void)result;
    uint64_t count;
    memcpy(&count, arguments, sizeof count);
    uint64_t *numbers = argument(arguments, 16);
    for (uint64_t i = 0; i < count; i++)
        numbers[i]++;
}
ENTRY static const struct drust_entry increment = {.name = "increment",
                                                   .run = run_increment,
                                                   .offset = two,
                                                   .argument_count = 2,
                                                   .arguments_bytes = 32,
                                                   .affinity = DRUST_NO_AFFINITY};

/* ---- Helpers ------------------------------------------------------------------*/

static void start(struct harness_settings settings) { job = harness_start(settings); }

static drust_thread spawn(const struct drust_entry *entry, int64_t server,
                          struct drust_scope *scope, struct drust_actual second)
{
    uint64_t index = server >= 0 ? (uint64_t)server : 0;
    struct drust_actual actuals[2] = {{.pass = DRUST_PASS_VALUE, .bytes = 8, .at = &index}, second};
    return drusti_thread_spawn(&job->servers[0], entry, server, scope, actuals, &test_site);
}

static int join(drust_thread *handle, void *result, size_t bytes, bool owned)
{
    return drusti_thread_join(handle, result, bytes, owned ? &type_owner : NULL, &test_site);
}

static uint64_t add(const struct plain_value *value)
{
    uint64_t total = value->a;
    for (size_t i = 0; i < sizeof value->text; i++)
        total += (unsigned char)value->text[i];
    return total;
}

/* ---- Tests ----------------------------------------------------------------------*/

static void values_are_copied(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    for (int64_t server = 0; server < 2; server++) {
        struct plain_value value = {.a = 77};
        memset(value.text, 0xee, sizeof value.text);
        uint64_t expected = add(&value), result = 0;
        drust_thread handle = spawn(
            &sum, server, NULL,
            (struct drust_actual){.pass = DRUST_PASS_VALUE, .bytes = sizeof value, .at = &value});
        memset(&value, 0, sizeof value);
        assert_int_equal(join(&handle, &result, 8, false), DRUST_OK);
        assert_int_equal(result, expected);
        assert_int_equal(join(&handle, &result, 8, false), DRUST_EMPTY);
    }
    assert_counter(job, 0, threads, 1);
    assert_counter(job, 1, threads, 1);
    assert_counter(job, 0, spawns, 2);
    harness_stop(job);
}

static void a_lent_object_is_read_in_one_read(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    uint64_t slot = make(&job->servers[0], &type_leaf, 1);
    ((struct leaf *)local(slot))->value = 5;
    struct drust_actual actual = {.pass = DRUST_PASS_REF_WORD, .bytes = 8, .at = &slot};
    /* Here: the word does not leave, nothing is marked. */
    uint64_t result = 0;
    drust_thread handle = spawn(&read_leaf, 0, &scope, actual);
    join(&handle, &result, 8, false);
    assert_int_equal(result, 5);
    assert_false(drusti_handed_out(slot));
    /* There: handed out, read once by both threads. */
    drust_thread handles[2];
    for (int i = 0; i < 2; i++)
        handles[i] = spawn(&read_leaf, 1, &scope, actual);
    for (int i = 0; i < 2; i++) {
        result = 0;
        join(&handles[i], &result, 8, false);
        assert_int_equal(result, 5);
    }
    drusti_scope_leave(&job->servers[0], &scope);
    assert_true(drusti_handed_out(slot));
    assert_counter(job, 1, reads, 1);
    assert_counter(job, 1, pins, 2);
    assert_counter(job, 0, reads, 0);
    harness_stop(job);
}

static void affinity_follows_the_object(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 3});
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    for (uint32_t home = 0; home < 3; home++) {
        uint64_t slot = drusti_own_lent(make(&job->servers[home], &type_leaf, 1));
        uint64_t index = home;
        struct drust_actual actuals[2] = {{.pass = DRUST_PASS_VALUE, .bytes = 8, .at = &index},
                                          {.pass = DRUST_PASS_REF_WORD, .bytes = 8, .at = &slot}};
        drust_thread handle =
            drusti_thread_spawn(&job->servers[0], &read_leaf, -1, &scope, actuals, &test_site);
        drusti_thread_drop(&handle, 1);
        assert_counter(job, home, threads, 1);
    }
    drusti_scope_leave(&job->servers[0], &scope);
    for (uint32_t i = 0; i < 3; i++)
        assert_counter(job, i, reads, 0);
    harness_stop(job);
}

static void the_last_word_is_back_before_the_join(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 3});
    struct drust_scope scope;
    uint64_t slot = make(&job->servers[0], &type_leaf, 1);
    for (uint64_t i = 0; i < 60; i++) {
        int64_t server = (int64_t)(i % 3);
        drusti_scope_enter(&scope);
        drust_thread handle =
            spawn(&write_leaf, server, &scope,
                  (struct drust_actual){.pass = DRUST_PASS_MREF_WORD, .bytes = 8, .at = &slot});
        if (i % 2 == 0)
            join(&handle, NULL, 0, false);
        drusti_scope_leave(&job->servers[0], &scope); /* joins by itself, too */
        assert_int_equal(drusti_home(&job->servers[0].layout, drusti_address(slot)), server);
        drusti_thread_drop(&handle, 1);
    }
    assert_int_equal(((struct leaf *)open_slot(&job->servers[0], &slot))->value, 60);
    /* Every change of server is one READ and one FREE. */
    assert_int_equal(COUNTER(job, 0, moves) + COUNTER(job, 1, moves) + COUNTER(job, 2, moves), 60);
    harness_stop(job);
}

static void owners_move_and_results_come_back(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 3});
    uint64_t list = 0;
    for (int64_t i = 0; i < 30; i++) {
        drust_thread handle =
            spawn(&push, i % 3, NULL,
                  (struct drust_actual){
                      .pass = DRUST_PASS_OWN, .bytes = 8, .at = (void *)(uintptr_t)list});
        list = 0;
        if (i == 17) {
            drusti_thread_drop(&handle, 1); /* an owner nobody takes is dropped */
        } else {
            uint64_t stale = make(&job->servers[0], &type_node, 1);
            uint64_t slot = stale; /* storing is an assignment: this one is dropped */
            assert_int_equal(join(&handle, &slot, 8, true), DRUST_OK);
            assert_int_equal(drusti_home(&job->servers[0].layout, drusti_address(slot)), i % 3);
            list = slot;
        }
    }
    /* No READ: words crossed, objects stayed. */
    for (uint32_t i = 0; i < 3; i++)
        assert_counter(job, i, reads, 0);
    drusti_glue_drop(&job->servers[0], list);
    harness_settle(job);
    uint64_t homed = 0, frees = 0;
    for (uint32_t i = 0; i < 3; i++) {
        homed += COUNTER(job, i, homed);
        frees += COUNTER(job, i, frees);
    }
    assert_int_equal(homed, 30 + 29);
    assert_int_equal(frees, homed);
    harness_stop(job);
}

static void places_cross_as_bytes(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct range on_stack, result;
    for (int i = 0; i < 1024; i++)
        on_stack.numbers[i] = (uint64_t)i;
    for (int64_t server = 0; server < 2; server++) {
        struct drust_scope scope;
        drusti_scope_enter(&scope);
        drust_thread handle =
            spawn(&double_range, server, &scope,
                  (struct drust_actual){
                      .pass = DRUST_PASS_MREF_BYTES, .bytes = sizeof on_stack, .at = &on_stack});
        join(&handle, &result, sizeof result, false);
        drusti_scope_leave(&job->servers[0], &scope);
        for (uint64_t i = 0; i < 1024; i++) {
            assert_int_equal(on_stack.numbers[i], i << (server + 1));
            assert_int_equal(result.numbers[i], on_stack.numbers[i]);
        }
    }
    harness_settle(job);
    assert_counter(job, 1, reads, 1); /* the place */
    assert_counter(job, 0, reads, 2); /* the place back, and the result */
    for (uint32_t i = 0; i < 2; i++)
        assert_no_blocks(&job->servers[i]); /* they were released */
    harness_stop(job);
}

static void owner_words_in_places_are_marked(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0];
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    uint64_t owners[3] = {make(here, &type_node, 1), 0, make(here, &type_node, 1)};
    uint64_t first = owners[0], last = owners[2];
    drust_thread handle = spawn(&write_owners, 1, &scope,
                                (struct drust_actual){.pass = DRUST_PASS_MREF_BYTES,
                                                      .bytes = sizeof owners,
                                                      .at = owners,
                                                      .type = &type_owner});
    /* Marked where they stay, too, until the thread's words replace them. */
    assert_int_equal(owners[0], drusti_own_lent(first));
    assert_int_equal(owners[1], 0);
    drusti_scope_leave(here, &scope);
    drusti_thread_drop(&handle, 1);
    for (int i = 0; i < 3; i += 2) {
        assert_true(drusti_handed_out(owners[i]));
        assert_int_equal(drusti_home(&here->layout, drusti_address(owners[i])), 1);
    }
    assert_int_equal(owners[1], 0);
    assert_int_equal(((struct node *)open_slot(here, &owners[0]))->value, 10);
    harness_settle(job);
    assert_false(drusti_heap_starts(here, first));
    assert_false(drusti_heap_starts(here, last));
    for (int i = 0; i < 3; i += 2)
        drusti_glue_drop(here, owners[i]);
    harness_stop(job);
}

static void a_place_in_a_read_copy_is_copied(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct drust_server *here = &job->servers[0];
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    uint64_t word = drusti_own_lent(make(&job->servers[1], &type_byte, 3 * sizeof(struct range)));
    ((struct range *)local(word))[1].numbers[0] = 21;
    union test_frame frame = {.frame.used = 0};
    struct range *copy = peek(here, word, &frame);
    drust_thread handle =
        spawn(&double_range, 0, &scope,
              (struct drust_actual){
                  .pass = DRUST_PASS_REF_BYTES, .bytes = sizeof(struct range), .at = &copy[1]});
    drusti_own_unpin(&frame.frame); /* the pin may go on to something else */
    drusti_cache_shrink(here);
    struct range result;
    join(&handle, &result, sizeof result, false);
    assert_int_equal(result.numbers[0], 42);
    drusti_scope_leave(here, &scope);
    harness_stop(job);
}

static void a_borrow_variable_marks_its_owner(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    uint64_t owner = make(&job->servers[0], &type_leaf, 1), variable = owner;
    drust_thread handle =
        spawn(&read_leaf, 1, &scope,
              (struct drust_actual){
                  .pass = DRUST_PASS_REF_WORD, .bytes = 8, .at = &owner, .copy = &variable});
    assert_true(drusti_handed_out(owner));
    assert_false(drusti_handed_out(variable));
    /* With H in the variable the slot may be anything: it stays alone. */
    variable = owner;
    uint64_t untouched = 1;
    drust_thread other =
        spawn(&read_leaf, 1, &scope,
              (struct drust_actual){
                  .pass = DRUST_PASS_REF_WORD, .bytes = 8, .at = &untouched, .copy = &variable});
    drusti_scope_leave(&job->servers[0], &scope);
    assert_int_equal(untouched, 1);
    drusti_thread_drop(&handle, 1);
    drusti_thread_drop(&other, 1);
    harness_stop(job);
}

static void null_borrows_pass(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    for (int64_t server = 0; server < 2; server++) {
        uint64_t null = 0, word = 1;
        drust_thread handle =
            spawn(&push, server, &scope,
                  (struct drust_actual){.pass = DRUST_PASS_REF_WORD, .bytes = 8, .at = &null});
        assert_int_equal(null, 0);
        word = 0;
        join(&handle, &word, 8, true);
        assert_int_equal(((struct node *)local(word))->next, 0);
        drusti_glue_drop(&job->servers[0], word);
    }
    drusti_scope_leave(&job->servers[0], &scope);
    harness_stop(job);
}

static void threads_that_wait_do_not_starve(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    enum { COUNT = 40 };
    drust_thread handles[COUNT];
    atomic_store(&waiting, 0);
    for (int i = 0; i < COUNT; i++)
        handles[i] = spawn(&meet, i % 2, NULL,
                           (struct drust_actual){.pass = DRUST_PASS_OWN,
                                                 .bytes = 8,
                                                 .at = (void *)(uintptr_t)(i % 2 == 0 ? 20 : 0)});
    drusti_thread_drop(handles, COUNT);
    assert_counter(job, 0, threads, 20);
    assert_counter(job, 1, threads, 20);
    harness_stop(job);
}

/* ---- Extents ----------------------------------------------------------------------*/

static void increment_on(int64_t server, struct drust_scope *scope, uint64_t count,
                         struct drust_actual numbers)
{
    struct drust_actual actuals[2] = {{.pass = DRUST_PASS_VALUE, .bytes = 8, .at = &count},
                                      numbers};
    drust_thread handle =
        drusti_thread_spawn(&job->servers[0], &increment, server, scope, actuals, &test_site);
    drusti_thread_leave(&handle, 1);
}

static struct drust_actual elements(uint32_t pass, uint64_t *at, uint64_t count)
{
    return (struct drust_actual){
        .pass = pass, .flags = DRUST_ACTUAL_COUNTED, .bytes = 8, .at = at, .count = count};
}

static void parts_cross_and_come_back(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    uint64_t numbers[1000] = {0};
    uint64_t slot = make(&job->servers[0], &type_leaf, 100);
    uint64_t *object = local(slot), words = 100 * sizeof(struct leaf) / 8;
    memset(object, 0, words * 8);
    /* Behind, before and between what is lent already; 300 to 400 is not. */
    static const uint64_t parts[][2] = {{500, 100}, {0, 300},   {900, 100},
                                        {400, 100}, {600, 300}, {350, 0}};
    for (int64_t server = 0; server < 2; server++) {
        struct drust_scope scope;
        drusti_scope_enter(&scope);
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            increment_on(server, &scope, parts[i][1],
                         elements(DRUST_PASS_MREF_BYTES, &numbers[parts[i][0]], parts[i][1]));
        struct drust_actual whole = {
            .pass = DRUST_PASS_MREF_BYTES, .flags = DRUST_ACTUAL_WHOLE, .bytes = 8, .at = object};
        increment_on(server, &scope, words, whole);
        drusti_scope_leave(&job->servers[0], &scope);
        assert_null(scope.lent);
    }
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i >= 300 && i < 400 ? 0 : 2);
    for (uint64_t i = 0; i < words; i++)
        assert_int_equal(object[i], 2);
    drusti_glue_drop(&job->servers[0], slot);
    harness_stop(job);
}

/* What is lent one after the other in one scope, to threads of this server. */
struct lending {
    struct drust_actual parts[4];
};

static void lend_all(void *context)
{
    const struct lending *lending = context;
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    for (size_t i = 0; i < 4 && lending->parts[i].at != NULL; i++)
        increment_on(0, &scope, 0, lending->parts[i]);
    drusti_scope_leave(&job->servers[0], &scope);
}

/* The same in a job of its own: a forked child that spawns a thread before it
 * fails has none of its parent's, one of which may have held a lock. */
static void lend_in_a_job(void *lending)
{
    start((struct harness_settings){.servers = 2});
    lend_all(lending);
    harness_stop(job);
}

static void too_much_is_not_lent(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    uint64_t numbers[100] = {0};
    uint64_t slot = make(&job->servers[0], &type_leaf, 10);
    uint64_t *object = local(slot), words = 10 * sizeof(struct leaf) / 8;
    struct lending in = {{elements(DRUST_PASS_MREF_BYTES, &numbers[90], 10)}};
    in.parts[0].from = (char *)numbers;
    in.parts[0].end = (char *)&numbers[100];
    lend_all(&in);
    in.parts[0].count = 11;
    assert_fatal(lend_all, &in,
                 "test.c:7: argument 2 of increment lends 11 elements, but the array "
                 "or part they come from has only 10 from there on");
    in.parts[0].count = UINT64_MAX;
    assert_fatal(lend_all, &in, "lends -1 elements of 8 bytes, which no memory holds");
    in.parts[0] = elements(DRUST_PASS_MREF_BYTES, object + 3, words - 3);
    lend_all(&in);
    in.parts[0].from = (char *)object; /* no search */
    lend_all(&in);
    in.parts[0].count++;
    assert_fatal(lend_all, &in, "from there on");
    in.parts[0].from = NULL;
    assert_fatal(lend_all, &in, "from there on");
    in.parts[0].end = (char *)(object + 2);
    assert_fatal(lend_all, &in, "lie outside of the array or part they come from");
    drusti_glue_drop(&job->servers[0], slot);
    harness_stop(job);
}

static void what_is_lent_is_not_lent_again(void **state)
{
    (void)state;
    uint64_t n[100] = {0};
    struct lending in = {
        {elements(DRUST_PASS_REF_BYTES, &n[10], 10), elements(DRUST_PASS_REF_BYTES, &n[30], 10),
         elements(DRUST_PASS_REF_BYTES, &n[15], 20), elements(DRUST_PASS_MREF_BYTES, &n[40], 5)}};
    lend_in_a_job(&in);
    const char *text = "test.c:7: argument 2 of increment overlaps what test.c:7 lent";
    for (uint64_t at = 9; at < 40; at += 10) { /* the three are one range now */
        in.parts[3] = elements(DRUST_PASS_MREF_BYTES, &n[at], 2);
        assert_fatal(lend_in_a_job, &in, text);
    }
    in.parts[3] = elements(DRUST_PASS_MREF_BYTES, &n[9], 1);
    lend_in_a_job(&in);
    in.parts[0].pass = DRUST_PASS_MREF_BYTES;
    assert_fatal(lend_in_a_job, &in, text);
}

static void spawn_nowhere(void *unused)
{
    (void)unused;
    spawn(&sum, 2, NULL, (struct drust_actual){.pass = DRUST_PASS_VALUE});
}

static void lend_without_scope(void *unused)
{
    (void)unused;
    uint64_t slot = 0;
    spawn(&read_leaf, 0, NULL, (struct drust_actual){.pass = DRUST_PASS_REF_WORD, .at = &slot});
}

static void mistakes_name_their_line(void **state)
{
    (void)state;
    start((struct harness_settings){.servers = 2});
    assert_fatal(spawn_nowhere, NULL, "test.c:7: drust_spawn_on: there is no server 2");
    assert_fatal(lend_without_scope, NULL, "outside of a drust_scope");
    harness_stop(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_copied),
        cmocka_unit_test(a_lent_object_is_read_in_one_read),
        cmocka_unit_test(affinity_follows_the_object),
        cmocka_unit_test(the_last_word_is_back_before_the_join),
        cmocka_unit_test(owners_move_and_results_come_back),
        cmocka_unit_test(places_cross_as_bytes),
        cmocka_unit_test(owner_words_in_places_are_marked),
        cmocka_unit_test(a_place_in_a_read_copy_is_copied),
        cmocka_unit_test(a_borrow_variable_marks_its_owner),
        cmocka_unit_test(null_borrows_pass),
        cmocka_unit_test(threads_that_wait_do_not_starve),
        cmocka_unit_test(parts_cross_and_come_back),
        cmocka_unit_test(too_much_is_not_lent),
        cmocka_unit_test(what_is_lent_is_not_lent_again),
        cmocka_unit_test(mistakes_name_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
