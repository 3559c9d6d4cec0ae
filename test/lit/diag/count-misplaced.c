/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRUST_COUNT belongs to a borrow that a function takes: a function pointer's
 * calls count nothing, and threads are started with named functions.
 *
 * RUN: %drustcc -ferror-limit=0 -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

void bad_plain(int *DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
void bad_owner(int *DRUST_OWNED DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
struct bad_field {
    int *DRUST_OWNED DRUST_COUNT(3) a;
    // expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
    void (*f)(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
    // expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
};
void (*bad_pointer)(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
typedef void bad_type(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
void bad_parameter(void (*f)(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n));
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
void (*bad_result(void))(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
void good(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n)
{
    void (*local)(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
    // expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
    typedef void inner(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n);
    // expected-error@-1 {{'DRUST_COUNT' applies to borrows among the parameters of a function [drust-kind-misplaced]}}
    a[n - 1] = 1;
}
void good_pointer(void)
{
    void (*call)(int *DRUST_MUT_BORROW a, int n) = good; /* a call counts nothing */
    int one = 0;
    call(&one, 1);
}
