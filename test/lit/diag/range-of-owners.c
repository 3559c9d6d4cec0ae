/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One value has one owner, not one in each element of a range.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
typedef struct box *DRUST_OWNED box_box;
struct box *DRUST_OWNED make(int value);
struct box made(void);
int look(const box_box *DRUST_BORROW many);
void bad(void)
{
    struct box *DRUST_OWNED a[3] = {[0 ... 2] = make(1)};
    // expected-error@-1 {{one value cannot be the owner in each element of a range: initialise the elements one by one, or with NULL [drust-range-of-owners]}}
    struct { struct box b[2]; } b = {.b = {[0 ... 1] = made()}};
    // expected-error@-1 {{one value cannot be the owner in each element of a range: initialise the elements one by one, or with NULL [drust-range-of-owners]}}
    look((box_box[4]){[1 ... 2] = make(2)});
    // expected-error@-1 {{one value cannot be the owner in each element of a range: initialise the elements one by one, or with NULL [drust-range-of-owners]}}
}
int good(void)
{
    struct box *DRUST_OWNED a[4] = {[0 ... 2] = NULL, make(3)};
    struct box *DRUST_OWNED b[4] = {[3] = make(3)};
    return a[3] != NULL && b[3] != NULL && look((box_box[4]){[2] = make(2)});
}
