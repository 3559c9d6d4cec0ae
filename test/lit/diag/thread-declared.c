/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A thread handle is a local variable, a local array of constant size, a parameter.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

int work(int x);
static drust_thread bad_global;
// expected-error@-1 {{'drust_thread' 'bad_global' can only be a local variable, a local array of constant size or a parameter [drust-thread-handle]}}
void bad(int n)
{
    drust_thread t[n];
    // expected-error@-1 {{'drust_thread' 't' can only be a local variable, a local array of constant size or a parameter [drust-thread-handle]}}
}
void good(drust_thread given)
{
    drust_join(given, NULL);
    drust_thread t = drust_spawn(work, 1);
    drust_thread several[3];
    several[0] = drust_spawn(work, 2);
    drust_join(t, NULL);
}
