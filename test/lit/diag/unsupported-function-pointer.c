/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Function pointers with kinds are not supported yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef int (*bad_typedef)(struct box *DRUST_OWNED o);
// expected-error@-1 {{a function pointer with kinds is not supported yet [drust-unsupported]}}
static void (*bad_global)(const struct box *DRUST_BORROW b);
// expected-error@-1 {{a function pointer with kinds is not supported yet [drust-unsupported]}}
struct table {
    void (*bad_field)(struct box *DRUST_MUT_BORROW b);
    // expected-error@-1 {{a function pointer with kinds is not supported yet [drust-unsupported]}}
};
void bad_parameter(void (*f)(struct box *DRUST_OWNED o))
// expected-error@-1 {{a function pointer with kinds is not supported yet [drust-unsupported]}}
{
}
void bad(void)
{
    int (*local)(struct box *DRUST_OWNED o);
    // expected-error@-1 {{a function pointer with kinds is not supported yet [drust-unsupported]}}
}
struct box *DRUST_OWNED (*bad_result)(void);
// expected-error@-1 {{a kind on the result of a function pointer is not supported yet [drust-unsupported]}}
typedef int (*good_typedef)(struct box *o);
int good(int (*f)(int), struct box *DRUST_OWNED o)
{
    return f(o->value);
}
