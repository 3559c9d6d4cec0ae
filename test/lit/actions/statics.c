/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Places in static storage are exchanged, wherever on the way to them the
 * variable stands.
 *
 * RUN: %drustcc -fplugin-arg-drust-dump-actions -fsyntax-only %s | FileCheck %s
 */
#include <drust.h>

struct node { int value; struct node *DRUST_OWNED next; };
struct pair { struct node *DRUST_OWNED left; int count; };
static struct node *DRUST_OWNED list, *DRUST_OWNED table[2];
static struct pair pairs[2];
extern _Thread_local struct node *DRUST_OWNED mine;
struct node *DRUST_OWNED make(void);

// CHECK-LABEL: function 'words': 0 pins
int words(int i)
{
    list = make();
    // CHECK: 20:10 assign static: list = make()
    table[i] = drust_take(&list);
    // CHECK-DAG: through: {{.*}}list
    // CHECK-DAG: 22:16 move static: drust_take(&list)
    // CHECK-DAG: 22:14 assign static: table[i] = drust_take(&list)
    *(table + i) = drust_replace(&mine, make());
    // CHECK-DAG: replace static: drust_replace(&mine, make())
    // CHECK-DAG: assign static: *(table + i) = drust_replace(&mine, make())
    return list != NULL;
    // CHECK: load-word: list
}

// CHECK-LABEL: function 'structs': 0 pins
void structs(struct pair local, struct node *DRUST_OWNED *DRUST_MUT_BORROW slot)
{
    pairs[0] = local;
    // CHECK-DAG: assign-struct static: pairs[0] = local
    // CHECK-DAG: move-struct: local
    local = drust_take(&pairs[1]);
    // CHECK-DAG: assign-struct: local = drust_take(&pairs[1])
    // CHECK-DAG: move-struct static: drust_take(&pairs[1])
    (&pairs[0])->left = drust_take(slot);
    // CHECK-DAG: assign static: (&pairs[0])->left = drust_take(slot)
    // CHECK-DAG: move: drust_take(slot)
}
