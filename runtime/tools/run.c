/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust run`: what the user asked for, checked before anything starts.
 */
#include "knobs.h"
#include "launch.h"
#include "layout.h"
#include "size.h"
#include "tool.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char *look(const char *name) { return getenv(name); }

#define JOIN_SECONDS 5
#define JOIN_SECONDS_MAX 86400

#define USAGE                                                                                      \
    "usage: drust run [-n SERVERS] [--heap SIZE] [--cache SIZE] [--stats] PROGRAM [ARGUMENT ...]"

static void read_servers(const char *text, struct options *options)
{
    uint64_t servers;
    if (!drusti_parse_number(text, 1, DRUSTI_SERVERS_MAX, &servers))
        tool_fail(TOOL_USAGE, "-n is '%s'; it may be a number from 1 to %d", text,
                  DRUSTI_SERVERS_MAX);
    options->servers = (uint32_t)servers;
}

static void read_join_seconds(struct options *options)
{
    const char *text = getenv("DRUST_JOIN_SECONDS");
    uint64_t seconds = JOIN_SECONDS;
    if (text != NULL && !drusti_parse_number(text, 1, JOIN_SECONDS_MAX, &seconds))
        tool_fail(TOOL_USAGE, "DRUST_JOIN_SECONDS is '%.40s'; it may be a number from 1 to %d",
                  text, JOIN_SECONDS_MAX);
    options->join_seconds = (uint32_t)seconds;
}

static void read_size(const char *name, const char *text, uint64_t *bytes)
{
    if (!drusti_parse_size(text, bytes))
        tool_fail(TOOL_USAGE, "%s is '%s'; it may be a size above 0 such as 512M or 4G", name,
                  text);
}

static void read_options(int argc, char **argv, struct options *options)
{
    enum { HEAP = 256, CACHE, STATS, HELP };
    static const struct option names[] = {
        {"servers", required_argument, NULL, 'n'}, {"heap", required_argument, NULL, HEAP},
        {"cache", required_argument, NULL, CACHE}, {"stats", no_argument, NULL, STATS},
        {"help", no_argument, NULL, HELP},         {NULL, 0, NULL, 0}};
    int option;
    opterr = 0; /* the messages are ours */
    while ((option = getopt_long(argc, argv, "+:n:", names, NULL)) != -1) {
        switch (option) {
        case 'n':
            read_servers(optarg, options);
            break;
        case HEAP:
            read_size("--heap", optarg, &options->heap_bytes);
            break;
        case CACHE:
            read_size("--cache", optarg, &options->cache_bytes);
            break;
        case STATS:
            options->stats = true;
            break;
        case HELP:
            puts(USAGE);
            exit(0);
        case ':':
            tool_fail(TOOL_USAGE, "run: '%s' needs a value\n" USAGE, argv[optind - 1]);
        default:
            tool_fail(TOOL_USAGE, "run: '%s' is not an option\n" USAGE, argv[optind - 1]);
        }
    }
    if (optind == argc)
        tool_fail(TOOL_USAGE, "run: no program to run\n" USAGE);
    options->command = argv + optind;
}

/* The heap as it will be laid out, and refused if it cannot be or should not:
 * a job that outgrows the memory is killed somewhere in the middle. */
static void choose_heap(struct options *options)
{
    char text[3][DRUSTI_SIZE_TEXT];
    uint64_t available = drusti_memory_available();
    if (options->heap_bytes == 0)
        options->heap_bytes = drusti_layout_heap_default(options->servers, available);
    struct drusti_layout layout;
    if (!drusti_layout_make(options->servers, options->heap_bytes, &layout)) {
        tool_fail(TOOL_USAGE,
                  "a heap of %s does not fit into the address range of a job of %u "
                  "(%s each at most): use a smaller --heap",
                  drusti_format_size(options->heap_bytes, text[0]), options->servers,
                  drusti_format_size(drusti_layout_heap_max(options->servers), text[1]));
    }
    options->heap_bytes = layout.heap_bytes;
    if (available != 0 && layout.heap_bytes > available / options->servers) {
        tool_fail(TOOL_USAGE,
                  "%u heaps of %s need %s of memory, and %s are available: use a "
                  "smaller --heap or fewer servers",
                  options->servers, drusti_format_size(layout.heap_bytes, text[0]),
                  drusti_format_size(layout.heap_bytes * options->servers, text[1]),
                  drusti_format_size(available, text[2]));
    }
    if (options->cache_bytes == 0)
        options->cache_bytes = layout.heap_bytes / 4;
}

int tool_run(int argc, char **argv)
{
    struct options options = {.servers = 1};
    struct drusti_knobs knobs;
    char error[DRUSTI_KNOBS_ERROR];
    if (!drusti_knobs_read(look, &knobs, &options.heap_bytes, error))
        tool_fail(TOOL_USAGE, "%s", error);
    options.cache_bytes = knobs.cache_bytes;
    read_join_seconds(&options);
    read_options(argc, argv, &options);
    choose_heap(&options);

    static struct launch launch;
    launch_start(&launch, &options);
    return watch_job(&launch);
}
