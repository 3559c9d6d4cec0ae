/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The check of annotated declarations at start. The records below are what the
 * compiler would emit for several files; each test makes one of them wrong.
 */
#include "contracts.h"

#include <drust/abi.h>

#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#define RECORD __attribute__((section(DRUST_SECTION_CONTRACTS), used, aligned(8)))

/* In one array: separate variables could be padded. */
enum { USE_A, DEFINITION_A, USE_A_AGAIN, USE_B, ANOTHER, COUNT };
static const struct drust_contract fine[COUNT] = {
    {"a", "own (own)", "use.c:1", 11, DRUST_CONTRACT_OWNERS, 0},
    {"a", "own (own)", "a.c:2", 11, DRUST_CONTRACT_OWNERS | DRUST_CONTRACT_DEFINITION, 0},
    {"a", "own (own)", "other.c:3", 11, DRUST_CONTRACT_OWNERS, 0},
    {"b", "int (ref)", "use.c:4", 22, 0, 0}, /* plain C elsewhere: trusted */
    {"c", "void (mref)", "c.c:5", 33, DRUST_CONTRACT_DEFINITION, 0},
};
RECORD static struct drust_contract records[COUNT];

static void check(void *context)
{
    (void)context;
    drusti_contracts_check();
}

static int reset(void **state)
{
    (void)state;
    memcpy(records, fine, sizeof records);
    return 0;
}

static void assert_refused(const char *const *parts)
{
    char text[CHILD_TEXT];
    int status = child_run(check, NULL, text);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
    for (; *parts != NULL; parts++)
        assert_non_null(strstr(text, *parts));
}

static void agreeing_contracts_pass(void **state)
{
    (void)state;
    char text[CHILD_TEXT];
    assert_int_equal(child_run(check, NULL, text), 0);
    assert_string_equal(text, "");
}

static void a_use_that_differs_is_named_with_the_definition(void **state)
{
    (void)state;
    records[USE_A_AGAIN].hash = 12;
    records[USE_A_AGAIN].kinds = "own (ref)";
    const char *const parts[] = {"'a'", "own (own)", "a.c:2", "own (ref)", "other.c:3", NULL};
    assert_refused(parts);
}

static void two_uses_must_agree_too(void **state)
{
    (void)state;
    records[DEFINITION_A] = records[USE_B];
    records[DEFINITION_A].hash = 23;
    records[DEFINITION_A].where = "third.c:9";
    records[USE_A].flags = records[USE_A_AGAIN].flags = 0; /* a has no definition now */
    const char *const parts[] = {"'b'", "use.c:4", "third.c:9", NULL};
    assert_refused(parts);
}

static void owners_need_a_definition(void **state)
{
    (void)state;
    records[DEFINITION_A].flags &= ~DRUST_CONTRACT_DEFINITION;
    const char *const parts[] = {"'a'", "own (own)", "no definition", NULL};
    assert_refused(parts);
}

static void the_hash_covers_every_record(void **state)
{
    (void)state;
    uint64_t before = drusti_tables_hash();
    assert_true(drusti_tables_hash() == before);
    records[ANOTHER].hash++;
    uint64_t after = drusti_tables_hash();
    assert_true(after != before);
    records[ANOTHER].function = "d";
    assert_true(drusti_tables_hash() != after);
}

static void the_build_has_an_id(void **state)
{
    (void)state;
    static const uint8_t none[DRUSTI_BUILD_ID_BYTES];
    uint8_t id[DRUSTI_BUILD_ID_BYTES], again[DRUSTI_BUILD_ID_BYTES];
    drusti_build_id(id);
    drusti_build_id(again);
    assert_memory_not_equal(id, none, sizeof id);
    assert_memory_equal(id, again, sizeof id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(agreeing_contracts_pass, reset),
        cmocka_unit_test_setup(a_use_that_differs_is_named_with_the_definition, reset),
        cmocka_unit_test_setup(two_uses_must_agree_too, reset),
        cmocka_unit_test_setup(owners_need_a_definition, reset),
        cmocka_unit_test_setup(the_hash_covers_every_record, reset),
        cmocka_unit_test(the_build_has_an_id),
    };
    return cmocka_run_group_tests_name("contracts", tests, NULL, NULL);
}
