/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One resolve on a line that only a run with an argument reaches.
 */
#include <drust.h>

struct box { int value; };

int main(int argc, char **argv)
{
    struct box *DRUST_OWNED o = drust_new(struct box);
    int n = o->value;
    (void)argv;
    if (argc > 1)
        n += o->value; /* unreached */
    return n + (__builtin_constant_p(o->value) ? 1 : 0);
}
