/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A struct with owners moves out of a place once; calls and literals need
 * nothing, and what nobody takes is dropped.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED _Nullable inner; };
struct box make(void);
void eat(struct box b);

struct box moves(struct box *DRUST_OWNED o)
{
    struct box a = *o, b = make();
    a = b;
    eat(a);
    make();
    eat((struct box){.inner = o});
    return a;
}
// CHECK: function 'moves': 0 pins
// CHECK-NEXT:  variable 'o' drust_owned
// CHECK-NEXT:  [[#@LINE-9]]:20 move-struct: *o
// CHECK-NEXT:  [[#@LINE-10]]:21 resolve exclusive: o
// CHECK-NEXT:  [[#@LINE-10]]:9 move-struct: b
// CHECK-NEXT:  [[#@LINE-11]]:7 assign-struct: a = b
// CHECK-NEXT:  [[#@LINE-11]]:9 move-struct: a
// CHECK-NEXT:  [[#@LINE-11]]:5 drop-struct: make()
// CHECK-NEXT:  [[#@LINE-12]]:5 returned: make()
// CHECK-NEXT:  [[#@LINE-12]]:31 move: o
// CHECK-NEXT:  [[#@LINE-12]]:12 move-struct: a
// CHECK-NEXT:  [[#@LINE-18]]:28 returned: make()
// CHECK-NEXT:  [[#@LINE-17]]:5 returned: eat(a)
// CHECK-NEXT:  [[#@LINE-16]]:5 returned: eat((struct box){.inner = o})
// CHECK-NOT: {{.}}
