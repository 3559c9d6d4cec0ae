/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every C expression that reads through an owner, a borrow or a path gives what
 * the same expression on plain pointers gives.
 *
 * RUN: %S/Inputs/everywhere %drust %s %t "%drustcc" "%libs"
 */
#include "Inputs/forms.h"

static int add(int a, int b) { return a + b; }
static struct point flip(struct point p) { return (struct point){p.y, p.x}; }
static int take_plain(const int *values, int n) { return values[n]; }
static int look(const int *DRUST_BORROW value) { return *value; }
static int look_point(const struct point *DRUST_BORROW p) { return p->x + p->y; }

#define MEMBERS(T, P, B)                                   \
    SHOW(T "->i", P->i, 10 * B + 7);                       \
    SHOW(T "->u", P->u, 3);                                \
    SHOW(T "->s", P->s, -5);                               \
    SHOW(T "->flag", P->flag, 1);                          \
    SHOW(T "->c", P->c, 'c');                              \
    SHOW(T "->ll", P->ll >> 38, 4);                        \
    SHOW(T "->d", P->d * 2, 5 * B);                        \
    SHOW(T "->f", P->f * 4, 2);                            \
    SHOW("(*" T ").i", (*P).i, 10 * B + 7);                \
    SHOW(T "[0].i", P[0].i, 10 * B + 7);                   \
    SHOW("0[" T "].i", 0[P].i, 10 * B + 7);                \
    SHOW("(&*" T ")->i", (&*P)->i, 10 * B + 7);            \
    SHOW("*&" T "->i", *&P->i, 10 * B + 7);                \
    SHOW(T "->unnamed", P->unnamed + P->first, 14);        \
    SHOW(T "->in.nest.deep", P->in.nest.deep, 2);          \
    SHOW(T "->in.nest.list[1]", P->in.nest.list[1], 4);    \
    SHOW("(&" T "->in)->nest.deep", (&P->in)->nest.deep, 2); \
    SHOW(T "->pt.y", P->pt.y, -B);                         \
    SHOW(T "->n.bytes[0]", P->n.bytes[0], 4);              \
    SHOW("__real", __real P->z, 1);                        \
    SHOW("__imag", __imag P->z, 2);                        \
    SHOW("creal", creal(P->z * 2), 2);                     \
    SHOW(T "->v[2]", P->v[2], 3);                          \
    SHOW(T "->v[v[0]]", P->v[P->v[0]], 2);                 \
    SHOW(T "->v+v", (P->v + P->v)[3], 8)

#define ARRAYS(T, P, B)                                        \
    SHOW(T "->list[2]", P->list[2], 100 * B + 2);              \
    SHOW("2[" T "->list]", 2[P->list], 100 * B + 2);           \
    SHOW("*" T "->list", *P->list, 100 * B);                   \
    SHOW("*(" T "->list + 1)", *(P->list + 1), 100 * B + 1);   \
    SHOW("*(1 + " T "->list)", *(1 + P->list), 100 * B + 1);   \
    SHOW(T "->list[->u]", P->list[P->u], 100 * B + 3);         \
    SHOW("*&" T "->list[1]", *&P->list[1], 100 * B + 1);       \
    SHOW("(&list[3])[-1]", (&P->list[3])[-1], 100 * B + 2);    \
    SHOW(T "->grid[1][2]", P->grid[1][2], 6 + B);              \
    SHOW("(*(grid + 2))[3]", (*(P->grid + 2))[3], 11 + B);     \
    SHOW("*(*(grid + 1) + 1)", *(*(P->grid + 1) + 1), 5 + B);  \
    SHOW("(*" T ").grid[2][0]", (*P).grid[2][0], 8 + B);       \
    SHOW(T "->pts[1].x", P->pts[1].x, 2);                      \
    SHOW("(" T "->pts + 2)->y", (P->pts + 2)->y, 2 + B);       \
    SHOW(T "->text[2]", P->text[2], 'x');                      \
    SHOW("*" T "->text", *P->text, 't');                       \
    SHOW("list[&list[3] - list]", P->list[&P->list[3] - &P->list[1]], 100 * B + 2)

#define OPERATORS(T, P, B)                                             \
    SHOW("-", -P->i, -10 * B - 7);                                     \
    SHOW("~", ~P->i, -10 * B - 8);                                     \
    SHOW("!", !P->i, 0);                                               \
    SHOW("+", +P->c, 'c');                                             \
    SHOW("(char)", (char)(P->i + 256), 10 * B + 7);                    \
    SHOW("(_Bool)", (_Bool)P->i, 1);                                   \
    SHOW("(int)d", (int)P->d, 5 * B / 2);                              \
    SHOW("+ - *", P->i + P->u - P->s * 2, 10 * B + 20);                \
    SHOW("/ %", P->i / P->u + P->i % P->u, (10 * B + 7) / 3 + (10 * B + 7) % 3); \
    SHOW("<< >>", (P->u << 2) + (P->i >> 1), 12 + (10 * B + 7) / 2);   \
    SHOW("& | ^", (P->i & 1) | (P->u ^ 8), 11);                        \
    SHOW("< >", (P->i < P->u) + (P->i > P->s), 1);                     \
    SHOW("==", (P->i == P->i) + (P->u != 3), 1);                       \
    SHOW("&&", P->flag && P->i, 1);                                    \
    SHOW("&& short", ({ int n = 0; for (int t = 0; t < 2; t++) n += t && P->fn(1); n; }), 1); \
    SHOW("||", !P->flag || P->u, 1);                                   \
    SHOW("|| short", ({ int n = 0; for (int t = 0; t < 2; t++) n += !t || P->fn(1); n; }), 2); \
    SHOW("?:", BOTH(1, P->flag == t ? P->u : P->s), 3);                \
    SHOW("? :", BOTH(1, P->flag != t ? P->u : P->s), -5);              \
    SHOW("?: elvis", BOTH(0, P->pts[t].x ?: P->u) * (P->u ?: 0) / 3, 3); \
    SHOW(",", (calls += !P->i, P->u), 3);                              \
    SHOW("({})", ({ int t = P->i; t + P->u; }), 10 * B + 10);          \
    SHOW("({}) last", ({ P->s; }), -5);                                \
    SHOW("nested ({})", ({ int t = ({ P->u; }); t * P->u; }), 9)

#define INITIALISERS(T, P, B)                                                   \
    do {                                                                        \
        struct point pair = {.y = P->i, .x = P->u};                             \
        struct inner inner = {.nest = {.list = {[2] = P->u, [0] = P->s}}, .a = P->c}; \
        int table[] = {P->i, [3] = P->list[1], P->u};                           \
        struct point copy = P->pt, copies[2] = {P->pts[1], P->pts[2]};          \
        union number number = P->n;                                             \
        vector vec = {P->i, P->u, 0, P->s};                                     \
        double _Complex z = P->z;                                               \
        SHOW("{.y}", pair.y - pair.x, 10 * B + 4);                              \
        SHOW("{.nest}", inner.nest.list[0] + inner.nest.list[2] + inner.a, 'c' - 2); \
        SHOW("{[3]}", table[0] + table[3] + table[4], 110 * B + 11);            \
        SHOW("struct copy", copy.x - copy.y, 2 * B);                            \
        SHOW("struct copies", copies[0].x + copies[1].y, 4 + B);                \
        SHOW("union copy", number.bytes[3], 1);                                 \
        SHOW("vector init", vec[0] + vec[3], 10 * B + 2);                       \
        SHOW("complex copy", __imag z, 2);                                      \
        SHOW("(struct){}", ((struct point){P->i, P->u}.y), 3);                  \
        SHOW("(int[]){}", ((int[]){P->i, P->list[1]})[1], 100 * B + 1);         \
        SHOW("&(struct){}", (&(struct point){.x = P->u})->x, 3);                \
        SHOW("struct arg", flip(P->pt).x, -B);                                  \
        SHOW("struct ({}).x", ({ P->pts[1]; }).x, 2);                           \
        SHOW("struct ?:", BOTH(1, (P->flag == t ? P->pt : P->pts[0]).x), B);    \
    } while (0)

#define UNEVALUATED(T, P, B)                                                  \
    SHOW("sizeof", sizeof P->list + sizeof(P->grid[0]), 32);                  \
    SHOW("sizeof *", sizeof *P == sizeof(struct all), 1);                     \
    SHOW("_Alignof", _Alignof(P->v), 16);                                     \
    SHOW("typeof", ((typeof(P->c))(256 + 1)), 1);                             \
    SHOW("offsetof", offsetof(struct all, list[1]) - offsetof(struct all, list), 4); \
    SHOW("offsetof []", offsetof(struct all, list[P->u]) - offsetof(struct all, list), 12); \
    SHOW("_Generic", _Generic(P->d, double: P->i, default: P->u), 10 * B + 7); \
    SHOW("_Generic default", _Generic(P->u + 0L, double: P->i, default: P->u), 3); \
    SHOW("choose", __builtin_choose_expr(1, P->s, P->i), -5);                 \
    SHOW("expect", __builtin_expect(P->i, 1), 10 * B + 7);                    \
    SHOW("constant_p", __builtin_constant_p(P->i) ? 1 : 0, 0)

#define CALLS(T, P, B)                                                          \
    SHOW("strlen", strlen(P->text), 4);                                         \
    SHOW("strcmp", strcmp(P->text, "text"), 0);                                 \
    SHOW("memcmp", memcmp(P->list, P->list, sizeof P->list), 0);                \
    SHOW("fn", P->fn(P->u), 9);                                                 \
    SHOW("(*fn)", (*P->fn)(P->u), 9);                                           \
    SHOW("nested calls", add(triple(P->u), add(P->i, P->s)), 10 * B + 11);      \
    SHOW("plain", take_plain(P->list, P->u), 100 * B + 3);                      \
    SHOW("plain &", take_plain(&P->list[1], 1), 100 * B + 2);                   \
    SHOW("borrow &", look(&P->i) + look(&P->list[1]), 110 * B + 8);             \
    SHOW("borrow decay", look(P->list) + look(P->grid[1]), 101 * B + 4);        \
    SHOW("borrow + k", look(P->list + 2), 100 * B + 2);                         \
    SHOW("borrow pt", look_point(&P->pts[2]) + look_point(P->pts + 1), 9 + 2 * B); \
    SHOW("memcpy", ({ int to[4]; memcpy(to, P->list, sizeof to); to[3]; }), 100 * B + 3); \
    SHOW("abs", __builtin_abs(P->s), 5);                                        \
    printf("printf: %s %d %c %.1f\n", P->text, P->i, P->c, P->d);               \
    SHOW("snprintf", ({ char to[20]; snprintf(to, sizeof to, "%.*s-%d", (int)P->u, P->text, P->u); }), 5); \
    SHOW("atomic load", __atomic_load_n(&((int[]){P->i})[0], __ATOMIC_SEQ_CST), 10 * B + 7)

#define NULLS(T, P, B)                                                \
    SHOW("== NULL", P->next == NULL, 0);                              \
    SHOW("NULL !=", NULL != P->both[1], 1);                           \
    SHOW("!owner", !P->mesh[0][0], 1);                                \
    SHOW("owner &&", P->next && P->next->i, 1);                       \
    SHOW("owner ?", P->mesh[1][0] ? P->mesh[1][0]->i : 0, 10 * B + 17); \
    SHOW("(_Bool)owner", (_Bool)P->next, 1);                          \
    SHOW("mesh", P->mesh[P->flag][0]->u + P->mesh[1][0]->list[1], 100 * B + 104); \
    SHOW("both", P->both[P->u - 2]->i, 10 * B + 17)

#define SPREAD(T, P, B)      \
    do {                     \
        MEMBERS(T, P, B);    \
        ARRAYS(T, P, B);     \
        OPERATORS(T, P, B);  \
        INITIALISERS(T, P, B); \
        UNEVALUATED(T, P, B); \
        CALLS(T, P, B);      \
        NULLS(T, P, B);      \
    } while (0)

static void shared(const struct all *DRUST_BORROW r)
{
    SPREAD("r", r, 1);
    const struct all *DRUST_BORROW word = r->next;
    SPREAD("word", word, 2);
    MEMBERS("path", r->next->both[1], 3);
    ARRAYS("path", r->both[1]->next, 3);
    word = r->mesh[1][0];
    MEMBERS("word", word, 2);
    SHOW("calls", calls >= 2, 1);
}

static void exclusive(struct all *DRUST_MUT_BORROW m)
{
    SPREAD("m", m, 1);
    MEMBERS("path", m->both[1]->mesh[1][0], 3);
}

static void owned(struct all *DRUST_OWNED o)
{
    SPREAD("o", o, 1);
    OPERATORS("path", o->next->next, 3);
}
