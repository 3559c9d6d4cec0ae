/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program that is linked to lie anywhere is refused by the linker, with the
 * remedy and nothing else; how it was compiled does not matter.
 *
 * RUN: %clang %sanitize -fplugin=%plugin -I%src/attrs/include -I%src/runtime/include -O2 -fPIE -c %s -o %t.o
 * RUN: not %clang -pie %sanitize %t.o -o %t -Wl,--wrap=main -Wl,--build-id %bin/../lib/libdrust_rt.a -lpthread -ldl -lm 2>&1 | FileCheck %s
 * RUN: not %clang -pie -fuse-ld=lld %sanitize %t.o -o %t -Wl,--wrap=main -Wl,--build-id %bin/../lib/libdrust_rt.a -lpthread -ldl -lm 2>&1 | FileCheck %s
 * CHECK-NOT: relocation
 * CHECK: relocation R_X86_64_32 {{.*}} symbol {{.}}link DRust programs with -no-pie, as 'drust config --libs' says'
 * CHECK-NOT: relocation
 *
 * RUN: %clang %sanitize %t.o -o %t %libs && %run2 %t | FileCheck --check-prefix=RUNS %s
 * RUNS: 3
 */
#include <drust.h>

#include <stdio.h>

static int three(void) { return 3; }

int main(void)
{
    int n = 0;
    drust_thread t = drust_spawn_on(drust_servers() - 1, three);
    drust_join(t, &n);
    printf("%d\n", n);
    return 0;
}
