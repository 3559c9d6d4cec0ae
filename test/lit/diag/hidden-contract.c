/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A contract that values would not carry is refused where it is written.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef void eater(struct box *DRUST_OWNED o);
static void (**bad_pointer)(struct box *DRUST_OWNED o);
// expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
eater bad_function;
// expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
struct table {
    _Atomic(eater *) bad_field;
    // expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
    eater *good_field;
};
union either {
    eater *bad_member;
    // expected-error@-1 {{union member 'bad_member' cannot be 'a function pointer with kinds': which member is live is not known [drust-kind-in-union]}}
    void (*good_member)(struct box *);
};
void bad_parameter(eater **p)
// expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
{
    eater **bad_local = p;
    // expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
    // expected-error@-2 {{the contract of 'p' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
}
void good(eater *p, eater *several[2], struct box *DRUST_OWNED o)
{
    eater *local = p;
    local(o);
}
