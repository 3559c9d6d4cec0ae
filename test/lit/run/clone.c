/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_clone: objects, arrays and whole structures, through owners and
 * borrows, at home or anywhere; the copy is here, belongs to nobody else and
 * changes nothing of its source. A list of a million nodes needs constant
 * stack.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain 1000 | FileCheck %s
 * RUN: bash -c 'ulimit -S -s 256; exec %t.plain 1000000' | FileCheck %s
 * RUN: %run1 %t0 1000 | FileCheck %s
 * RUN: bash -c 'ulimit -S -s 256; exec %drust run -n 1 %t2 1000000' | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 1 %t0 1000 | FileCheck %s
 * RUN: %run2 --stats %t0 1000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 20000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:9 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M --stats %t2 5000 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 failures
 *
 * RUN: not %run1 %t0 part 2>&1 | FileCheck --check-prefix=PART %s
 * RUN: not %run1 %t2 variable 2>&1 | FileCheck --check-prefix=PART %s
 * RUN: not %t.plain part 2>&1 | FileCheck --check-prefix=PLAIN %s
 * PART: drust: server 0: {{.*}}clone.c:[[#@LINE+30]]: drust_clone(p): only a whole object or array of the heap can be cloned, not a part of one and not a variable
 * PLAIN: drust_clone: only a whole object or array of struct part can be cloned
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

struct part {
    _Alignas(16) long value;
};
struct parts {
    struct part first[4];
};

/* The line the message names. */
static struct part *DRUST_OWNED clone_of(const struct part *DRUST_BORROW p)
{
    return drust_clone(p);
}

struct tree {
    int value;
    char name[12];
    struct tree *DRUST_OWNED child[2];
};
typedef struct tree *DRUST_OWNED tree_box;

static struct tree *DRUST_OWNED make_tree(int depth, int value)
{
    struct tree *DRUST_OWNED t = drust_new(struct tree);
    t->value = value;
    snprintf(t->name, sizeof t->name, "%d", value);
    if (depth == 0)
        return t;
    for (int i = 0; i < 2; i++) {
        struct tree *DRUST_OWNED child = NULL;
        unsigned server = (unsigned)(value + i) % drust_servers();
        drust_thread thread = drust_spawn_on(server, make_tree, depth - 1, 2 * value + i);
        drust_join(thread, &child);
        t->child[i] = child;
    }
    return t;
}

static int check_tree(const struct tree *DRUST_BORROW t, int depth, int value, int more)
{
    char name[12];
    snprintf(name, sizeof name, "%d", value);
    int wrong = t->value != value + more || strcmp(t->name, name) != 0;
    for (int i = 0; i < 2; i++) {
        if (depth > 0)
            wrong += check_tree(t->child[i], depth - 1, 2 * value + i, more);
        else
            wrong += t->child[i] != NULL;
    }
    return wrong;
}

static void add(struct tree *DRUST_MUT_BORROW t, int more)
{
    t->value += more;
    for (int i = 0; i < 2; i++)
        if (t->child[i] != NULL)
            add(t->child[i], more);
}

static struct tree *DRUST_OWNED clone_tree(const struct tree *DRUST_BORROW t)
{
    return drust_clone(t);
}

static void trees(void)
{
    struct tree *DRUST_OWNED source = make_tree(4, 1);
    struct tree *DRUST_OWNED copy = drust_clone(source);
    expect("a clone", check_tree(copy, 4, 1, 0), 0);
    add(copy, 5);
    expect("a changed clone", check_tree(copy, 4, 1, 5), 0);
    expect("its source", check_tree(source, 4, 1, 0), 0);
    add(source, 7);
    expect("a changed source", check_tree(source, 4, 1, 7), 0);
    expect("its clone", check_tree(copy, 4, 1, 5), 0);
    for (unsigned i = 0; i < 4; i++) { /* through a borrow, on each server */
        struct tree *DRUST_OWNED there = NULL;
        drust_scope {
            drust_thread thread = drust_spawn_on(i % drust_servers(), clone_tree, source);
            drust_join(thread, &there);
        }
        expect("cloned elsewhere", check_tree(there, 4, 1, 7), 0);
        add(there, 1);
        expect("changed here", check_tree(there, 4, 1, 8), 0);
        expect("the source", check_tree(source, 4, 1, 7), 0);
        source = drust_clone(there); /* the old one is dropped */
        add(source, -1);
    }
    struct tree *DRUST_OWNED child = drust_clone(source->child[1]);
    expect("a child", check_tree(child, 3, 3, 7), 0);
    expect("a temporary", clone_tree(drust_clone(child))->value, 10);
}

static void arrays(void)
{
    const int *DRUST_OWNED none = NULL;
    int *DRUST_OWNED nothing = drust_clone(none);
    expect("NULL", nothing == NULL, 1);
    int *DRUST_OWNED numbers = drust_new_array(int, 1000);
    for (int i = 0; i < 1000; i++)
        numbers[i] = i;
    const int *DRUST_BORROW view = numbers;
    int *DRUST_OWNED copy = drust_clone(view); /* not const */
    expect("length", (long)drust_len(copy), 1000);
    copy[999]++;
    expect("numbers", copy[999] + numbers[999] + copy[1], 1000 + 999 + 1);
    tree_box *DRUST_OWNED boxes = drust_new_array(tree_box, 5);
    for (int i = 0; i < 4; i++)
        boxes[i] = make_tree(2, i);
    tree_box *DRUST_OWNED others = drust_clone(boxes);
    drust_drop(boxes);
    for (int i = 0; i < 4; i++)
        expect("an array of owners", check_tree(others[i], 2, i, 0), 0);
    expect("its end", others[4] == NULL, 1);
}

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

static struct node *DRUST_OWNED extend(struct node *DRUST_OWNED list, long count)
{
    for (long i = 0; i < count; i++) {
        struct node *DRUST_OWNED n = drust_new(struct node);
        n->value = list != NULL ? list->value + 1 : 1;
        n->next = list;
        list = n;
    }
    return list;
}

static void lists(long count)
{
    struct node *DRUST_OWNED list = NULL;
    for (unsigned i = 0; i < 10; i++) {
        drust_thread thread = drust_spawn_on(i % drust_servers(), extend, list, count / 10);
        drust_join(thread, &list);
    }
    struct node *DRUST_OWNED copy = drust_clone(list);
    drust_drop(list);
    long want = count;
    for (const struct node *DRUST_BORROW _Nullable n = copy; n != NULL; n = n->next, want--)
        if (n->value != want)
            expect("a node", n->value, want);
    expect("nodes left", want, 0);
}

int main(int argc, char **argv)
{
    struct parts *DRUST_OWNED parts = drust_new(struct parts);
    struct part variable[2] = {{1}, {2}};
    if (strcmp(argv[argc - 1], "part") == 0)
        drust_drop(clone_of(&parts->first[2]));
    if (strcmp(argv[argc - 1], "variable") == 0)
        drust_drop(clone_of(&variable[1]));
    trees();
    arrays();
    lists(atol(argv[argc - 1]));
    printf("%d failures\n", failures);
    return failures != 0;
}
