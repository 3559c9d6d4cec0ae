/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Memory of the C library is borrowed for a call, shared and exclusively, by the
 * same functions that borrow objects of the heap.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_PLACE=random:7 %drust run -n 4 %t2 | FileCheck %s
 * CHECK: raw 6, then 9; owned 3, then 6
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

static int sum(const int *DRUST_BORROW numbers, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += numbers[i];
    return total;
}
static void add(int *DRUST_MUT_BORROW numbers, int n)
{
    for (int i = 0; i < n; i++)
        numbers[i]++;
}
static int *DRUST_OWNED make(void)
{
    int *DRUST_OWNED numbers = drust_new_array(int, 3);
    add(numbers, 3);
    return numbers;
}

int main(void)
{
    int *raw = malloc(3 * sizeof *raw);
    for (int i = 0; i < 3; i++)
        raw[i] = i + 1;
    int *DRUST_OWNED owned = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, make);
    drust_join(t, &owned);
    int before[2] = {sum(raw, 3), sum(owned, 3)};
    add(raw, 3);
    add(owned, 3);
    printf("raw %d, then %d; owned %d, then %d\n", before[0], sum(raw, 3), before[1], sum(owned, 3));
    free(raw);
    return 0;
}
