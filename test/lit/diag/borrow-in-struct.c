/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow is no field of a struct.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct bad {
    struct box *DRUST_BORROW seen;
    // expected-error@-1 {{borrow stored in field 'seen' of 'struct bad': a struct that holds borrows is not supported yet [drust-borrow-in-plain-struct]}}
};
struct bad_array {
    struct box *DRUST_MUT_BORROW seen[3];
    // expected-error@-1 {{borrow stored in field 'seen' of 'struct bad_array': a struct that holds borrows is not supported yet [drust-borrow-in-plain-struct]}}
};
struct good {
    struct box *DRUST_OWNED owned;
    int index;
};
