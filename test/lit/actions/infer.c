/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A local without a kind that takes a tracked pointer is a borrow: exclusive if
 * it is written through, nullable unless every source is non-null. A type made
 * from an expression carries no kind.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | grep inferred | FileCheck --match-full-lines %s
 */
#include <drust.h>

#include <string.h>

struct node { int value; int list[4]; struct node *DRUST_OWNED _Nullable next; };
typedef struct node *DRUST_OWNED node_box;
void inc(struct node *DRUST_MUT_BORROW n);
int get(const struct node *DRUST_BORROW n);
struct node *DRUST_MUT_BORROW last(struct node *DRUST_MUT_BORROW n);
const int *DRUST_BORROW _Nullable find(const struct node *DRUST_BORROW n);

int reads(struct node *DRUST_OWNED o, const struct node *DRUST_BORROW b)
{
    struct node *whole = o;
    // CHECK: variable 'whole' drust_borrow word nullable inferred
    struct node *same = b;
    // CHECK-NEXT: variable 'same' drust_borrow address inferred
    int *part = &o->value;
    // CHECK-NEXT: variable 'part' drust_borrow address inferred
    int *element = o->list + 1, *stepped = element;
    // CHECK-NEXT: variable 'element' drust_borrow address inferred
    // CHECK-NEXT: variable 'stepped' drust_borrow address inferred
    stepped++;
    const int *found = find(b);
    // CHECK-NEXT: variable 'found' drust_borrow address nullable inferred
    __auto_type automatic = o;
    // CHECK-NEXT: variable 'automatic' drust_borrow word nullable inferred
    node_box boxed = o;
    typeof(boxed) of_expression = boxed;
    // CHECK-NEXT: variable 'of_expression' drust_borrow word nullable inferred
    struct node *walk;
    // CHECK-NEXT: variable 'walk' drust_borrow word nullable inferred
    for (walk = o; walk; walk = walk->next)
        if (get(walk) == 0)
            break;
    struct node *arm = *part ? o : NULL;
    // CHECK-NEXT: variable 'arm' drust_borrow word nullable inferred
    return whole->value + same->value + *element + *stepped + (found ? *found : 0);
}

void writes(struct node *DRUST_OWNED o, struct node *DRUST_MUT_BORROW m)
{
    int *stored = &o->value;
    // CHECK-NEXT: variable 'stored' drust_mut_borrow inferred
    *stored = 1;
    int *counted = o->list;
    // CHECK-NEXT: variable 'counted' drust_mut_borrow inferred
    counted[1]++;
    struct node *deep = o;
    // CHECK-NEXT: variable 'deep' drust_mut_borrow nullable inferred
    deep->next->next->list[2] += 3;
    struct node *passed = m;
    // CHECK-NEXT: variable 'passed' drust_mut_borrow inferred
    inc(passed);
    int *copied = m->list;
    // CHECK-NEXT: variable 'copied' drust_mut_borrow inferred
    memcpy(copied, stored, 4);
    struct node *first = o, *second = first;
    // CHECK-NEXT: variable 'first' drust_mut_borrow nullable inferred
    // CHECK-NEXT: variable 'second' drust_mut_borrow nullable inferred
    (second)->list[0] = 3;
    struct node *taken = m;
    // CHECK-NEXT: variable 'taken' drust_mut_borrow inferred
    drust_drop(drust_take(&taken->next));
    struct node *end = last(m);
    // CHECK-NEXT: variable 'end' drust_mut_borrow inferred
    (*(end = last(end))).value = 2;
    int *in = ({ &m->list[1]; });
    // CHECK-NEXT: variable 'in' drust_mut_borrow inferred
    asm("movl $1, %0" : "=m"(*in));
    struct node *DRUST_MUT_BORROW given;
    struct node *gives = m;
    // CHECK-NEXT: variable 'gives' drust_mut_borrow inferred
    given = gives;
}
// CHECK-NOT: {{.}}
