/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An annotated header with an inline function, for precompiling.
 */
#ifndef LIST_H
#define LIST_H

#include <drust.h>

#include <stddef.h>

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

long sum(const struct node *DRUST_BORROW _Nullable list);

static inline struct node *DRUST_OWNED push(struct node *DRUST_OWNED head, long value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    n->next = head;
    return n;
}

#endif
