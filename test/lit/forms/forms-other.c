/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Forms with types of their own: atomics, volatile, ext vectors, borrows of rows,
 * vectors shuffled, jumps out of assembly.
 *
 * RUN: %S/Inputs/everywhere %drust %s %t "%drustcc" "%libs"
 */
#include <drust.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef float float4 __attribute__((ext_vector_type(4)));
struct all { int i; unsigned u:5; volatile int vol; _Atomic int at; float4 e; int list[4]; int grid[3][4]; char text[8]; long long ll; double d; struct all *DRUST_OWNED next; struct all *DRUST_OWNED many[2][3]; };
static void show(const char *f, long long g, long long w) { printf("%s: %lld%s\n", f, g, g == w ? "" : " WRONG"); }
#define SHOW(form, value, want) show(form, (long long)(value), (long long)(want))
static int sum(int n, int a[n]) { int s = 0; while (n--) s += a[n]; return s; }
static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int main(void)
{
    struct all *DRUST_OWNED o = drust_new(struct all);
    o->next = drust_new(struct all);
    o->i = 3; o->u = 2; o->vol = 5; o->at = 6; o->ll = 7; o->next->i = 9;
    for (int k = 0; k < 12; k++) o->grid[k / 4][k % 4] = k;
    SHOW("volatile", o->vol++ + o->vol, 11);
    o->at += 2;
    SHOW("_Atomic", o->at++, 8);
    SHOW("atomic_fetch_add", atomic_fetch_add(&o->at, 3), 9);
    SHOW("__sync", __sync_fetch_and_add(&o->i, 4), 3);
    long long tmp; __atomic_load(&o->ll, &tmp, 0);
    SHOW("__atomic_load", tmp, 7);
    o->e = (float4){1, 2, 3, 4};
    o->e.xy = o->e.zw;
    SHOW("ext vector", o->e.x + o->e.y * 10, 43);
    SHOW("shuffle", ({ float4 s = __builtin_shufflevector(o->e, o->e, 3, 6, 1, 4); s.x * s.y / 3; }), 4);
    int (*DRUST_BORROW row)[4] = o->grid;
    SHOW("row", row[1][2] + (*row)[1] + (*(row + 2))[3], 6 + 1 + 11);
    int (*DRUST_MUT_BORROW wrow)[4] = &o->grid[1];
    wrow[0][1] = 50; (*wrow)[2] += 3; (*++wrow)[0] = 60;
    SHOW("wrow", o->grid[1][1] + o->grid[1][2] + o->grid[2][0], 50 + 9 + 60);
    __auto_type a = o->i;
    SHOW("auto", a, 7);
    SHOW("sum", sum(4, o->grid[0]), 6);
    int raw[4] = {3, 2, 1, 0};
    SHOW("raw[->]", raw[o->u] + o->grid[0][raw[o->u]] + "abc"[o->u], 1 + 1 + 'c');
    for (int k = 8; k >= 7; k--) printf("%s %s\n", o->u ? o->text : "none", o->i == k ? "seven" : o->text);
    int *DRUST_BORROW ahead;
    __builtin_prefetch(ahead = &o->i);
    SHOW("prefetch", *ahead, 7);
    SHOW("__extension__", __extension__ o->i, 7);
    static int sink; sink = o->i; SHOW("static", sink, 7);
    extern int putchar(int); putchar("\n"[o->u - 2]);
    SHOW("nested", o->list[o->list[o->list[0]]] + o->grid[o->u][o->u - o->list[0]], 10);
    o->list[o->list[0]++] = o->list[1] = o->i;
    SHOW("self", o->list[0] * 100 + o->list[1], 707);
    if ((o->i = o->next->i) > 5 && (o->next->i = 2)) SHOW("cond", o->i * o->next->i, 18);
    asm goto("movl %0, %%eax" : : "m"(o->i) : "eax" : out);
out:
    SHOW("goto", o->i, 9);
    for (int k = 9; k >= 8; k--) {
        int *DRUST_BORROW any = o->i > k ? o->list : o->grid[1];
        SHOW("?: borrow", any[1], k == 9 ? 50 : 7);
    }
    o->d = o->i ? o->d + 0.5 : -1; SHOW("d", o->d * 2, 1);
    o->many[1][2] = drust_new(struct all); o->many[1][2]->grid[2][3] = 77;
    SHOW("many", o->many[o->u - 1][2]->grid[2][o->i - 6], 77);
    switch (o->u) { case 2: SHOW("sw", 1, 1); }
    return 0;
}
