/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A job in mid-work ends when it is told to, by Ctrl-C (the launcher alone and,
 * as a terminal does, the whole group), SIGTERM or SIGHUP: status 128 + signal,
 * silently, and no server survives. The same when the launcher itself is killed
 * and cannot clean up.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %S/Inputs/job --status 130 --messages 0 --program %t --ready 4 --signal INT %run4 %t
 * RUN: %S/Inputs/job --status 130 --messages 0 --program %t --ready 1 --signal INT %run1 %t
 * RUN: %S/Inputs/job --status 143 --messages 0 --program %t --ready 4 --signal TERM %run4 %t
 * RUN: %S/Inputs/job --status 129 --messages 0 --program %t --ready 2 --signal HUP %run2 %t
 * RUN: %S/Inputs/job --status -9 --messages 0 --program %t --ready 4 --signal KILL %run4 %t
 *
 * The signal reaches the servers too, at the same moment: who is first decides
 * the message, never the status.
 * RUN: %S/Inputs/job --status 130 --messages any --program %t --ready 4 --signal INT --to group %run4 %t
 * RUN: %S/Inputs/job --status 143 --messages any --program %t --ready 4 --signal TERM --to group %run4 %t
 *
 * Without a launcher the program is an ordinary process.
 * RUN: %S/Inputs/job --status -2 --messages 0 --program %t --ready 1 --signal INT %t
 */
#include "Inputs/busy.h"

int main(void)
{
    busy_everywhere();
    return 0;
}
