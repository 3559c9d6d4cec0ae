/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * See output.h. A stream socket with SO_PASSCRED never joins bytes of two
 * writers in one receive, so each piece has one pid.
 */
#include "output.h"
#include "tool.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE_BYTES 65536
#define LINE_BYTES_MAX ((size_t)1 << 20) /* a longer line is written in parts */
#define WRITE_BYTES 4096                 /* a pipe with any room takes a page without waiting */
#define PIECES_MAX 16                    /* in one pump: other events must have their turn */
#define LAST_PUMPS_MAX 1024              /* more than a socket holds */
_Static_assert(PIECE_BYTES < LINE_BYTES_MAX, "a piece fits into an empty line");

struct source {
    struct source *next;
    pid_t pid;
    size_t used;
    size_t room; /* used <= room <= LINE_BYTES_MAX */
    char *line;
};

bool output_open(struct output *output, int target, int abort)
{
    int ends[2], one = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
    *output = (struct output){.socket = ends[0],
                              .writers = ends[1],
                              .target = target,
                              .abort = abort,
                              .terminal = isatty(target) != 0};
    return true;
}

/* ---- Writing ---------------------------------------------------------------*/

/* Wait until the target takes bytes; false if the job is to be given up. */
static bool wait_for_target(struct output *output)
{
    struct pollfd polls[] = {{.fd = output->target, .events = POLLOUT},
                             {.fd = output->abort, .events = POLLIN}};
    while (poll(polls, 2, -1) < 0) {
        if (errno != EINTR)
            return false;
    }
    return polls[1].revents == 0;
}

/* A target that cannot be written to is remembered; the watcher ends the job. */
static void write_all(struct output *output, const char *data, size_t bytes)
{
    while (bytes != 0 && output->error == 0) {
        if (!wait_for_target(output)) {
            output->error = EINTR;
            return;
        }
        ssize_t written = write(output->target, data, bytes < WRITE_BYTES ? bytes : WRITE_BYTES);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            output->error = errno;
        if (written > 0) {
            data += written;
            bytes -= (size_t)written;
        }
    }
}

/* Bytes of one process. Never in the middle of another's line. */
static void emit(struct output *output, pid_t pid, const char *data, size_t bytes)
{
    if (bytes == 0)
        return;
    if (output->open != 0 && output->open != pid)
        write_all(output, "\n", 1);
    write_all(output, data, bytes);
    output->open = data[bytes - 1] == '\n' ? 0 : pid;
}

/* ---- Lines -----------------------------------------------------------------*/

/* The link that points to the source of this process, or to NULL. */
static struct source **find(struct output *output, pid_t pid)
{
    struct source **at = &output->sources;
    while (*at != NULL && (*at)->pid != pid)
        at = &(*at)->next;
    return at;
}

/* Keep the start of a line. */
static void keep(struct output *output, pid_t pid, const char *data, size_t bytes)
{
    if (bytes == 0)
        return;
    struct source **at = find(output, pid);
    if (*at == NULL) {
        *at = tool_zalloc(sizeof **at);
        (*at)->pid = pid;
    }
    struct source *source = *at;
    if (source->used + bytes > LINE_BYTES_MAX) {
        emit(output, pid, source->line, source->used);
        source->used = 0;
    }
    if (source->used + bytes > source->room) {
        size_t room = source->room == 0 ? 256 : source->room;
        while (room < source->used + bytes)
            room *= 2;
        char *line = realloc(source->line, room);
        if (line == NULL)
            tool_fail(TOOL_FAILED, "out of memory for a line of %zu bytes", room);
        source->line = line;
        source->room = room;
    }
    memcpy(source->line + source->used, data, bytes);
    source->used += bytes;
}

/* Write what was kept and forget the source. */
static void release(struct output *output, struct source **at)
{
    struct source *source = *at;
    emit(output, source->pid, source->line, source->used);
    *at = source->next;
    free(source->line);
    free(source);
}

static void take_piece(struct output *output, pid_t pid, const char *data, size_t bytes)
{
    const char *last = memrchr(data, '\n', bytes);
    size_t whole = last == NULL ? 0 : (size_t)(last - data) + 1;
    if (whole != 0) {
        struct source **at = find(output, pid);
        if (*at != NULL)
            release(output, at);
        emit(output, pid, data, whole);
    }
    keep(output, pid, data + whole, bytes - whole);
}

bool output_pump(struct output *output)
{
    char data[PIECE_BYTES];
    char control[CMSG_SPACE(sizeof(struct ucred))];
    bool any = false;
    for (int pieces = 0; pieces < PIECES_MAX; pieces++) {
        struct iovec part = {data, sizeof data};
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = control,
                                 .msg_controllen = sizeof control};
        ssize_t got = recvmsg(output->socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        any = true;
        struct ucred writer = {.pid = 0};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header != NULL && header->cmsg_type == SCM_CREDENTIALS)
            memcpy(&writer, CMSG_DATA(header), sizeof writer);
        take_piece(output, writer.pid, data, (size_t)got);
    }
    return any;
}

bool output_has_prompt(const struct output *output)
{
    return output->terminal && output->sources != NULL;
}

void output_flush(struct output *output)
{
    while (output->sources != NULL)
        release(output, &output->sources);
}

void output_close(struct output *output)
{
    for (int pumps = 0; pumps < LAST_PUMPS_MAX && output_pump(output); pumps++) {
    }
    output_flush(output);
    close(output->socket);
}
