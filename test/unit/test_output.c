/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Merging the servers' output: whole lines, in the order in which they were
 * written, whoever wrote them.
 */
#include "output.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct output output;
static int target;   /* a file in memory */
static int never[2]; /* a pipe nobody writes to */

static int start(void **state)
{
    (void)state;
    target = memfd_create("target", 0);
    if (target < 0 || pipe(never) != 0 || !output_open(&output, target, never[0]))
        return -1;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    close(output.writers);
    close(target);
    close(never[0]);
    close(never[1]);
    return 0;
}

/* Write as another process, and wait for its end: what follows is later. */
static void print_as_other(const char *const *pieces, size_t count)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (size_t i = 0; i < count; i++) {
            if (write(output.writers, pieces[i], strlen(pieces[i])) < 0)
                _exit(1);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void print(const char *text)
{
    assert_int_equal(write(output.writers, text, strlen(text)), strlen(text));
}

static void assert_printed(const char *expected)
{
    char text[512];
    ssize_t got = pread(target, text, sizeof text - 1, 0);
    assert_true(got >= 0);
    text[got] = '\0';
    assert_string_equal(text, expected);
}

static void lines_keep_their_order(void **state)
{
    (void)state;
    static const char *const other[] = {"other 1\n", "other 2\n"};
    print("one\n");
    print_as_other(other, 2);
    print("two\n");
    assert_true(output_pump(&output));
    assert_printed("one\nother 1\nother 2\ntwo\n");
    assert_false(output_pump(&output));
    output_close(&output);
}

static void lines_stay_whole(void **state)
{
    (void)state;
    static const char *const other[] = {"oth", "er\n", "more"};
    print("on");
    print_as_other(other, 3);
    print("e\ntw");
    output_pump(&output);
    assert_printed("other\none\n");
    print("o\n");
    output_pump(&output);
    assert_printed("other\none\ntwo\n");
    output_close(&output); /* the end of "more" never came */
    assert_printed("other\none\ntwo\nmore");
}

static void two_unfinished_lines_are_two(void **state)
{
    (void)state;
    static const char *const other[] = {"there"};
    print_as_other(other, 1);
    print("here");
    output_pump(&output);
    assert_printed("");
    output_close(&output);
    char text[32] = "";
    assert_int_equal(pread(target, text, sizeof text - 1, 0), 10);
    assert_true(strcmp(text, "there\nhere") == 0 || strcmp(text, "here\nthere") == 0);
}

static void a_prompt_is_shown(void **state)
{
    (void)state;
    static const char *const other[] = {"line\n"};
    print("name? ");
    output_pump(&output);
    assert_false(output_has_prompt(&output)); /* a file needs none */
    output.terminal = true;
    assert_true(output_has_prompt(&output));
    output_flush(&output);
    assert_printed("name? ");
    assert_false(output_has_prompt(&output));
    print_as_other(other, 1); /* must not go into the same line */
    output_pump(&output);
    assert_printed("name? \nline\n");
    print("name? ");
    output_pump(&output);
    output_flush(&output);
    print("thanks\n"); /* the same writer goes on with its line */
    output_pump(&output);
    assert_printed("name? \nline\nname? thanks\n");
    output_close(&output);
}

/* Longer than what is kept of one line: it comes in parts, nothing is lost. */
static void a_very_long_line_is_complete(void **state)
{
    (void)state;
    enum { BYTES = 3 << 20, PIECE = 60000 };
    char *piece = malloc(PIECE);
    assert_non_null(piece);
    memset(piece, 'x', PIECE);
    size_t left = BYTES;
    while (left > 0) {
        size_t bytes = left < PIECE ? left : PIECE;
        assert_int_equal(write(output.writers, piece, bytes), bytes);
        left -= bytes;
        output_pump(&output);
    }
    print("\n");
    output_pump(&output);
    assert_int_equal(lseek(target, 0, SEEK_END), BYTES + 1);
    free(piece);
    output_close(&output);
}

/* A target that takes nothing more is remembered, and does not stop the pump. */
static void an_unwritable_target_is_an_error(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    assert_true(full >= 0);
    output.target = full;
    print("lost\n");
    assert_true(output_pump(&output));
    assert_int_not_equal(output.error, 0);
    print("lost too\n");
    assert_true(output_pump(&output));
    output_close(&output);
    close(full);
}

/* A user's interrupt ends the wait for a target that is stuck. */
static void an_abort_ends_the_wait(void **state)
{
    (void)state;
    int stuck[2];
    assert_int_equal(pipe(stuck), 0);
    output.target = stuck[1];
    assert_int_equal(write(never[1], "!", 1), 1);
    print("not written\n");
    assert_true(output_pump(&output));
    assert_int_not_equal(output.error, 0);
    output_close(&output);
    close(stuck[0]);
    close(stuck[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_keep_their_order, start, stop),
        cmocka_unit_test_setup_teardown(lines_stay_whole, start, stop),
        cmocka_unit_test_setup_teardown(two_unfinished_lines_are_two, start, stop),
        cmocka_unit_test_setup_teardown(a_prompt_is_shown, start, stop),
        cmocka_unit_test_setup_teardown(a_very_long_line_is_complete, start, stop),
        cmocka_unit_test_setup_teardown(an_unwritable_target_is_an_error, start, stop),
        cmocka_unit_test_setup_teardown(an_abort_ends_the_wait, start, stop),
    };
    return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
