/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A drop goes as deep as the list is long without using the stack for it: ten
 * million nodes on a stack of 256 KiB, and lists whose nodes lie on different
 * servers.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: bash -c 'ulimit -S -s 256; exec %drust run -n 1 --heap 2G %t 10000000 0' | FileCheck %s
 * RUN: %run2 --stats %t 20000 1000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' 'remote_drops>=5' no-leftovers
 * RUN: env DRUST_PLACE=random:3 %drust run -n 4 --stats %t 5000 1 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' 'remote_drops>=1000' no-leftovers
 * CHECK: dropped
 */
#include <drust.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *DRUST_OWNED next;
};

/* A list of `count` nodes of this server in front of `list`. */
static struct node *DRUST_OWNED extend(struct node *DRUST_OWNED list, long count)
{
    for (long i = 0; i < count; i++) {
        struct node *DRUST_OWNED n = drust_new(struct node);
        n->next = list;
        list = n;
    }
    return list;
}

int main(int argc, char **argv)
{
    long count = atol(argv[argc - 2]);
    long piece = atol(argv[argc - 1]); /* nodes on one server after another; 0: all here */
    struct node *DRUST_OWNED list = NULL;

    if (piece == 0)
        list = extend(list, count);
    for (long made = 0; piece != 0 && made < count; made += piece) {
        unsigned server = (unsigned)(made / piece % drust_servers());
        drust_thread thread = drust_spawn_on(server, extend, list, piece);
        drust_join(thread, &list);
    }
    drust_drop(list);
    printf("dropped\n");
    return 0;
}
