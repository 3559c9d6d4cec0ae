/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_resize: what stays keeps its value, what comes is zero, what goes is
 * dropped, whichever server the array is at home on and however large it gets.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -DPLAIN -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
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

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

/* Objects of this server that are alive; right where all are made and freed
 * here, so not with random placement. */
static long live(void)
{
    return (long)(drust_counter("homed") - drust_counter("frees"));
}
static void expect_live(const char *what, long before, long more)
{
#ifndef PLAIN
    if (drust_servers() == 1)
        expect(what, live() - before, more);
#else
    (void)what, (void)before, (void)more;
#endif
}

struct box {
    int value;
    struct box *DRUST_OWNED inner;
};
typedef struct box *DRUST_OWNED box_box;

struct wide {
    _Alignas(256) char bytes[256];
};

struct holder {
    int used;
    box_box *DRUST_OWNED boxes;
    struct holder *DRUST_OWNED next;
};

static void from_null(void)
{
    int *DRUST_OWNED a = NULL;
    drust_resize(&a, 5);
    expect("new length", (long)drust_len(a), 5);
    for (int i = 0; i < 5; i++)
        expect("new element", a[i], 0);
    a[4] = 4;
    drust_resize(&a, 0);
    expect("an empty array is one", a != NULL, 1);
    expect("an empty array's length", (long)drust_len(a), 0);
    drust_resize(&a, 6);
    for (int i = 0; i < 6; i++)
        expect("what comes is zero again", a[i], 0);
    drust_drop(a);
    drust_resize(&a, 0);
    expect("NULL becomes an array", a != NULL, 1);
}

/* Every length from 0 to large and back; the array knows its past in `kept`. */
static void many_lengths(long factor)
{
    long *DRUST_OWNED a = NULL;
    long kept = 0;
    for (long n = 0; n < 200000; n += n / factor + 1) {
        drust_resize(&a, (size_t)n);
        expect("length", (long)drust_len(a), n);
        for (long i = 0; i < kept; i += 1 + i / 8)
            expect("kept", a[i], i + 1);
        for (long i = kept; i < n; i++) {
            if (a[i] != 0)
                expect("came", a[i], 0);
            a[i] = i + 1;
        }
        kept = n;
    }
    for (long n = kept; n > 0; n -= n / factor + 1) {
        drust_resize(&a, (size_t)n);
        expect("length", (long)drust_len(a), n);
        for (long i = 0; i < n; i += 1 + i / 8)
            expect("left", a[i], i + 1);
    }
}

static box_box *DRUST_OWNED make_boxes(int count)
{
    box_box *DRUST_OWNED boxes = drust_new_array(box_box, count);
    for (int i = 0; i < count; i++) {
        boxes[i] = drust_new(struct box);
        boxes[i]->value = i;
        boxes[i]->inner = drust_new(struct box);
    }
    return boxes;
}

static void check_boxes(const box_box *DRUST_BORROW boxes, int full, int count)
{
    for (int i = 0; i < count; i++) {
        expect("a box is there", boxes[i] != NULL, i < full);
        if (boxes[i] != NULL)
            expect("a box's value", boxes[i]->value, i);
    }
}

static void what_goes_is_dropped(void)
{
    long before = live();
    box_box *DRUST_OWNED boxes = make_boxes(10);
    expect_live("ten boxes", before, 21);
    drust_resize(&boxes, 4);
    expect_live("four boxes", before, 9);
    check_boxes(boxes, 4, 4);
    drust_resize(&boxes, 3000);
    expect_live("four boxes and room", before, 9);
    check_boxes(boxes, 4, 3000);
    drust_resize(&boxes, 0);
    expect_live("no boxes", before, 1);
    struct box *DRUST_OWNED *DRUST_OWNED same = boxes; /* the kinds may be written so, too */
    drust_resize(&same, 2);
    same[1] = drust_new(struct box);
    drust_resize(&same, 1);
    expect_live("one was dropped", before, 1);
    drust_drop(same);
    drust_resize(&same, 2);
    same[1] = drust_new(struct box);
}

static void grow(box_box *DRUST_OWNED *DRUST_MUT_BORROW slot, size_t count)
{
    drust_resize(slot, count);
}

static struct holder *DRUST_OWNED make_holder(int count)
{
    struct holder *DRUST_OWNED first = drust_new(struct holder);
    first->next = drust_new(struct holder);
    first->next->boxes = make_boxes(count);
    return first;
}

/* The slot lies in an object, and what it names on some server. */
static void elsewhere(unsigned server)
{
    struct holder *DRUST_OWNED h = NULL;
    drust_thread thread = drust_spawn_on(server % drust_servers(), make_holder, 6);
    drust_join(thread, &h);
    check_boxes(h->next->boxes, 6, 6);
    drust_resize(&h->next->boxes, drust_len(h->next->boxes) + 2);
    check_boxes(h->next->boxes, 6, 8);
    grow(&h->next->boxes, 100);
    check_boxes(h->next->boxes, 6, 100);
    grow(&h->next->boxes, 5);
    check_boxes(h->next->boxes, 5, 5);

    box_box *DRUST_OWNED boxes = NULL;
    thread = drust_spawn_on((server + 1) % drust_servers(), make_boxes, 7);
    drust_join(thread, &boxes);
    drust_resize(&boxes, 3); /* not read before */
    check_boxes(boxes, 3, 3);
}

static long sum(const long *DRUST_BORROW a, long n)
{
    long total = 0;
    for (long i = 0; i < n; i++)
        total += a[i];
    return total;
}

/* Readers elsewhere see each length's values, not those of an older colour. */
static void read_between(void)
{
    long *DRUST_OWNED a = drust_new_array(long, 1);
    for (long n = 1; n < 40; n++) {
        drust_resize(&a, (size_t)n);
        a[n - 1] = n;
        long total = 0;
        drust_scope {
            drust_thread thread = drust_spawn_on((unsigned)n % drust_servers(), sum, a, n);
            drust_join(thread, &total);
        }
        expect("sum elsewhere", total, n * (n + 1) / 2);
    }
    for (long n = 39; n > 0; n--) {
        long total = 0;
        drust_resize(&a, (size_t)n);
        drust_scope {
            drust_thread thread = drust_spawn_on((unsigned)n % drust_servers(), sum, a, n);
            drust_join(thread, &total);
        }
        expect("sum elsewhere", total, n * (n + 1) / 2);
    }
}

static long address(const void *at)
{
    return (long)(uintptr_t)at;
}

static void aligned(void)
{
    struct wide *DRUST_OWNED a = NULL;
    for (size_t n = 1; n < 70; n += 3) {
        drust_resize(&a, n);
        for (size_t i = 0; i < n; i++) {
            const struct wide *DRUST_BORROW w = &a[i];
            expect("alignment", address(w) % 256, 0);
        }
        expect("zero", a[n - 1].bytes[255], 0);
        a[n - 1].bytes[255] = (char)n;
        expect("the first", a[0].bytes[255], 1);
    }
}

static void long_chain(void)
{
    long before = live();
    box_box *DRUST_OWNED boxes = drust_new_array(box_box, 2);
    for (int i = 0; i < 100000; i++) {
        struct box *DRUST_OWNED b = drust_new(struct box);
        b->inner = drust_take(&boxes[1]);
        boxes[1] = b;
    }
    expect_live("a chain", before, 100001);
    drust_resize(&boxes, 1);
    expect_live("no chain", before, 1);
}

int main(void)
{
    from_null();
    many_lengths(3);
    many_lengths(40);
    what_goes_is_dropped();
    for (unsigned server = 0; server < 4; server++)
        elsewhere(server);
    read_between();
    aligned();
    long_chain();
    printf("%d failures\n", failures);
    return failures != 0;
}
