/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The `drust` command.
 */
#include "tool.h"

#include <stdio.h>
#include <string.h>

const char tool_name[] = "drust";

static const char synopsis[] =
    "usage: drust run [-n SERVERS] [--heap SIZE] [--cache SIZE] [--stats] PROGRAM [ARGUMENT ...]\n"
    "       drust config [--cc] [--cflags] [--libs] [--plugin] [--gdb]\n"
    "       drust info [PROGRAM]\n"
    "       drust explain [NAME]\n"
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
    "config   print compiler (--cc), its flags (--cflags), the linker's (--libs),\n"
    "         the plugin's file (--plugin) and gdb's script (--gdb); or compile with\n"
    "         drust-cc, which takes a compiler's arguments (drust-cc --help)\n"
    "info     print versions, paths and defaults; of a PROGRAM: its types, spawned\n"
    "         functions and annotated declarations\n"
    "explain  print what the compiler's message [drust-NAME] means, with a bad and a\n"
    "         good program; without NAME: all names\n";

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {
        {"run", tool_run}, {"config", tool_config}, {"info", tool_info}, {"explain", tool_explain}};

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
