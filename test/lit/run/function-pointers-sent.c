/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A pointer to a function means the same on every server: in an object, as an
 * argument and as a result of a thread.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 %t2 | FileCheck %s
 * CHECK: stored 6, sent 8, returned 15
 */
#include <drust.h>

#include <stdio.h>

typedef int function(int n);
struct operation { function *run; };

static int twice(int n) { return 2 * n; }
static int thrice(int n) { return 3 * n; }

static struct operation *DRUST_OWNED make(void)
{
    struct operation *DRUST_OWNED o = drust_new(struct operation);
    o->run = twice;
    return o;
}
static int call(function *run, int n) { return run(n); }
static function *choose(int n) { return n ? thrice : twice; }

int main(void)
{
    struct operation *DRUST_OWNED o = NULL;
    function *chosen = NULL;
    int sent = 0;
    drust_thread t = drust_spawn_on(drust_servers() - 1, make);
    drust_join(t, &o);
    t = drust_spawn_on(drust_servers() - 1, call, twice, 4);
    drust_join(t, &sent);
    t = drust_spawn_on(drust_servers() - 1, choose, 1);
    drust_join(t, &chosen);
    printf("stored %d, sent %d, returned %d\n", o->run(3), sent, chosen == thrice ? chosen(5) : 0);
    return 0;
}
