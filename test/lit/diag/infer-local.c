/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The kind of a local is written: it is not inferred yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
int bad(struct box *DRUST_OWNED o)
{
    struct box *seen = o;
    // expected-error@-1 {{inferring the kind of local 'seen' is not supported yet: write 'DRUST_BORROW' or 'DRUST_MUT_BORROW' [drust-unsupported]}}
    int *inside = &o->value;
    // expected-error@-1 {{inferring the kind of local 'inside' is not supported yet: write 'DRUST_BORROW' or 'DRUST_MUT_BORROW' [drust-unsupported]}}
    const struct box *later;
    later = o->inner;
    // expected-error@-1 {{inferring the kind of local 'later' is not supported yet: write 'DRUST_BORROW' or 'DRUST_MUT_BORROW' [drust-unsupported]}}
    return 0;
}
int good(struct box *DRUST_OWNED o)
{
    struct box *DRUST_BORROW seen = o;
    int *DRUST_BORROW inside = &o->value;
    const struct box *DRUST_BORROW later;
    later = o->inner;
    return seen->value + *inside + later->value;
}
