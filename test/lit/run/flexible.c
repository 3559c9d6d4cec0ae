/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Objects with a flexible array member: zero-filled, counted by their elements,
 * read, moved, resized, cloned and dropped with all that these own, on every
 * server.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' 'homed>=100' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 1 %t0 | FileCheck %s
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:9 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 failures
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

struct text {
    long length;
    char first;
    char bytes[]; /* inside what sizeof counts as padding */
};

static struct text *DRUST_OWNED make_text(int length)
{
    struct text *DRUST_OWNED t = drust_new_flex(struct text, (size_t)length);
    expect("a new text's length", (long)drust_len(t), length);
    for (int i = 0; i < length; i++) {
        expect("a new text", t->bytes[i], 0);
        t->bytes[i] = (char)(i + 1);
    }
    t->length = length;
    return t;
}

static void check_text(const struct text *DRUST_BORROW t, int length)
{
    expect("a text's length", t->length, length);
    for (int i = 0; i < length; i++)
        expect("a text's byte", t->bytes[i], (char)(i + 1));
}

static void texts(void)
{
    for (int length = 0; length < 40; length += length < 10 ? 1 : 7) {
        for (unsigned i = 0; i < 3; i++) {
            struct text *DRUST_OWNED t = NULL;
            drust_thread thread = drust_spawn_on(i % drust_servers(), make_text, length);
            drust_join(thread, &t);
            expect("length", (long)drust_len(t), length);
            check_text(t, length);
            struct text *DRUST_OWNED copy = drust_clone(t);
            t->length++; /* comes here */
            expect("moved", (long)drust_len(t), length);
            drust_resize(&t, (size_t)length + 1);
            expect("what comes is zero", t->bytes[length], 0);
            t->bytes[length] = (char)(length + 1);
            check_text(t, length + 1);
            drust_resize(&t, (size_t)length + 1000);
            check_text(t, length + 1);
            expect("the end", t->bytes[length + 999], 0);
            *t = *copy; /* all that sizeof counts */
            expect("assigned", t->length, length);
            expect("not assigned", t->bytes[100], 0);
            check_text(copy, length);
            expect("the clone's length", (long)drust_len(copy), length);
        }
    }
}

struct bush {
    int value;
    struct bush *DRUST_OWNED root;
    struct {
        int mark;
        struct bush *DRUST_OWNED branch[2];
    } twigs[];
};

static struct bush *DRUST_OWNED make_bush(int depth, int value)
{
    struct bush *DRUST_OWNED b = drust_new_flex(struct bush, (size_t)depth);
    b->value = value;
    if (depth == 0)
        return b;
    b->root = drust_new_flex(struct bush, 0);
    b->root->value = -value;
    for (int i = 0; i < depth; i++) {
        struct bush *DRUST_OWNED branch = NULL;
        drust_thread thread =
            drust_spawn_on((unsigned)(value + i) % drust_servers(), make_bush, i, value + i);
        drust_join(thread, &branch);
        b->twigs[i].mark = i;
        b->twigs[i].branch[i % 2] = branch;
    }
    return b;
}

static int check_bush(const struct bush *DRUST_BORROW b, int depth, int value)
{
    int wrong = b->value != value;
    wrong += depth > 0 ? b->root->value != -value : b->root != NULL;
    for (int i = 0; i < depth; i++) {
        wrong += b->twigs[i].mark != i || b->twigs[i].branch[(i + 1) % 2] != NULL;
        wrong += check_bush(b->twigs[i].branch[i % 2], i, value + i);
    }
    return wrong;
}

static void bushes(void)
{
    struct bush *DRUST_OWNED b = make_bush(5, 1);
    expect("a bush", check_bush(b, 5, 1), 0);
    struct bush *DRUST_OWNED copy = drust_clone(b);
    drust_resize(&b, 3); /* two twigs go */
    expect("a smaller bush", check_bush(b, 3, 1), 0);
    expect("its length", (long)drust_len(b), 3);
    drust_resize(&b, 2000);
    expect("a wide bush", check_bush(b, 3, 1), 0);
    expect("an empty twig", b->twigs[1999].branch[1] == NULL, 1);
    b->twigs[1999].branch[1] = drust_move(copy);
    expect("a graft", check_bush(b->twigs[1999].branch[1], 5, 1), 0);
}

struct outer {
    int value;
    struct text inner; /* the flexible member lies deeper */
};

static void others(void)
{
    struct text *DRUST_OWNED none = NULL;
    expect("NULL", (long)drust_len(none), 0);
    drust_resize(&none, 3);
    expect("from NULL", (long)drust_len(none), 3);
    struct outer *DRUST_OWNED o = drust_new_flex(struct outer, 20);
    expect("nested", (long)drust_len(o), 20);
    o->inner.bytes[19] = 7;
    drust_resize(&o, 21);
    expect("nested, resized", o->inner.bytes[19] + o->inner.bytes[20], 7);
    struct text *DRUST_OWNED some = drust_try_new_flex(struct text, 10);
    expect("tried", (long)drust_len(some), 10);
}

int main(void)
{
    texts();
    bushes();
    others();
    printf("%d failures\n", failures);
    return failures != 0;
}
