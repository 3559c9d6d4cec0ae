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

static void check_plugin(void)
{
    if (access(tool_plugin(), R_OK) != 0)
        tool_fail(TOOL_FAILED, "the plugin '%s' is missing (%s): build or install it",
                  tool_plugin(), strerror(errno));
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
    check_plugin();
    print_word("-fplugin=%s", tool_plugin());
    print_includes();
    print_word("%s", "-fno-pie");
}

static void print_libs(void)
{
    char library[PATH_MAX + 32];
    snprintf(library, sizeof library, "%s/lib/libdrust_rt.a", tool_root());
    if (access(library, R_OK) != 0)
        tool_fail(TOOL_FAILED, "the library '%s' is missing (%s): build or install it", library,
                  strerror(errno));
    print_word("%s", "-no-pie -Wl,--wrap=main -Wl,--build-id");
    print_word("%s", library);
    print_word("%s", "-lpthread -ldl -lm");
}

static void print_cc(void) { print_word("%s", DRUST_CC); }

static void print_plugin(void)
{
    check_plugin();
    print_word("%s", tool_plugin());
}

int tool_config(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } parts[] = {{"--cc", print_cc},
                 {"--cflags", print_cflags},
                 {"--libs", print_libs},
                 {"--plugin", print_plugin}};
    size_t count = sizeof parts / sizeof parts[0];

    if (argc < 2)
        tool_fail(TOOL_USAGE, "usage: drust config [--cc] [--cflags] [--libs] [--plugin]");
    for (int i = 1; i < argc; i++) {
        size_t part = 0;
        while (part < count && strcmp(argv[i], parts[part].name) != 0)
            part++;
        if (part == count)
            tool_fail(TOOL_USAGE, "config: '%s' is none of --cc, --cflags, --libs, --plugin",
                      argv[i]);
        parts[part].print();
    }
    putchar('\n');
    return 0;
}
