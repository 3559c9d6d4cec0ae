/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Following a job to its end. Three phases:
 *
 *   JOINING   servers start; each must say that it is a DRust program
 *   RUNNING   any end of a server now is a failure of the job
 *   ENDING    the status is known (main is done, or exit was called); servers end
 *
 * Whatever fails first decides the status and the one message; everything that
 * the servers printed before comes first.
 */
#include "launch.h"
#include "stats.h"
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define END_MS_MAX 30000 /* from the status to the last server's end */
#define PROMPT_MS 100    /* an unfinished line on a terminal is shown after that */
#define EVENTS 16
#define SAY_BYTES 512

enum phase { JOINING, RUNNING, ENDING };

struct watch {
    struct launch *launch;
    enum phase phase;
    int epoll;
    int status;          /* from ENDING on */
    bool told;           /* ENDING because of a note EXIT: the others are killed */
    uint32_t joined;     /* servers */
    uint32_t left;       /* servers not dead */
    int64_t deadline_ms; /* of this phase; none in RUNNING */
    bool over;           /* a failure: kill the rest */
    char say[SAY_BYTES]; /* the failure's message; empty: say nothing */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The first failure wins. `format` NULL: somebody said it already. */
static void fail(struct watch *watch, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void fail(struct watch *watch, int status, const char *format, ...)
{
    if (watch->over)
        return;
    watch->over = true;
    watch->status = status;
    if (format == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(watch->say, sizeof watch->say, format, arguments);
    va_end(arguments);
}

static const char *program(const struct watch *watch) { return watch->launch->options->command[0]; }

/* From one server's join to the next. */
static int64_t join_deadline_ms(const struct watch *watch)
{
    return now_ms() + (int64_t)watch->launch->options->join_seconds * 1000;
}

/* ---- Notes -----------------------------------------------------------------*/

static void on_joined(struct watch *watch, struct process *process, uint32_t abi)
{
    if (abi != DRUST_ABI_VERSION) {
        fail(watch, TOOL_FAILED,
             "'%s' was linked for ABI version %u and this command is for version %d: use the "
             "command and the library of one installation",
             program(watch), abi, DRUST_ABI_VERSION);
        return;
    }
    if (process->joined)
        return;
    process->joined = true;
    watch->joined++;
    watch->deadline_ms = join_deadline_ms(watch);
    if (watch->phase == JOINING && watch->joined == watch->launch->options->servers)
        watch->phase = RUNNING;
}

static void kill_others(struct watch *watch, uint32_t server)
{
    for (uint32_t i = 0; i < watch->launch->options->servers; i++) {
        struct process *process = &watch->launch->processes[i];
        if (i != server && !process->dead)
            kill(process->pid, SIGKILL);
    }
}

static void on_status(struct watch *watch, uint32_t server, const struct drusti_note *note)
{
    if (watch->phase == ENDING)
        return; /* the first one counts */
    watch->phase = ENDING;
    watch->status = (int)(note->value & 0xff);
    watch->deadline_ms = now_ms() + END_MS_MAX;
    if (note->kind == DRUSTI_NOTE_EXIT) {
        watch->told = true;
        kill_others(watch, server);
    }
}

static void read_notes(struct watch *watch, uint32_t server)
{
    struct process *process = &watch->launch->processes[server];
    struct drusti_note note;
    bool ended = false;
    int bytes;
    while (process->control >= 0 &&
           (bytes = drusti_note_receive(process->control, &note, &ended)) >= 0) {
        switch (note.kind) {
        case DRUSTI_NOTE_JOINED:
            on_joined(watch, process, note.value);
            break;
        case DRUSTI_NOTE_COUNTERS:
            stats_counters(server, &note, bytes);
            break;
        case DRUSTI_NOTE_ALIVE:
            stats_alive(&note, bytes);
            break;
        case DRUSTI_NOTE_DONE:
        case DRUSTI_NOTE_EXIT:
            on_status(watch, server, &note);
            break;
        default:
            fail(watch, TOOL_FAILED, "server %u sent an unknown note (%u)", server, note.kind);
        }
    }
    if (ended) {
        close(process->control);
        process->control = -1;
    }
}

static void read_all_notes(struct watch *watch)
{
    for (uint32_t i = 0; i < watch->launch->options->servers; i++)
        read_notes(watch, i);
}

/* ---- Ends of servers -------------------------------------------------------*/

static void on_killed(struct watch *watch, uint32_t server, int number)
{
    if (watch->told && number == SIGKILL)
        return; /* by us */
    const char *name = sigabbrev_np(number);
    fail(watch, 128 + number, "server %u was killed by SIG%s (%s)%s", server,
         name == NULL ? "?" : name, strsignal(number),
         number == SIGKILL ? ": by someone, or because the system was out of memory" : "");
}

/* A server that ended by itself before the job's status was known. */
static void on_early_exit(struct watch *watch, uint32_t server, int code)
{
    if (!watch->launch->processes[server].joined) {
        fail(watch, TOOL_FAILED,
             "'%s' ended with status %d without joining the job: it is not a DRust program (link "
             "with 'drust config --libs'), or it failed before main",
             program(watch), code);
    } else if (server == 0 || code == TOOL_FAILED) {
        fail(watch, code, NULL); /* _exit in main, or a failure that was explained */
    } else {
        fail(watch, code == 0 ? TOOL_FAILED : code,
             "server %u ended with status %d while the job was running", server, code);
    }
}

/* One that ended after: it must agree with the job. A sanitizer's report at
 * exit, for instance, does not. */
static void on_late_exit(struct watch *watch, uint32_t server, int code)
{
    bool sets_status = server == 0 || watch->told;
    if (code == (sets_status ? watch->status : 0))
        return;
    fail(watch, watch->status == 0 ? code : watch->status,
         "server %u ended with status %d after the end of main", server, code);
}

static void on_end(struct watch *watch, uint32_t server)
{
    struct process *process = &watch->launch->processes[server];
    int how;
    if (process->dead || waitpid(process->pid, &how, WNOHANG) != process->pid)
        return;
    process->dead = true;
    watch->left--;
    close(process->pidfd);
    process->pidfd = -1;
    read_all_notes(watch); /* what it said last decides what its end means */
    if (WIFSIGNALED(how))
        on_killed(watch, server, WTERMSIG(how));
    else if (watch->phase == ENDING)
        on_late_exit(watch, server, WEXITSTATUS(how));
    else
        on_early_exit(watch, server, WEXITSTATUS(how));
}

/* ---- Signals, time, output -------------------------------------------------*/

static void on_signal(struct watch *watch)
{
    struct signalfd_siginfo info;
    if (read(watch->launch->signals, &info, sizeof info) == (ssize_t)sizeof info)
        fail(watch, 128 + (int)info.ssi_signo, NULL);
}

static void on_deadline(struct watch *watch)
{
    if (watch->phase == JOINING) {
        fail(watch, TOOL_FAILED,
             "'%s' did not join the job within %u seconds: it is not a DRust program (link with "
             "'drust config --libs'), or very slow to start (DRUST_JOIN_SECONDS)",
             program(watch), watch->launch->options->join_seconds);
    } else {
        fail(watch, watch->status == 0 ? TOOL_FAILED : watch->status,
             "a server did not end within %d seconds after main", END_MS_MAX / 1000);
    }
}

static void check_output(struct watch *watch, const struct output *output)
{
    if (output->error == EPIPE)
        fail(watch, 128 + SIGPIPE, NULL); /* as the program would have ended */
    else if (output->error != 0 && output->error != EINTR)
        fail(watch, TOOL_FAILED, "cannot write the job's output: %s", strerror(output->error));
}

static void pump(struct watch *watch)
{
    if (!watch->launch->merged)
        return;
    output_pump(&watch->launch->output);
    output_pump(&watch->launch->errors);
    check_output(watch, &watch->launch->output);
    check_output(watch, &watch->launch->errors);
}

/* ---- The loop --------------------------------------------------------------*/

/* epoll_event.data: what happened to whom */
enum { ON_END, ON_NOTE, ON_SIGNAL, ON_OUTPUT };
static uint64_t name(int what, uint32_t server) { return (uint64_t)what << 32 | server; }

static void follow(struct watch *watch, int descriptor, uint64_t data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
    if (epoll_ctl(watch->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        fail(watch, TOOL_FAILED, "cannot watch the job: %s", strerror(errno));
}

static void follow_all(struct watch *watch)
{
    struct launch *launch = watch->launch;
    watch->epoll = epoll_create1(EPOLL_CLOEXEC);
    follow(watch, launch->signals, name(ON_SIGNAL, 0));
    if (launch->merged) {
        follow(watch, launch->output.socket, name(ON_OUTPUT, 0));
        follow(watch, launch->errors.socket, name(ON_OUTPUT, 0));
    }
    for (uint32_t i = 0; i < launch->options->servers; i++) {
        follow(watch, launch->processes[i].control, name(ON_NOTE, i));
        follow(watch, launch->processes[i].pidfd, name(ON_END, i));
    }
}

static void dispatch(struct watch *watch, uint64_t data)
{
    uint32_t server = (uint32_t)data;
    switch (data >> 32) {
    case ON_END:
        on_end(watch, server);
        break;
    case ON_NOTE:
        read_notes(watch, server);
        break;
    case ON_SIGNAL:
        on_signal(watch);
        break;
    default: /* ON_OUTPUT */
        pump(watch);
    }
}

static bool has_prompt(const struct launch *launch)
{
    return launch->merged &&
           (output_has_prompt(&launch->output) || output_has_prompt(&launch->errors));
}

static int timeout_ms(const struct watch *watch)
{
    int64_t wait = -1;
    if (watch->phase != RUNNING) {
        wait = watch->deadline_ms - now_ms();
        if (wait < 0)
            wait = 0;
    }
    if (has_prompt(watch->launch) && (wait < 0 || wait > PROMPT_MS))
        wait = PROMPT_MS;
    return (int)wait;
}

static void loop(struct watch *watch)
{
    struct epoll_event events[EVENTS];
    while (watch->left > 0 && !watch->over) {
        int count = epoll_wait(watch->epoll, events, EVENTS, timeout_ms(watch));
        for (int i = 0; i < count && !watch->over; i++)
            dispatch(watch, events[i].data.u64);
        if (count == 0 && has_prompt(watch->launch)) {
            output_flush(&watch->launch->output);
            output_flush(&watch->launch->errors);
        }
        if (watch->phase != RUNNING && now_ms() >= watch->deadline_ms)
            on_deadline(watch);
    }
}

int watch_job(struct launch *launch)
{
    struct watch watch = {.launch = launch, .left = launch->options->servers};
    watch.deadline_ms = join_deadline_ms(&watch);
    follow_all(&watch);
    loop(&watch);
    if (watch.over)
        launch_kill(launch);
    if (launch->merged) {
        output_close(&launch->output);
        output_close(&launch->errors);
    }
    if (watch.say[0] != '\0')
        tool_say("%s", watch.say);
    else if (launch->options->stats)
        stats_print(launch->options->servers);
    return watch.status;
}
