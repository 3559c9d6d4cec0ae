/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust-cc`: the compiler, with the plugin's flags before the caller's
 * arguments where something is compiled and the runtime behind them where a
 * program is linked. This process becomes the compiler: its status, its output
 * and the signals that it gets are the compiler's own.
 */
#include "flags.h"
#include "request.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char tool_name[] = "drust-cc";

static const char help[] =
    "usage: drust-cc [--show] [ARGUMENT ...]\n"
    "\n"
    "Compiles and links DRust programs as " DRUST_CC " with the same arguments would\n"
    "compile and link others: the plugin's flags are added where something is\n"
    "compiled, the runtime where a program is linked (not with -c, -S, -E, -shared).\n"
    "\n"
    "--show     print the command instead of running it; without arguments: all that\n"
    "           may be added\n"
    "DRUST_CC   (environment) the command to run instead of " DRUST_CC ": another name\n"
    "           or path of a clang 19, perhaps behind others: \"ccache " DRUST_CC "\"\n"
    "\n"
    "The compiler's own options: " DRUST_CC " --help\n";

/* The words of the compiler's command. */
static void add_compiler(struct words *command)
{
    const char *own = getenv("DRUST_CC");
    words_split(command, own != NULL ? own : DRUST_CC);
    if (command->count == 0)
        tool_fail(TOOL_USAGE, "DRUST_CC is empty; it may name a clang 19");
}

_Noreturn static void fail_exec(const char *compiler, int error)
{
    if (error == ENOENT) {
        tool_fail(TOOL_NOT_FOUND,
                  "the compiler '%s' was not found: install clang 19 (on Debian the package "
                  "clang-19), or name another clang 19 in DRUST_CC",
                  compiler);
    }
    tool_fail(TOOL_NOT_EXECUTABLE, "cannot run the compiler '%s': %s", compiler, strerror(error));
}

/* The beginning of what can be read, as a string; the rest is read too, so that
 * the writer does not meet a closed pipe. */
static void read_beginning(int from, char *text, size_t room)
{
    char rest[512];
    size_t length = 0;
    for (;;) {
        bool full = length + 1 == room;
        ssize_t got =
            full ? read(from, rest, sizeof rest) : read(from, text + length, room - 1 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (!full)
            length += (size_t)got;
    }
    text[length] = '\0';
}

/* The first line that `command --version` prints. */
static void ask_version(const struct words *command, char *line, size_t room)
{
    struct words ask = {0};
    for (size_t i = 0; i < command->count; i++)
        words_add(&ask, command->word[i]);
    words_add(&ask, "--version");
    int answer[2];
    if (pipe2(answer, O_CLOEXEC) != 0)
        tool_fail(TOOL_FAILED, "no pipe to the compiler: %s", strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, answer[1], STDOUT_FILENO);
    pid_t compiler;
    int error = posix_spawnp(&compiler, ask.word[0], &actions, NULL, ask.word, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(answer[1]);
    if (error != 0)
        fail_exec(ask.word[0], error);
    read_beginning(answer[0], line, room);
    line[strcspn(line, "\n")] = '\0';
    close(answer[0]);
    waitpid(compiler, NULL, 0);
    words_free(&ask);
}

/* Another compiler that loads the plugin crashes or speaks of symbols. */
static void check_compiler(const struct words *command)
{
    char line[256];
    if (getenv("DRUST_CC") == NULL)
        return;
    ask_version(command, line, sizeof line);
    if (strstr(line, "clang version 19.") == NULL) {
        tool_fail(TOOL_USAGE,
                  "DRUST_CC is '%s', which says it is '%s': the plugin fits clang 19 only",
                  getenv("DRUST_CC"), line);
    }
}

/* The caller's arguments without --show; true if that was there. */
static bool read_arguments(int argc, char **argv, struct words *arguments)
{
    bool show = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--show") == 0 && !show)
            show = true;
        else
            words_add(arguments, argv[i]);
    }
    return show;
}

/* Behind "--" everything is an input, and the runtime's options must come last:
 * the inputs are named so that they need no "--". */
static void add_arguments(struct words *command, const struct words *arguments)
{
    bool only_inputs = false;
    for (size_t i = 0; i < arguments->count; i++) {
        const char *argument = arguments->word[i];
        if (!only_inputs && strcmp(argument, "--") == 0)
            only_inputs = true;
        else if (only_inputs && argument[0] == '-' && argument[1] != '\0')
            words_format(command, "./%s", argument);
        else
            words_add(command, argument);
    }
}

static struct request read_request(const struct words *arguments)
{
    struct words expanded = {0};
    for (size_t i = 0; i < arguments->count; i++)
        words_add(&expanded, arguments->word[i]);
    words_expand(&expanded);
    struct request request = request_read(&expanded);
    words_free(&expanded);
    return request;
}

/* The compiler's command for what the caller asks; to be shown only, if `show`. */
static struct words make_command(const struct words *arguments, bool show)
{
    struct words command = {0};
    struct request request = read_request(arguments);
    if (show && arguments->count == 0)
        request = (struct request){.compiles = true, .preprocesses = true, .links = true};
    add_compiler(&command);
    if (request.compiles && !show)
        check_compiler(&command);
    if (request.preprocesses)
        flags_compile(&command);
    else if (request.compiles)
        flags_compile_preprocessed(&command);
    add_arguments(&command, arguments);
    if (request.links) {
        if (request.language)
            words_split(&command, "-x none"); /* the runtime is no source */
        flags_link(&command);
    }
    return command;
}

int main(int argc, char **argv)
{
    struct words arguments = {0};
    bool show = read_arguments(argc, argv, &arguments);
    if (arguments.count == 1 && strcmp(arguments.word[0], "--help") == 0) {
        fputs(help, stdout);
        words_free(&arguments);
        return 0;
    }
    struct words command = make_command(&arguments, show);
    words_free(&arguments);
    if (!show) {
        execvp(command.word[0], command.word);
        fail_exec(command.word[0], errno);
    }
    words_print(&command);
    words_free(&command);
    return 0;
}
