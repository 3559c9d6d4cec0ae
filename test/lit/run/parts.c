/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Parts of arrays lent to threads, on the same server and on others: elements,
 * chunks, rows and halves of owned arrays and of local ones, parts with owners
 * in them, parts of what a thread was lent itself, whole objects through
 * mutable borrow variables.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run4 --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'spawns==threads'
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 1 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 %drust run -n 4 %t2 | FileCheck %s
 * RUN: env DRUST_PLACE=random:7 DRUST_COLOUR_BITS=3 %drust run -n 4 --cache 64K --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 */
#include <drust.h>

#include <stdio.h>

/* ---- Sums and sorts ------------------------------------------------------------*/

static long sum(const long *DRUST_BORROW DRUST_COUNT(n) a, size_t n)
{
    long total = 0;
    for (size_t i = 0; i < n; i++)
        total += a[i];
    return total;
}

static void fill(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, size_t n, long seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = (seed * 1103515245 + 12345) & 0x7fffffff;
        a[i] = seed % 10007;
    }
}

static int compare(const long *DRUST_BORROW a, const long *DRUST_BORROW b)
{
    return (*a > *b) - (*a < *b);
}

static void sort_here(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, size_t n)
{
    drust_sort(a, n, compare);
}

static size_t unsorted(const long *DRUST_BORROW a, size_t n)
{
    size_t found = 0;
    for (size_t i = 1; i < n; i++)
        found += a[i - 1] > a[i];
    return found;
}

/* Every thread that this starts is lent a part of what it was lent. */
static void quicksort(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, size_t n)
{
    if (n < 300) {
        sort_here(a, n);
        return;
    }
    long pivot = a[n / 2];
    size_t i = 0, j = n - 1;
    for (;; i++, j--) {
        while (a[i] < pivot)
            i++;
        while (a[j] > pivot)
            j--;
        if (i >= j)
            break;
        long moved = a[i];
        a[i] = a[j];
        a[j] = moved;
    }
    long *DRUST_MUT_BORROW low, *DRUST_MUT_BORROW high;
    drust_split_mut(a, i, &low, &high);
    drust_scope {
        drust_spawn(quicksort, low, i);
        drust_spawn(quicksort, high, n - i);
    }
}

/* Two sorted halves into one. */
static void merge(const long *DRUST_BORROW a, size_t half, size_t n, long *DRUST_MUT_BORROW to)
{
    size_t left = 0, right = half;
    for (size_t i = 0; i < n; i++)
        to[i] = right == n || (left < half && a[left] <= a[right]) ? a[left++] : a[right++];
}

static void owned(size_t n)
{
    long *DRUST_OWNED a = drust_new_array(long, n);
    long seed = 1, total = 0;
    drust_scope {
        drust_chunks_mut(part, len, a, n, 1000)
            drust_spawn(fill, part, len, seed++);
    }
    drust_thread parts[8];
    drust_scope {
        for (size_t i = 0; i < 8; i++)
            parts[i] = drust_spawn_on((int)(i % drust_servers()), sum, &a[n / 8 * i], n / 8);
        for (size_t i = 0; i < 8; i++) {
            long one;
            drust_join(parts[i], &one);
            total += one;
        }
    }
    printf("owned: sum %s", total == sum(a, n / 8 * 8) ? "right" : "wrong");
    quicksort(a, n);
    printf(", %zu unsorted, sum %s\n", unsorted(a, n), total == sum(a, n) ? "kept" : "lost");
    // CHECK: owned: sum right, 0 unsorted, sum kept
}

static void local(void)
{
    long a[1001], sorted[1001], total = 0;
    drust_scope {
        drust_spawn(fill, a, 500, 3);
        drust_spawn(fill, a + 500, 501, 4);
    }
    total = sum(a, 1001);
    drust_scope {
        drust_chunks_mut(part, len, a, 1001, 501)
            drust_spawn(sort_here, part, len);
    }
    merge(a, 501, 1001, sorted);
    printf("local: %zu unsorted, sum %s\n", unsorted(sorted, 1001),
           total == sum(sorted, 1001) ? "kept" : "lost");
    // CHECK: local: 0 unsorted, sum kept
    size_t n = 9;
    long variable[n];
    drust_scope {
        drust_each_mut(one, variable, n)
            drust_spawn_on((int)drust_servers() - 1, fill, one, 1, 5);
    }
    printf("variable: %s\n", sum(variable, n) == 9 * variable[3] ? "equal" : "different");
    // CHECK: variable: equal
}

/* ---- Loops -----------------------------------------------------------------------*/

static int count(int *calls)
{
    ++*calls;
    return 10;
}

static void loops(void)
{
    int a[10] = {0}, b[2] = {1, 2}, calls = 0, sizes = 0, i = 0;
    drust_each_mut(it, a, count(&calls)) {
        if (i++ == 2)
            continue;
        if (i == 6)
            break;
        *it = 1;
    }
    for (i = 0; i < 10; i++)
        printf("%d", a[i]);
    i = 0;
    drust_chunks_mut(part, len, a, count(&calls), 4) {
        if (i++ == 1)
            continue;
        part[len - 1] = (int)len;
        sizes = sizes * 10 + (int)len;
    }
    printf(" ");
    for (i = 0; i < 10; i++)
        printf("%d", a[i]);
    drust_each_mut(it, a, 0)
        *it = 7;
    drust_each_mut(outer, b, 2)
        drust_each_mut(inner, &a[8], 2)
            *inner += *outer;
    printf(" %d calls, lengths %d, %d\n", calls, sizes, a[8]);
    // CHECK: 1101100000 1104100002 2 calls, lengths 42, 3
}

/* ---- Rows ------------------------------------------------------------------------*/

enum { COLUMNS = 600 };
typedef double row[COLUMNS];
struct grid {
    int used;
    double cells[4][COLUMNS];
};

static void scale(double *DRUST_MUT_BORROW DRUST_COUNT(n) cells, double by, int n)
{
    for (int i = 0; i < n; i++)
        cells[i] = cells[i] * by + i;
}

static void scale_rows(row *DRUST_MUT_BORROW DRUST_COUNT(n) rows, int n)
{
    for (int i = 0; i < n; i++)
        scale(rows[i], 2, COLUMNS);
}

static double all(const double *DRUST_BORROW cells, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        total += cells[i];
    return total;
}

static void rows(void)
{
    static const int last = COLUMNS - 1;
    row *DRUST_OWNED matrix = drust_new_array(row, 12);
    struct grid *DRUST_OWNED grid = drust_new(struct grid);
    row square[3] = {{0}};
    int i = 0;
    drust_scope {
        drust_each_mut(one, matrix, 12)
            drust_spawn(scale, *one, 1, COLUMNS);
        drust_chunks_mut(some, len, square, 3, 2)
            drust_spawn(scale_rows, some, (int)len);
        drust_each_mut(one, grid->cells, 4) {
            drust_spawn(scale, &(*one)[i], 1, COLUMNS - i);
            i++;
        }
    }
    drust_scope {
        drust_spawn(scale_rows, &matrix[10], 2);
        drust_spawn(scale, grid->cells[0] + last, 3, 1);
        drust_spawn(scale, &grid->cells[1][last], 3, 1);
        drust_spawn(scale, &square[2][last], 3, 1);
    }
    printf("rows: %.0f %.0f", all(matrix[9], COLUMNS), all(matrix[10], COLUMNS));
    for (i = 0; i < 4; i++)
        printf(" %.0f", all(grid->cells[i], COLUMNS));
    printf(" %.0f %.0f\n", all(square[1], COLUMNS), all(square[2], COLUMNS));
    // CHECK: rows: 179700 539100 180898 180297 178503 177906 179700 180898
}

/* ---- Owners ------------------------------------------------------------------------*/

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

static long length(const struct node *DRUST_BORROW _Nullable list)
{
    long n = 0;
    for (; list != NULL; list = list->next)
        n += list->value;
    return n;
}

static void extend(struct node *DRUST_MUT_BORROW DRUST_COUNT(n) heads, int n)
{
    for (int i = 0; i < n; i++) {
        struct node *DRUST_OWNED fresh = drust_new(struct node);
        fresh->value = heads[i].value;
        fresh->next = drust_take(&heads[i].next);
        heads[i].next = fresh;
        heads[i].value++;
    }
}

static long lengths(const struct node *DRUST_BORROW DRUST_COUNT(n) heads, int n)
{
    long total = 0;
    for (int i = 0; i < n; i++)
        total += length(&heads[i]);
    return total;
}

static void renew(struct node *DRUST_OWNED *DRUST_MUT_BORROW DRUST_COUNT(n) slots, int n)
{
    for (int i = 0; i < n; i++) {
        struct node *DRUST_OWNED fresh = drust_new(struct node);
        fresh->value = slots[i] == NULL ? 100 : slots[i]->value + 1;
        slots[i] = drust_move(fresh);
    }
}

static void owners(void)
{
    struct node *DRUST_OWNED heads = drust_new_array(struct node, 40);
    struct node local_heads[5] = {{0}};
    for (int i = 0; i < 40; i++)
        heads[i].value = i;
    for (int round = 0; round < 3; round++) {
        drust_scope {
            drust_chunks_mut(part, len, heads, 40, 7)
                drust_spawn(extend, part, (int)len);
            drust_spawn(extend, &local_heads[1], 3);
        }
    }
    long total = 0, one = 0;
    drust_thread t[3];
    drust_scope {
        t[0] = drust_spawn(lengths, &heads[20], 20);
        t[1] = drust_spawn(lengths, &heads[10], 20);
        t[2] = drust_spawn(lengths, local_heads, 5);
        for (int i = 0; i < 3; i++) {
            drust_join(t[i], &one);
            total = total * 10000 + one;
        }
    }
    printf("owners: %ld %ld\n", total, lengths(heads, 40));
    // CHECK: owners: 248016800018 3360
    typedef struct node *DRUST_OWNED box;
    box *DRUST_OWNED slots = drust_new_array(box, 10);
    box local_slots[3] = {NULL};
    for (int round = 0; round < 2; round++) {
        drust_scope {
            drust_spawn(renew, &slots[1], 4);
            drust_spawn(renew, &slots[5], 2);
            drust_spawn(renew, &local_slots[1], 2);
        }
    }
    total = 0;
    for (int i = 0; i < 10; i++)
        total += length(slots[i]);
    printf("slots: %ld %ld\n", total, length(local_slots[2]));
    // CHECK: slots: 606 101
}

/* ---- Whole objects through variables ------------------------------------------------*/

static void bump(struct node *DRUST_MUT_BORROW n, long by) { n->value += by; }
static void bump_all(long *DRUST_MUT_BORROW a, int n)
{
    for (int i = 0; i < n; i++)
        a[i] += i;
}
static long value(const struct node *DRUST_BORROW n) { return n->value + length(n->next); }

static void variables(void)
{
    struct node *DRUST_OWNED a = drust_new(struct node), *DRUST_OWNED b = drust_new(struct node);
    long *DRUST_OWNED many = drust_new_array(long, 1000);
    a->next = drust_new(struct node);
    a->next->value = 5;
    struct node *DRUST_MUT_BORROW one = a, *DRUST_MUT_BORROW other = b;
    struct node *DRUST_MUT_BORROW inner = one->next;
    struct node *DRUST_MUT_BORROW same = other;
    long *DRUST_MUT_BORROW array = many;
    drust_scope {
        drust_spawn(bump, inner, 10);
        drust_spawn(bump, same, 20);
        drust_spawn(bump_all, array, 1000);
    }
    inner->value++;
    array[999]++;
    const struct node *DRUST_BORROW again = a, *DRUST_BORROW compared = again;
    if (compared == again)
        b->value += 1000;
    long total = 0;
    printf("variables: %ld %ld %ld", a->next->value, b->value, sum(many, 1000));
    drust_scope {
        drust_thread asked = drust_spawn(value, compared);
        drust_join(asked, &total);
    }
    printf(" %ld\n", total);
    // CHECK: variables: 16 1020 499501 16
}

/* ---- Parts of read copies, borrows that were given -----------------------------------*/

static long twice(const long *DRUST_BORROW DRUST_COUNT(n) a, size_t n)
{
    drust_thread t[2];
    long total = 0, one;
    drust_scope {
        t[0] = drust_spawn(sum, a, n / 2);
        t[1] = drust_spawn(sum, a + n / 2, n - n / 2);
        for (int i = 0; i < 2; i++) {
            drust_join(t[i], &one);
            total += one;
        }
    }
    return total;
}

static long of_whole(const long *DRUST_BORROW DRUST_COUNT(n) a, size_t n)
{
    const long *DRUST_BORROW part = &a[n / 4];
    drust_thread t;
    long total = 0;
    drust_scope {
        t = drust_spawn(twice, part, n / 2);
        drust_join(t, &total);
    }
    return total;
}

static long *DRUST_OWNED make(size_t n)
{
    long *DRUST_OWNED a = drust_new_array(long, n);
    for (size_t i = 0; i < n; i++)
        a[i] = (long)i;
    return a;
}

static void copies(void)
{
    long *DRUST_OWNED a = NULL;
    drust_thread made = drust_spawn_on((int)drust_servers() - 1, make, 4000), t;
    drust_join(made, &a);
    long total = 0;
    drust_scope {
        t = drust_spawn(of_whole, a, 4000); /* its word */
        drust_join(t, &total);
    }
    printf("copies: %ld", total);
    const long *DRUST_BORROW part = &a[1000];
    drust_scope {
        t = drust_spawn(sum, part, 1000); /* of a read copy */
        drust_join(t, &total);
    }
    printf(" %ld\n", total);
    // CHECK: copies: 3999000 1499500
}

int main(void)
{
    owned(5000);
    local();
    loops();
    rows();
    owners();
    variables();
    copies();
}
