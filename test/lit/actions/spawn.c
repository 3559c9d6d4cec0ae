/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What crosses to a thread: an owner moves, whole objects lend their slot, a lent borrow variable remembers its owner's.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
int consume(struct box *DRUST_OWNED b, int n);
int look(const struct box *DRUST_BORROW b);
int look_int(const int *DRUST_BORROW i);
void change(struct box *DRUST_MUT_BORROW b);
int spawns(struct box *DRUST_OWNED o, struct box *DRUST_OWNED given, int n)
{
    drust_thread t;
    drust_spawn(consume, given, n);
    t = drust_spawn_on(n, consume, NULL, o->value);
    drust_scope {
        const struct box *DRUST_BORROW b = o->inner;
        drust_spawn(look, b);
        drust_spawn(look_int, &o->value);
        t = drust_spawn(look, o);
        drust_join(t, &n);
        drust_spawn(change, o->inner);
    }
    return n;
}

// CHECK: function 'spawns': 1 pins
// CHECK-NEXT:   variable 'o' drust_owned
// CHECK-NEXT:   variable 'given' drust_owned
// CHECK-NEXT:   variable 'b' drust_borrow word
// CHECK-NEXT:  [[#@LINE-17]]:5 move: drust_spawn(consume, given, n)
// CHECK-NEXT:  [[#@LINE-18]]:5 spawn: drust_spawn(consume, given, n)
// CHECK-NEXT:  [[#@LINE-19]]:5 drop-thread: drust_spawn(consume, given, n)
// CHECK-NEXT:  [[#@LINE-19]]:9 resolve shared pin 0: drust_spawn_on(n, consume, NULL, o->value)
// CHECK-NEXT:  [[#@LINE-20]]:9 spawn: drust_spawn_on(n, consume, NULL, o->value)
// CHECK-NEXT:  [[#@LINE-21]]:7 assign-thread: t = drust_spawn_on(n, consume, NULL, o->value)
// CHECK-NEXT:  [[#@LINE-20]]:44 load-word: o->inner
// CHECK-NEXT:  [[#@LINE-21]]:44 bind-slot: o->inner
// CHECK-NEXT:  [[#@LINE-22]]:44 not-null: o->inner
// CHECK-NEXT:  [[#@LINE-23]]:44 resolve shared pin 0: o
// CHECK-NEXT:  [[#@LINE-23]]:9 spawn: drust_spawn(look, b)
// CHECK-NEXT:  {{[0-9]+}}:9 leave-thread: drust_spawn(look, b)
// CHECK-NEXT:  [[#@LINE-24]]:9 resolve shared pin 0: drust_spawn(look_int, &o->value)
// CHECK-NEXT:  [[#@LINE-25]]:9 spawn: drust_spawn(look_int, &o->value)
// CHECK-NEXT:  {{[0-9]+}}:9 leave-thread: drust_spawn(look_int, &o->value)
// CHECK-NEXT:  [[#@LINE-26]]:13 spawn: drust_spawn(look, o)
// CHECK-NEXT:  [[#@LINE-27]]:11 assign-thread: t = drust_spawn(look, o)
// CHECK-NEXT:  [[#@LINE-27]]:9 join: drust_join(t, &n)
// CHECK-NEXT:  [[#@LINE-27]]:9 resolve exclusive: drust_spawn(change, o->inner)
// CHECK-NEXT:  [[#@LINE-28]]:9 spawn: drust_spawn(change, o->inner)
// CHECK-NEXT:  {{[0-9]+}}:9 leave-thread: drust_spawn(change, o->inner)
// CHECK-NOT: {{.}}
