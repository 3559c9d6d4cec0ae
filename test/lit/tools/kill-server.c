/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One server of a working job is killed: the job ends with 128 + the signal and
 * one message that names the server and the signal.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %S/Inputs/job --status 137 --program %t --ready 4 --signal KILL --to server:2 %run4 %t | FileCheck --check-prefix=TWO %s
 * RUN: %S/Inputs/job --status 137 --program %t --ready 4 --signal KILL --to server:0 %run4 %t | FileCheck --check-prefix=ZERO %s
 * RUN: %S/Inputs/job --status 137 --program %t --ready 1 --signal KILL --to server:0 %run1 %t | FileCheck --check-prefix=ZERO %s
 * RUN: %S/Inputs/job --status 143 --program %t --ready 2 --signal TERM --to server:1 %run2 %t | FileCheck --check-prefix=TERM %s
 * RUN: %S/Inputs/job --status 139 --program %t --ready 2 --signal SEGV --to server:1 %run2 %t | FileCheck --check-prefix=SEGV %s
 * TWO: drust: server 2 was killed by SIGKILL (Killed): by someone, or because the system was out of memory
 * ZERO: drust: server 0 was killed by SIGKILL (Killed): by someone, or because the system was out of memory
 * TERM: drust: server 1 was killed by SIGTERM (Terminated)
 * SEGV: drust: server 1 was killed by SIGSEGV (Segmentation fault)
 */
#include "Inputs/busy.h"

int main(void)
{
    busy_everywhere();
    return 0;
}
