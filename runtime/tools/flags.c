/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The words of `drust config` and `drust-cc`. An installed tree has its headers
 * in include/; a build tree says in lib/drust-includes, one folder a line, where
 * the sources' headers are. The CMake package and drust.pc say the same flags.
 */
#include "flags.h"
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void check_there(const char *what, const char *path)
{
    if (access(path, R_OK) != 0)
        tool_fail(TOOL_FAILED, "the %s '%s' is missing (%s): build or install it", what, path,
                  strerror(errno));
}

static void add_includes(struct words *words)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/lib/drust-includes", tool_root());
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        words_format(words, "-I%s/include", tool_root());
        return;
    }
    while (fgets(path, sizeof path, file) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        if (path[0] != '\0')
            words_format(words, "-I%s", path);
    }
    fclose(file);
}

static void add_compile(struct words *words, bool includes)
{
    check_there("plugin", tool_plugin());
    words_format(words, "-fplugin=%s", tool_plugin());
    if (includes)
        add_includes(words);
    words_add(words, "-fno-pie");
}

void flags_compile(struct words *words) { add_compile(words, true); }

void flags_compile_preprocessed(struct words *words) { add_compile(words, false); }

void flags_link(struct words *words)
{
    char library[PATH_MAX + 32];
    snprintf(library, sizeof library, "%s/lib/libdrust_rt.a", tool_root());
    check_there("library", library);
    words_split(words, "-no-pie -Wl,--wrap=main -Wl,--build-id");
    words_format(words, "%s", library);
    words_split(words, "-lpthread -ldl -lm");
}

void flags_plugin(struct words *words)
{
    check_there("plugin", tool_plugin());
    words_format(words, "%s", tool_plugin());
}

void flags_debugger(struct words *words)
{
    char script[PATH_MAX + 32];
    snprintf(script, sizeof script, "%s/share/gdb/drust.py", tool_root());
    check_there("debugger script", script);
    words_format(words, "%s", script);
}
