/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Says what a segmentation fault means before it kills the process.
 */
#ifndef DRUSTI_CRASH_H
#define DRUSTI_CRASH_H

#include "types.h"

/* Handle SIGSEGV and SIGBUS for this process, each only if nobody else (the
 * user, a sanitizer) does. Once, before main, with the server's layout set. */
void drusti_crash_install(const struct drust_server *self);

/* Give the calling thread the stack that the handler runs on, and take it
 * away; the main thread never calls the latter. Nothing if no handler is
 * installed. */
void drusti_crash_thread_start(void);
void drusti_crash_thread_end(void);

#endif
