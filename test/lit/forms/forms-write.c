/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every C expression that writes through an owner, an exclusive borrow or a
 * path does what the same expression on plain pointers does.
 *
 * RUN: %S/Inputs/everywhere %drust %s %t "%drustcc" "%libs"
 */
#include "Inputs/forms.h"

static void set(int *DRUST_MUT_BORROW value, int to) { *value = to; }
static void set_plain(int *values, int at, int to) { values[at] = to; }
static int by_value(const void *a, const void *b) { return *(const int *)b - *(const int *)a; }

#define ASSIGNMENTS(T, P)                                     \
    P->i = 5;                                                 \
    SHOW(T "->i =", P->i, 5);                                 \
    SHOW(T "->i += value", P->i += P->u, 8);                  \
    P->i -= 2;                                                \
    P->i *= 7;                                                \
    P->i /= 4;                                                \
    SHOW("-= *= /=", P->i, 10);                               \
    P->i %= 6;                                                \
    P->i <<= 3;                                               \
    P->i >>= 1;                                               \
    SHOW("%= <<= >>=", P->i, 16);                             \
    P->i &= 24;                                               \
    P->i |= P->u;                                             \
    P->i ^= 1;                                                \
    SHOW("&= |= ^=", P->i, 18);                               \
    P->i++;                                                   \
    ++P->i;                                                   \
    P->i--;                                                   \
    --P->i;                                                   \
    SHOW("post++", P->i++, 18);                               \
    SHOW("++pre", ++P->i, 20);                                \
    SHOW("post--", P->i--, 20);                               \
    SHOW("--pre", --P->i, 18);                                \
    P->u = 35;                                                \
    SHOW("bits =", P->u, 3);                                  \
    P->u += 30;                                               \
    SHOW("bits +=", P->u, 1);                                 \
    SHOW("bits++", P->u++ + P->u, 3);                         \
    SHOW("bits = value", P->s = 65, -63);                     \
    P->s--;                                                   \
    SHOW("bits--", P->s, -64);                                \
    P->flag = P->i;                                           \
    P->flag ^= 1;                                             \
    SHOW("_Bool ^=", P->flag, 0);                             \
    P->c += 1;                                                \
    SHOW("char +=", P->c, 'd');                               \
    P->d *= 2;                                                \
    P->f = P->d = P->i = 4;                                   \
    SHOW("chain", P->f + P->d + P->i, 12);                    \
    P->ll = (P->i = 3, P->u = 2);                             \
    SHOW("comma =", P->ll + P->i, 5);                         \
    (*P).i = 21;                                              \
    P[0].i += 1;                                              \
    0[P].i += 1;                                              \
    (&*P)->i++;                                               \
    *&P->i += 1;                                              \
    SHOW("(*p). p[0]. 0[p].", P->i, 25)

#define PLACES(T, P)                                          \
    P->list[2] = 4;                                           \
    *P->list = 1;                                             \
    *(P->list + 1) += 2;                                      \
    3[P->list]++;                                             \
    P->list[P->u] += P->list[P->u - 1];                       \
    SHOW(T "->list", P->list[0] + P->list[2], P->list[1] + 5); \
    P->grid[1][P->u & 3] = 9;                                 \
    (*(P->grid + 2))[3] = P->grid[1][2];                      \
    SHOW("grid", P->grid[2][3] + P->grid[1][2], 18);          \
    P->pts[1].x = 11;                                         \
    (P->pts + 2)->y = 12;                                     \
    (&P->pt)->x = 13;                                         \
    SHOW("pts", P->pts[1].x + P->pts[2].y + P->pt.x, 36);     \
    P->in.nest.deep = 6;                                      \
    P->in.nest.list[1] += P->in.nest.deep;                    \
    (&P->in)->nest.list[2] = P->in.a;                         \
    SHOW("nested", P->in.nest.list[1] + P->in.nest.list[2], 11); \
    P->pt = (struct point){.y = P->i, .x = P->u};             \
    P->pts[0] = P->pt;                                        \
    P->pts[2] = P->pts[1] = P->pts[0];                        \
    SHOW("struct =", P->pts[2].x + P->pts[1].y, P->u + P->i); \
    P->in = (struct inner){.nest.list = {7, 8, 9}};           \
    SHOW("struct = {}", P->in.a + P->in.nest.list[2], 9);     \
    P->n.f = 1.0f;                                            \
    SHOW("union", P->n.i, 0x3f800000);                        \
    P->n.bytes[3] = 0;                                        \
    SHOW("union bytes", P->n.i, 0x800000);                    \
    P->n = (union number){.i = 3};                            \
    P->first = P->n.i;                                        \
    P->unnamed = P->first++;                                  \
    SHOW("unnamed", P->first * P->unnamed, 12);               \
    __real P->z = 2;                                          \
    __imag P->z += 1;                                         \
    P->z *= 2;                                                \
    SHOW("complex", creal(P->z) * 10 + cimag(P->z), 46);      \
    P->v[1] = 3;                                              \
    P->v[P->u]++;                                             \
    P->v += (vector){1, 1, 1, 1};                             \
    P->v = P->v * 2;                                          \
    SHOW("vector", P->v[1] * 100 + P->v[2], 810);             \
    P->fn = P->u ? triple : NULL;                             \
    SHOW("fn", P->fn(2), 6)

#define CALLS(T, P)                                                       \
    strcpy(P->text, "abc");                                               \
    strcat(P->text, "d");                                                 \
    SHOW("strcpy strcat", strcmp(P->text, "abcd"), 0);                    \
    memset(&P->text[1], 'x', 2);                                          \
    SHOW("memset", strcmp(P->text, "axxd"), 0);                           \
    SHOW("snprintf", snprintf(P->text, sizeof P->text, "%d-%s", P->u, P->next->text), 6); \
    SHOW("snprintf text", strcmp(P->text, "2-text"), 0);                  \
    memcpy(P->list, P->next->list, sizeof P->list);                       \
    SHOW("memcpy", P->list[3] - P->next->list[3], 0);                     \
    memmove(P->list + 1, P->list, 2 * sizeof P->list[0]);                 \
    SHOW("memmove", P->list[1] - P->list[2], -1);                         \
    qsort(P->list, 4, sizeof P->list[0], by_value);                       \
    SHOW("qsort", P->list[0] >= P->list[1] && P->list[2] >= P->list[3], 1); \
    set(&P->i, 31);                                                       \
    set(P->list, 32);                                                     \
    set(P->grid[2], 33);                                                  \
    set(&P->list[P->u], 34);                                              \
    SHOW("borrow", P->i + P->list[0] + P->grid[2][0] + P->list[2], 130);  \
    set_plain(P->list, P->u, P->i);                                       \
    set_plain(&P->list[2], 1, 35);                                        \
    SHOW("plain", P->list[2] + P->list[3], 66);                           \
    SHOW("fetch_add", __atomic_fetch_add(&P->i, 2, __ATOMIC_SEQ_CST), 31); \
    __atomic_store_n(&P->ll, 9, __ATOMIC_RELEASE);                        \
    SHOW("load", __atomic_load_n(&P->ll, __ATOMIC_ACQUIRE) + __atomic_load_n(&P->i, 0), 42); \
    SHOW("compare_exchange", ({ int want = 33; __atomic_compare_exchange_n(&P->i, &want, 40, 0, 5, 5); }), 1); \
    SHOW("exchange", __atomic_exchange_n(&P->list[0], 5, __ATOMIC_SEQ_CST), 32); \
    __asm__("incl %0" : "+m"(P->i));                                      \
    SHOW("asm +m", P->i, 41);                                             \
    __asm__("movl %1, %0" : "=m"(P->list[1]) : "r"(P->i));                \
    SHOW("asm =m", P->list[1], 41);                                       \
    __asm__("movl %1, %%eax\n\tmovl %%eax, %0" : "=r"(P->list[2]) : "m"(P->list[1]) : "eax"); \
    SHOW("asm =r m", P->list[2], 41);                                     \
    SHOW("clz", __builtin_clz(P->i) + __builtin_popcount(P->list[1]), 29)

#define BORROWS(T, P)                                         \
    do {                                                      \
        int *DRUST_MUT_BORROW q = &P->i;                      \
        *q = 51;                                              \
        q[0]++;                                               \
        q = P->list;                                          \
        *q++ = 1;                                             \
        *++q = 3;                                             \
        q[-1] = 2;                                            \
        q += 1;                                               \
        *(q--) = 4;                                           \
        SHOW("q - list", P->list[q - P->list - 1], 2);        \
        SHOW(T " borrow", P->i + P->list[0] * 1000 + P->list[1] * 100 + P->list[2] * 10 + P->list[3], 1286); \
        struct all *DRUST_MUT_BORROW inside = P->next;        \
        inside->i = 61;                                       \
        inside->pt.x = inside->i + 1;                         \
        inside = P->both[1];                                  \
        inside->list[1] = 63;                                 \
        SHOW("inside", P->next->pt.x + P->both[1]->list[1], 125); \
        SHOW("&& =", P->flag || (P->i = 71), 1);              \
        SHOW("?: =", BOTH(1, P->flag == t ? (P->u = 1) : (P->s = 2)), 2); \
        SHOW("({}) =", ({ P->i += 1; P->i; }), 72);           \
        int from = P->i, *raw = &from;                        \
        *raw += P->s;                                         \
        P->i = *raw;                                          \
        SHOW("raw", P->i, 74);                                \
    } while (0)

#define OWNERS(T, P)                                          \
    do {                                                      \
        int k = 1;                                            \
        P->mesh[1][0]->i = 81;                                \
        P->mesh[k][k - 1]->u = 4;                             \
        SHOW("mesh", P->mesh[k][0]->i + P->mesh[1][0]->u, 85); \
        P->mesh[k][k] = make(1);                              \
        P->mesh[1][1]->i = 82;                                \
        P->mesh[0][0] = drust_take(&P->mesh[1][1]);           \
        SHOW("take", P->mesh[1][1] == NULL && P->mesh[0][0]->i == 82, 1); \
        struct all *DRUST_OWNED new = drust_take(&P->both[0]); \
        struct all *DRUST_OWNED old = drust_replace(&P->mesh[0][0], new); \
        SHOW("replace", P->both[0] == NULL && old->i == 82 && P->mesh[0][0] != NULL, 1); \
        P->both[0] = old;                                     \
        P->mesh[0][0] = NULL;                                 \
        SHOW("assign", P->both[0]->i, 82);                    \
        SHOW("swap", ({ int t = P->both[0]->i; P->both[0]->i = P->next->i; P->next->i = t; P->next->i; }), 82); \
    } while (0)

#define SPREAD(T, P)       \
    do {                   \
        ASSIGNMENTS(T, P); \
        PLACES(T, P);      \
        CALLS(T, P);       \
        BORROWS(T, P);     \
        OWNERS(T, P);      \
    } while (0)

static void shared(const struct all *DRUST_BORROW r)
{
    for (int k = 0; k < 10; k++)
        SHOW("before", r->list[k % 4] + r->next->i, 127 + k % 4);
}

static void exclusive(struct all *DRUST_MUT_BORROW m)
{
    SPREAD("m", m);
    reset(m, 1);
    SPREAD("m->both[1]", m->both[1]);
}

static void owned(struct all *DRUST_OWNED o)
{
    reset(o, 1);
    SPREAD("o", o);
    reset(o, 1);
    ASSIGNMENTS("o->next->next", o->next->next);
    PLACES("o->next->next", o->next->next);
}
