/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One pointer has one kind, also through a typedef.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef struct box *DRUST_OWNED box_owner;
void bad(int *DRUST_OWNED DRUST_BORROW p);
// expected-error@-1 {{'p' cannot be both 'drust_owned' and 'drust_borrow' [drust-conflicting-kinds]}}
void bad_typedef(box_owner DRUST_BORROW p);
// expected-error@-1 {{'p' cannot be both 'drust_owned' and 'drust_borrow' [drust-conflicting-kinds]}}
void bad_mut(int *DRUST_MUT_BORROW DRUST_BORROW p);
// expected-error@-1 {{'p' cannot be both 'drust_mut_borrow' and 'drust_borrow' [drust-conflicting-kinds]}}
void good_twice(int *DRUST_OWNED DRUST_OWNED p);
void good_typedef(box_owner DRUST_OWNED p);
void good_levels(box_owner *DRUST_MUT_BORROW p);
