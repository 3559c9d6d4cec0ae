/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The bytes of a DRUST_RAW field travel with its object, in spawned values and
 * back; what it points to is looked at where it was made only.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 12 visits, 0 wrong
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

struct node {
    int visits;
    const char *DRUST_RAW name;
    struct iovec vector DRUST_RAW;
    struct node *DRUST_OWNED next;
};
struct ticket {
    unsigned home;
    const char *DRUST_RAW name;
};

/* The bytes are compared, nothing is dereferenced. */
static struct ticket visit(struct node *DRUST_MUT_BORROW n, struct ticket t)
{
    for (struct node *cur = n; cur != NULL; cur = cur->next)
        cur->visits += cur->name == t.name;
    return t;
}

static struct node *DRUST_OWNED extend(struct node *DRUST_OWNED n, struct ticket t)
{
    struct node *DRUST_OWNED first = drust_new(struct node);
    first->name = t.name;
    first->vector.iov_len = drust_server();
    first->next = n;
    return first;
}

int main(void)
{
    char name[] = "made on server 0";
    struct ticket t = {drust_server(), name};
    struct node *DRUST_OWNED list = NULL;
    for (unsigned i = 0; i < 4; i++) {
        drust_thread thread = drust_spawn_on(i % drust_servers(), extend, list, t);
        drust_join(thread, &list);
    }
    int wrong = 0;
    for (unsigned i = 0; i < 3; i++) {
        struct ticket back = {0, NULL};
        drust_scope {
            drust_thread thread = drust_spawn_on(i % drust_servers(), visit, list, t);
            drust_join(thread, &back);
        }
        wrong += back.home != drust_server() || strcmp(back.name, "made on server 0") != 0;
    }
    int visits = 0;
    for (struct node *cur = list; cur != NULL; cur = cur->next) {
        visits += cur->visits;
        wrong += strcmp(cur->name, name) != 0 || cur->vector.iov_len >= drust_servers();
    }
    printf("%d visits, %d wrong\n", visits, wrong);
    return wrong;
}
