/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * More is lent than is there, or what is lent already: the job ends with the
 * line, on any number of servers; just as much as there is passes. Without
 * servers nobody looks at what overlaps, and the sanitizer may see a wrong access
 * first (or the index: -fno-sanitize=bounds).
 *
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fno-sanitize=bounds %s -o %t %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %if !asan %{ %S/Inputs/extents %t.plain plain >%t.out %}
 * RUN: %if !asan %{ FileCheck --check-prefixes=CHECK,PLAIN %s <%t.out %}
 * RUN: %S/Inputs/extents %run1 %t >%t.out
 * RUN: FileCheck --check-prefixes=CHECK,LINE %s <%t.out
 * RUN: %S/Inputs/extents env DRUST_PLACE=random:5 DRUST_BIRTHS=seed:3 %drust run -n 4 %t >%t.out
 * RUN: FileCheck --check-prefixes=CHECK,LINE %s <%t.out
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct grid {
    long cells[10];
    long more;
};

static long sum(const long *DRUST_BORROW DRUST_COUNT(n) a, int n)
{
    long total = 0;
    for (int i = 0; i < n; i++)
        total += a[i];
    return total;
}
static void fill(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n)
{
    for (int i = 0; i < n; i++)
        a[i] = i;
}
static void one(long *DRUST_MUT_BORROW DRUST_COUNT(1) a)
{
    *a = 1;
}
static void set(long *DRUST_MUT_BORROW a)
{
    *a = 2;
}
static void given(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n, int from, int m)
{
    a += from;
    n = 100; /* what was lent stays what it was */
    drust_scope {
        drust_spawn(fill, a, m);
    }
    (void)n;
}

static long *DRUST_OWNED make(int n)
{
    return drust_new_array(long, n);
}

static void bounds(int which, int n)
{
    long *DRUST_OWNED a = drust_new_array(long, 100);
    struct grid *DRUST_OWNED grids = drust_new_array(struct grid, 3);
    struct grid local_grids[2] = {{{0}, 0}};
    long local[20] = {0}, variable[n % 2 + 7], rows[3][4] = {{0}};
    long *DRUST_MUT_BORROW low = a, *DRUST_MUT_BORROW high = a;
    drust_thread made = drust_spawn_on((int)drust_servers() - 1, make, 100);
    memset(variable, 0, sizeof variable);
    drust_scope {
        switch (which) {
        case 0: /* CASE 0 owned 5 6 */
            drust_spawn(fill, &a[95], n);
            // LINE: owned 6: {{.*}}extents.c:[[#@LINE-1]]: argument 1 of fill lends 6 elements, but the array or part they come from has only 5 from there on
            // PLAIN: owned 6: drust: server 0: argument 1 of fill lends 6 elements, but the array or part they come from has only 5 from there on
            break;
        case 1: /* CASE 1 negative 0 -1 */
            drust_spawn(fill, &a[95], n);
            // LINE: negative -1: {{.*}}extents.c:[[#@LINE-1]]: argument 1 of fill lends -1 elements of 8 bytes, which no memory holds
            // PLAIN: negative -1: {{.*}} argument 1 of fill lends -1 elements of 8 bytes, which no memory holds
            break;
        case 2: /* CASE 2 local 5 6 */
            drust_spawn(fill, local + 15, n);
            // CHECK: local 6: {{.*}} has only 5 from there on
            break;
        case 3: /* CASE 3 variable 7 8 */
            drust_spawn(sum, variable, n);
            // CHECK: variable 8: {{.*}} has only 7 from there on
            break;
        case 4: /* CASE 4 rows 6 7 */
            drust_spawn(sum, &rows[1][2], n);
            // CHECK: rows 7: {{.*}} has only 6 from there on
            break;
        case 5: /* CASE 5 field 7 8 */
            drust_spawn(fill, &grids[1].cells[which - 2], n);
            // CHECK: field 8: {{.*}} has only 7 from there on
            break;
        case 6: /* CASE 6 field-of-local 10 11 */
            drust_spawn(fill, local_grids[1].cells, n);
            // CHECK: field-of-local 11: {{.*}} has only 10 from there on
            break;
        case 7: /* CASE 7 one-variable 1 2 */
            drust_spawn(fill, &local_grids[1].more, n);
            // CHECK: one-variable 2: {{.*}} has only 1 from there on
            break;
        case 8: /* CASE 8 parameter 5 6 */
            given(local, 10, 5, n);
            // CHECK: parameter 6: {{.*}} has only 5 from there on
            break;
        case 9: /* CASE 9 part 60 61 */
            drust_split_mut(a, 60, &low, &high);
            drust_spawn(fill, low, n);
            // CHECK: part 61: {{.*}} has only 60 from there on
            break;
        case 10: /* CASE 10 other-part 40 41 */
            drust_split_mut(a, 60, &low, &high);
            drust_spawn(fill, high, n);
            // LINE: other-part 41: {{.*}} has only 40 from there on
            break;
        case 11: /* CASE 11 local-part 13 14 */
            drust_split_mut(local, 6, &low, &high);
            drust_spawn(fill, high + 1, n);
            // CHECK: local-part 14: {{.*}} has only 13 from there on
            break;
        case 13: /* CASE 13 whole 100 101 */
            drust_spawn(fill, a, n);
            // CHECK: whole 101: {{.*}} argument 1 of fill lends 101 elements of an object that has only 100
            break;
        case 14: /* CASE 14 elsewhere 100 101 */
            drust_join(made, &a);
            drust_spawn(fill, a, n);
            // CHECK: elsewhere 101: {{.*}} argument 1 of fill {{lends 101 elements of an object that has only 100|takes 808 bytes of an object that has only 800}}
            break;
        case 12: /* CASE 12 before 0 3 */
            drust_spawn(fill, local - n, 1);
            // CHECK: before 3: {{.*}} argument 1 of fill lends 1 elements that lie outside of the array or part they come from
            break;
        }
    }
    printf("fine %ld\n", a[99]);
}

static void overlaps(int which, int n)
{
    long *DRUST_OWNED a = drust_new_array(long, 100);
    struct {
        long left, right;
    } pair = {0, 0};
    long local[20] = {0};
    drust_scope {
        switch (which) {
        case 100: /* CASE 100 exclusive 10 9 */
            drust_spawn(fill, &a[0], 10);
            drust_spawn(fill, &a[n], 5);
            // LINE: exclusive 9: {{.*}}extents.c:[[#@LINE-1]]: argument 1 of fill overlaps what {{.*}}extents.c:[[#@LINE-2]] lent in the same drust_scope, and one of them may write
            break;
        case 101: /* CASE 101 shared 15 14 */
            drust_spawn(sum, &a[0], 10);
            drust_spawn(sum, &a[5], 10);
            drust_spawn(sum, &a[2], 4);
            drust_spawn(one, &a[n]);
            // LINE: shared 14: {{.*}}extents.c:[[#@LINE-1]]: argument 1 of one overlaps what {{.*}}
            break;
        case 102: /* CASE 102 written-before 2 1 */
            drust_spawn(one, &local[1]);
            drust_spawn(one, &local[3]);
            drust_spawn(sum, &local[n], 1);
            // LINE: written-before 1: {{.*}} argument 1 of sum overlaps what {{.*}}
            break;
        case 103: /* CASE 103 each 0 1 */
            drust_each_mut(it, a, 100)
                drust_spawn(one, it);
            if (n != 0)
                drust_spawn(one, &a[50]);
            // LINE: each 1: {{.*}} argument 1 of one overlaps what {{.*}}
            break;
        case 104: /* CASE 104 place 0 1 */
            drust_spawn(set, &pair.left);
            if (n != 0)
                drust_spawn(set, &pair.left);
            drust_spawn(set, &pair.right);
            // LINE: place 1: {{.*}} argument 1 of set overlaps what {{.*}}
            break;
        case 105: /* CASE 105 chunks 7 0 */
            drust_chunks_mut(part, len, a, 100, (size_t)n)
                drust_spawn(fill, part, (int)len);
            // CHECK: chunks 0: {{.*}}extents.c:[[#@LINE-2]]: drust_chunks_mut: parts of 0 elements never end
            break;
        }
    }
    printf("fine %ld\n", a[99]);
}

int main(int argc, char **argv)
{
    int which = atoi(argv[1]), n = atoi(argv[argc - 1]);
    which < 100 ? bounds(which, n) : overlaps(which, n);
}
