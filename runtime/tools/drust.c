/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The `drust` command.
 */
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char synopsis[] =
    "usage: drust run [-n SERVERS] [--heap SIZE] [--cache SIZE] [--stats] PROGRAM [ARGUMENT ...]\n"
    "       drust config [--cc] [--cflags] [--libs] [--plugin]\n"
    "       drust info [PROGRAM]\n"
    "       drust --version | --help\n";
static const char explanation[] =
    "\n"
    "run      run PROGRAM as one job of so many server processes on this host;\n"
    "         the exit status is that of its main\n"
    "  -n, --servers N   1 to 64 (default 1)\n"
    "  --heap SIZE       heap of each server, such as 512M or 4G (default: half of\n"
    "                    the available memory in equal parts)\n"
    "  --cache SIZE      read copies each server keeps (default: a quarter of the heap)\n"
    "  --stats           print counters and objects still alive at the end\n"
    "config   print compiler (--cc), its flags (--cflags), the linker's (--libs) and\n"
    "         the plugin's file (--plugin)\n"
    "info     print versions, paths and defaults; of a PROGRAM: its types, spawned\n"
    "         functions and annotated declarations\n";

static void say(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
static void say(const char *format, va_list arguments)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, arguments);
    fprintf(stderr, "drust: %s\n", text); /* one write: standard error is not buffered */
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

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"run", tool_run}, {"config", tool_config}, {"info", tool_info}};

    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("drust " DRUST_VERSION);
        return 0;
    }
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(synopsis, stdout);
        fputs(explanation, stdout);
        return 0;
    }
    if (argc > 1)
        tool_say("'%.80s' is not a command", argv[1]);
    fputs(synopsis, stderr);
    return TOOL_USAGE;
}
