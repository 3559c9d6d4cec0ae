/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every pointer on a path is resolved, shared for reading and exclusive for writing, the outermost first.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; int list[4]; struct box *DRUST_OWNED inner; struct box *DRUST_OWNED both[2]; };
void set(int *DRUST_MUT_BORROW i);
int get(const int *DRUST_BORROW i);
void plain(const int *i);
void plain_write(int *i);
void paths(int k, struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW m, const struct box *DRUST_BORROW r)
{
    k = o->inner->value;
    o->inner->value = k;
    m->inner->value += 1;
    k = r->both[k]->list[2];
    o->both[o->value]->value++;
    set(&o->inner->list[1]);
    k = get(&o->inner->list[1]);
    plain(m->inner->list);
    plain_write(m->inner->list);
    (void)&o->value;
    k = sizeof o->inner->value;
    k = r->value;
    m->value = k;
}

// CHECK: function 'paths': 5 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'm' drust_mut_borrow
// CHECK-NEXT:   variable 'r' drust_borrow address
// CHECK-NEXT:  [[#@LINE-19]]:9 resolve shared pin 0: o->inner
// CHECK-NEXT:  [[#@LINE-20]]:9 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-20]]:5 resolve exclusive: o->inner
// CHECK-NEXT:  [[#@LINE-21]]:5 resolve exclusive: o
// CHECK-NEXT:  [[#@LINE-21]]:5 resolve exclusive: m->inner
// CHECK-NEXT:  [[#@LINE-21]]:9 resolve shared pin 2: r->both[k]
// CHECK-NEXT:  [[#@LINE-21]]:5 resolve exclusive: o->both[o->value]
// CHECK-NEXT:  [[#@LINE-22]]:13 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-23]]:5 resolve exclusive: o
// CHECK-NEXT:  [[#@LINE-23]]:10 resolve exclusive: o->inner
// CHECK-NEXT:  [[#@LINE-24]]:10 resolve exclusive: o
// CHECK-NEXT:  [[#@LINE-24]]:14 resolve shared pin 3: o->inner
// CHECK-NEXT:  [[#@LINE-25]]:14 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-25]]:11 resolve shared pin 4: m->inner
// CHECK-NEXT:  [[#@LINE-25]]:17 resolve exclusive: m->inner
// CHECK-NEXT:  [[#@LINE-25]]:12 resolve shared pin 1: o
// CHECK-NEXT:  [[#@LINE-28]]:5 returned: plain(m->inner->list)
// CHECK-NEXT:  [[#@LINE-28]]:5 returned: plain_write(m->inner->list)
// CHECK-NOT: {{.}}
