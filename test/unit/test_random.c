/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Random programs against a plain model: forests whose trees are read, written,
 * moved, grown, cloned, resized and cut by threads on all servers at once, nested lends
 * included, while colours wrap, copies are evicted and objects are born
 * elsewhere; with and without affinity on the left children. Every read must see
 * the last write; in the end nothing is left.
 */
#include "harness.h"

#include "cache.h"
#include "check.h"
#include "glue.h"
#include "own.h"
#include "tables.h"
#include "thread.h"

#include <pthread.h>
#include <string.h>

#define ENTRY __attribute__((section(DRUST_SECTION_ENTRIES), used, aligned(8)))
enum { SERVERS = 3, DRIVERS = 4, TREES = 6, STEPS = 150, SIZE_MAX_NODES = 24 };

static struct harness *job;

/* A tree whose left child lives with it. */
static const struct drust_slot near_slots[] = {
    {offsetof(struct tree, left), 1, 8, DRUST_SLOT_AFFINITY},
    {offsetof(struct tree, right), 1, 8, 0}};
static const struct drust_type type_near __attribute__((
    section(DRUST_SECTION_TYPES), used, aligned(8))) = {.name = "struct near",
                                                        .where = "test_random.c:1",
                                                        .size = sizeof(struct tree),
                                                        .align = 8,
                                                        .slot_count = 2,
                                                        .slots = near_slots,
                                                        .flags = DRUST_TYPE_AFFINITY};
static const struct drust_type *kind; /* of all trees */

/* What every function takes first. */
struct order {
    uint64_t server; /* where it runs */
    uint64_t seed;
    uint64_t amount;
};

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static const uint32_t offsets[] = {0, 32};
#define FUNCTION(title, ...)                                                                       \
    ENTRY static const struct drust_entry title = {.name = #title,                                 \
                                                   .run = run_##title,                             \
                                                   .offset = offsets,                              \
                                                   .argument_count = 2,                            \
                                                   .arguments_bytes = 48,                          \
                                                   .affinity = DRUST_NO_AFFINITY,                  \
                                                   __VA_ARGS__}

static struct order take_order(void *arguments, void *second)
{
    struct order order;
    memcpy(&order, arguments, sizeof order);
    memcpy(second, (char *)arguments + 32, 8);
    return order;
}

/* Spawn on a random server and join; `result` as the entry says. */
static drust_thread send(struct drust_server *self, const struct drust_entry *entry,
                         struct drust_scope *scope, struct order order, struct drust_actual second)
{
    order.server = next(&order.seed) % SERVERS;
    struct drust_actual actuals[2] = {
        {.pass = DRUST_PASS_VALUE, .bytes = sizeof order, .at = &order}, second};
    return drusti_thread_spawn(self, entry, (int64_t)order.server, scope, actuals, &test_site);
}

static drust_thread lend(struct drust_server *self, const struct drust_entry *entry,
                         struct drust_scope *scope, struct order order, uint32_t pass,
                         uint64_t *slot)
{
    return send(self, entry, scope, order,
                (struct drust_actual){.pass = pass, .bytes = 8, .at = slot});
}

/* ---- Reading --------------------------------------------------------------------*/

static const struct drust_entry sum;

/* The sum of a resolved tree; one child in four is read by a thread. */
static uint64_t sum_of(struct drust_server *self, struct tree *tree, struct order *order)
{
    uint64_t total = tree->value;
    uint64_t *slots[2] = {&tree->left, &tree->right};
    for (int i = 0; i < 2; i++) {
        uint64_t word = drusti_load_word(slots[i]);
        if (word == 0)
            continue;
        if (next(&order->seed) % 4 == 0) {
            struct drust_scope scope;
            uint64_t part = 0;
            drusti_scope_enter(&scope);
            drust_thread handle = lend(self, &sum, &scope, *order, DRUST_PASS_REF_WORD, slots[i]);
            drusti_thread_join(&handle, &part, sizeof part, NULL, &test_site);
            drusti_scope_leave(self, &scope);
            total += part;
        } else {
            union test_frame frame = {.frame.used = 0};
            total += sum_of(self, peek(self, word, &frame), order);
            drusti_own_unpin(&frame.frame);
        }
    }
    return total;
}

static void run_sum(void *arguments, void *result)
{
    struct tree *tree;
    struct order order = take_order(arguments, &tree);
    uint64_t total = sum_of(&job->servers[order.server], tree, &order);
    memcpy(result, &total, sizeof total);
}
FUNCTION(sum, .result_bytes = 8);

/* ---- Writing ---------------------------------------------------------------------*/

static const struct drust_entry add;

/* Add to every node of a tree that is open; one child in four by a thread. */
static void add_to(struct drust_server *self, struct tree *tree, struct order *order)
{
    uint64_t *slots[2] = {&tree->left, &tree->right};
    drust_thread handles[2] = {{NULL}, {NULL}};
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    for (int i = 0; i < 2; i++) {
        if (drusti_load_word(slots[i]) == 0)
            continue;
        if (next(&order->seed) % 4 == 0) {
            handles[i] = lend(self, &add, &scope, *order, DRUST_PASS_MREF_WORD, slots[i]);
            if (next(&order->seed) % 2 == 0)
                drusti_thread_drop(&handles[i], 1); /* else the scope waits */
        } else {
            add_to(self, open_slot(self, slots[i]), order);
        }
    }
    tree->value += order->amount;
    drusti_scope_leave(self, &scope);
    drusti_thread_drop(handles, 2);
}

static void run_add(void *arguments, void *result)
{
    (void)result;
    struct tree *tree;
    struct order order = take_order(arguments, &tree);
    add_to(&job->servers[order.server], tree, &order);
}
FUNCTION(add);

/* Both children's words as an array lent by value; swaps them. */
static void run_swap(void *arguments, void *result)
{
    (void)result;
    uint64_t *owners;
    struct order order = take_order(arguments, &owners);
    struct drust_server *self = &job->servers[order.server];
    uint64_t left = owners[0];
    owners[0] = owners[1];
    owners[1] = left;
    if (owners[0] != 0)
        ((struct tree *)open_slot(self, &owners[0]))->value += order.amount;
}
FUNCTION(swap);

/* ---- Moving ----------------------------------------------------------------------*/

/* Put a new node at a random place of the tree it owns. */
static void run_grow(void *arguments, void *result)
{
    uint64_t root;
    struct order order = take_order(arguments, &root);
    struct drust_server *self = &job->servers[order.server];
    uint64_t *slot = &root;
    while (*slot != 0) {
        struct tree *tree = open_slot(self, slot);
        slot = next(&order.seed) % 2 == 0 ? &tree->left : &tree->right;
    }
    uint64_t word = make(self, kind, 1);
    drusti_store_word(slot, word);
    ((struct tree *)open_slot(self, slot))->value = order.amount;
    memcpy(result, &root, sizeof root);
}
FUNCTION(grow, .result_bytes = 8, .result_type = &type_owner);

/* A deep copy of a tree that is lent shared, made where the thread runs. */
static void run_copy(void *arguments, void *result)
{
    struct tree *tree;
    struct order order = take_order(arguments, &tree);
    uint64_t word = drusti_own_clone(&job->servers[order.server], tree, kind, &test_site);
    memcpy(result, &word, sizeof word);
}
FUNCTION(copy, .result_bytes = 8, .result_type = &type_owner);

/* ---- Drivers ---------------------------------------------------------------------*/

struct driver {
    struct drust_server *self;
    uint64_t seed;
    uint64_t roots[TREES];
    uint64_t sums[TREES];
    uint64_t sizes[TREES];
};

static void check(struct driver *driver, int i)
{
    struct order order = {.seed = next(&driver->seed)};
    struct drust_scope scope;
    uint64_t totals[3] = {0};
    drust_thread handles[3];
    drusti_scope_enter(&scope);
    for (int k = 0; k < 3; k++) {
        order.seed = next(&driver->seed);
        handles[k] =
            lend(driver->self, &sum, &scope, order, DRUST_PASS_REF_WORD, &driver->roots[i]);
    }
    for (int k = 0; k < 3; k++)
        drusti_thread_join(&handles[k], &totals[k], sizeof totals[k], NULL, &test_site);
    drusti_scope_leave(driver->self, &scope);
    for (int k = 0; k < 3; k++)
        DRUSTI_REQUIRE(totals[k] == driver->sums[i], "a reader saw %llu, not %llu",
                       (unsigned long long)totals[k], (unsigned long long)driver->sums[i]);
}

static void grow_one(struct driver *driver, int i, uint64_t amount)
{
    struct order order = {.seed = next(&driver->seed), .amount = amount};
    uint64_t word = driver->roots[i];
    driver->roots[i] = 0;
    drust_thread handle = send(
        driver->self, &grow, NULL, order,
        (struct drust_actual){.pass = DRUST_PASS_OWN, .bytes = 8, .at = (void *)(uintptr_t)word});
    drusti_thread_join(&handle, &driver->roots[i], 8, &type_owner, &test_site);
    driver->sizes[i]++;
    driver->sums[i] += amount;
}

static void write_one(struct driver *driver, int i, uint64_t amount)
{
    struct order order = {.seed = next(&driver->seed), .amount = amount};
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    drust_thread handle =
        lend(driver->self, &add, &scope, order, DRUST_PASS_MREF_WORD, &driver->roots[i]);
    drusti_scope_leave(driver->self, &scope);
    drusti_thread_drop(&handle, 1);
    driver->sums[i] += amount * driver->sizes[i];
}

/* Lend the two owner fields of the root, a part of it, by value. */
static void swap_one(struct driver *driver, int i, uint64_t amount)
{
    struct order order = {.seed = next(&driver->seed), .amount = amount};
    struct tree *root = open_slot(driver->self, &driver->roots[i]);
    struct drust_scope scope;
    drusti_scope_enter(&scope);
    bool adds = root->right != 0;
    drust_thread handle = send(
        driver->self, &swap, &scope, order,
        (struct drust_actual){
            .pass = DRUST_PASS_MREF_BYTES, .bytes = 16, .at = &root->left, .type = &type_owner});
    drusti_scope_leave(driver->self, &scope);
    drusti_thread_drop(&handle, 1);
    driver->sums[i] += adds ? amount : 0;
}

/* The driver's own thread writes the root and leaves the rest alone. */
static void touch_one(struct driver *driver, int i, uint64_t amount)
{
    ((struct tree *)open_slot(driver->self, &driver->roots[i]))->value += amount;
    driver->sums[i] += amount;
}

/* A clone takes the tree's place. */
static void copy_one(struct driver *driver, int i)
{
    struct order order = {.seed = next(&driver->seed)};
    struct drust_scope scope;
    uint64_t word = 0;
    drusti_scope_enter(&scope);
    drust_thread handle =
        lend(driver->self, &copy, &scope, order, DRUST_PASS_REF_WORD, &driver->roots[i]);
    drusti_thread_join(&handle, &word, 8, &type_owner, &test_site);
    drusti_scope_leave(driver->self, &scope);
    drusti_glue_drop(driver->self, driver->roots[i]);
    driver->roots[i] = word;
}

/* Elements behind the root come and go; the last one owns something. */
static void resize_one(struct driver *driver, int i)
{
    uint64_t count = 1 + next(&driver->seed) % 20;
    drusti_own_resize(driver->self, kind, count, &driver->roots[i], &test_site);
    struct tree *last = (struct tree *)open_slot(driver->self, &driver->roots[i]) + count - 1;
    if (count > 1 && last->left == 0)
        last->left = make(driver->self, kind, 1);
}

static void cut_one(struct driver *driver, int i)
{
    drusti_glue_drop(driver->self, driver->roots[i]);
    driver->roots[i] = driver->sums[i] = driver->sizes[i] = 0;
}

static void *drive(void *argument)
{
    struct driver *driver = argument;
    for (int step = 0; step < STEPS; step++) {
        int i = (int)(next(&driver->seed) % TREES);
        uint64_t amount = next(&driver->seed) % 1000;
        if (driver->roots[i] == 0 || next(&driver->seed) % 4 == 0) {
            grow_one(driver, i, amount);
            continue;
        }
        switch (next(&driver->seed) % 8) {
        case 0:
            write_one(driver, i, amount);
            break;
        case 1:
            touch_one(driver, i, amount);
            break;
        case 2:
            swap_one(driver, i, amount);
            break;
        case 3:
            if (driver->sizes[i] > SIZE_MAX_NODES)
                cut_one(driver, i);
            break;
        case 4:
            copy_one(driver, i);
            break;
        case 5:
            resize_one(driver, i);
            break;
        default:
            check(driver, i);
        }
    }
    for (int i = 0; i < TREES; i++) {
        if (driver->roots[i] != 0) {
            check(driver, i);
            cut_one(driver, i);
        }
    }
    return NULL;
}

static void run_once(struct harness_settings settings, uint64_t seed)
{
    job = harness_start(settings);
    static struct driver drivers[DRIVERS];
    pthread_t threads[DRIVERS];
    for (uint64_t i = 0; i < DRIVERS; i++) {
        drivers[i] = (struct driver){.self = &job->servers[i % SERVERS], .seed = seed * 977 + i};
        assert_int_equal(pthread_create(&threads[i], NULL, drive, &drivers[i]), 0);
    }
    for (int i = 0; i < DRIVERS; i++)
        pthread_join(threads[i], NULL);
    harness_settle(job);
    uint64_t homed = 0, frees = 0;
    for (uint32_t i = 0; i < SERVERS; i++) {
        homed += COUNTER(job, i, homed);
        frees += COUNTER(job, i, frees);
        drusti_cache_shrink(&job->servers[i]);
        assert_no_blocks(&job->servers[i]);
    }
    assert_int_equal(homed, frees);
    assert_true(COUNTER(job, 0, moves) > 0 && COUNTER(job, 0, promotions) > 0);
    if (settings.colour_max == 1)
        assert_true(COUNTER(job, 0, wraps) > 0 && COUNTER(job, 0, quarantines) > 0);
    if (settings.cache_bytes != 0)
        assert_true(COUNTER(job, 0, evictions) > 0);
    harness_stop(job);
}

static void run(struct harness_settings settings, uint64_t seed)
{
    static const struct drust_type *const kinds[] = {&type_tree, &type_near};
    for (int i = 0; i < 2; i++) {
        kind = kinds[i];
        run_once(settings, seed);
    }
}

static void ordinary(void **state)
{
    (void)state;
    run((struct harness_settings){.servers = SERVERS}, 1);
}

static void few_colours_and_no_cache(void **state)
{
    (void)state;
    run(
        (struct harness_settings){
            .servers = SERVERS, .colour_max = 1, .cache_bytes = 2048, .place_seed = 5},
        2);
}

static void seeded_births(void **state)
{
    (void)state;
    run(
        (struct harness_settings){
            .servers = SERVERS, .colour_max = 7, .births_seed = 77, .place_seed = 6},
        3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary),
        cmocka_unit_test(few_colours_and_no_cache),
        cmocka_unit_test(seeded_births),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
