/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A kind is said of a pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

int DRUST_OWNED bad_variable;
// expected-error@-1 {{'drust_owned' applies to pointers; 'bad_variable' has type 'int' [drust-kind-not-pointer]}}
typedef long DRUST_BORROW bad_typedef;
// expected-error@-1 {{'drust_borrow' applies to pointers; 'bad_typedef' has type 'long' [drust-kind-not-pointer]}}
struct box {
    int DRUST_OWNED bad_field;
    // expected-error@-1 {{'drust_owned' applies to pointers; 'bad_field' has type 'int' [drust-kind-not-pointer]}}
    int good_field;
};
void bad_parameter(double DRUST_MUT_BORROW x);
// expected-error@-1 {{'drust_mut_borrow' applies to pointers; 'x' has type 'double' [drust-kind-not-pointer]}}
void good_parameter(double *DRUST_MUT_BORROW x);
