/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * There are no pointers to borrows and no arrays of them.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int look(struct box *DRUST_BORROW *DRUST_BORROW many, int count);
int bad(struct box *DRUST_BORROW given)
{
    struct box *DRUST_BORROW *slot;
    // expected-error@-1 {{a pointer to a borrow is not supported yet [drust-unsupported]}}
    struct box *DRUST_BORROW several[2] = {given, given};
    // expected-error@-1 {{an array of borrows is not supported yet [drust-unsupported]}}
    return look(several, 2);
}
int bad_parameter(struct box *DRUST_BORROW *slot)
{
    return (*slot)->value;
    // expected-error@-1 {{a borrow kept anywhere but in a local variable or parameter is not supported yet [drust-unsupported]}}
}
void write_slot(struct box *DRUST_BORROW *slot, struct box *DRUST_OWNED o)
{
    *slot = o;
    // expected-error@-1 {{assigning a borrow to anything but a local variable is not supported yet [drust-unsupported]}}
}
void plain(void *any);
// expected-note@-1 {{parameter 'any' declared here: let it point to const, or give it a kind}}
void look_at(const void *any __attribute__((noescape)));
int bad_address(struct box *DRUST_BORROW given)
{
    plain(&given);
    // expected-error@-1 {{'plain' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    look_at(&given);
    // expected-error@-1 {{taking the address of a borrow variable is not supported yet [drust-unsupported]}}
    return *&given != NULL; /* the variable itself */
}
int good(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot, struct box *DRUST_BORROW given)
{
    struct box *DRUST_OWNED several[2] = {NULL};
    return (*slot)->value + given->value + (several[1] == NULL);
}
