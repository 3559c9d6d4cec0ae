/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * NULL passes where a borrow or a plain parameter takes it, and nowhere else; a test loads the word and resolves nothing.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
int look(const struct box *DRUST_BORROW b);
int look_maybe(const struct box *DRUST_BORROW _Nullable b);
void change_maybe(struct box *DRUST_MUT_BORROW _Nullable b);
void plain(const void *p);
int nulls(struct box *DRUST_OWNED o)
{
    const struct box *DRUST_BORROW _Nullable b = o->inner;
    int n = look(o) + look_maybe(o->inner);
    change_maybe(o);
    plain(o);
    if (o->inner)
        n++;
    n += !o + (o->inner == NULL) + (b && b->value);
    n += (int)drust_len(o);
    for (b = o; b != NULL; b = b->inner)
        n += b->value;
    return n;
}

// CHECK: function 'nulls': 3 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'b' drust_borrow word nullable
// CHECK-NEXT:  [[#@LINE-16]]:50 load-word: o->inner
// CHECK-NEXT:  [[#@LINE-17]]:50 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-17]]:18 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-18]]:34 resolve shared nullable pin 1: o->inner
// CHECK-NEXT:  [[#@LINE-19]]:34 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-19]]:18 resolve exclusive nullable: o
// CHECK-NEXT:  [[#@LINE-19]]:11 resolve shared nullable pin 0: o
// CHECK-NEXT:  [[#@LINE-19]]:9 load-word: o->inner
// CHECK-NEXT:  [[#@LINE-20]]:9 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-19]]:11 load-word: o
// CHECK-NEXT:  [[#@LINE-20]]:16 load-word: o->inner
// CHECK-NEXT:  [[#@LINE-21]]:16 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-22]]:42 resolve shared pin 2: b
// CHECK-NEXT:  [[#@LINE-22]]:15 resolve shared nullable pin 0: drust_len(o)
// CHECK-NEXT:  [[#@LINE-23]]:15 len: drust_len(o)
// CHECK-NEXT:  [[#@LINE-23]]:14 load-word: o
// CHECK-NEXT:  [[#@LINE-24]]:32 load-word: b->inner
// CHECK-NEXT:  [[#@LINE-25]]:32 resolve shared pin 2: b
// CHECK-NEXT:  [[#@LINE-25]]:14 resolve shared pin 2: b
// CHECK-NEXT:  [[#@LINE-32]]:5 returned: plain(o)
// CHECK-NOT: {{.}}
