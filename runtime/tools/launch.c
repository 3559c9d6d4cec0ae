/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Starting the servers of a job, and killing them. Everything they share is an
 * inherited descriptor, so nothing has a name that could be left behind: the
 * memory of a job goes with its last process.
 */
#include "launch.h"
#include "size.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DESCRIPTORS "no descriptors for so many servers: %s; raise 'ulimit -n' or use fewer servers"

/* Descriptors of the launcher while it starts servers; -1: none (any more). */
struct wiring {
    int heaps[DRUSTI_SERVERS_MAX];
    int peers[DRUSTI_SERVERS_MAX][DRUSTI_SERVERS_MAX]; /* [a][b]: a's end of the pair with b */
};

/* ---- Before the first server -----------------------------------------------*/

/* A launcher of many servers holds more descriptors than the usual limit; each
 * server gets the limit back that the user set. */
static void raise_descriptors(struct launch *launch)
{
    getrlimit(RLIMIT_NOFILE, &launch->old_descriptors);
    struct rlimit most = launch->old_descriptors;
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
}

static void catch_signals(struct launch *launch)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, &launch->old_mask);
    launch->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    if (launch->signals < 0)
        tool_fail(TOOL_FAILED, DESCRIPTORS, strerror(errno));
}

static void open_outputs(struct launch *launch)
{
    launch->merged = launch->options->servers > 1;
    if (!launch->merged)
        return; /* one server writes to our streams itself */
    if (!output_open(&launch->output, STDOUT_FILENO, launch->signals) ||
        !output_open(&launch->errors, STDERR_FILENO, launch->signals))
        tool_fail(TOOL_FAILED, DESCRIPTORS, strerror(errno));
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write */
}

static void open_heaps(struct wiring *wiring, const struct options *options)
{
    for (uint32_t i = 0; i < options->servers; i++) {
        char name[32];
        snprintf(name, sizeof name, "drust-heap-%u", i);
        int heap = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
        if (heap < 0)
            tool_fail(TOOL_FAILED, DESCRIPTORS, strerror(errno));
        /* Sealed: a server that shrank its heap would kill those that read it. */
        if (ftruncate(heap, (off_t)options->heap_bytes) != 0 ||
            fcntl(heap, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
            tool_fail(TOOL_FAILED, "cannot make the heap of server %u: %s", i, strerror(errno));
        wiring->heaps[i] = heap;
    }
}

/* ---- One server ------------------------------------------------------------*/

/* Sockets from this server to all that start later. */
static bool open_peers(struct wiring *wiring, uint32_t id, uint32_t servers)
{
    for (uint32_t other = id + 1; other < servers; other++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return false;
        wiring->peers[id][other] = ends[0];
        wiring->peers[other][id] = ends[1];
    }
    return true;
}

static void keep_open(int descriptor)
{
    if (descriptor >= 0)
        fcntl(descriptor, F_SETFD, 0);
}

static void set_variable(const struct launch *launch, const struct wiring *wiring, uint32_t id,
                         int control)
{
    const struct options *options = launch->options;
    struct drusti_job job = {.id = id,
                             .servers = options->servers,
                             .heap_bytes = options->heap_bytes,
                             .cache_bytes = options->cache_bytes,
                             .stats = options->stats,
                             .control = control};
    char text[DRUSTI_JOB_TEXT];
    for (uint32_t i = 0; i < options->servers; i++) {
        job.heaps[i] = wiring->heaps[i];
        job.peers[i] = wiring->peers[id][i];
        keep_open(job.heaps[i]);
        keep_open(job.peers[i]);
    }
    keep_open(control);
    drusti_job_print(&job, text);
    setenv(DRUSTI_JOB_VARIABLE, text, 1);
}

static void set_streams(const struct launch *launch, uint32_t id)
{
    if (launch->merged) {
        dup2(launch->output.writers, STDOUT_FILENO);
        dup2(launch->errors.writers, STDERR_FILENO);
    }
    if (id == 0)
        return;
    int null = open("/dev/null", O_RDONLY);
    if (null > STDIN_FILENO) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
}

/* The new process, from fork to exec. `failure`: errno goes there if there is
 * no exec. */
_Noreturn static void become_server(const struct launch *launch, const struct wiring *wiring,
                                    uint32_t id, int control, int failure, pid_t launcher)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != launcher) /* it died before the line above */
        _exit(TOOL_FAILED);
    set_variable(launch, wiring, id, control);
    set_streams(launch, id);
    setrlimit(RLIMIT_NOFILE, &launch->old_descriptors);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &launch->old_mask, NULL);
    execvp(launch->options->command[0], launch->options->command);
    int error = errno;
    ssize_t written = write(failure, &error, sizeof error);
    (void)written;
    _exit(TOOL_FAILED);
}

/* 0, or the errno of what failed; *no_exec tells exec from all before it. */
static int start_server(struct launch *launch, struct wiring *wiring, uint32_t id, bool *no_exec)
{
    struct process *process = &launch->processes[id];
    int control[2], failure[2], error = 0;
    *no_exec = false;
    if (!open_peers(wiring, id, launch->options->servers) ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0 ||
        pipe2(failure, O_CLOEXEC) != 0)
        return errno;
    pid_t launcher = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return errno;
    if (pid == 0)
        become_server(launch, wiring, id, control[1], failure[1], launcher);
    close(control[1]);
    close(failure[1]);
    process->pid = pid;
    process->control = control[0];
    process->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process->pidfd < 0)
        return errno;
    fcntl(process->pidfd, F_SETFD, FD_CLOEXEC);
    if (read(failure[0], &error, sizeof error) > 0)
        *no_exec = true;
    close(failure[0]);
    for (uint32_t other = 0; other < launch->options->servers; other++) {
        if (other != id)
            close(wiring->peers[id][other]);
    }
    return error;
}

_Noreturn static void fail_start(struct launch *launch, uint32_t id, int error, bool no_exec)
{
    const char *program = launch->options->command[0];
    launch_kill(launch);
    if (!no_exec) {
        tool_fail(TOOL_FAILED,
                  "cannot start server %u: %s; use fewer servers, or raise 'ulimit "
                  "-n' and 'ulimit -u'",
                  id, strerror(error));
    }
    if (error != ENOENT && error != ENOTDIR)
        tool_fail(TOOL_NOT_EXECUTABLE, "cannot run '%s': %s", program, strerror(error));
    bool here = strchr(program, '/') == NULL && access(program, F_OK) == 0;
    tool_fail(TOOL_NOT_FOUND, "cannot run '%s': %s%s%s", program, strerror(error),
              here ? "; did you mean ./" : "", here ? program : "");
}

void launch_start(struct launch *launch, const struct options *options)
{
    static struct wiring wiring;
    memset(&wiring, -1, sizeof wiring);
    *launch = (struct launch){.options = options};
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* what a killed server leaves comes to us */
    raise_descriptors(launch);
    catch_signals(launch);
    open_outputs(launch);
    open_heaps(&wiring, options);
    for (uint32_t i = 0; i < options->servers; i++) {
        bool no_exec;
        int error = start_server(launch, &wiring, i, &no_exec);
        if (error != 0)
            fail_start(launch, i, error, no_exec);
    }
    for (uint32_t i = 0; i < options->servers; i++)
        close(wiring.heaps[i]);
    if (launch->merged) {
        close(launch->output.writers);
        close(launch->errors.writers);
        launch->output.writers = launch->errors.writers = -1;
    }
}

/* ---- The end ---------------------------------------------------------------*/

/* Kill every child, known or adopted. False if there was none. */
static bool kill_children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool any = false;
    char *word = NULL;
    size_t room = 0;
    uint64_t child;
    while (getdelim(&word, &room, ' ', file) > 0) {
        word[strcspn(word, " ")] = '\0';
        if (drusti_parse_number(word, 1, INT_MAX, &child)) {
            kill((pid_t)child, SIGKILL);
            any = true;
        }
    }
    free(word);
    fclose(file);
    return any;
}

void launch_kill(struct launch *launch)
{
    for (uint32_t i = 0; i < launch->options->servers; i++) {
        struct process *process = &launch->processes[i];
        if (process->pid != 0 && !process->dead)
            kill(process->pid, SIGKILL);
        process->dead = true;
    }
    /* Children of the killed arrive when those are waited for. */
    do {
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
    } while (kill_children() && waitpid(-1, NULL, 0) > 0);
}
