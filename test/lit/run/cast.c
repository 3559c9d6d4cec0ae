/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners and borrows of void, of the first member and of bytes; drust_cast asks
 * the object, wherever it lies, and another type ends the program.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 %t2 | FileCheck %s
 * RUN: %run2 --stats %t0 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:5 DRUST_COLOUR_BITS=3 %drust run -n 4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 wrong
 *
 * RUN: not %run1 %t0 owner 2>&1 | FileCheck --check-prefix=OWNER %s
 * RUN: not %run2 %t2 owner 2>&1 | FileCheck --check-prefix=OWNER %s
 * RUN: not %run2 %t2 borrow 2>&1 | FileCheck --check-prefix=BORROW %s
 * RUN: not %run2 %t0 part 2>&1 | FileCheck --check-prefix=PART %s
 * RUN: not %run1 %t2 variable 2>&1 | FileCheck --check-prefix=PART %s
 * RUN: not %run1 %t2 resize 2>&1 | FileCheck --check-prefix=RESIZE %s
 * RUN: not %run1 %t2 sort 2>&1 | FileCheck --check-prefix=SORT %s
 * RUN: not %t.plain owner 2>&1 | FileCheck --check-prefix=PLAIN %s
 * RUN: not %t.plain resize 2>&1 | FileCheck --check-prefix=PLAIN-RESIZE %s
 * OWNER: drust: server 0: {{.*}}cast.c:{{[0-9]+}}: drust_cast(struct square, any): the object is of type struct circle, not struct square
 * BORROW: drust: server {{[01]}}: {{.*}}cast.c:{{[0-9]+}}: drust_cast(struct square, s): the object is of type struct circle, not struct square
 * PART: drust: server 0: {{.*}}cast.c:{{[0-9]+}}: drust_cast(struct square, s): only a whole object or array of the heap says what it is, not a part of one and not a variable
 * RESIZE: drust_resize(&s, 9): the object is of type struct square, not struct shape
 * SORT: drust_sort(s, 2, compare): elements of 8 bytes, but the array is one of struct square
 * PLAIN: drust_cast: the object is of type struct circle, not struct square
 * PLAIN-RESIZE: drust_resize: the object is of type struct square, not struct shape
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

enum sort { SQUARE, CIRCLE };
struct shape {
    enum sort sort;
    int number;
};
struct named {
    struct shape shape;
    char name[16];
};
struct square {
    struct named named;
    long side;
    struct square *DRUST_OWNED inner;
};
struct circle {
    struct named named;
    long radius;
    void *DRUST_OWNED inner; /* any shape */
};
typedef void *DRUST_OWNED any;

static int wrong;
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("line %d: %s\n", __LINE__, #condition);                                         \
            wrong++;                                                                               \
        }                                                                                          \
    } while (0)

static struct square *DRUST_OWNED make_square(long side)
{
    struct square *DRUST_OWNED s = drust_new(struct square);
    s->side = side;
    strcpy(s->named.name, "square");
    s->inner = drust_new(struct square);
    s->inner->side = 1;
    return s;
}
static void *DRUST_OWNED make_circle(long radius)
{
    struct circle *DRUST_OWNED c = drust_new(struct circle);
    c->named.shape.sort = CIRCLE;
    c->radius = radius;
    c->inner = make_square(2);
    return c;
}

static long area(const struct shape *DRUST_BORROW s)
{
    if (s->sort == CIRCLE)
        return 3 * drust_cast(struct circle, s)->radius * drust_cast(struct circle, s)->radius;
    const struct square *DRUST_BORROW square = drust_cast(struct square, s);
    return square->side * square->side;
}
static long side(const struct shape *DRUST_BORROW s)
{
    return drust_cast(struct square, s)->side;
}
static void grow(void *DRUST_MUT_BORROW v)
{
    struct square *s = drust_cast(struct square, v);
    s->side++;
    s->inner->side += 10;
}
static long sum(const unsigned char *DRUST_BORROW bytes, size_t n)
{
    long total = 0;
    for (size_t i = 0; i < n; i++)
        total += bytes[i];
    return total;
}

static void owners(unsigned server)
{
    void *DRUST_OWNED any = NULL;
    struct square *DRUST_OWNED none = drust_cast(struct square, any);
    EXPECT(none == NULL);
    drust_thread thread = drust_spawn_on(server, make_circle, 4);
    drust_join(thread, &any);
    EXPECT(drust_len(any) == 1);
    struct circle *DRUST_OWNED c = drust_cast(struct circle, any);
    EXPECT(any == NULL && c->radius == 4);
    EXPECT(area((struct shape *)c) == 48);
    struct square *DRUST_OWNED s = drust_cast(struct square, drust_take(&c->inner));
    EXPECT(s->side == 2 && s->inner->side == 1 && c->inner == NULL);
    grow(s);
    EXPECT(s->side == 3 && s->inner->side == 11);
    struct shape *DRUST_OWNED up = (struct shape *)s;
    EXPECT(s == NULL && area(up) == 9);
    c->inner = drust_move(up);
    void *v = c->inner;
    grow(v);
}

static void moved(void)
{
    any *DRUST_OWNED all = drust_new_array(any, 4);
    all[0] = make_square(3);
    all[1] = make_circle(1);
    all[2] = drust_new_array(long, 5);
    all[2] = drust_take(&all[1]);
    struct circle *DRUST_OWNED c = drust_cast(struct circle, drust_take(&all[2]));
    EXPECT(c->radius == 1);
    void *DRUST_OWNED array = drust_new_array(struct square, 3);
    struct square *DRUST_OWNED squares = drust_cast(struct square, array);
    EXPECT(drust_len(squares) == 3);
    struct square *DRUST_OWNED made = drust_cast(struct square, (void *)make_square(8));
    EXPECT(made->side == 8);
}

static void borrows(unsigned server)
{
    struct square *DRUST_OWNED s = NULL;
    drust_thread thread = drust_spawn_on(server, make_square, 5);
    drust_join(thread, &s);
    EXPECT(area((struct shape *)s) == 25); /* a read copy */
    EXPECT(area(&s->named.shape) == 25);   /* its first byte is the object's, too */
    const void *DRUST_BORROW v = s;
    const struct square *r = drust_cast(struct square, v);
    EXPECT(r->side == 5 && strcmp((const char *)&r->named.name, "square") == 0);
    long bytes = sum((const unsigned char *)s, sizeof(struct shape));
    EXPECT(bytes == 0);
    const unsigned char *DRUST_BORROW name = (const unsigned char *)r->named.name;
    EXPECT(name[0] == 's');
    grow(s);
    EXPECT(s->side == 6);
    struct shape *first = (struct shape *)s;
    first->number = 7;
    EXPECT(s->named.shape.number == 7);
}

static int compare(const struct shape *DRUST_BORROW l, const struct shape *DRUST_BORROW r)
{
    return l->number - r->number;
}

int main(int argc, char **argv)
{
    const char *how = argv[argc - 1];
    unsigned server = drust_servers() - 1;
    if (strcmp(how, "owner") == 0) {
        void *DRUST_OWNED any = NULL;
        drust_thread thread = drust_spawn_on(server, make_circle, 4);
        drust_join(thread, &any);
        struct square *DRUST_OWNED s = drust_cast(struct square, any);
        EXPECT(s == NULL);
    }
    if (strcmp(how, "borrow") == 0) {
        struct circle *DRUST_OWNED c = drust_new(struct circle);
        drust_scope {
            drust_spawn_on(server, side, (struct shape *)c);
        }
    }
    struct square *DRUST_OWNED squares = drust_new_array(struct square, 2);
    struct square variable = {0};
    if (strcmp(how, "part") == 0)
        side((struct shape *)&squares[1]);
    if (strcmp(how, "variable") == 0)
        side((struct shape *)&variable);
    if (strcmp(how, "resize") == 0) {
        struct shape *DRUST_OWNED s = (struct shape *)squares;
        drust_resize(&s, 9);
    }
    if (strcmp(how, "sort") == 0) {
        struct shape *DRUST_OWNED s = (struct shape *)squares;
        drust_sort(s, 2, compare);
    }
    for (unsigned i = 0; i < drust_servers(); i++) {
        owners(i);
        borrows(i);
    }
    moved();
    printf("%d wrong\n", wrong);
    return wrong;
}
