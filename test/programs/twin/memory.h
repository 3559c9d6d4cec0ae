/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the twins do when there is no memory: what the programs do, they end.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void *check_memory(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(70);
    }
    return memory;
}

static inline char *copy_string(const char *s) { return check_memory(strdup(s)); }

#endif
