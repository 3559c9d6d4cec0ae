/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The step of a walk resolves into the variable's own pin: the owner's word has
 * been read when the old pin goes. What reads on after the resolve, and a result
 * of a call, which is looked for among the pins, are handed over instead.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct tree {
    int key;
    struct tree *DRUST_OWNED _Nullable left, *DRUST_OWNED _Nullable right;
};
const struct tree *DRUST_BORROW next(const struct tree *DRUST_BORROW t);

void walk(const struct tree *DRUST_BORROW _Nullable t)
{
    if (!t)
        return;
    t = t->left;
    if (!t)
        return;
    t = (t->key < 3 ? t->left : t->right);
    if (!t)
        return;
    t = t->key < 3 ? t->left : NULL;
    if (!t)
        return;
    t = t->key < 3 ? t->left : t;
    if (t)
        t = next(t);
}

// CHECK: function 'walk': {{[0-9]+}} pins
// CHECK-NEXT:   variable 't' drust_borrow address nullable
// CHECK-NEXT:  [[#@LINE-16]]:9 resolve shared nullable pin [[T:[0-9]+]]: t->left
// CHECK-NEXT:  [[#@LINE-14]]:23 resolve shared nullable pin [[T]]: t->left
// CHECK-NEXT:  [[#@LINE-15]]:33 resolve shared nullable pin [[T]]: t->right
// CHECK-NEXT:  [[#@LINE-13]]:22 resolve shared nullable pin [[T]]: t->left
// CHECK-NEXT:  [[#@LINE-11]]:22 resolve shared nullable pin [[NEW:[0-9]+]]: t->left
// CHECK-NEXT:  [[#@LINE-12]]:32 share pin [[NEW]]: t
// CHECK-NEXT:  [[#@LINE-13]]:9 share pin [[T]]: {{.*}}
// CHECK-NEXT:  [[#@LINE-12]]:13 adopt pin [[RESULT:[0-9]+]]: next(t)
// CHECK-NEXT:  [[#@LINE-13]]:13 share pin [[T]]: next(t)
// CHECK-NOT: {{.}}
