/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two files with other ideas of one struct that meet in a function are refused
 * at start: one would drop, copy and index what the other laid out.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c %s -o %t/main.o
 * RUN: %drustcc -O1 -c -DOTHER=1 %s -o %t/same.o
 * RUN: %drustcc -O1 -c -DOTHER=2 %s -o %t/longer.o
 * RUN: %drustcc -O1 -c -DOTHER=3 %s -o %t/swapped.o
 * RUN: %drustcc -O1 -c -DOTHER=4 %s -o %t/kind.o
 * RUN: for other in same longer swapped kind; do %clang %t/main.o %t/$other.o -o %t/$other %libs || exit 1; done
 * RUN: %S/Inputs/job --status 0 --program %t/same %run2 %t/same | FileCheck --check-prefix=SAME %s
 * RUN: for other in longer swapped kind; do %S/Inputs/job --status 70 --program %t/$other %run2 %t/$other | FileCheck --check-prefix=CLASH %s || exit 1; done
 * RUN: %S/Inputs/job --status 70 --program %t/longer %t/longer | FileCheck --check-prefix=CLASH %s
 * SAME: 12
 * CLASH-NOT: 12
 * CLASH: drust: server 0: {{.*}}struct item{{.*}} at {{.*}}layouts.c:[[#]]{{.*}} at {{.*}}layouts.c:[[#]]
 */
#include <drust.h>

#include <stdio.h>

#if !defined(OTHER) || OTHER == 1
struct item {
    long a;
    struct item *DRUST_OWNED next;
    long b;
};
#elif OTHER == 2
struct item {
    long a;
    struct item *DRUST_OWNED next;
    long b;
    long c;
};
#elif OTHER == 3
struct item {
    long a;
    long b;
    struct item *DRUST_OWNED next;
};
#elif OTHER == 4
struct item {
    long a;
    long next;
    long b;
};
#endif

long consume(struct item *DRUST_OWNED it);

#ifdef OTHER
long consume(struct item *DRUST_OWNED it)
{
    return it->a + it->b;
}
#else
int main(void)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->a = 4;
    it->b = 8;
    printf("%ld\n", consume(it));
    return 0;
}
#endif
