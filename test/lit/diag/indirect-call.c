/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Through a function pointer a tracked pointer goes as to a function of that
 * contract; to one whose parameters are not known it does not go.
 *
 * RUN: %drustcc -std=gnu11 -fsyntax-only -Wno-deprecated-non-prototype -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
int bad(int (*f)(), int (*g)(int, ...), int (*h)(struct box *), struct box *DRUST_OWNED o)
{
    return f(o) + g(1, o)
    // expected-error@-1 {{cannot pass a tracked pointer to a function that is called through 'f', whose parameters are not known [drust-unprototyped-call]}}
    // expected-error@-2 {{cannot pass tracked pointer 'o' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
         + h(o);
    // expected-error@-1 {{the function called here may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
}
const int *bad_result(const int *(*f)(const struct box *), struct box *DRUST_OWNED o)
{
    return f(o);
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of 'f(o)': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
int good(int (*f)(const struct box *), int (*g)(int), const int *(*part)(const struct box *),
         int (*eat)(struct box *DRUST_OWNED), struct box *DRUST_OWNED o)
{
    struct box local = {o->value};
    return f(&local) + f(o) + g(o->value) + *part(o) + eat(o);
}
