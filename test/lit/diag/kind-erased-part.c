/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The address of a place in a struct with owners is a borrow, also if no pointer
 * leads there: it is not kept as an untracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Wno-return-stack-address -Xclang -verify %s
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>
struct in { int count; int other[4]; };
struct box { int count; char name[8]; struct box *DRUST_OWNED next; struct in in; };
struct plain { int *kept; const struct in *in; };
static int *kept;
static struct plain statics;
void take(struct plain p);
int *bad(struct plain *behind, int **out, int i)
{
    struct box p = {0}, all[2] = {{0}};
    int *array[3];
    struct plain local;
    static char *inside;
    kept = &p.count;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '&p.count': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    statics.kept = p.in.other;
    // expected-error@-1 {{lose the 'drust_borrow' of 'p.in.other'}}
    behind->kept = &p.in.other[2];
    // expected-error@-1 {{lose the 'drust_borrow' of '&p.in.other[2]'}}
    *out = p.in.other + i;
    // expected-error@-1 {{lose the 'drust_borrow' of 'p.in.other + i'}}
    array[1] = &all[i].count;
    // expected-error@-1 {{lose the 'drust_borrow' of '&all[i].count'}}
    local.in = &(&p)->in;
    // expected-error@-1 {{lose the 'drust_borrow' of '&(&p)->in'}}
    inside = i ? p.name : NULL;
    // expected-error@-1 {{lose the 'drust_borrow' of 'i ? p.name : NULL'}}
    struct plain braces = {.kept = &p.in.count};
    // expected-error@-1 {{lose the 'drust_borrow' of '&p.in.count'}}
    int *several[2] = {&all[0].count, array[0]};
    // expected-error@-1 {{lose the 'drust_borrow' of '&all[0].count'}}
    take((struct plain){p.in.other, &p.in});
    // expected-error@-1 {{lose the 'drust_borrow' of 'p.in.other'}}
    // expected-error@-2 {{lose the 'drust_borrow' of '&p.in'}}
    int *borrowed = &p.count;
    kept = borrowed;
    // expected-error@-1 {{lose the 'drust_borrow' of 'borrowed'}}
    sscanf("1", "%d", &p.count);
    // expected-error@-1 {{cannot pass tracked pointer '&p.count' through '...'; only to '%s' of a printf format [drust-kind-through-varargs]}}
    (void)braces, (void)several;
    return &p.count;
    // expected-error@-1 {{lose the 'drust_borrow' of '&p.count'}}
}
void change(int *DRUST_MUT_BORROW count);
int good(int i)
{
    struct box p = {0};
    struct in plain;
    int *borrowed = &p.count, *last = p.in.other + 3;
    kept = &plain.count;
    *borrowed += i;
    *last = *borrowed;
    change(&p.in.other[i]);
    strcpy(p.name, "name");
    char *found = strchr(p.name, 'm');
    DRUST_UNSAFE("nobody uses it later") {
        kept = &p.count;
    }
    return printf("%s %d\n", p.name, p.in.other[i]) + (found != NULL) + (int)(last - p.in.other);
}
