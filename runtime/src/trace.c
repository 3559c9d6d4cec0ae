/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The counters by name. They are independent relaxed atomics: a reader sees
 * each one exact, but no common instant.
 */
#include "trace.h"
#include "check.h"
#include "server.h"

#include <drust/abi.h>

#include <string.h>

/* As in drust.h, which only programs compiled with the plugin can include. */
uint64_t drust_counter(const char *name);

const char *const drusti_counter_names[DRUSTI_COUNTERS_COUNT] = {
#define X(name, text) #name,
    DRUSTI_COUNTERS(X)
#undef X
};

_Static_assert(sizeof(struct drusti_counters) == DRUSTI_COUNTERS_COUNT * sizeof(uint64_t),
               "the counters are walked by index");

uint64_t drusti_counter(const struct drusti_counters *counters, size_t index)
{
    const _Atomic uint64_t *values = (const _Atomic uint64_t *)counters;
    return atomic_load_explicit(&values[index], memory_order_relaxed);
}

uint64_t drust_counter(const char *name)
{
    struct drust_server *self = drusti_process_server;
    DRUSTI_REQUIRE(self != NULL, "drust_counter(\"%s\") before main runs", name);
    for (size_t i = 0; i < DRUSTI_COUNTERS_COUNT; i++) {
        if (strcmp(name, drusti_counter_names[i]) == 0)
            return drusti_counter(self->counters, i);
    }
    drusti_fatal("drust_counter(\"%s\"): no counter has this name; 'drust info' lists them", name);
}
