/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A union holds no owners: which member is live is not known.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct holder {
    struct box *DRUST_OWNED box;
};
union bad {
    struct box *DRUST_OWNED box;
    // expected-error@-1 {{union member 'box' cannot be 'drust_owned': which member is live is not known [drust-kind-in-union]}}
    long word;
};
union bad_nested {
    struct holder holder;
    // expected-error@-1 {{union member 'holder' cannot be 'drust_owned': which member is live is not known [drust-kind-in-union]}}
    long word;
};
struct outer {
    union {
        struct box *DRUST_OWNED boxes[2];
        // expected-error@-1 {{union member 'boxes' cannot be 'drust_owned': which member is live is not known [drust-kind-in-union]}}
        char bytes[16];
    };
};
union good {
    int number;
    double real;
};
struct good_outer {
    union good plain;
    struct box *DRUST_OWNED box;
};
