/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What users write: sizes, numbers, settings; what the launcher writes for
 * servers; and the layout computed from it.
 */
#include "job.h"
#include "knobs.h"
#include "layout.h"
#include "size.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void sizes_are_parsed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {{"1", 1},
                {"4096", 4096},
                {"3K", 3 << 10},
                {"64m", 64 << 20},
                {"2G", (uint64_t)2 << 30},
                {"8589934591G", (uint64_t)8589934591 << 30}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint64_t bytes = 0;
        assert_true(drusti_parse_size(good[i].text, &bytes));
        assert_int_equal(bytes, good[i].bytes);
    }
    static const char *const bad[] = {"",
                                      "0",
                                      "0G",
                                      "G",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1T",
                                      "1GB",
                                      "1GG",
                                      "0x1",
                                      "8589934592G",
                                      "1.5G",
                                      "18446744073709551616",
                                      "9223372036854775808"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint64_t bytes = 7;
        assert_false(drusti_parse_size(bad[i], &bytes));
        assert_int_equal(bytes, 7);
    }
}

static void numbers_have_bounds(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_true(drusti_parse_number("2", 2, 15, &value));
    assert_int_equal(value, 2);
    assert_true(drusti_parse_number("15", 2, 15, &value));
    assert_int_equal(value, 15);
    assert_true(drusti_parse_number("18446744073709551615", 0, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    assert_false(drusti_parse_number("1", 2, 15, &value));
    assert_false(drusti_parse_number("16", 2, 15, &value));
    assert_false(drusti_parse_number("3x", 2, 15, &value));
    assert_false(drusti_parse_number("-3", 0, 15, &value));
    assert_false(drusti_parse_number("", 0, 15, &value));
    assert_true(value == UINT64_MAX);
}

static void sizes_are_printed(void **state)
{
    (void)state;
    char text[DRUSTI_SIZE_TEXT];
    assert_string_equal(drusti_format_size(0, text), "0 bytes");
    assert_string_equal(drusti_format_size(1023, text), "1023 bytes");
    assert_string_equal(drusti_format_size(1024, text), "1 KiB");
    assert_string_equal(drusti_format_size((uint64_t)3 << 29, text), "1.5 GiB");
    assert_string_equal(drusti_format_size(UINT64_MAX, text), "16777215.9 TiB");
}

/* ---- Settings --------------------------------------------------------------*/

static const char *set_name, *set_text; /* the one variable of the environment */
static const char *look(const char *name)
{
    return set_name != NULL && strcmp(name, set_name) == 0 ? set_text : NULL;
}

static bool read_one(const char *name, const char *text, struct drusti_knobs *knobs,
                     uint64_t *heap_bytes, char *error)
{
    set_name = name;
    set_text = text;
    return drusti_knobs_read(look, knobs, heap_bytes, error);
}

static void settings_have_defaults(void **state)
{
    (void)state;
    struct drusti_knobs knobs;
    uint64_t heap_bytes = 1;
    char error[DRUSTI_KNOBS_ERROR];
    assert_true(read_one(NULL, NULL, &knobs, &heap_bytes, error));
    assert_int_equal(heap_bytes, 0);
    assert_int_equal(knobs.cache_bytes, 0);
    assert_int_equal(knobs.affinity_bytes, 256 << 10);
    assert_int_equal(knobs.colour_max, DRUST_COLOUR_MAX);
    assert_false(knobs.births_seeded);
    assert_false(knobs.place_random);
    assert_false(knobs.stats);
}

static void settings_are_read(void **state)
{
    (void)state;
    struct drusti_knobs knobs;
    uint64_t heap_bytes;
    char error[DRUSTI_KNOBS_ERROR];
    assert_true(read_one("DRUST_HEAP", "2G", &knobs, &heap_bytes, error));
    assert_int_equal(heap_bytes, (uint64_t)2 << 30);
    assert_true(read_one("DRUST_CACHE", "64M", &knobs, &heap_bytes, error));
    assert_int_equal(knobs.cache_bytes, 64 << 20);
    assert_true(read_one("DRUST_AFFINITY", "4K", &knobs, &heap_bytes, error));
    assert_int_equal(knobs.affinity_bytes, 4096);
    assert_true(read_one("DRUST_COLOUR_BITS", "3", &knobs, &heap_bytes, error));
    assert_int_equal(knobs.colour_max, 7);
    assert_true(read_one("DRUST_BIRTHS", "seed:42", &knobs, &heap_bytes, error));
    assert_true(knobs.births_seeded);
    assert_int_equal(knobs.births_seed, 42);
    assert_true(read_one("DRUST_BIRTHS", "plain", &knobs, &heap_bytes, error));
    assert_false(knobs.births_seeded);
    assert_true(read_one("DRUST_PLACE", "random:0", &knobs, &heap_bytes, error));
    assert_true(knobs.place_random);
    assert_int_equal(knobs.place_seed, 0);
    assert_true(read_one("DRUST_PLACE", "round", &knobs, &heap_bytes, error));
    assert_false(knobs.place_random);
    assert_false(knobs.workers_limited);
    assert_true(read_one("DRUST_WORKERS", "0", &knobs, &heap_bytes, error));
    assert_true(knobs.workers_limited);
    assert_int_equal(knobs.workers_max, 0);
}

static void bad_settings_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *allowed;
    } bad[] = {{"DRUST_HEAP", "big", "512M"},
               {"DRUST_CACHE", "0", "a size above 0"},
               {"DRUST_AFFINITY", "0", "a size above 0"},
               {"DRUST_COLOUR_BITS", "1", "from 2 to 15"},
               {"DRUST_COLOUR_BITS", "16", "from 2 to 15"},
               {"DRUST_COLOUR_BITS", "", "from 2 to 15"},
               {"DRUST_BIRTHS", "seed", "'plain' or 'seed:NUMBER'"},
               {"DRUST_BIRTHS", "seed:x", "'plain' or 'seed:NUMBER'"},
               {"DRUST_BIRTHS", "seed:1:2", "'plain' or 'seed:NUMBER'"},
               {"DRUST_PLACE", "seed:1", "'round' or 'random:NUMBER'"},
               {"DRUST_WORKERS", "few", "a number"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct drusti_knobs knobs = {.cache_bytes = 11};
        uint64_t heap_bytes = 12;
        char error[DRUSTI_KNOBS_ERROR];
        assert_false(read_one(bad[i].name, bad[i].text, &knobs, &heap_bytes, error));
        assert_non_null(strstr(error, bad[i].name));
        assert_non_null(strstr(error, bad[i].allowed));
        assert_int_equal(knobs.cache_bytes, 11);
        assert_int_equal(heap_bytes, 12);
    }
}

/* ---- Layout ----------------------------------------------------------------*/

static void layouts_hold_what_they_promise(void **state)
{
    (void)state;
    static const uint32_t servers[] = {1, 2, 3, 4, 7, 32, 42, 43, 64};
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        uint64_t most = drusti_layout_heap_max(servers[i]);
        const uint64_t heaps[] = {1, DRUSTI_HEAP_UNIT, DRUSTI_HEAP_UNIT + 1, most};
        for (size_t k = 0; k < 4; k++) {
            struct drusti_layout layout;
            assert_true(drusti_layout_make(servers[i], heaps[k], &layout));
            assert_int_equal(layout.base, 0x550000000000u);
            assert_int_equal(layout.servers, servers[i]);
            assert_true(layout.heap_bytes >= heaps[k]);
            assert_int_equal(layout.heap_bytes % DRUSTI_HEAP_UNIT, 0);
            assert_true(((uint64_t)1 << layout.stride_shift) >=
                        layout.heap_bytes + DRUSTI_STACKS_MIN);
            assert_true(drusti_layout_total(&layout) <= DRUSTI_TOTAL_MAX);
        }
        struct drusti_layout layout = {.servers = 99};
        assert_false(drusti_layout_make(servers[i], most + 1, &layout));
        assert_int_equal(layout.servers, 99);
    }
    struct drusti_layout layout;
    assert_false(drusti_layout_make(0, DRUSTI_HEAP_UNIT, &layout));
    assert_false(drusti_layout_make(65, DRUSTI_HEAP_UNIT, &layout));
    assert_false(drusti_layout_make(1, 0, &layout));
}

static void addresses_name_their_home(void **state)
{
    (void)state;
    struct drusti_layout layout;
    assert_true(drusti_layout_make(3, DRUSTI_HEAP_UNIT, &layout));
    for (uint32_t i = 0; i < 3; i++) {
        uint64_t start = drusti_partition(&layout, i);
        assert_true(drusti_in_heap(&layout, start));
        assert_true(drusti_in_heap(&layout, start + layout.heap_bytes - 1));
        assert_false(drusti_in_heap(&layout, start + layout.heap_bytes));
        assert_int_equal(drusti_home(&layout, start + layout.heap_bytes - 1), i);
    }
    assert_false(drusti_in_heap(&layout, layout.base - 1));
    assert_false(drusti_in_heap(&layout, drusti_partition(&layout, 3)));
    assert_false(drusti_in_heap(&layout, 0));
}

static void default_heaps_fit(void **state)
{
    (void)state;
    uint64_t gib = (uint64_t)1 << 30;
    assert_int_equal(drusti_layout_heap_default(1, 8 * gib), 4 * gib);
    assert_int_equal(drusti_layout_heap_default(4, 8 * gib), gib);
    assert_int_equal(drusti_layout_heap_default(3, 8 * gib) % DRUSTI_HEAP_UNIT, 0);
    assert_int_equal(drusti_layout_heap_default(64, gib), DRUSTI_HEAP_UNIT);
    assert_int_equal(drusti_layout_heap_default(1, 0), DRUSTI_HEAP_UNIT);
    assert_int_equal(drusti_layout_heap_default(2, 10000 * gib), drusti_layout_heap_max(2));
    assert_true(drusti_memory_available() > 0);
}

/* ---- The launcher's variable and notes -------------------------------------*/

static void jobs_survive_their_text(void **state)
{
    (void)state;
    struct drusti_job job = {.id = 63,
                             .servers = 64,
                             .heap_bytes = (uint64_t)3 << 30,
                             .cache_bytes = 12345678901,
                             .stats = true,
                             .control = 999999};
    for (int i = 0; i < 64; i++) {
        job.heaps[i] = 999000 + i;
        job.peers[i] = i == 63 ? -1 : 998000 + i;
    }
    char text[DRUSTI_JOB_TEXT];
    drusti_job_print(&job, text);
    struct drusti_job back;
    memset(&back, 0, sizeof back);
    assert_true(drusti_job_parse(text, &back));
    assert_int_equal(back.id, 63);
    assert_int_equal(back.servers, 64);
    assert_int_equal(back.heap_bytes, job.heap_bytes);
    assert_int_equal(back.cache_bytes, job.cache_bytes);
    assert_true(back.stats);
    assert_int_equal(back.control, 999999);
    assert_memory_equal(back.heaps, job.heaps, sizeof job.heaps);
    assert_memory_equal(back.peers, job.peers, sizeof job.peers);
}

static void damaged_jobs_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "1",
        "2 0 1 67108864 1 0 5 | 6 -",         /* another version */
        "1 1 1 67108864 1 0 5 | 6 -",         /* id beyond the servers */
        "1 0 65 67108864 1 0 5 | 6 -",        /* too many */
        "1 0 2 67108864 1 0 5 | 6 -",         /* too few descriptors */
        "1 0 2 67108864 1 0 5 | 6 - | 7 -",   /* no socket to a peer */
        "1 0 2 67108864 1 0 5 | 6 8 | 7 9",   /* a socket to oneself */
        "1 0 1 67108864 1 0 5 | 6 - | 7 9",   /* too many descriptors */
        "1 0 1 67108864 1 0 5 | 6 - and more" /* text behind */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct drusti_job job = {.servers = 77};
        assert_false(drusti_job_parse(bad[i], &job));
        assert_int_equal(job.servers, 77);
    }
    struct drusti_job job;
    assert_true(drusti_job_parse("1 0 2 67108864 1 0 5 | 6 - | 7 9", &job));
}

static void notes_arrive_whole(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    struct drusti_note note;
    bool ended = true;
    assert_int_equal(drusti_note_receive(ends[0], &note, &ended), -1);
    assert_false(ended);
    drusti_note_send(ends[1], DRUSTI_NOTE_JOINED, 5, NULL, 0);
    drusti_note_send(ends[1], DRUSTI_NOTE_ALIVE, 6, "struct node 3 96", 16);
    assert_int_equal(drusti_note_receive(ends[0], &note, &ended), 0);
    assert_int_equal(note.kind, DRUSTI_NOTE_JOINED);
    assert_int_equal(note.value, 5);
    assert_int_equal(drusti_note_receive(ends[0], &note, &ended), 16);
    assert_int_equal(note.kind, DRUSTI_NOTE_ALIVE);
    assert_memory_equal(note.data, "struct node 3 96", 16);
    close(ends[1]);
    assert_int_equal(drusti_note_receive(ends[0], &note, &ended), -1);
    assert_true(ended);
    drusti_note_send(ends[0], DRUSTI_NOTE_DONE, 0, NULL, 0); /* nobody there: no signal */
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_parsed),
        cmocka_unit_test(numbers_have_bounds),
        cmocka_unit_test(sizes_are_printed),
        cmocka_unit_test(settings_have_defaults),
        cmocka_unit_test(settings_are_read),
        cmocka_unit_test(bad_settings_are_refused),
        cmocka_unit_test(layouts_hold_what_they_promise),
        cmocka_unit_test(addresses_name_their_home),
        cmocka_unit_test(default_heaps_fit),
        cmocka_unit_test(jobs_survive_their_text),
        cmocka_unit_test(damaged_jobs_are_refused),
        cmocka_unit_test(notes_arrive_whole),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
