/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owner in static storage is a different one on each server, and one for all
 * threads of a server; a thread-local one is each thread's own. What they still
 * own is dropped when the server, or the thread, ends.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain >%t.out && FileCheck --check-prefixes=CHECK,ONE %s <%t.out
 * RUN: %run1 %t0 >%t.out && FileCheck --check-prefixes=CHECK,ONE %s <%t.out
 * RUN: %run2 %t2 >%t.out && FileCheck --check-prefixes=CHECK,TWO %s <%t.out
 * RUN: %run4 --stats %t2 >%t.out 2>%t.stats && FileCheck --check-prefixes=CHECK,FOUR %s <%t.out
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 %t0 >%t.out
 * RUN: FileCheck --check-prefixes=CHECK,FOUR %s <%t.out
 * RUN: grep -c 'dropped [1-8]$' %t.out | FileCheck --check-prefix=EIGHT %s
 * CHECK: 0 wrong
 * ONE-DAG: server 0 dropped 8
 * TWO-DAG: server 0 dropped 7
 * TWO-DAG: server 1 dropped 8
 * FOUR-DAG: server 0 dropped 5
 * FOUR-DAG: server 1 dropped 6
 * FOUR-DAG: server 2 dropped 7
 * FOUR-DAG: server 3 dropped 8
 * EIGHT: {{^}}8{{$}}
 */
#include <drust.h>

#include <stdio.h>

enum { THREADS = 8 };
struct file;
static void dropped(struct file *DRUST_MUT_BORROW f);
struct DRUST_DROP(dropped) file {
    int number;
};
struct node {
    int value;
    struct file file;
    struct node *DRUST_OWNED next;
};
static void dropped(struct file *DRUST_MUT_BORROW f)
{
    printf("server %u dropped %d\n", drust_server(), f->number);
}

static struct node *DRUST_OWNED pushed;
static _Thread_local struct node *DRUST_OWNED mine;

/* How many were pushed on this server before. */
static int push(int number)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = 1;
    n->file.number = number;
    n->next = drust_take(&pushed);
    if (n->next != NULL)
        n->value += n->next->value;
    int before = n->value - 1;
    pushed = n;
    int found = mine != NULL;
    mine = drust_new(struct node);
    return found ? -1 : before;
}

int main(void)
{
    int wrong = 0;
    mine = drust_new(struct node);
    for (int i = 0; i < THREADS; i++) {
        int before = -1;
        drust_thread t = drust_spawn_on((unsigned)i % drust_servers(), push, i + 1);
        drust_join(t, &before);
        wrong += before != i / (int)drust_servers();
    }
    struct node *DRUST_OWNED first = drust_take(&mine);
    wrong += first == NULL || first->value != 0 || mine != NULL;
    printf("%d wrong\n", wrong);
    return wrong;
}
