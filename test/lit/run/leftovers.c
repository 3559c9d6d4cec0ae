/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * --stats names the objects that are still alive at the end, by their types, on
 * whichever server; without any it names none.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %run2 --stats %t 2>&1 | FileCheck --check-prefix=NONE --implicit-check-not='still alive' %s
 * RUN: %run2 --stats %t keep 2>%t.stats && FileCheck --check-prefix=KEPT %s <%t.stats
 * RUN: not %S/Inputs/expect-stats %t.stats no-leftovers 2>&1 | FileCheck --check-prefix=LEFT %s
 * NONE: drust: stats: homed 4
 * NONE: drust: stats: frees 4
 * KEPT: drust: stats: homed 4
 * KEPT-DAG: drust: still alive: struct node 2 (32 bytes)
 * KEPT-DAG: drust: still alive: struct other 1 (8 bytes)
 * LEFT: objects are left over
 */
#include <drust.h>

#include <stdio.h>

struct node { long value; struct node *DRUST_OWNED next; };
struct other { long value; };

static void *kept; /* on each server */

static void work(int keep)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    struct other *DRUST_OWNED o = drust_new(struct other);
    DRUST_UNSAFE("a test of what is left") {
        DRUST_ALLOW("global") if (keep)
            kept = drust_into_raw(n);
        DRUST_ALLOW("global") if (keep && drust_server() == 0)
            kept = drust_into_raw(o);
    }
}

int main(int argc, char **argv)
{
    (void)argv;
    for (unsigned i = 0; i < 2; i++) {
        drust_thread t = drust_spawn_on(i, work, argc - 1);
        drust_join(t, NULL);
    }
    printf("%d\n", kept != NULL);
    return 0;
}
