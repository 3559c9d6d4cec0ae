/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A returned borrow's pin is taken over at once, also when nobody keeps the borrow.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
const struct box *DRUST_BORROW find(const struct box *DRUST_BORROW b);
struct box *DRUST_MUT_BORROW find_mut(struct box *DRUST_MUT_BORROW b);
int adopts(struct box *DRUST_OWNED o)
{
    const struct box *DRUST_BORROW kept = find(o);
    find(o);
    kept = find(kept);
    find_mut(o)->value = 1;
    return kept->value + find(find(o))->value;
}
const struct box *DRUST_BORROW passes_on(const struct box *DRUST_BORROW b)
{
    return find(b);
}

// CHECK: function 'adopts': 6 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'kept' drust_borrow address
// CHECK-NEXT:  [[#@LINE-14]]:48 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-15]]:43 adopt pin 0: find(o)
// CHECK-NEXT:  [[#@LINE-15]]:10 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-16]]:5 adopt pin 2: find(o)
// CHECK-NEXT:  [[#@LINE-16]]:12 adopt pin 3: find(kept)
// CHECK-NEXT:  [[#@LINE-17]]:12 share pin 0: find(kept)
// CHECK-NEXT:  [[#@LINE-17]]:14 resolve exclusive: o
// CHECK-NEXT:  [[#@LINE-17]]:36 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-18]]:31 adopt pin 4: find(o)
// CHECK-NEXT:  [[#@LINE-19]]:26 adopt pin 5: find(find(o))
// CHECK: function 'passes_on': 1 pins
// CHECK-NEXT:   variable 'b' drust_borrow address
// CHECK-NEXT:  [[#@LINE-18]]:12 adopt pin 0: find(b)
// CHECK-NOT: {{.}}
