/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What files of the `drust` command need from its main file, for tests.
 */
#include "tool.h"

#include <stdlib.h>

void *tool_zalloc(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL)
        abort();
    return memory;
}

void tool_fail(int status, const char *format, ...)
{
    (void)status;
    (void)format;
    abort();
}
