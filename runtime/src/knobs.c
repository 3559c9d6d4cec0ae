/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One parser a variable, in one table. Used by the runtime and by the `drust`
 * command: reports by return value and prints nothing.
 */
#include "knobs.h"
#include "size.h"

#include <stdio.h>
#include <string.h>

#define COLOUR_BITS_MIN 2 /* fewer leave no colour between birth and wrap */
#define COLOUR_BITS_MAX 15
#define AFFINITY_BYTES ((uint64_t)256 << 10)
_Static_assert((1u << COLOUR_BITS_MAX) - 1 == DRUST_COLOUR_MAX, "bits of a colour");

struct settings {
    struct drusti_knobs knobs;
    uint64_t heap_bytes;
};

static bool read_heap(const char *text, struct settings *settings)
{
    return drusti_parse_size(text, &settings->heap_bytes);
}

static bool read_cache(const char *text, struct settings *settings)
{
    return drusti_parse_size(text, &settings->knobs.cache_bytes);
}

static bool read_affinity(const char *text, struct settings *settings)
{
    return drusti_parse_size(text, &settings->knobs.affinity_bytes);
}

static bool read_colour_bits(const char *text, struct settings *settings)
{
    uint64_t bits;
    if (!drusti_parse_number(text, COLOUR_BITS_MIN, COLOUR_BITS_MAX, &bits))
        return false;
    settings->knobs.colour_max = (1u << bits) - 1;
    return true;
}

/* "WORD" leaves *seeded false, "PREFIX:N" sets it and the seed. */
static bool read_seed(const char *text, const char *word, const char *prefix, bool *seeded,
                      uint64_t *seed)
{
    *seeded = false;
    if (strcmp(text, word) == 0)
        return true;
    size_t length = strlen(prefix);
    if (strncmp(text, prefix, length) != 0 || text[length] != ':' ||
        !drusti_parse_number(text + length + 1, 0, UINT64_MAX, seed))
        return false;
    *seeded = true;
    return true;
}

static bool read_births(const char *text, struct settings *settings)
{
    return read_seed(text, "plain", "seed", &settings->knobs.births_seeded,
                     &settings->knobs.births_seed);
}

static bool read_place(const char *text, struct settings *settings)
{
    return read_seed(text, "round", "random", &settings->knobs.place_random,
                     &settings->knobs.place_seed);
}

static bool read_workers(const char *text, struct settings *settings)
{
    uint64_t workers;
    if (!drusti_parse_number(text, 0, UINT32_MAX, &workers))
        return false;
    settings->knobs.workers_limited = true;
    settings->knobs.workers_max = (uint32_t)workers;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(const char *text, struct settings *settings);
    const char *allowed;
} variables[] = {
    {"DRUST_HEAP", read_heap, "a size above 0 such as 512M or 4G"},
    {"DRUST_CACHE", read_cache, "a size above 0 such as 64M"},
    {"DRUST_AFFINITY", read_affinity, "a size above 0 such as 256K"},
    {"DRUST_COLOUR_BITS", read_colour_bits, "a number from 2 to 15"},
    {"DRUST_BIRTHS", read_births, "'plain' or 'seed:NUMBER'"},
    {"DRUST_PLACE", read_place, "'round' or 'random:NUMBER'"},
    {"DRUST_WORKERS", read_workers, "a number"},
};

bool drusti_knobs_read(const char *(*look)(const char *name), struct drusti_knobs *knobs,
                       uint64_t *heap_bytes, char error[DRUSTI_KNOBS_ERROR])
{
    struct settings settings = {
        .knobs = {.affinity_bytes = AFFINITY_BYTES, .colour_max = DRUST_COLOUR_MAX}};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *text = look(variables[i].name);
        if (text == NULL)
            continue;
        if (!variables[i].read(text, &settings)) {
            snprintf(error, DRUSTI_KNOBS_ERROR, "%s is '%.40s'; it may be %s", variables[i].name,
                     text, variables[i].allowed);
            return false;
        }
    }
    *knobs = settings.knobs;
    *heap_bytes = settings.heap_bytes;
    return true;
}
