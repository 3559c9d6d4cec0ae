/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A statement that no rule knows is an error as soon as a tracked pointer is in it.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify -fopenmp %s
 */
#include <drust.h>

struct box { int value; };
int bad(struct box *DRUST_OWNED o)
{
    int sum = 0;
#pragma omp parallel
/* expected-error@-1 {{no rule says what a OMPParallelDirective does to the tracked pointers in it [drust-unknown-form]}} */
    sum += o->value;
    return sum;
}
int good(struct box *DRUST_OWNED o, int *plain)
{
#pragma omp parallel
    *plain += 1;
    return o->value + *plain;
}
