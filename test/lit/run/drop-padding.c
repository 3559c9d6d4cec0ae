/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Whether a struct of DRUST_DROP holds something is a matter of its fields, each
 * of them, and not of what the stack left between them.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O1 -Wall -Wextra -Werror %s -o %t1 %libs
 * RUN: %drustcc -O0 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t1 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * CHECK: nothing 0
 * CHECK-NEXT: letter 1
 * CHECK-NEXT: bit 1
 * CHECK-NEXT: big 1
 * CHECK-NEXT: part 1
 * CHECK-NEXT: either 1
 * CHECK-NEXT: bit 68 1
 * CHECK-NEXT: imaginary 1
 * CHECK-NEXT: third 1
 * CHECK-NEXT: leaf 1
 */
#include <drust.h>

#include <complex.h>
#include <stdio.h>
#include <string.h>

struct leaf {
    int value;
};
struct part {
    char letter;
    short number;
};
union either {
    char letter;
    short number[2];
    char more[5];
};
typedef int three __attribute__((ext_vector_type(3)));
struct mixed;
static void dropped(struct mixed *DRUST_MUT_BORROW m);
struct DRUST_DROP(dropped) mixed {
    char letter; /* with padding behind it, as most of these */
    long number;
    unsigned bit : 1;
    unsigned : 20;
    unsigned more : 3;
    long double big;
    struct part parts[2];
    union either either;
    _BitInt(70) wide;
    _Complex long double imaginary;
    three vector;
    struct leaf *DRUST_OWNED leaf;
};

static int runs;
static void dropped(struct mixed *DRUST_MUT_BORROW m)
{
    runs++;
    m->letter = 0;
}

static __attribute__((noinline)) void dirty(void)
{
    char bytes[4000];
    memset(bytes, 0x5a, sizeof bytes);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

static __attribute__((noinline)) void hold(int which)
{
    struct mixed m;
    m = (struct mixed){.letter = which == 1,
                       .more = which == 2 ? 4 : 0,
                       .big = which == 3,
                       .parts = {{0, 0}, {0, which == 4 ? 256 : 0}},
                       .either = {.more = {0, 0, 0, 0, which == 5}},
                       .wide = which == 6 ? (_BitInt(70))1 << 68 : 0,
                       .imaginary = which == 7 ? 1.0i : 0,
                       .vector = {0, 0, which == 8},
                       .leaf = which == 9 ? drust_new(struct leaf) : NULL};
    (void)m;
}

int main(void)
{
    static const char *const names[] = {"nothing", "letter", "bit",       "big",   "part",
                                        "either",  "bit 68", "imaginary", "third", "leaf"};
    for (int i = 0; i < 10; i++) {
        runs = 0;
        dirty();
        hold(i);
        printf("%s %d\n", names[i], runs);
    }
    return 0;
}
