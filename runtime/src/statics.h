/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners in static storage, one per server, and thread-local ones. Needs no
 * server: the build without servers uses it, too.
 */
#ifndef DRUSTI_STATICS_H
#define DRUSTI_STATICS_H

/* Drop what the calling thread's thread-local owners hold; they are NULL then.
 * When a thread of the job, or of the program, is done. */
void drusti_statics_leave_thread(void);

/* The same, and for the owners with static storage: the last thing that a server
 * does for the program. Threads that still run may go on using them. */
void drusti_statics_drop(void);

/* The calling thread begins a piece of work that is a thread of its own, and
 * ends it: its thread-local owners are NULL in between and as before after it.
 * NULL: there are none. */
void *drusti_statics_set_aside(void);
void drusti_statics_bring_back(void *aside);

#endif
