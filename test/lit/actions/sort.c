/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Sorting opens the array, searching reads it and the key, both after the count; the compare function is named, not called.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct item { int key; char *DRUST_OWNED name; };
struct list { struct item *DRUST_OWNED items; int used; };
int by_key(const struct item *DRUST_BORROW a, const struct item *DRUST_BORROW b);
unsigned long sorts(struct list *DRUST_OWNED o, struct item *DRUST_MUT_BORROW m, const struct item *DRUST_BORROW r, int k)
{
    drust_sort(o->items, o->used, by_key);
    drust_sort(m, k, &by_key);
    struct list *l = o;
    drust_sort(&l->items[1], k, by_key);
    char *DRUST_OWNED s = drust_strdup(r->name);
    s = drust_strdup("text");
    return drust_search(r, o->items, o->used, by_key) + drust_search(&o->items[1], r, k, by_key);
}


// CHECK: function 'sorts': 4 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'm' drust_mut_borrow
// CHECK-NEXT:   variable 'r' drust_borrow address
// CHECK-NEXT:   variable 'l' drust_mut_borrow nullable inferred
// CHECK-NEXT:   variable 's' drust_owned
// CHECK-NEXT:  [[#@LINE-16]]:5 resolve shared pin 0: drust_sort(o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-17]]:5 resolve exclusive nullable: drust_sort(o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-18]]:5 resolve exclusive: drust_sort(o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-19]]:5 sort: drust_sort(o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-19]]:5 sort: drust_sort(m, k, &by_key)
// CHECK-NEXT:  [[#@LINE-19]]:22 resolve exclusive nullable: o
// CHECK-NEXT:  [[#@LINE-19]]:5 resolve exclusive: drust_sort(&l->items[1], k, by_key)
// CHECK-NEXT:  [[#@LINE-20]]:5 sort: drust_sort(&l->items[1], k, by_key)
// CHECK-NEXT:  [[#@LINE-20]]:27 resolve shared nullable pin 1: drust_strdup(r->name)
// CHECK-NEXT:  [[#@LINE-21]]:27 strdup: drust_strdup(r->name)
// CHECK-NEXT:  [[#@LINE-21]]:9 strdup: drust_strdup("text")
// CHECK-NEXT:  [[#@LINE-22]]:7 assign: s = drust_strdup("text")
// CHECK-NEXT:  [[#@LINE-22]]:12 resolve shared pin 0: drust_search(r, o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-23]]:12 resolve shared nullable pin 2: drust_search(r, o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-24]]:12 resolve shared pin 0: drust_search(r, o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-25]]:12 search: drust_search(r, o->items, o->used, by_key)
// CHECK-NEXT:  [[#@LINE-26]]:57 resolve shared pin 3: drust_search(&o->items[1], r, k, by_key)
// CHECK-NEXT:  [[#@LINE-27]]:57 resolve shared pin 0: drust_search(&o->items[1], r, k, by_key)
// CHECK-NEXT:  [[#@LINE-28]]:57 search: drust_search(&o->items[1], r, k, by_key)
// CHECK-NOT: {{.}}
