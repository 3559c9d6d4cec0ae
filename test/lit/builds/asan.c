/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The user's files with -fsanitize=address and -fsanitize=undefined, linked with
 * the ordinary runtime library: the examples print what they print without, and
 * the sanitizers still find the user's mistakes, also in spawned threads on
 * another server. (An object of the global heap has no red zones: what lies
 * beyond its end there is not reported.)
 *
 * REQUIRES: release
 * RUN: rm -rf %t && mkdir %t
 * RUN: (seq 1 3000; echo 'The quick brown fox jumps over the lazy dog, the fox.') >%t/text
 * RUN: for flags in -O0 '-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'; do \
 * RUN:   bash %S/Inputs/examples %t "$flags" "%drustcc $flags" "%libs" %drust %src || exit 1; done
 *
 * RUN: %drustcc -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all %s -o %t/wrong %libs
 * RUN: %run2 %t/wrong fine | FileCheck --check-prefix=FINE %s
 * RUN: not %run2 %t/wrong stack 2>&1 | FileCheck --check-prefix=STACK %s
 * RUN: not %run2 %t/wrong used-again 2>&1 | FileCheck --check-prefix=FREED %s
 * RUN: not %run2 %t/wrong exponent 2>&1 | FileCheck --check-prefix=SHIFT %s
 * RUN: not %run2 %t/wrong overflow 2>&1 | FileCheck --check-prefix=SIGNED %s
 * FINE: {{^}}fine 6 on 1
 * STACK: ERROR: AddressSanitizer: stack-buffer-overflow
 * STACK: #0 {{.*}} in act {{.*}}asan.c:[[#]]
 * FREED: ERROR: AddressSanitizer: heap-use-after-free
 * FREED: #0 {{.*}} in act {{.*}}asan.c:[[#]]
 * SHIFT: asan.c:[[#]]:[[#]]: runtime error: shift exponent 64 is too large
 * SIGNED: asan.c:[[#]]:[[#]]: runtime error: signed integer overflow
 */
#include <drust.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct box {
    int value;
    struct box *DRUST_OWNED inner;
};

static int act(const struct box *DRUST_BORROW b, char how)
{
    int numbers[4] = {1, 2, 3, 0};
    volatile int four = 4;
    const int *volatile at = numbers; /* not an array: no check of its bounds by UBSan */
    if (how == 's')
        return at[four];
    if (how == 'u') {
        int *block = malloc(sizeof *block);
        *block = four;
        free(block);
        return *block;
    }
    if (how == 'e')
        return 1 << (four * 16);
    if (how == 'o')
        return INT_MAX - 4 + four + b->value;
    int sum = numbers[0] + numbers[1] + b->inner->value;
    printf("fine %d on %u\n", sum, drust_server());
    return sum;
}

int main(int argc, char **argv)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    char how = argc == 2 ? argv[1][0] : 'f';
    int result = 0;
    b->value = 1;
    b->inner = drust_new(struct box);
    b->inner->value = 3;
    drust_scope {
        drust_thread t = drust_spawn_on(1, act, b, how);
        drust_join(t, &result);
    }
    return result != 6;
}
