/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A shared borrow of whole owners keeps a word; one of a part, or one that is stepped or compared, an address.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; int list[4]; struct box *DRUST_OWNED inner; };
int borrows(int c, struct box *DRUST_OWNED a, const struct box *DRUST_BORROW given, int *DRUST_OWNED array)
{
    const struct box *DRUST_BORROW whole = a;
    const struct box *DRUST_BORROW inner = a->inner;
    const struct box *DRUST_BORROW _Nullable either = c ? whole : NULL;
    const struct box *DRUST_BORROW same = given;
    const int *DRUST_BORROW part = &a->value;
    const int *DRUST_BORROW decayed = a->list;
    int *DRUST_BORROW stepped = array;
    stepped++;
    struct box *DRUST_MUT_BORROW exclusive = a;
    return whole->value + inner->value + (either != NULL) + same->value + *part + *decayed + *stepped + exclusive->value;
}

// CHECK: function 'borrows': 8 pins
// CHECK-NEXT:   variable 'a' drust_owned
// CHECK-NEXT:   variable 'given' drust_borrow address
// CHECK-NEXT:   variable 'array' drust_owned
// CHECK-NEXT:   variable 'whole' drust_borrow word
// CHECK-NEXT:   variable 'inner' drust_borrow word
// CHECK-NEXT:   variable 'either' drust_borrow word nullable
// CHECK-NEXT:   variable 'same' drust_borrow address
// CHECK-NEXT:   variable 'part' drust_borrow address
// CHECK-NEXT:   variable 'decayed' drust_borrow address
// CHECK-NEXT:   variable 'stepped' drust_borrow address
// CHECK-NEXT:   variable 'exclusive' drust_mut_borrow
// CHECK-NEXT:  [[#@LINE-24]]:44 load-word: a
// CHECK-NEXT:  [[#@LINE-25]]:44 not-null: a
// CHECK-NEXT:  [[#@LINE-25]]:44 load-word: a->inner
// CHECK-NEXT:  [[#@LINE-26]]:44 not-null: a->inner
// CHECK-NEXT:  [[#@LINE-27]]:44 resolve shared pin 0: a
// CHECK-NEXT:  [[#@LINE-25]]:37 resolve shared pin 2: a
// CHECK-NEXT:  [[#@LINE-25]]:39 resolve shared pin 3: a
// CHECK-NEXT:  [[#@LINE-25]]:33 resolve shared pin 4: array
// CHECK-NEXT:  [[#@LINE-24]]:46 resolve exclusive: a
// CHECK-NEXT:  [[#@LINE-24]]:12 resolve shared pin 6: whole
// CHECK-NEXT:  [[#@LINE-25]]:27 resolve shared pin 7: inner
// CHECK-NOT: {{.}}
