/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Tracked pointers go through '...' only for %s of a printf format.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdio.h>
struct box { int value; char name[8]; };
int any(int n, ...);
int bad(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    any(1, o);
    // expected-error@-1 {{cannot pass tracked pointer 'o' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
    any(2, &b->value);
    // expected-error@-1 {{cannot pass tracked pointer '&b->value' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
    any(3, o->name);
    // expected-error@-1 {{cannot pass tracked pointer 'o->name' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
    printf("%d\n", (void *)b); // expected-warning {{format specifies type 'int'}}
    // expected-error@-1 {{cannot pass tracked pointer '(void *)b' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
    return scanf("%7s", o->name);
    // expected-error@-1 {{cannot pass tracked pointer 'o->name' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
}
int good(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    any(1, o->value);
    return printf("%d %s %s\n", o->value, b->name, o->name);
}
