/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Dereferences in every kind of statement: conditions, loops, switches, jumps,
 * bounds, cursors over lists and arrays.
 *
 * RUN: %S/Inputs/everywhere %drust %s %t "%drustcc" "%libs"
 */
#include "Inputs/forms.h"

static int branches(const struct all *DRUST_BORROW r)
{
    int n = 0;
    if (r->i > 10)
        n += 1;
    else
        n += 2;
    if (!r->flag)
        n += 4;
    else if (r->next && r->next->flag && !r->next->mesh[0][0])
        n += 8;
    if (({ int t = r->u; t == 3; }))
        n += 16;
    if (n += !r->next->i, r->s < 0)
        n += 32;
    return r->d > 1e9 ? -1 : n;
}

static int switches(const struct all *DRUST_BORROW r)
{
    int n = 0;
    for (int k = 0; k < 3; k++)
        switch (r->list[k] - 95 * (k + 1) + (int)r->u) {
        case -100 ... 0:
            n += 100;
            continue;
        case 1 ... 8:
            n += r->i;
            /* fall through */
        case 9:
            n += r->u;
            break;
        default:
            n += 1000;
        }
    switch (r->c) {
    case 'a' ... 'b':
        return -1;
    case 'c':
        if (r->flag) {
        case 'd':
            n += 7;
        }
    }
    return n;
}

static int computed(const struct all *DRUST_BORROW r)
{
    static const void *const targets[] = {&&zero, &&one, &&two, &&three};
    int n = 0, at = 0;
    goto *targets[r->u];
zero:
    return n;
one:
    n += r->i;
    goto *targets[r->list[0] - 100];
two:
    n += r->pt.x;
    goto *targets[r->flag];
three:
    n += r->grid[1][1];
    if (at++ < 2)
        goto three;
    goto *targets[r->list[2] - 100];
}

static int bounds(const struct all *DRUST_BORROW r)
{
    int a[r->u], b[r->u + 1][r->list[1] - 99];
    typedef int row[r->i];
    int *raw = a;
    for (unsigned k = 0; k < r->u; k++)
        a[k] = r->list[k];
    b[r->u][1] = raw[r->u - 1];
    return (int)(sizeof a + sizeof b + sizeof(row)) + b[3][1] + a[2];
}

static int loops(const struct all *DRUST_BORROW r)
{
    int n = 0, k = 0;
    while (k < r->list[3] - 100)
        n += r->list[k++];
    do
        n += r->u;
    while (++k < (int)r->u * 2);
    for (int i = r->s; i < 0; i++) {
        if (i == r->s + 1)
            continue;
        if (i == -1 && r->flag)
            break;
        n += i * r->pt.x;
    }
    for (int i = 0, j = r->u; i < j; i++, j--)
        for (int l = 0; l < r->in.nest.deep; l++)
            n += r->grid[i][j] * 1000;
    for (;;)
        if (n++ > r->ll % 7 + 4000)
            break;
    return n;
}

static int cursors(const struct all *DRUST_BORROW r)
{
    int n = 0;
    for (const struct all *DRUST_BORROW _Nullable cur = r; cur != NULL; cur = cur->next)
        n += cur->i;
    const struct all *DRUST_BORROW _Nullable cur = r->next;
    while (cur) {
        n += cur->u;
        cur = cur->both[1];
    }
    const struct all *DRUST_BORROW word = r->next;
    do {
        n += word->pt.x * 1000;
        word = r->next->next;
    } while (word->i < 0);
    n += word->both[0] ? 1 : word->pt.x * 10000;
    const struct point *DRUST_BORROW p = r->pts;
    n += (p++)->x;
    n += p->x * 100000;
    n += (p + 1 > p) + (int)(p - r->pts) + p[-1].y + (--p)->y;
    for (const int *DRUST_BORROW q = r->list; q < r->list + 4; q++)
        n += *q;
    for (const char *DRUST_BORROW s = r->text; *s; s += 1)
        n += *s == 't';
    return n;
}

static const struct all *DRUST_BORROW last(const struct all *DRUST_BORROW list)
{
    if (list->next != NULL)
        return last(list->next);
    return list;
}

static const int *DRUST_BORROW pick(const struct all *DRUST_BORROW r, int k)
{
    if (k < 0)
        return &r->next->i;
    return k < 3 ? &r->list[k] : r->list + 3;
}

static int count(const struct all *DRUST_BORROW _Nullable r)
{
    return r ? 1 + count(r->next) + count(r->both[0]) + count(r->both[1]) : 0;
}

static int returned(const struct all *DRUST_BORROW r)
{
    const struct all *DRUST_BORROW end = last(r);
    const int *DRUST_BORROW value = pick(end, 2);
    int n = end->i + *value + last(r)->u + *pick(r, -1) + pick(r->next, 1)[1];
    value = pick(r, 3);
    return n + *value + count(r);
}

static void shared(const struct all *DRUST_BORROW r)
{
    SHOW("branches", branches(r), 57);
    SHOW("switches", switches(r), 1127);
    SHOW("computed", computed(r), 36);
    SHOW("bounds", bounds(r), 12 + 32 + 68 + 204);
    SHOW("loops", loops(r), 22303);
    SHOW("cursors", cursors(r), 232499);
    SHOW("returned", returned(r), 684);
    SHOW("path", branches(r->next) + bounds(r->both[1]), 2213);
}

static int count_down(struct all *DRUST_MUT_BORROW m)
{
    int n = 0;
    while (m->i-- > 10)
        n++;
    for (m->i = 0; m->i < 3; m->i++)
        n += m->list[m->i] += 1;
    do
        n++;
    while (--m->u);
    switch (m->list[0]++) {
    case 101:
        m->flag = 0;
    }
    for (struct all *DRUST_MUT_BORROW _Nullable cur = m; cur; cur = cur->next) {
        cur->i += 1;
        if (!cur->next)
            n += cur->i;
    }
    struct point *DRUST_MUT_BORROW p = m->pts;
    for (int k = 0; k < 3; k++, p++) {
        p->x = k;
        (*p).y = p->x + 1;
    }
    for (int k = 0; k < 3; k++)
        n += m->pts[k].y;
    if ((m->s = m->list[0] - 100) == 2 && m->s++)
        n += 1000 * m->s;
    return m->flag ? -1 : n;
}

static struct all *DRUST_MUT_BORROW end_of(struct all *DRUST_MUT_BORROW m)
{
    if (m->next == NULL)
        return m;
    return end_of(m->next);
}

static void exclusive(struct all *DRUST_MUT_BORROW m)
{
    reset(m, 1);
    SHOW("count down", count_down(m), 3360);
    end_of(m)->i = 5;
    struct all *DRUST_MUT_BORROW end = end_of(m);
    end->i *= 2;
    SHOW("end", end_of(m)->i, 10);
}

/* Moves in conditions and loops. */
static void owned(struct all *DRUST_OWNED o)
{
    int n = 0;
    struct all *DRUST_OWNED e;
    while ((e = drust_take(&o->next)) != NULL) {
        n += e->i;
        o->next = drust_take(&e->next);
    }
    SHOW("pop", n, 64);
    int *DRUST_OWNED a = drust_new_array(int, 10);
    for (int k = 0; k < (int)drust_len(a); k++)
        a[k] = k * k;
    int *DRUST_BORROW q = a;
    int *DRUST_BORROW end = &a[10];
    for (n = end[-1] - 81; q < end; q += 3)
        n += *q;
    SHOW("end", q[q > &a[9] ? -3 : 1L << 40] == 81, 1);
    SHOW("array", n + 3[a] + *a + *&a[5] + (&a[2])[1], 126 + 9 + 25 + 9);
    struct all *DRUST_OWNED pair[2] = {make(1), NULL};
    pair[1] = drust_take(&pair[0]);
    pair[1]->i = 4;
    SHOW("pair", !pair[0] && pair[1]->i++ == 4 ? pair[1]->i : 0, 5);
    struct all *DRUST_OWNED either = n > 5 ? drust_take(&pair[1]) : NULL;
    SHOW("either", either != NULL ? either->i : 0, 5);
    struct all *DRUST_OWNED given = ({ struct all *DRUST_OWNED t = drust_move(either); t->i += 2; t; });
    SHOW("({}) move", given->i + (either == NULL), 8);
    for (struct all *DRUST_OWNED k = make(1); k != NULL; k = NULL)
        SHOW("for", k->i = 3, 3);
    for (int k = 0; k < 3; k++) {
        struct all *DRUST_OWNED t = make(2);
        if (k == 1)
            continue;
        t->next->i = k;
        o->both[1] = drust_move(t->next);
        SHOW("loop move", o->both[1]->i * 10 + (t->next == NULL), 10 * k + 1);
    }
}
