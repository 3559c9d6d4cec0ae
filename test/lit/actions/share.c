/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A borrow of a part pins what its base points into; an assigned one hands its pin over last.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int list[4]; struct box *DRUST_OWNED inner; };
int shares(struct box *DRUST_OWNED o)
{
    const int *DRUST_BORROW a = o->list;
    const int *DRUST_BORROW b = a + 1;
    a = &o->inner->list[2];
    a = b;
    return *a + *b;
}
DRUST_FROM(given) const int *DRUST_BORROW returns(struct box *DRUST_BORROW given, struct box *DRUST_OWNED *DRUST_MUT_BORROW unused)
{
    const int *DRUST_BORROW a = given->inner->list;
    return a + 1;
}

// CHECK: function 'shares': 5 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'a' drust_borrow address
// CHECK-NEXT:   variable 'b' drust_borrow address
// CHECK-NEXT:  [[#@LINE-16]]:33 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-16]]:33 share pin 2: a
// CHECK-NEXT:  [[#@LINE-16]]:10 resolve shared pin 3: o->inner
// CHECK-NEXT:  [[#@LINE-17]]:10 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-18]]:9 share pin 0: &o->inner->list[2]
// CHECK-NEXT:  [[#@LINE-18]]:9 share pin 4: b
// CHECK-NEXT:  [[#@LINE-19]]:9 share pin 0: b
// CHECK: function 'returns': 2 pins
// CHECK-NEXT:   variable 'given' drust_borrow address
// CHECK-NEXT:   variable 'unused' drust_mut_borrow
// CHECK-NEXT:   variable 'a' drust_borrow address
// CHECK-NEXT:  [[#@LINE-19]]:33 resolve shared pin 1: given->inner
// CHECK-NEXT:  [[#@LINE-19]]:12 share pin 0: a
// CHECK-NOT: {{.}}
