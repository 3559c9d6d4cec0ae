/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * See stats.h. Notes come from programs, so they are read with care.
 */
#include "stats.h"
#include "size.h"
#include "tool.h"
#include "trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[DRUSTI_COUNTERS_COUNT] = {
#define X(name, text) #name,
    DRUSTI_COUNTERS(X)
#undef X
};
static uint64_t counters[DRUSTI_SERVERS_MAX][DRUSTI_COUNTERS_COUNT];
static bool reported[DRUSTI_SERVERS_MAX];

/* Objects of one type, over all servers. */
struct alive {
    struct alive *next;
    uint64_t count;
    uint64_t bytes;
    char *type;
};
static struct alive *alive;

void stats_counters(uint32_t server, const struct drusti_note *note, int bytes)
{
    if ((size_t)bytes != sizeof counters[server])
        return;
    memcpy(counters[server], note->data, sizeof counters[server]);
    reported[server] = true;
}

/* The number behind the last space of text, which is cut there. */
static bool cut_number(char *text, uint64_t *value)
{
    char *space = strrchr(text, ' ');
    if (space == NULL || !drusti_parse_number(space + 1, 0, UINT64_MAX, value))
        return false;
    *space = '\0';
    return true;
}

void stats_alive(const struct drusti_note *note, int bytes)
{
    char text[DRUSTI_NOTE_DATA + 1];
    uint64_t size, count;
    memcpy(text, note->data, (size_t)bytes);
    text[bytes] = '\0';
    if (!cut_number(text, &size) || !cut_number(text, &count))
        return;
    struct alive **at = &alive;
    while (*at != NULL && strcmp((*at)->type, text) < 0)
        at = &(*at)->next;
    if (*at == NULL || strcmp((*at)->type, text) != 0) {
        struct alive *new = tool_zalloc(sizeof *new);
        new->type = strdup(text);
        if (new->type == NULL)
            tool_fail(TOOL_FAILED, "out of memory for statistics");
        new->next = *at;
        *at = new;
    }
    (*at)->count += count;
    (*at)->bytes += size;
}

static void print_counter(uint32_t servers, size_t index)
{
    char text[64 + DRUSTI_SERVERS_MAX * 21];
    uint64_t total = 0;
    for (uint32_t i = 0; i < servers; i++)
        total += counters[i][index];
    size_t used = (size_t)snprintf(text, sizeof text, "%s %" PRIu64 " (", names[index], total);
    for (uint32_t i = 0; i < servers; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%" PRIu64, i == 0 ? "" : " ",
                                 counters[i][index]);
    tool_say("stats: %s)", text);
}

void stats_print(uint32_t servers)
{
    for (uint32_t i = 0; i < servers; i++) {
        if (!reported[i]) {
            tool_say("no statistics: the job did not end by a return from main");
            return;
        }
    }
    for (size_t i = 0; i < DRUSTI_COUNTERS_COUNT; i++)
        print_counter(servers, i);
    for (const struct alive *at = alive; at != NULL; at = at->next)
        tool_say("still alive: %s %" PRIu64 " (%" PRIu64 " bytes)", at->type, at->count, at->bytes);
}
