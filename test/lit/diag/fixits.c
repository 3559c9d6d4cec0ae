/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The program that the fix-its make of this one compiles without any message,
 * and is what was meant.
 *
 * RUN: %S/Inputs/fixit %s %t.c %drustcc -fsyntax-only -ferror-limit=0 -DDRUST_SHORT | FileCheck --check-prefix=COUNT %s
 * COUNT: {{^}}45 fix-its, 24 errors
 * RUN: grep -v FIXED: %t.c | FileCheck --check-prefix=FIXED %s
 * RUN: %drustcc -fsyntax-only -Werror -Wall -DDRUST_SHORT %t.c
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node { int value; struct node *DRUST_OWNED next; struct node *DRUST_OWNED both[2]; };
struct node *DRUST_OWNED make(void);
void eat(struct node *DRUST_OWNED node);
void change(int *DRUST_MUT_BORROW value);

// Moves out of a borrow and out of an array.
void take(struct node *DRUST_MUT_BORROW node, struct node *DRUST_OWNED *DRUST_MUT_BORROW slot, int i)
{
    struct node *DRUST_OWNED all[4] = {NULL};
    // FIXED: eat(drust_take(&node->next));
    eat(node->next);
    // FIXED: eat(drust_take(&node->next->next));
    eat(node->next->next);
    // FIXED: eat(drust_take(&*slot));
    eat(*slot);
    // FIXED: eat(drust_take(&all[i]));
    eat(all[i]);
    // FIXED: eat(drust_take(&node->both[1]));
    eat(node->both[1]);
}

// An owner that the C library would free.
void release(struct node *DRUST_OWNED node)
{
    // FIXED: drust_drop(node);
    free(node);
}

// Which object it is.
int identity(struct node *DRUST_OWNED a, struct node *DRUST_OWNED b, struct node *DRUST_BORROW r, struct node *raw)
{
    // FIXED: int n = drust_same(a, b);
    int n = a == b;
    // FIXED: n += n && !drust_same(a->next, b) && n;
    n += n && a->next != b && n;
    // FIXED: n += (drust_same(raw, a)) + (drust_same((r), a));
    n += (raw == a) + ((r) == a);
    // FIXED: n += drust_id(a) < drust_id(b);
    n += a < b;
    // FIXED: n += (uintptr_t)drust_id(a) != 0;
    n += (uintptr_t)a != 0;
    // FIXED: n += (int)(long)drust_id(&r->value);
    n += (int)(long)&r->value;
    // FIXED: n += printf("%5s %p %d\n", "a", (void *)drust_id((void *)r), 1);
    n += printf("%5s %p %d\n", "a", (void *)r, 1);
    // FIXED: n += fprintf(stderr, "%d %p", 1, (void *)drust_id(a));
    n += fprintf(stderr, "%d %p", 1, a);
    return n;
}

// A new object without an owner.
int own_it(void)
{
    // FIXED: struct node *DRUST_OWNED p = drust_new(struct node), *DRUST_OWNED q = make();
    struct node *p = drust_new(struct node), *q = make();
    // FIXED: struct node *DRUST_OWNED b = make();
    struct node *DRUST_BORROW b = make();
    // FIXED: struct node *own c = make();
    struct node *ref c = make();
    return p->value + q->value + b->value + c->value;
}

// A part that is lent to a thread.
// FIXED: int look(const int *DRUST_BORROW DRUST_COUNT(1) value);
int look(const int *DRUST_BORROW value);
void lend(const int *DRUST_BORROW part)
{
    drust_scope {
        drust_spawn(look, part);
    }
}

// A shared borrow that is written through; in each declaration.
// FIXED: void set(int *DRUST_MUT_BORROW value);
void set(int *DRUST_BORROW value);
// FIXED: void set(int *DRUST_MUT_BORROW value)
void set(int *DRUST_BORROW value)
{
    *value = 1;
}
// FIXED: void set_attribute(int *__attribute__((drust_mut_borrow)) value, int *mref other)
void set_attribute(int *__attribute__((drust_borrow)) value, int *ref other)
{
    // FIXED: int *DRUST_MUT_BORROW local = other;
    int *DRUST_BORROW local = other;
    *other += *value;
    *value = *other;
    *local = 2;
}
