/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust.h, and the user's own annotated header, from a precompiled header: the
 * same program, and the same errors.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: cp %S/Inputs/list.h %t/list.h
 * RUN: %drustcc -O1 -x c-header %t/list.h -o %t/list.h.pch
 * RUN: %drustcc -O1 -include-pch %t/list.h.pch %s -o %t/with %libs
 * RUN: %drustcc -O1 -include %S/Inputs/list.h %s -o %t/without %libs
 * RUN: %t/with | FileCheck %s
 * RUN: %t/without | FileCheck %s
 * RUN: %run2 --stats %t/with 2>&1 | FileCheck --check-prefix=STATS %s
 * CHECK: sum 55
 * STATS: sum 55
 * STATS-NOT: still alive
 * RUN: not %drustcc -O1 -DWRONG -fsyntax-only -include-pch %t/list.h.pch %s 2>&1 | FileCheck --check-prefix=ERROR %s
 * ERROR: pch.c:[[#]]:{{.*}}error: {{.*}}[drust-
 */
#include <stdio.h>

long sum(const struct node *DRUST_BORROW _Nullable list)
{
    long total = 0;
    for (const struct node *DRUST_BORROW _Nullable at = list; at != NULL; at = at->next)
        total += at->value;
    return total;
}

int main(void)
{
    struct node *DRUST_OWNED list = NULL;
    for (int i = 1; i <= 10; i++)
        list = push(list, i);
    printf("sum %ld\n", sum(list));
#ifdef WRONG
    static long *raw;
    raw = &list->value;
    return raw != NULL;
#endif
    return 0;
}
