/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A call through a function pointer takes no tracked pointer yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int bad(int (*f)(const struct box *), struct box *DRUST_OWNED o, const struct box *DRUST_BORROW b)
{
    return f(o) + f(b);
    // expected-error@-1 2 {{passing a tracked pointer through a function pointer is not supported yet [drust-unsupported]}}
}
int good(int (*f)(const struct box *), int (*g)(int), struct box *DRUST_OWNED o)
{
    struct box local = {o->value};
    return f(&local) + g(o->value);
}
