/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two files that disagree about an owner in static storage, or one that nobody
 * compiled with the plugin: refused at the start, with both places.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c %s -o %t/main.o
 * RUN: %drustcc -O1 -c "-DDEFINE=struct item *DRUST_OWNED kept" %s -o %t/same.o
 * RUN: %drustcc -O1 -c "-DDEFINE=struct item *DRUST_OWNED kept[1]" %s -o %t/array.o
 * RUN: %drustcc -O1 -c -DMORE "-DDEFINE=struct item *DRUST_OWNED kept" %s -o %t/layout.o
 * RUN: %clang -O1 -c -DRAW "-DDEFINE=struct item *kept" %s -o %t/raw.o
 *
 * RUN: %clang %t/main.o %t/same.o -o %t/good %libs && %run2 %t/good | FileCheck --check-prefix=GOOD %s
 * GOOD: kept 7
 * RUN: %clang %t/main.o %t/array.o -o %t/bad %libs && not %run2 %t/bad 2>&1 | FileCheck --check-prefix=ARRAY %s
 * ARRAY: 'kept' is defined as 'own struct item * []' at {{.*}}contracts-statics.c:[[#]] but declared as 'own struct item *' at {{.*}}contracts-statics.c:[[#]]: make the declarations agree
 * RUN: %clang %t/main.o %t/layout.o -o %t/bad %libs && not %t/bad 2>&1 | FileCheck --check-prefix=LAYOUT %s
 * LAYOUT: 'kept: struct item' is defined as 'layout of struct item' at {{.*}} but declared as
 * RUN: %clang %t/main.o %t/raw.o -o %t/bad %libs && not %t/bad 2>&1 | FileCheck --check-prefix=RAW %s
 * RAW: 'kept' is declared as 'own struct item *' at {{.*}}contracts-statics.c:[[#]], but no definition of it was compiled with the plugin
 */
#include <stdio.h>

struct item {
    long value;
#ifdef MORE
    long more;
#endif
};

#ifndef RAW
#include <drust.h>
#endif

#ifdef DEFINE
DEFINE;
#else
extern struct item *DRUST_OWNED kept;
int main(void)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->value = 7;
    kept = it;
    struct item *DRUST_OWNED back = drust_take(&kept);
    printf("kept %ld\n", back->value);
    return 0;
}
#endif
