/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What goes to a field with affinity comes near its parent; a borrow of what
 * such a field owns, or may own, is an address and never a word.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; };
struct home {
    struct box *DRUST_OWNED DRUST_AFFINITY near;
    struct box *DRUST_OWNED DRUST_AFFINITY all[2][3];
    struct box *DRUST_OWNED far;
};

void assigns(struct home *DRUST_OWNED h, struct box *DRUST_OWNED a, struct box *DRUST_OWNED b)
{
    h->near = a;
    h->all[1][2] = b;
    *h->all[0] = NULL;
    h->far = drust_replace(&h->near, NULL);
}
int borrows(struct home *DRUST_OWNED h, struct box *DRUST_OWNED *DRUST_BORROW slot)
{
    const struct box *DRUST_BORROW near = h->near;
    const struct box *DRUST_BORROW one = h->all[1][0];
    const struct box *DRUST_BORROW far = h->far;
    const struct box *DRUST_BORROW unknown = *slot;
    const struct box *inferred = h->near;
    return near->value + one->value + far->value + unknown->value + inferred->value;
}
// CHECK: function 'assigns': 0 pins
// CHECK:   [[#@LINE-15]]:13 assign near: h->near = a
// CHECK:   [[#@LINE-15]]:18 assign near: h->all[1][2] = b
// CHECK:   [[#@LINE-15]]:16 assign near: *h->all[0] = NULL
// CHECK:   [[#@LINE-15]]:14 replace near: drust_replace(&h->near, NULL)
// CHECK-NEXT:   [[#@LINE-16]]:12 assign: h->far = drust_replace(&h->near, NULL)
// CHECK: function 'borrows': {{.*}}
// CHECK-NEXT:   variable 'h' drust_owned
// CHECK-NEXT:   variable 'slot' drust_borrow address
// CHECK-NEXT:   variable 'near' drust_borrow address
// CHECK-NEXT:   variable 'one' drust_borrow address
// CHECK-NEXT:   variable 'far' drust_borrow word
// CHECK-NEXT:   variable 'unknown' drust_borrow address
// CHECK-NEXT:   variable 'inferred' drust_borrow address nullable inferred
