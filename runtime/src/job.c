/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Text and packets of job.h. The text is for eyes too:
 *
 *   VERSION ID SERVERS HEAP CACHE STATS CONTROL | HEAP-FD PEER-FD | ...
 *
 * with one pair of descriptors a server; the own PEER-FD is "-".
 */
#include "job.h"
#include "size.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* 64 servers with two descriptors of six digits each and the head. */
_Static_assert(DRUSTI_JOB_TEXT >= 128 + DRUSTI_SERVERS_MAX * 20, "the text fits");

void drusti_job_print(const struct drusti_job *job, char text[DRUSTI_JOB_TEXT])
{
    size_t used = (size_t)snprintf(text, DRUSTI_JOB_TEXT,
                                   "%d %" PRIu32 " %" PRIu32 " %" PRIu64 " %" PRIu64 " %d %d",
                                   DRUSTI_JOB_VERSION, job->id, job->servers, job->heap_bytes,
                                   job->cache_bytes, job->stats, job->control);
    for (uint32_t i = 0; i < job->servers && used < DRUSTI_JOB_TEXT; i++) {
        char *at = text + used;
        if (i == job->id)
            used += (size_t)snprintf(at, DRUSTI_JOB_TEXT - used, " | %d -", job->heaps[i]);
        else
            used += (size_t)snprintf(at, DRUSTI_JOB_TEXT - used, " | %d %d", job->heaps[i],
                                     job->peers[i]);
    }
}

/* ---- Reading: each takes its part off the front of *text -------------------*/

static bool take_text(const char **text, const char *expected)
{
    size_t length = strlen(expected);
    if (strncmp(*text, expected, length) != 0)
        return false;
    *text += length;
    return true;
}

static bool take_number(const char **text, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
    return drusti_scan_number(text, value) && *value >= minimum && *value <= maximum;
}

static bool take_descriptor(const char **text, int *descriptor)
{
    uint64_t value;
    if (!take_number(text, 0, INT_MAX, &value))
        return false;
    *descriptor = (int)value;
    return true;
}

static bool take_head(const char **text, struct drusti_job *job)
{
    uint64_t version, id, servers, stats;
    if (!take_number(text, DRUSTI_JOB_VERSION, DRUSTI_JOB_VERSION, &version) ||
        !take_text(text, " ") || !take_number(text, 0, DRUSTI_SERVERS_MAX - 1, &id) ||
        !take_text(text, " ") || !take_number(text, id + 1, DRUSTI_SERVERS_MAX, &servers) ||
        !take_text(text, " ") || !take_number(text, 1, UINT64_MAX, &job->heap_bytes) ||
        !take_text(text, " ") || !take_number(text, 1, UINT64_MAX, &job->cache_bytes) ||
        !take_text(text, " ") || !take_number(text, 0, 1, &stats) || !take_text(text, " "))
        return false;
    job->id = (uint32_t)id;
    job->servers = (uint32_t)servers;
    job->stats = stats != 0;
    return take_descriptor(text, &job->control);
}

static bool take_server(const char **text, struct drusti_job *job, uint32_t server)
{
    if (!take_text(text, " | ") || !take_descriptor(text, &job->heaps[server]) ||
        !take_text(text, " "))
        return false;
    job->peers[server] = -1;
    return server == job->id ? take_text(text, "-") : take_descriptor(text, &job->peers[server]);
}

bool drusti_job_parse(const char *text, struct drusti_job *job)
{
    struct drusti_job result = {.id = 0};
    if (!take_head(&text, &result))
        return false;
    for (uint32_t i = 0; i < result.servers; i++) {
        if (!take_server(&text, &result, i))
            return false;
    }
    if (*text != '\0')
        return false;
    *job = result;
    return true;
}

/* ---- Notes -----------------------------------------------------------------*/

void drusti_note_send(int control, enum drusti_note_kind kind, uint32_t value, const void *data,
                      size_t bytes)
{
    struct drusti_note note = {.kind = kind, .value = value};
    if (bytes > DRUSTI_NOTE_DATA)
        bytes = DRUSTI_NOTE_DATA;
    if (bytes != 0)
        memcpy(note.data, data, bytes);
    while (send(control, &note, DRUSTI_NOTE_HEAD + bytes, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

int drusti_note_receive(int control, struct drusti_note *note, bool *ended)
{
    ssize_t got = recv(control, note, sizeof *note, MSG_DONTWAIT);
    if (got >= (ssize_t)DRUSTI_NOTE_HEAD)
        return (int)(got - (ssize_t)DRUSTI_NOTE_HEAD);
    *ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    return -1;
}
