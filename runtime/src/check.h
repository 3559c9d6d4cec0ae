/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The three kinds of failure, never mixed. The caller's mistake and a broken
 * invariant end the whole job with one message; "the world failed" is a status
 * value and goes through drusti_fatal only where nobody can use a status.
 */
#ifndef DRUSTI_CHECK_H
#define DRUSTI_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* End the job: prints "drust: server N: " and the message to standard error
 * and exits with status 70 without running atexit handlers. */
_Noreturn void drusti_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct drust_site;
/* The same, and says "FILE:LINE: " first. */
_Noreturn void drusti_fatal_at(const struct drust_site *site, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Zeroed memory of the process's own malloc (never of the partition), or the
 * end of the job: "out of memory for WHAT". */
void *drusti_zalloc(size_t bytes, const char *what) __attribute__((malloc, returns_nonnull));

/* The caller is wrong. */
#define DRUSTI_REQUIRE(condition, ...)                                                             \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0))                                                     \
            drusti_fatal(__VA_ARGS__);                                                             \
    } while (0)

/* We are wrong. `which` names the invariant: "I5" or a short phrase. */
#define DRUSTI_INVARIANT(condition, which)                                                         \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0))                                                     \
            drusti_fatal("invariant %s does not hold: %s (%s:%d)", which, #condition, __FILE__,    \
                         __LINE__);                                                                \
    } while (0)

#endif
