/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the commands share: messages, memory, and where their own files are.
 */
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
static void say(const char *format, va_list arguments)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, arguments);
    /* one write: standard error is not buffered */
    fprintf(stderr, "%s: %s\n", tool_name, text);
}

void tool_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void tool_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    exit(status);
}

void *tool_zalloc(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL)
        tool_fail(TOOL_FAILED, "out of memory (%zu bytes)", bytes);
    return memory;
}

const char *tool_root(void)
{
    static char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0)
        tool_fail(TOOL_FAILED, "cannot read /proc/self/exe: %s", strerror(errno));
    path[length] = '\0';
    for (int levels = 0; levels < 2; levels++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            tool_fail(TOOL_FAILED, "this command is not in a 'bin' folder: it cannot find its "
                                   "library");
        *slash = '\0';
    }
    return path;
}

const char *tool_plugin(void)
{
    static char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/lib/libdrust.so", tool_root());
    return path;
}
