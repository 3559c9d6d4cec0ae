/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The job's exit status is that of main, whether it returns or calls exit, and
 * of exit in a thread on another server; what was printed before is there.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %S/Inputs/job --status 0 --program %t %t return 0
 * RUN: %S/Inputs/job --status 3 --messages 0 --program %t %t return 3
 * RUN: %S/Inputs/job --status 255 --messages 0 --program %t %t exit 255
 * RUN: for status in 0 3 255; do for how in return exit; do for n in 1 4; do \
 * RUN:   %S/Inputs/job --status $status --messages 0 --program %t %drust run -n $n %t $how $status | FileCheck %s || exit 1; done; done; done
 * RUN: %S/Inputs/job --status 7 --messages 0 --program %t %run4 %t thread 7 | FileCheck %s
 * RUN: %S/Inputs/job --status 0 --messages 0 --program %t %run4 %t thread 0 | FileCheck %s
 * RUN: %S/Inputs/job --status 1 --messages 0 --program %t %run2 %t return 257 | FileCheck %s
 * RUN: %S/Inputs/job --status 7 --messages 0 --program %t %run1 %t thread 7 | FileCheck %s
 * CHECK: {{^}}printed
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void leave(int status)
{
    printf("printed in a thread\n");
    exit(status);
}

int main(int argc, char **argv)
{
    int status = argc == 3 ? atoi(argv[2]) : 99;
    if (argc == 3 && strcmp(argv[1], "thread") == 0) {
        drust_thread t = drust_spawn_on(drust_servers() - 1, leave, status);
        drust_join(t, NULL);
        return 98;
    }
    printf("printed");
    if (argc == 3 && strcmp(argv[1], "exit") == 0)
        exit(status);
    return status;
}
