/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Text and packets of job.h. The text is for eyes too:
 *
 *   VERSION ID SERVERS HEAP CACHE STATS CONTROL | HEAP-FD PEER-FD | ...
 *
 * with one pair of descriptors a server.
 */
#include "job.h"

#include <errno.h>
#include <inttypes.h>
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
    for (uint32_t i = 0; i < job->servers && used < DRUSTI_JOB_TEXT; i++)
        used += (size_t)snprintf(text + used, DRUSTI_JOB_TEXT - used, " | %d %d", job->heaps[i],
                                 job->peers[i]);
}

bool drusti_job_parse(const char *text, struct drusti_job *job)
{
    struct drusti_job result = {.id = 0};
    int version, stats, used = 0;
    int count = sscanf(text, "%d %" SCNu32 " %" SCNu32 " %" SCNu64 " %" SCNu64 " %d %d%n",
                       &version, &result.id, &result.servers, &result.heap_bytes,
                       &result.cache_bytes, &stats, &result.control, &used);
    if (count != 7 || version != DRUSTI_JOB_VERSION || result.servers == 0 ||
        result.servers > DRUSTI_SERVERS_MAX || result.id >= result.servers || result.control < 0)
        return false;
    result.stats = stats != 0;
    for (uint32_t i = 0; i < result.servers; i++) {
        text += used;
        if (sscanf(text, " | %d %d%n", &result.heaps[i], &result.peers[i], &used) != 2 ||
            result.heaps[i] < 0 || (result.peers[i] < 0) != (i == result.id))
            return false;
    }
    if (text[used] != '\0')
        return false;
    *job = result;
    return true;
}

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
