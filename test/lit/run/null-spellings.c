/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * NULL by any of its spellings, also cast to the type of the pointer, empties an
 * owner, goes into a borrow that may be NULL and is what a test compares with.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run2 %t2 | FileCheck %s
 * CHECK: -1 -1 7
 * CHECK-NEXT: 1 1 1 1
 */
#include <drust.h>

#include <stdio.h>

struct node {
    int value;
    struct node *DRUST_OWNED next;
};

static int value(const struct node *DRUST_BORROW _Nullable n)
{
    return n == (struct node *)0 ? -1 : n->value;
}

static struct node *DRUST_OWNED make(void)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = 7;
    n->next = drust_new(struct node);
    return n;
}

int main(void)
{
    struct node *DRUST_OWNED a = (struct node *)0, *DRUST_OWNED b = make();
    printf("%d %d %d\n", value((const struct node *)NULL), value(a), value(b));
    b->next = (struct node *)NULL;
    int first = b->next == (void *)0;
    b = (struct node *)(void *)0;
    int second = b == NULL;
    b = make();
    b = 0;
    int third = (const struct node *)0 == b;
    b = make();
    b = ((NULL));
    printf("%d %d %d %d\n", first, second, third, !b);
    return 0;
}
