/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust config`: how to compile, link and debug. Each word is quoted where a
 * shell that reads the line (eval, make) would need it.
 */
#include "flags.h"
#include "tool.h"

#include <stdio.h>
#include <string.h>

static void flags_compiler(struct words *words) { words_add(words, DRUST_CC); }

static const struct part {
    const char *name;
    void (*add)(struct words *words);
} parts[] = {{"--cc", flags_compiler},
             {"--cflags", flags_compile},
             {"--libs", flags_link},
             {"--plugin", flags_plugin},
             {"--gdb", flags_debugger}};

static const struct part *find_part(const char *name)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(name, parts[i].name) == 0)
            return &parts[i];
    }
    tool_fail(TOOL_USAGE, "config: '%s' is none of --cc, --cflags, --libs, --plugin, --gdb", name);
}

/* All that was asked for or nothing: half of it would compile, without the plugin. */
int tool_config(int argc, char **argv)
{
    struct words words = {0};
    if (argc < 2)
        tool_fail(TOOL_USAGE, "usage: drust config [--cc] [--cflags] [--libs] [--plugin] [--gdb]");
    for (int i = 1; i < argc; i++)
        find_part(argv[i])->add(&words);
    /* A file alone is no line of shell words: "$(drust config --plugin)". */
    if (words.count == 1)
        puts(words.word[0]);
    else
        words_print(&words);
    words_free(&words);
    return 0;
}
