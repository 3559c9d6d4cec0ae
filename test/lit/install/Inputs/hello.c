/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program of the tests: its object comes from the last server.
 */
#include <drust.h>

#include <stdio.h>

struct greeting {
    unsigned from;
};

static struct greeting *DRUST_OWNED greet(void)
{
    struct greeting *DRUST_OWNED g = drust_new(struct greeting);
    g->from = drust_server();
    return g;
}

int main(void)
{
    struct greeting *DRUST_OWNED g = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, greet);
    drust_join(t, &g);
    printf("hello from server %u of %u\n", g->from, drust_servers());
    return 0;
}
