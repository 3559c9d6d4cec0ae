/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The arguments of a spawn are checked against the parameters of its function,
 * as those of a call.
 *
 * RUN: %drustcc -fsyntax-only -Wno-error=int-conversion -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int work(int x);
// expected-note@-1 2 {{'work' declared here}}
// expected-note@-2 {{passing argument to parameter 'x' here}}
int eat(struct box *DRUST_OWNED o);
int both(long a, short b, double c);
struct wide { long a, b; } wide(struct wide w);
void bad(int *raw, struct box *box)
{
    drust_spawn(work);
    // expected-error@-1 {{too few arguments to function call, single argument 'x' was not specified}}
    // expected-error@-2 {{'drust_spawn' needs a named function with a prototype, and a call of it [drust-bad-use]}}
    drust_spawn_on(1, work, 1, 2);
    // expected-error@-1 {{too many arguments to function call, expected single argument 'x', have 2 arguments}}
    // expected-error@-2 {{'drust_spawn' needs a named function with a prototype, and a call of it [drust-bad-use]}}
    drust_spawn(work, raw);
    // expected-warning@-1 {{incompatible pointer to integer conversion passing 'int *' to parameter of type 'int'}}
    drust_spawn(eat, box);
    // expected-error@-1 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
}
void good(void)
{
    drust_spawn(both, 1, 2, 3);
    drust_spawn_on(0, wide, (struct wide){1, 2});
}
