/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The program of part.c.
 */
#include "part.h"

#include <stdio.h>

int main(void)
{
    struct greeting *DRUST_OWNED g = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, greet);
    drust_join(t, &g);
    printf("parts from server %u of %u\n", g->from, drust_servers());
    return 0;
}
