/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Parts: what is lent by its bytes is resolved where it is lent, and where
 * threads are started borrow variables remember what they are part of.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int values[4]; };
void fill(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
int sum(const int *DRUST_BORROW DRUST_COUNT(n) a, int n);
void change(int *DRUST_MUT_BORROW a);
void parts(int *DRUST_OWNED o, struct box *DRUST_OWNED b, int n)
{
    int *DRUST_MUT_BORROW low, *DRUST_MUT_BORROW high;
    int *DRUST_MUT_BORROW whole = o;
    drust_split_mut(o, n, &low, &high);
    drust_scope {
        drust_spawn(fill, low, n);
        drust_spawn(sum, &o[1], n);
        drust_spawn(sum, o, n);
        drust_spawn(fill, b->values, n);
        drust_spawn(change, whole);
    }
}
void none(int *DRUST_OWNED o)
{
    int *DRUST_MUT_BORROW part = &o[1];
    *part = 1;
}

// CHECK: function 'parts': 1 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'b' drust_owned
// CHECK-NEXT:   variable 'low' drust_mut_borrow
// CHECK-NEXT:   variable 'high' drust_mut_borrow
// CHECK-NEXT:   variable 'whole' drust_mut_borrow
// CHECK-NEXT:  17:35 resolve exclusive: o
// CHECK-NEXT:  17:35 bind-extent: o
// CHECK-NEXT:  18:5 resolve exclusive: drust_split_mut(o, n, &low, &high)
// CHECK-NEXT:  18:5 bind-extent: drust_split_mut(o, n, &low, &high)
// CHECK-NEXT:  18:5 bind-extent: drust_split_mut(o, n, &low, &high)
// CHECK-NEXT:  18:5 split: drust_split_mut(o, n, &low, &high)
// CHECK-NEXT:  20:9 spawn: drust_spawn(fill, low, n)
// CHECK-NEXT:  20:9 leave-thread: drust_spawn(fill, low, n)
// CHECK-NEXT:  21:9 resolve shared pin 0: drust_spawn(sum, &o[1], n)
// CHECK-NEXT:  21:9 spawn: drust_spawn(sum, &o[1], n)
// CHECK-NEXT:  21:9 leave-thread: drust_spawn(sum, &o[1], n)
// CHECK-NEXT:  22:9 spawn: drust_spawn(sum, o, n)
// CHECK-NEXT:  22:9 leave-thread: drust_spawn(sum, o, n)
// CHECK-NEXT:  23:9 resolve exclusive: drust_spawn(fill, b->values, n)
// CHECK-NEXT:  23:9 spawn: drust_spawn(fill, b->values, n)
// CHECK-NEXT:  23:9 leave-thread: drust_spawn(fill, b->values, n)
// CHECK-NEXT:  24:9 spawn: drust_spawn(change, whole)
// CHECK-NEXT:  24:9 leave-thread: drust_spawn(change, whole)
// CHECK-NEXT: function 'none': 0 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'part' drust_mut_borrow
// CHECK-NEXT:  29:35 resolve exclusive: o
// CHECK-NOT: {{.}}
