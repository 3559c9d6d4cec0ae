/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A thread handle moves between local variables; elsewhere nobody would join.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct worker { drust_thread thread; };
// expected-error@-1 {{'drust_thread' 'thread' can only be a local variable, a local array of constant size or a parameter [drust-thread-handle]}}
int work(int x);
void vary(int count, ...);
void bad(struct worker *w, drust_thread *raw)
{
    drust_thread t = drust_spawn(work, 1);
    w->thread = t;
    // expected-error@-1 {{a 'drust_thread' moves between local variables, parameters and results only [drust-thread-handle]}}
    w->thread = drust_spawn(work, 2);
    // expected-error@-1 {{a 'drust_thread' moves between local variables, parameters and results only [drust-thread-handle]}}
    t = w->thread;
    // expected-error@-1 {{a 'drust_thread' moves between local variables, parameters and results only [drust-thread-handle]}}
    t = *raw;
    // expected-error@-1 {{a 'drust_thread' moves between local variables, parameters and results only [drust-thread-handle]}}
    vary(1, t);
    // expected-error@-1 {{a 'drust_thread' moves between local variables, parameters and results only [drust-thread-handle]}}
}
drust_thread good(int c, drust_thread given)
{
    drust_thread t[2] = {drust_spawn(work, 1)}, u = t[0];
    int sum = 0;
    t[1] = c ? drust_move(u) : drust_take(&given);
    drust_join(t[1], &sum);
    return sum ? u : drust_spawn(work, 3);
}
