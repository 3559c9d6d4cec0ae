/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust config`: how to compile and link, for the tree this command stands in.
 * An installed tree has its headers in include/; a build tree says in
 * lib/drust-includes, one folder a line, where the sources' headers are.
 */
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Words of one line of output, separated by spaces. */
static void print_word(const char *format, const char *text)
{
    static bool any;
    if (any)
        putchar(' ');
    any = true;
    printf(format, text);
}

static void check_there(const char *what, const char *path)
{
    if (access(path, R_OK) != 0)
        tool_fail(TOOL_FAILED, "the %s '%s' is missing (%s): build or install it", what, path,
                  strerror(errno));
}

static void print_includes(void)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/lib/drust-includes", tool_root());
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        snprintf(path, sizeof path, "%s/include", tool_root());
        print_word("-I%s", path);
        return;
    }
    while (fgets(path, sizeof path, file) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        if (path[0] != '\0')
            print_word("-I%s", path);
    }
    fclose(file);
}

static void print_cflags(void)
{
    print_word("-fplugin=%s", tool_plugin());
    print_includes();
    print_word("%s", "-fno-pie");
}

static const char *library(void)
{
    static char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/lib/libdrust_rt.a", tool_root());
    return path;
}

static void print_libs(void)
{
    print_word("%s", "-no-pie -Wl,--wrap=main -Wl,--build-id");
    print_word("%s", library());
    print_word("%s", "-lpthread -ldl -lm");
}

static void print_cc(void) { print_word("%s", DRUST_CC); }

static void print_plugin(void) { print_word("%s", tool_plugin()); }

static void check_library(void) { check_there("library", library()); }
static void check_plugin(void) { check_there("plugin", tool_plugin()); }
static void check_nothing(void) {}

static const struct part {
    const char *name;
    void (*check)(void);
    void (*print)(void);
} parts[] = {{"--cc", check_nothing, print_cc},
             {"--cflags", check_plugin, print_cflags},
             {"--libs", check_library, print_libs},
             {"--plugin", check_plugin, print_plugin}};

static const struct part *find_part(const char *name)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(name, parts[i].name) == 0)
            return &parts[i];
    }
    tool_fail(TOOL_USAGE, "config: '%s' is none of --cc, --cflags, --libs, --plugin", name);
}

/* All that was asked for or nothing: half of it would compile, without the plugin. */
int tool_config(int argc, char **argv)
{
    if (argc < 2)
        tool_fail(TOOL_USAGE, "usage: drust config [--cc] [--cflags] [--libs] [--plugin]");
    for (int i = 1; i < argc; i++)
        find_part(argv[i])->check();
    for (int i = 1; i < argc; i++)
        find_part(argv[i])->print();
    putchar('\n');
    return 0;
}
