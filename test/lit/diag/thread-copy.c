/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A thread handle stays where it was assigned.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

int work(int x);
void bad(void)
{
    drust_thread t = drust_spawn(work, 1);
    drust_thread u;
    drust_thread v = t;
    // expected-error@-1 {{copying or moving a 'drust_thread' is not supported yet: keep it where it was assigned [drust-unsupported]}}
    u = t;
    // expected-error@-1 {{copying or moving a 'drust_thread' is not supported yet: keep it where it was assigned [drust-unsupported]}}
    drust_join(u, NULL);
}
int good(void)
{
    drust_thread t[2];
    int sum = 0;
    t[0] = drust_spawn(work, 1);
    t[1] = drust_spawn(work, 2);
    drust_join(t[0], &sum);
    return sum;
}
