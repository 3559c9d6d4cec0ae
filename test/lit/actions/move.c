/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every implicit move is one action at its source; a borrow is none.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
void consume(struct box *DRUST_OWNED o);
void look(const struct box *DRUST_BORROW o);
struct box *DRUST_OWNED moves(int c, struct box *DRUST_OWNED a, struct box *DRUST_OWNED b)
{
    struct box *DRUST_OWNED local = a;
    consume(b);
    b = local;
    local = drust_move(b);
    a = c ? local : drust_new(struct box);
    a->inner = ({ b; });
    look(a);
    consume(drust_take(&a->inner));
    b = drust_replace(&a->inner, b);
    drust_drop(b);
    return a->inner;
}

// CHECK: function 'moves': 1 pins
// CHECK-NEXT:   variable 'a' drust_owned
// CHECK-NEXT:   variable 'b' drust_owned
// CHECK-NEXT:   variable 'local' drust_owned
// CHECK-NEXT:  [[#@LINE-17]]:37 move: a
// CHECK-NEXT:  [[#@LINE-17]]:13 move: b
// CHECK-NEXT:  [[#@LINE-17]]:9 move: local
// CHECK-NEXT:  [[#@LINE-18]]:7 assign: b = local
// CHECK-NEXT:  [[#@LINE-18]]:13 nothing: drust_move(b)
// CHECK-NEXT:  [[#@LINE-19]]:13 move: drust_move(b)
// CHECK-NEXT:  [[#@LINE-20]]:11 assign: local = drust_move(b)
// CHECK-NEXT:  [[#@LINE-20]]:13 move: local
// CHECK-NEXT:  [[#@LINE-21]]:21 new: drust_new(struct box)
// CHECK-NEXT:  [[#@LINE-22]]:7 assign: a = c ? local : drust_new(struct box)
// CHECK-NEXT:  [[#@LINE-22]]:19 move: b
// CHECK-NEXT:  [[#@LINE-23]]:14 assign: a->inner = ({ b; })
// CHECK-NEXT:  [[#@LINE-24]]:5 resolve exclusive: a
// CHECK-NEXT:  [[#@LINE-24]]:10 resolve shared pin 0: a
// CHECK-NEXT:  [[#@LINE-24]]:13 resolve exclusive: drust_take(&a->inner)
// CHECK-NEXT:  [[#@LINE-25]]:13 through: drust_take(&a->inner)
// CHECK-NEXT:  [[#@LINE-26]]:13 move: drust_take(&a->inner)
// CHECK-NEXT:  [[#@LINE-26]]:9 move: drust_replace(&a->inner, b)
// CHECK-NEXT:  [[#@LINE-27]]:9 resolve exclusive: drust_replace(&a->inner, b)
// CHECK-NEXT:  [[#@LINE-28]]:9 replace: drust_replace(&a->inner, b)
// CHECK-NEXT:  [[#@LINE-29]]:7 assign: b = drust_replace(&a->inner, b)
// CHECK-NEXT:  [[#@LINE-29]]:5 move: drust_drop(b)
// CHECK-NEXT:  [[#@LINE-30]]:5 drop: drust_drop(b)
// CHECK-NEXT:  [[#@LINE-30]]:12 move: a->inner
// CHECK-NEXT:  [[#@LINE-31]]:12 resolve exclusive: a
// CHECK-NOT: {{.}}
