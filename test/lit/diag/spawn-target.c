/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A named function with a prototype is spawned, by a call of it.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

int work(int x);
int any(int x, ...);
void bad(int (*pointer)(int))
{
    drust_spawn(pointer, 1);
    // expected-error@-1 {{'drust_spawn' needs a named function with a prototype, and a call of it [drust-bad-use]}}
    drust_spawn(any, 1, 2);
    // expected-error@-1 {{'drust_spawn' needs a named function with a prototype, and a call of it [drust-bad-use]}}
    drust_spawn_on(0, pointer, 1);
    // expected-error@-1 {{'drust_spawn' needs a named function with a prototype, and a call of it [drust-bad-use]}}
}
void good(void)
{
    drust_spawn(work, 1);
    drust_spawn_on(0, work, 2);
}
