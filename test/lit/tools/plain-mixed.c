/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A file that was compiled for no servers and one that was not make no program:
 * refused at the start, with both names.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c %s -o %t/main.o
 * RUN: %drustcc -O1 -c -fplugin-arg-drust-plain %s -o %t/plain.o
 * RUN: cp %s %t/other.c
 * RUN: %drustcc -O1 -c -DOTHER %t/other.c -o %t/other.o
 * RUN: %drustcc -O1 -c -DOTHER -fplugin-arg-drust-plain %t/other.c -o %t/other.plain.o
 * RUN: %clang %t/main.o %t/other.o -o %t/good %libs && %run2 %t/good
 * RUN: %clang %t/plain.o %t/other.plain.o -o %t/good %libs && %t/good
 * RUN: %clang %t/main.o %t/other.plain.o -o %t/bad %libs
 * RUN: %S/Inputs/job --status 70 --program %t/bad %t/bad | FileCheck --check-prefix=OTHER %s
 * RUN: %S/Inputs/job --status 70 --program %t/bad %run4 %t/bad | FileCheck --check-prefix=OTHER %s
 * OTHER: drust: server 0: {{.*}}other.c was compiled with -fplugin-arg-drust-plain and {{.*}}plain-mixed.c was not: compile all files of the program one way
 * RUN: %clang %t/plain.o %t/other.o -o %t/bad %libs
 * RUN: %S/Inputs/job --status 70 --program %t/bad %t/bad | FileCheck --check-prefix=MAIN %s
 * MAIN: drust: server 0: {{.*}}plain-mixed.c was compiled with -fplugin-arg-drust-plain and {{.*}}other.c was not
 *
 * Also when one program is made of both by link-time optimisation.
 * RUN: %drustcc -O1 -flto -c %s -o %t/main.o
 * RUN: %drustcc -O1 -flto -c -DOTHER -fplugin-arg-drust-plain %t/other.c -o %t/other.o
 * RUN: %clang -O1 -flto -fuse-ld=lld-19 %t/main.o %t/other.o -o %t/bad %libs
 * RUN: %S/Inputs/job --status 70 --program %t/bad %t/bad | FileCheck --check-prefix=OTHER %s
 */
#include <drust.h>

struct item {
    long value;
};
long use(struct item *DRUST_OWNED it);
#ifdef OTHER
long use(struct item *DRUST_OWNED it)
{
    return it->value;
}
#else
int main(void)
{
    return (int)use(drust_new(struct item));
}
#endif
