/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A statement or expression that no rule knows is an error as soon as a tracked
 * pointer is in it, also one that is only declared there.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify -fopenmp -fenable-matrix -fms-extensions -fblocks %s
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
int bad(struct box *DRUST_OWNED o)
{
    int sum = 0;
#pragma omp parallel
/* expected-error@-1 {{no rule says what a OMPParallelDirective does to the tracked pointers in it [drust-unknown-form]}} */
    sum += o->value;
    return sum;
}
void bad_declared(void)
{
#pragma omp parallel
/* expected-error@-1 {{no rule says what a OMPParallelDirective does to the tracked pointers in it [drust-unknown-form]}} */
    {
        struct box *DRUST_OWNED inner;
    }
#pragma omp parallel
/* expected-error@-1 {{no rule says what a OMPParallelDirective does to the tracked pointers in it [drust-unknown-form]}} */
    make()->value = 3;
}
typedef float matrix __attribute__((matrix_type(2, 2)));
struct matrices { matrix m; };
void bad_matrix(struct matrices *DRUST_OWNED o)
{
    o->m[0][1] = 2;
    // expected-error@-1 {{no rule says what a MatrixSubscriptExpr does to the tracked pointers in it [drust-unknown-form]}}
}
void bad_asm(struct box *DRUST_OWNED o)
{
    __asm { mov eax, o }
    // expected-error@-1 {{no rule says what a MSAsmStmt does to the tracked pointers in it [drust-unknown-form]}}
}
void eat(struct box *DRUST_OWNED o);
void bad_captured(struct box *DRUST_OWNED o)
{
    void (^block)(void) = ^{ eat(o); };
    // expected-error@-1 {{no rule says what a ExprWithCleanups does to the tracked pointers in it [drust-unknown-form]}}
    block();
}
int good(struct box *DRUST_OWNED o, int *plain)
{
    int (^block)(void) = ^{ return *plain; };
    *plain += block();
#pragma omp parallel
    *plain += 1;
    return o->value + *plain;
}
