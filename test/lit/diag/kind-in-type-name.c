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
void eat(box_owner o);
box_owner make(void);
void bad(void *raw)
{
    box_owner *DRUST_OWNED a = drust_new_array(struct box *DRUST_OWNED, 4);
    // expected-warning@-1 2 {{'drust_owned' attribute ignored when parsing type}}
    // expected-error@-2 {{the kinds behind the outer '*' of 'a' and of this expression differ [drust-conflicting-kinds]}}
    eat((struct box *DRUST_OWNED)raw);
    // expected-warning@-1 {{'drust_owned' attribute ignored when parsing type}}
    // expected-error@-2 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    box_owner *DRUST_MUT_BORROW b = (struct box *DRUST_OWNED[2]){make()};
    // expected-warning@-1 {{'drust_owned' attribute ignored when parsing type}}
    // expected-error@-2 {{the kinds behind the outer '*' of 'b' and of this expression differ [drust-conflicting-kinds]}}
    unsigned long size = sizeof(struct box *DRUST_OWNED);
    // expected-warning@-1 {{'drust_owned' attribute ignored when parsing type}}
    (void)a, (void)b, (void)size;
}
struct shelf { box_owners rows; };
int good(int i, box_owner o)
{
    box_owner *DRUST_MUT_BORROW b = (box_owner[sizeof(box_owner)]){make()};
    eat((box_owner)o);
    b[i] = make();
    box_owners a = drust_new_array(box_owner, 4);
    struct box *DRUST_OWNED *DRUST_OWNED same = a;
    struct shelf shelf = {drust_move(same)};
    shelf.rows[i] = drust_new(struct box);
    eat(drust_take(&shelf.rows[i]));
    return shelf.rows[i] == NULL;
}
