/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Code that ends its process, run in a child.
 */
#ifndef DRUST_TEST_CHILD_H
#define DRUST_TEST_CHILD_H

#include <stddef.h>

#define CHILD_TEXT 4096

/* Run body(context) in a child process, then _exit(0) there. Returns waitpid's
 * status; what the child wrote to standard error is in text. Aborts the test
 * if there is no child. */
int child_run(void (*body)(void *context), void *context, char text[CHILD_TEXT]);

#endif
