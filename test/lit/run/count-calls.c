/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRUST_COUNT is about threads: in an ordinary call, also through a function
 * pointer and inside a scope, nobody looks at how many elements there are.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 %t2 | FileCheck %s
 * CHECK: said 1131, touched 2 2 2 3, local 3
 * RUN: not %run1 %t0 lend 2>&1 | FileCheck --check-prefix=LENT %s
 * LENT: argument 1 of touch lends 5 elements, but the array or part they come from has only 2 from there on
 */
#include <drust.h>

#include <stdio.h>

static int touch(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n, int used)
{
    for (int i = 0; i < used; i++)
        a[i]++;
    return n;
}

int main(int argc, char **argv)
{
    (void)argv;
    int *DRUST_OWNED o = drust_new_array(int, 4);
    int local[3] = {0}, said = 0;
    int (*pointer)(int *DRUST_MUT_BORROW a, int n, int used) = touch;
    int *DRUST_MUT_BORROW low, *DRUST_MUT_BORROW high;
    said += touch(o, 1000, 4);
    said += touch(&o[2], 5, 2);
    said += touch(local, 7, 3);
    said += pointer(local, 9, 3);
    drust_split_mut(o, 2, &low, &high);
    said += touch(low, 3, 1);
    said += touch(high + 1, 90, 1);
    drust_scope {
        drust_thread t = drust_spawn(touch, &o[1], 1, 1);
        drust_join(t, NULL);
        said += touch(local, 17, 3);
        if (argc > 1)
            drust_spawn(touch, &o[2], 5, 2);
    }
    printf("said %d, touched %d %d %d %d, local %d\n", said, o[0], o[1], o[2], o[3], local[2]);
    return 0;
}
