/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Ends the job with one message. May be called by any thread in any state, so
 * it allocates nothing, takes no lock it could wait for, and writes the message
 * in one piece: lines of two threads that fail together do not mix. The
 * launcher sees the exit and ends the other servers.
 */
#include "check.h"
#include "server.h"

#include <drust/abi.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FATAL_STATUS 70 /* EX_SOFTWARE; the launcher knows it as "already explained" */
#define MESSAGE_BYTES 1024

/* What the program printed before is worth more than nothing, but another
 * thread may hold the stream for ever. */
static void flush_output(void)
{
    if (ftrylockfile(stdout) != 0)
        return;
    fflush_unlocked(stdout);
    funlockfile(stdout);
}

/* Appends to text[MESSAGE_BYTES], of which `used` are taken; clips. */
static size_t append(char *text, size_t used, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
static size_t append(char *text, size_t used, const char *format, va_list arguments)
{
    int length = vsnprintf(text + used, MESSAGE_BYTES - used, format, arguments);
    if (length < 0)
        return used;
    size_t end = used + (size_t)length;
    return end < MESSAGE_BYTES - 1 ? end : MESSAGE_BYTES - 1;
}

static size_t appendf(char *text, size_t used, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static size_t appendf(char *text, size_t used, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    used = append(text, used, format, arguments);
    va_end(arguments);
    return used;
}

_Noreturn static void die(const struct drust_site *site, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
_Noreturn static void die(const struct drust_site *site, const char *format, va_list arguments)
{
    char text[MESSAGE_BYTES];
    size_t used = appendf(text, 0, "drust: ");
    if (drusti_process_server != NULL)
        used = appendf(text, used, "server %u: ", drusti_process_server->id);
    if (site != NULL)
        used = appendf(text, used, "%s:%u: ", site->file, site->line);
    used = append(text, used, format, arguments);
    text[used++] = '\n';
    flush_output();
    ssize_t written = write(STDERR_FILENO, text, used);
    (void)written; /* nobody is left to tell */
    _exit(FATAL_STATUS);
}

_Noreturn void drusti_fatal(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    die(NULL, format, arguments);
}

_Noreturn void drusti_fatal_at(const struct drust_site *site, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    die(site, format, arguments);
}

void *drusti_zalloc(size_t bytes, const char *what)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL)
        drusti_fatal("out of memory for %s (%zu bytes)", what, bytes);
    return memory;
}
