/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A type name cannot carry a kind, and an array made from one is no array of
 * owners; a typedef carries the kind, also of an inner level.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef struct box *DRUST_OWNED box_owner;
typedef box_owner *DRUST_OWNED box_owners;
void bad(void)
{
    box_owner *DRUST_OWNED a = drust_new_array(struct box *DRUST_OWNED, 4);
    // expected-warning@-1 2 {{'drust_owned' attribute ignored when parsing type}}
    // expected-error@-2 {{the kinds behind the outer '*' of 'a' and of this expression differ [drust-conflicting-kinds]}}
    (void)a;
}
struct shelf { box_owners rows; };
void eat(box_owner o);
int good(int i)
{
    box_owners a = drust_new_array(box_owner, 4);
    struct box *DRUST_OWNED *DRUST_OWNED same = a;
    struct shelf shelf = {drust_move(same)};
    shelf.rows[i] = drust_new(struct box);
    eat(drust_take(&shelf.rows[i]));
    return shelf.rows[i] == NULL;
}
