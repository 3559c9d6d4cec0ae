/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * See child.h.
 */
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int child_run(void (*body)(void *context), void *context, char text[CHILD_TEXT])
{
    int ends[2], status;
    fflush(stdout); /* else the child would print it again */
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child < 0)
        abort();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        body(context);
        _exit(0);
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t got;
    while (used < CHILD_TEXT - 1 && (got = read(ends[0], text + used, CHILD_TEXT - 1 - used)) > 0)
        used += (size_t)got;
    text[used] = '\0';
    close(ends[0]);
    if (waitpid(child, &status, 0) != child)
        abort();
    return status;
}
