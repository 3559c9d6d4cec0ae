/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Only a whole object, or one variable or field, is lent.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; int values[4]; };
int look(const struct box *DRUST_BORROW b);
int look_int(const int *DRUST_BORROW i);
void bad(int *DRUST_OWNED array, const struct box *DRUST_BORROW given, struct box *DRUST_OWNED o)
{
    const int *DRUST_BORROW part = &array[2];
    drust_scope {
        drust_spawn(look_int, &array[1]);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, part);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, o->values);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look, given);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
    }
}
void good(int *DRUST_OWNED array, struct box *DRUST_OWNED o)
{
    drust_scope {
        const struct box *DRUST_BORROW whole = o;
        drust_spawn(look_int, array);
        drust_spawn(look, whole);
        drust_spawn(look, o);
        drust_spawn(look_int, &o->value);
    }
}
