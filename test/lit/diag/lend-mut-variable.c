/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An exclusive borrow variable is not lent yet: its owner is.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void change(struct box *DRUST_MUT_BORROW b);
void bad(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW given)
{
    struct box *DRUST_MUT_BORROW m = o;
    drust_scope {
        drust_spawn(change, m);
        // expected-error@-1 {{lending the mutable borrow 'm' to a thread is not supported yet: lend its owner [drust-unsupported]}}
        drust_spawn(change, given);
        // expected-error@-1 {{lending the mutable borrow 'given' to a thread is not supported yet: lend its owner [drust-unsupported]}}
    }
}
void good(struct box *DRUST_OWNED o)
{
    drust_scope {
        drust_spawn(change, o);
    }
}
