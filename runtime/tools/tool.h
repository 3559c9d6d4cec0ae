/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The `drust` command, one function a subcommand, and what it shares with
 * `drust-cc`.
 */
#ifndef DRUST_TOOL_H
#define DRUST_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses beside the job's own. */
enum {
    TOOL_FAILED = 70, /* the job or the machine */
    TOOL_USAGE = 2,   /* the command line */
    TOOL_NOT_EXECUTABLE = 126,
    TOOL_NOT_FOUND = 127
};

/* Each gets its own name as argv[0] and returns the exit status. */
int tool_run(int argc, char **argv);
int tool_config(int argc, char **argv);
int tool_info(int argc, char **argv);
int tool_explain(int argc, char **argv);

/* The command's name; each command's main file has it. */
extern const char tool_name[];
/* "NAME: MESSAGE" to standard error. */
void tool_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, and exit(status). */
_Noreturn void tool_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Zeroed memory, or a message and exit. */
void *tool_zalloc(size_t bytes);

/* Where this command was installed or built: the folder above its own; ends
 * with a message if the system does not say. */
const char *tool_root(void);
/* The plugin's file, whether it exists or not. */
const char *tool_plugin(void);

#endif
