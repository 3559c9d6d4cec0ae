/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A new object that is only looked at lives until the end of the full expression; one that nobody looks at is dropped at once.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(void);
int look(const struct box *DRUST_BORROW b);
void change(struct box *DRUST_MUT_BORROW b);
int temporaries(void)
{
    int n = make()->value + look(make());
    change(make());
    n += make() == NULL;
    if (make())
        n++;
    make();
    struct box *DRUST_OWNED kept = make();
    return n + make()->inner->value;
}

// CHECK: function 'temporaries': 4 pins
// CHECK-NEXT:   variable 'kept' drust_owned
// CHECK-NEXT:  [[#@LINE-12]]:13 temporary: make()
// CHECK-NEXT:  [[#@LINE-13]]:13 resolve shared pin 0: make()
// CHECK-NEXT:  [[#@LINE-14]]:34 temporary: make()
// CHECK-NEXT:  [[#@LINE-15]]:34 resolve shared pin 1: make()
// CHECK-NEXT:  [[#@LINE-15]]:12 temporary: make()
// CHECK-NEXT:  [[#@LINE-16]]:12 resolve exclusive: make()
// CHECK-NEXT:  [[#@LINE-16]]:10 temporary: make()
// CHECK-NEXT:  [[#@LINE-16]]:9 temporary: make()
// CHECK-NEXT:  [[#@LINE-15]]:5 drop-value: make()
// CHECK-NEXT:  [[#@LINE-14]]:16 resolve shared pin 2: make()->inner
// CHECK-NEXT:  [[#@LINE-15]]:16 temporary: make()
// CHECK-NEXT:  [[#@LINE-16]]:16 resolve shared pin 3: make()
// CHECK-NOT: {{.}}
