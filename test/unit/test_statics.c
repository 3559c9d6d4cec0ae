/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners in static storage: each word has one owner, however many threads
 * exchange it, and all are dropped at the end, a thread's own with the thread.
 * Words are numbers here; the drop function of the records counts them.
 */
#include "statics.h"
#include "types.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define THREADS 4
#define ROUNDS 20000
#define WORDS (THREADS * (ROUNDS + 1) + 8)

struct three {
    uint64_t left;
    uint64_t right; /* always left + 1, or both 0 */
    char tag;
};

static uint64_t word;
static struct three three;
static _Thread_local uint64_t own[2];
static _Atomic uint32_t dropped[WORDS];

static const struct drust_slot word_slot = {.count = 1, .stride = 8};
static const struct drust_type word_type = {.size = 8, .slot_count = 1, .slots = &word_slot};
static const struct drust_slot three_slots[2] = {{.count = 1, .stride = 8},
                                                 {.offset = 8, .count = 1, .stride = 8}};
static const struct drust_type three_type = {
    .size = sizeof(struct three), .slot_count = 2, .slots = three_slots};

static void drop(void *first, size_t count, const struct drust_type *type)
{
    assert_int_equal(count, 1);
    for (uint32_t i = 0; i < type->slot_count; i++) {
        uint64_t number;
        memcpy(&number, (char *)first + type->slots[i].offset, sizeof number);
        if (number != 0)
            atomic_fetch_add(&dropped[number], 1);
    }
}

static void *at_word(void) { return &word; }
static void *at_three(void) { return &three; }
static void *at_own(void) { return own; }
#define RECORD                                                                                     \
    __attribute__((used, section(DRUST_SECTION_STATICS))) static const struct drust_static
RECORD records[] = {
    {.at = at_word, .drop = drop, .type = &word_type, .count = 1},
    {.at = at_own, .drop = drop, .type = &word_type, .count = 2, .flags = DRUST_STATIC_THREAD},
    {.at = at_three, .drop = drop, .type = &three_type, .count = 1}};

static int setup(void **state)
{
    (void)state;
    memset(dropped, 0, sizeof dropped);
    return 0;
}

static uint64_t number_of(uintptr_t thread, uint64_t round) { return thread * ROUNDS + round + 1; }

static void *exchange_words(void *thread)
{
    for (uint64_t i = 0; i < ROUNDS; i++) {
        uint64_t old = (uint64_t)(uintptr_t)__drust_static_swap_word(
            (void *)(uintptr_t)number_of((uintptr_t)thread, i), (void **)(void *)&word);
        if (old != 0)
            atomic_fetch_add(&dropped[old], 1);
    }
    return NULL;
}

static void *exchange_structs(void *thread)
{
    uintptr_t torn = 0;
    for (uint64_t i = 0; i < ROUNDS; i += 2) {
        uint64_t number = number_of((uintptr_t)thread, i);
        struct three mine = {.left = number, .right = number + 1, .tag = (char)number};
        __drust_static_swap(&three, &mine, &three_type);
        torn += mine.left != 0 && (mine.right != mine.left + 1 || mine.tag != (char)mine.left);
        drop(&mine, 1, &three_type);
    }
    return (void *)torn;
}

static void run_all(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, function, (void *)i), 0);
    for (uint32_t i = 0; i < THREADS; i++) {
        void *torn;
        pthread_join(threads[i], &torn);
        assert_null(torn);
    }
    drusti_statics_drop();
    for (uint64_t i = 1; i <= THREADS * ROUNDS; i++)
        assert_int_equal(dropped[i], 1);
}

static void test_words(void **state)
{
    (void)state;
    run_all(exchange_words);
    assert_int_equal(word, 0);
}

static void test_structs(void **state)
{
    (void)state;
    run_all(exchange_structs);
    assert_int_equal(three.left | three.right, 0);
}

/* ---- Threads' own -------------------------------------------------------------*/

static void *keep(void *unused)
{
    (void)unused;
    __drust_static_thread();
    own[1] = 3;
    return NULL;
}

static void test_thread_end(void **state)
{
    (void)state;
    own[0] = 1;
    own[1] = 2;
    pthread_t thread;
    pthread_create(&thread, NULL, keep, NULL);
    pthread_join(thread, NULL);
    assert_int_equal(dropped[3], 1);
    assert_int_equal(own[0], 1);
    drusti_statics_leave_thread();
    assert_int_equal(dropped[1] + dropped[2], 2);
    assert_int_equal(own[0] | own[1], 0);
}

static void test_set_aside(void **state)
{
    (void)state;
    own[0] = 1;
    void *aside = drusti_statics_set_aside();
    assert_int_equal(own[0], 0);
    own[0] = 2;
    void *inner = drusti_statics_set_aside();
    own[1] = 3;
    drusti_statics_bring_back(inner);
    assert_int_equal(dropped[3], 1);
    assert_int_equal(own[0], 2);
    drusti_statics_bring_back(aside);
    assert_int_equal(dropped[2], 1);
    assert_int_equal(dropped[1], 0);
    assert_int_equal(own[0], 1);
    own[0] = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_words, setup),
        cmocka_unit_test_setup(test_structs, setup),
        cmocka_unit_test_setup(test_thread_end, setup),
        cmocka_unit_test_setup(test_set_aside, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
