/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * C links what does not fit together; the start of the program refuses it, on
 * any number of servers and without the command: two files that disagree about
 * what a function does with a pointer, a function that takes an owner and was
 * compiled without the plugin. One message with both places.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c %s -o %t/main.o
 * RUN: %drustcc -O1 -c -DDEFINE=DRUST_BORROW %s -o %t/borrow.o
 * RUN: %drustcc -O1 -c -DDEFINE=DRUST_OWNED %s -o %t/owned.o
 * RUN: %clang -O1 -c -DRAW %s -o %t/raw.o
 *
 * RUN: %clang %t/main.o %t/owned.o -o %t/good %libs
 * RUN: %S/Inputs/job --status 0 --program %t/good %run4 %t/good | FileCheck --check-prefix=GOOD %s
 * GOOD: consumed 7
 * RUN: %drust info %t/good | FileCheck --check-prefix=INFO %s
 * INFO: struct item: 8 bytes, 0 owner slots, {{.*}}contracts.c:[[#]]
 * INFO: annotated declarations
 * INFO-DAG: consume: {{.*}}, definition, {{.*}}contracts.c:[[#]]
 * INFO-DAG: consume: {{.*}}, use, {{.*}}contracts.c:[[#]]
 *
 * RUN: %clang %t/main.o %t/borrow.o -o %t/clash %libs
 * RUN: %S/Inputs/job --status 70 --program %t/clash %run4 %t/clash | FileCheck --check-prefix=CLASH %s
 * RUN: %S/Inputs/job --status 70 --program %t/clash %run1 %t/clash | FileCheck --check-prefix=CLASH %s
 * RUN: %S/Inputs/job --status 70 --program %t/clash %t/clash | FileCheck --check-prefix=CLASH %s
 * CLASH-NOT: consumed
 * CLASH: drust: server 0: 'consume' is defined as '{{.+}}' at {{.*}}contracts.c:[[#]] but declared as '{{.+}}' at {{.*}}contracts.c:[[#]]: make the declarations agree
 *
 *
 * RUN: %clang %t/main.o %t/raw.o -o %t/raw %libs
 * RUN: %S/Inputs/job --status 70 --program %t/raw %run4 %t/raw | FileCheck --check-prefix=RAW %s
 * RUN: %S/Inputs/job --status 70 --program %t/raw %t/raw | FileCheck --check-prefix=RAW %s
 * RAW: drust: server 0: 'consume' is declared as '{{.+}}' at {{.*}}contracts.c:[[#]], but no definition of it was compiled with the plugin: compile the file that defines it with 'drust config --cflags'
 *
 * A borrow is trusted to a plain function.
 * RUN: %drustcc -O1 -c -DUSE=DRUST_BORROW %s -o %t/lend.o
 * RUN: %clang %t/lend.o %t/raw.o -o %t/trust %libs
 * RUN: %S/Inputs/job --status 0 --program %t/trust %run2 %t/trust | FileCheck --check-prefix=GOOD %s
 */
#include <stdio.h>

struct item {
    long value;
};

#ifdef RAW
long consume(const struct item *it);
long consume(const struct item *it)
{
    return it->value;
}
#else
#include <drust.h>
#ifdef DEFINE
long consume(struct item *DEFINE it);
long consume(struct item *DEFINE it)
{
    return it->value;
}
#else
#ifndef USE
#define USE DRUST_OWNED
#endif
long consume(struct item *USE it);
int main(void)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->value = 7;
    printf("consumed %ld\n", consume(it));
    return 0;
}
#endif
#endif
