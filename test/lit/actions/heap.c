/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A clone reads its operand, owner or borrow; a resize opens the slot's object after its count is evaluated.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { struct box *DRUST_OWNED inner; int *DRUST_OWNED list; };
typedef struct box *DRUST_OWNED box_box;
struct flex { int value; int tail[]; };
void look(const struct box *DRUST_BORROW b);
struct box *DRUST_OWNED heap(int k, struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW m, const struct box *DRUST_BORROW r, box_box *DRUST_OWNED *DRUST_MUT_BORROW slot)
{
    struct box *DRUST_OWNED c = drust_clone(o->inner);
    c = drust_clone(r);
    look(drust_clone(m));
    drust_resize(&o->list, drust_len(r->list) + 1);
    drust_resize(slot, k);
    struct box *cur = m;
    drust_resize(&cur->list, k);
    struct flex *DRUST_OWNED f = drust_new_flex(struct flex, k);
    return drust_clone(drust_clone(o));
}

// CHECK: function 'heap': 5 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'm' drust_mut_borrow
// CHECK-NEXT:   variable 'r' drust_borrow address
// CHECK-NEXT:   variable 'slot' drust_mut_borrow
// CHECK-NEXT:   variable 'c' drust_owned
// CHECK-NEXT:   variable 'cur' drust_mut_borrow inferred
// CHECK-NEXT:   variable 'f' drust_owned
// CHECK-NEXT:  [[#@LINE-19]]:33 resolve shared nullable pin 0: drust_clone(o->inner)
// CHECK-NEXT:  [[#@LINE-20]]:33 resolve shared pin 1: drust_clone(o->inner)
// CHECK-NEXT:  [[#@LINE-21]]:33 clone: drust_clone(o->inner)
// CHECK-NEXT:  [[#@LINE-21]]:9 clone: drust_clone(r)
// CHECK-NEXT:  [[#@LINE-22]]:7 assign: c = drust_clone(r)
// CHECK-NEXT:  [[#@LINE-22]]:10 clone: drust_clone(m)
// CHECK-NEXT:  [[#@LINE-23]]:10 temporary: drust_clone(m)
// CHECK-NEXT:  [[#@LINE-24]]:10 resolve shared pin 2: drust_clone(m)
// CHECK-NEXT:  [[#@LINE-24]]:5 resolve shared nullable pin 3: drust_resize(&o->list, drust_len(r->list) + 1)
// CHECK-NEXT:  [[#@LINE-25]]:5 len: drust_resize(&o->list, drust_len(r->list) + 1)
// CHECK-NEXT:  [[#@LINE-26]]:5 resolve exclusive: drust_resize(&o->list, drust_len(r->list) + 1)
// CHECK-NEXT:  [[#@LINE-27]]:5 resize: drust_resize(&o->list, drust_len(r->list) + 1)
// CHECK-NEXT:  [[#@LINE-27]]:5 resize: drust_resize(slot, k)
// CHECK-NEXT:  [[#@LINE-26]]:5 resize: drust_resize(&cur->list, k)
// CHECK-NEXT:  [[#@LINE-26]]:34 new: drust_new_flex(struct flex, k)
// CHECK-NEXT:  [[#@LINE-26]]:12 resolve shared nullable pin 1: drust_clone(drust_clone(o))
// CHECK-NEXT:  [[#@LINE-27]]:12 clone: drust_clone(drust_clone(o))
// CHECK-NEXT:  [[#@LINE-28]]:12 temporary: drust_clone(drust_clone(o))
// CHECK-NEXT:  [[#@LINE-29]]:12 resolve shared nullable pin 4: drust_clone(drust_clone(o))
// CHECK-NEXT:  [[#@LINE-30]]:12 clone: drust_clone(drust_clone(o))
// CHECK-NOT: {{.}}
