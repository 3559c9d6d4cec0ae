/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program that -fplugin-arg-drust-permissive let through runs on one server,
 * with or without the command, and on no more; one without findings runs as
 * ever. One such object file is enough.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c -fplugin-arg-drust-permissive %s -o %t/sound.o
 * RUN: %drustcc -O1 -c -fplugin-arg-drust-permissive -w -DPART %s -o %t/part.o
 * RUN: %drustcc -O1 -c -DREST %s -o %t/rest.o
 * RUN: %clang %t/sound.o -o %t/sound %libs
 * RUN: %clang %t/part.o %t/rest.o -o %t/unsound %libs
 * RUN: %S/Inputs/job --status 0 --program %t/sound %run2 %t/sound | FileCheck %s
 * RUN: %S/Inputs/job --status 0 --program %t/unsound %run1 %t/unsound | FileCheck %s
 * RUN: %S/Inputs/job --status 0 --program %t/unsound %t/unsound | FileCheck %s
 * CHECK: value 7
 *
 * RUN: %S/Inputs/job --status 70 --program %t/unsound %run2 %t/unsound | FileCheck --check-prefix=REFUSED %s
 * REFUSED-NOT: value
 * REFUSED: drust: server 0: this program was compiled with -fplugin-arg-drust-permissive in spite of 'kind-erased' at {{.*}}permissive.c:[[#]], so it runs on one server only: mend it, or use -n 1
 */
#include <drust.h>

#include <stdio.h>

struct item {
    int value;
};
int look(struct item *DRUST_MUT_BORROW item);

#ifndef REST
#ifdef PART
static struct item *last;
int look(struct item *DRUST_MUT_BORROW item)
{
    last = item;
    last->value++;
    return last->value;
}
#else
int look(struct item *DRUST_MUT_BORROW item)
{
    item->value++;
    return item->value;
}
#endif
#endif

#ifndef PART
int main(void)
{
    struct item *DRUST_OWNED item = drust_new(struct item);
    item->value = 6;
    printf("value %d\n", look(item));
    return 0;
}
#endif
