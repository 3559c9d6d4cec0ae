/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * With MORE a program with the same types and contracts, whose main lies elsewhere.
 */
#include <drust.h>

#include <stdio.h>

#ifdef MORE
__attribute__((used)) static int more(int n)
{
    for (int i = 0; i < 1000; i++)
        n = n * 31 + printf("%d", n);
    return n;
}
#endif

int main(void)
{
    puts("main");
    return 0;
}
