/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One object with a field of every type, and the run that takes it through a
 * shared borrow, an exclusive borrow and an owner, at home and on the last
 * server. A file defines shared, exclusive and owned. Every printed line is
 * "form: value"; lines of several servers come in any order.
 */
#include <drust.h>

#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct point { int x, y; };
struct inner { int a; struct { short deep; int list[3]; } nest; };
union number { int i; float f; unsigned char bytes[4]; };
typedef int vector __attribute__((vector_size(16)));
struct all {
    int i;
    unsigned u : 5;
    int s : 7;
    _Bool flag;
    char c;
    long long ll;
    double d;
    float f;
    char text[16];
    int list[4];
    int grid[3][4];
    struct point pt, pts[3];
    struct inner in;
    union number n;
    struct { int unnamed; union { int first; float second; }; };
    double _Complex z;
    vector v;
    int (*fn)(int);
    struct all *DRUST_OWNED next;
    struct all *DRUST_OWNED both[2];
    struct all *DRUST_OWNED mesh[2][2];
};

static int calls;
static int triple(int x)
{
    calls++;
    return 3 * x;
}

static void show(const char *form, long long got, long long want)
{
    printf("%s: %lld%s\n", form, got, got == want ? "" : " WRONG");
}
#define SHOW(form, value, want) show(form, (long long)(value), (long long)(want))
/* The expression with t = !LAST, then its value with t = LAST: so both sides of a
 * condition on t run. */
#define BOTH(LAST, expression) \
    ({ int n = 0; for (int t = !(LAST), k = 0; k < 2; k++, t = !t) n = (expression); n; })

/* The values of the object at level b, 1 is the outermost. */
static void reset(struct all *DRUST_MUT_BORROW m, int b)
{
    m->i = 10 * b + 7;
    m->u = 3;
    m->s = -5;
    m->flag = 1;
    m->c = 'c';
    m->ll = 1LL << 40;
    m->d = 2.5 * b;
    m->f = 0.5f;
    strcpy(m->text, "text");
    for (int k = 0; k < 4; k++)
        m->list[k] = 100 * b + k;
    for (int k = 0; k < 12; k++)
        m->grid[k / 4][k % 4] = k + b;
    m->pt = (struct point){b, -b};
    for (int k = 0; k < 3; k++)
        m->pts[k] = (struct point){.y = k + b, .x = 2 * k};
    m->in = (struct inner){1, {2, {3, 4, 5}}};
    m->n.i = 0x01020304;
    m->unnamed = 6;
    m->first = 8;
    m->z = 1.0 + 2.0 * I;
    m->v = (vector){1, 2, 3, 4};
    m->fn = triple;
    if (m->next != NULL)
        reset(m->next, b + 1);
    for (int k = 0; k < 2; k++)
        if (m->both[k] != NULL)
            reset(m->both[k], b + 1);
    for (int k = 0; k < 4; k++)
        if (m->mesh[k / 2][k % 2] != NULL)
            reset(m->mesh[k / 2][k % 2], b + 1);
}

static struct all *DRUST_OWNED make(int depth)
{
    struct all *DRUST_OWNED o = drust_new(struct all);
    if (depth > 1) {
        o->next = make(depth - 1);
        o->both[0] = make(1);
        o->both[1] = make(depth - 1);
        o->mesh[0][1] = make(1);
        o->mesh[1][0] = make(depth - 1);
    }
    return o;
}

static void shared(const struct all *DRUST_BORROW r);
static void exclusive(struct all *DRUST_MUT_BORROW m);
static void owned(struct all *DRUST_OWNED o);

int main(void)
{
    int last = (int)drust_servers() - 1;
    struct all *DRUST_OWNED o = make(3);

    reset(o, 1);
    shared(o);
    drust_scope {
        drust_spawn_on(last, shared, o);
    }
    exclusive(o);
    reset(o, 1);
    drust_scope {
        drust_spawn_on(last, exclusive, o);
    }
    reset(o, 1);
    shared(o);
    drust_thread t = drust_spawn_on(last, owned, o);
    return 0;
}
