/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One owner handed around all servers. Each hop is a thread on the next server
 * that receives the token, looks at it, writes to it and returns it: the token
 * moves to the server that writes, and with one server nothing is copied.
 *
 *     $(drust config --cc) -O2 $(drust config --cflags) ring.c -o ring $(drust config --libs)
 *     drust run -n 4 --stats ./ring 10000
 */
#include <drust.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MARKS = 512 };

struct token {
    uint64_t hops;
    uint64_t checksum;
    uint64_t marks[MARKS]; /* how often a hop with this number (modulo MARKS) was made */
};

static void advance(struct token *DRUST_MUT_BORROW t)
{
    t->hops++;
    t->marks[t->hops % MARKS]++;
    t->checksum = t->checksum * 31 + t->hops;
}

/* Runs on the server whose turn it is. */
static struct token *DRUST_OWNED hop(struct token *DRUST_OWNED t, uint64_t expected)
{
    if (t->hops != expected) {
        fprintf(stderr, "ring: hop %" PRIu64 " arrived with %" PRIu64 " hops\n", expected, t->hops);
        exit(1);
    }
    advance(t);
    return t;
}

static uint64_t most_marks(const struct token *DRUST_BORROW t)
{
    uint64_t most = 0;
    for (size_t i = 0; i < MARKS; i++)
        if (t->marks[i] > most)
            most = t->marks[i];
    return most;
}

int main(int argc, char **argv)
{
    uint64_t hops = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000;
    struct token *DRUST_OWNED token = drust_new(struct token);

    for (uint64_t i = 0; i < hops; i++) {
        unsigned server = (unsigned)((i + 1) % drust_servers());
        /* The token moves into the thread and comes back as its result. */
        drust_thread thread = drust_spawn_on(server, hop, token, i);
        drust_join(thread, &token);
    }
    printf("hops %" PRIu64 "\n", token->hops);
    printf("most marks %" PRIu64 "\n", most_marks(token));
    printf("checksum %016" PRIx64 "\n", token->checksum);
    return 0;
}
