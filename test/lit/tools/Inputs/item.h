/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A whole program that owns one object and prints 5, for tests of how programs
 * are compiled, linked and started.
 */
#include <drust.h>

#include <stdio.h>

struct item {
    int value;
};

int main(void)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->value = 5;
    printf("%d\n", it->value);
    return 0;
}
