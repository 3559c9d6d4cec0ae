/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A server that dies of its own program: abort, an assertion, a fault, a
 * division, an overflow of a thread's stack, _exit; on server 0 and on another,
 * in main and in threads. One message from the launcher that names the server,
 * the status of the signal, what was printed before, and nothing left.
 *
 * RUN: %drustcc -O1 -Wall -Wextra %s -o %t %libs
 * RUN: %S/Inputs/job --status 134 --program %t %run4 %t abort 0 | FileCheck --check-prefixes=CHECK,ABORT -DSERVER=0 %s
 * RUN: %S/Inputs/job --status 134 --program %t %run4 %t abort 3 | FileCheck --check-prefixes=CHECK,ABORT -DSERVER=3 %s
 * RUN: %S/Inputs/job --status 134 --program %t %run1 %t abort 0 | FileCheck --check-prefixes=CHECK,ABORT -DSERVER=0 %s
 * RUN: %S/Inputs/job --status 134 --messages any --program %t %run4 %t assert 2 | FileCheck --check-prefixes=CHECK,ASSERT,ABORT -DSERVER=2 %s
 * RUN: %S/Inputs/job --status 139 --program %t %run4 %t fault 0 | FileCheck --check-prefixes=CHECK,FAULT -DSERVER=0 %s
 * RUN: %S/Inputs/job --status 139 --program %t %run4 %t fault 2 | FileCheck --check-prefixes=CHECK,FAULT -DSERVER=2 %s
 * RUN: %S/Inputs/job --status 136 --program %t %run2 %t divide 1 | FileCheck --check-prefixes=CHECK,DIVIDE -DSERVER=1 %s
 * RUN: %S/Inputs/job --status 5 --program %t %run2 %t _exit 1 | FileCheck --check-prefixes=CHECK,LEFT -DSERVER=1 %s
 * RUN: %S/Inputs/job --status 139 --messages 2 --program %t %run2 %t stack 1 | FileCheck --check-prefixes=CHECK,STACK -DSERVER=1 %s
 * RUN: %S/Inputs/job --status 70 --program %t %run2 %t null 1 | FileCheck --check-prefixes=CHECK,NULL -DSERVER=1 %s
 * CHECK: {{^}}printed before
 * CHECK-NOT: not reached
 * CHECK: errors:
 * ASSERT: crash.c:[[#]]: void die(struct how): Assertion
 * ABORT: drust: server [[SERVER]] was killed by SIGABRT (Aborted)
 * FAULT: drust: server [[SERVER]] was killed by SIGSEGV (Segmentation fault)
 * DIVIDE: drust: server [[SERVER]] was killed by SIGFPE (Floating point exception)
 * LEFT: drust: server [[SERVER]] ended with status 5 while the job was running
 * STACK: drust: server [[SERVER]]: segmentation fault at {{.*}}: the stack of a spawned thread overflowed
 * STACK: drust: server [[SERVER]] was killed by SIGSEGV
 * NULL: drust: server [[SERVER]]: {{.*}}crash.c:[[#]]: NULL dereferenced
 */
#include <drust.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
};

static volatile int zero;
static int *volatile nowhere;

static long deep(volatile char *above)
{
    volatile char here[1024];
    here[0] = above[0];
    return above[0] != 0 ? 0 : deep(here) + here[1];
}

static int first(const struct node *DRUST_BORROW n)
{
    return n->next->value;
}

/* The words of the command line are those of server 0. */
struct how {
    char text[16];
};

static void die(struct how how)
{
    char start = 0;
    printf("printed before\n");
    fflush(stdout); /* a program on one server writes to its own stream */
    if (strcmp(how.text, "abort") == 0)
        abort();
    if (strcmp(how.text, "fault") == 0)
        *nowhere = 1;
    if (strcmp(how.text, "divide") == 0)
        zero = 100 / zero;
    if (strcmp(how.text, "_exit") == 0)
        _exit(5);
    if (strcmp(how.text, "stack") == 0)
        zero = (int)deep(&start);
    if (strcmp(how.text, "null") == 0) {
        struct node *DRUST_OWNED n = drust_new(struct node);
        zero = first(n);
    }
    assert(strcmp(how.text, "assert") != 0);
    printf("not reached\n");
}

int main(int argc, char **argv)
{
    struct how how = {""};
    if (argc != 3)
        return 99;
    strncpy(how.text, argv[1], sizeof how.text - 1);
    drust_thread t = drust_spawn_on(atoi(argv[2]), die, how);
    drust_join(t, NULL);
    printf("not reached\n");
    return 0;
}
