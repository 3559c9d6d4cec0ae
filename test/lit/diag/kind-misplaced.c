/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A kind belongs behind the star of a variable, parameter, field, result or typedef.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct DRUST_OWNED bad {
// expected-error@-1 {{'drust_owned' does not apply here: it belongs behind a '*' of a variable, parameter, field, result or typedef [drust-kind-misplaced]}}
    int value;
};
enum { FIRST DRUST_BORROW };
// expected-error@-1 {{'drust_borrow' does not apply here: it belongs behind a '*' of a variable, parameter, field, result or typedef [drust-kind-misplaced]}}
void bad_label(void)
{
    goto end;
end: DRUST_MUT_BORROW
// expected-error@-1 {{'drust_mut_borrow' does not apply here: it belongs behind a '*' of a variable, parameter, field, result or typedef [drust-kind-misplaced]}}
    return;
}
typedef struct bad *DRUST_OWNED good_typedef;
struct good {
    struct bad *DRUST_OWNED field;
};
struct bad *DRUST_OWNED good_result(struct bad *DRUST_MUT_BORROW parameter);
void good(void)
{
    struct bad *DRUST_OWNED variable;
    good_typedef second;
    (void)variable;
    (void)second;
}
