/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What DRUST_COUNT may say: an integer, over parameters and constants.
 *
 * RUN: %drustcc -ferror-limit=0 -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#define LENGTH 4
enum { SIX = 6 };
typedef unsigned long count;
struct dims { int rows, cols; };
struct flex { int n; int tail[]; };

void bad_name(int *DRUST_MUT_BORROW DRUST_COUNT(m) a, int n);
// expected-error@-1 {{'DRUST_COUNT(m)' of parameter 'a' is not understood: 'm' is no parameter and no constant [drust-count-expression]}}
void bad_operand(int *DRUST_MUT_BORROW DRUST_COUNT(n +) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n +)' of parameter 'a' is not understood: an operand is missing [drust-count-expression]}}
void bad_call(int *DRUST_MUT_BORROW DRUST_COUNT(n(1)) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n(1))' of parameter 'a' is not understood: it is more than an expression over the parameters and constants [drust-count-expression]}}
void bad_empty(int *DRUST_MUT_BORROW DRUST_COUNT() a);
// expected-error@-1 {{'DRUST_COUNT()' of parameter 'a' is not understood: an operand is missing [drust-count-expression]}}
void bad_read(int *DRUST_MUT_BORROW DRUST_COUNT(*p) a, const int *p);
// expected-error@-1 {{'DRUST_COUNT(*p)' of parameter 'a' is not understood: it is more than an expression over the parameters and constants [drust-count-expression]}}
void bad_pointer(int *DRUST_MUT_BORROW DRUST_COUNT(d->rows) a, const struct dims *DRUST_BORROW d);
// expected-error@-1 {{'DRUST_COUNT(d->rows)' of parameter 'a' is not understood: what 'd' points to is not read when a thread is started [drust-count-expression]}}
void bad_type(int *DRUST_MUT_BORROW DRUST_COUNT(d) a, double d);
// expected-error@-1 {{'DRUST_COUNT(d)' of parameter 'a' is not understood: it is no integer [drust-count-expression]}}
void bad_operands(int *DRUST_MUT_BORROW DRUST_COUNT(d + 1) a, struct dims d);
// expected-error@-1 {{'DRUST_COUNT(d + 1)' of parameter 'a' is not understood: its operands do not fit [drust-count-expression]}}
void bad_field(int *DRUST_MUT_BORROW DRUST_COUNT(d.depth) a, struct dims d);
// expected-error@-1 {{'DRUST_COUNT(d.depth)' of parameter 'a' is not understood: 'depth' is no field [drust-count-expression]}}
void bad_assignment(int *DRUST_MUT_BORROW DRUST_COUNT(n = 3) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n = 3)' of parameter 'a' is not understood: it is more than an expression over the parameters and constants [drust-count-expression]}}
void bad_colon(int *DRUST_MUT_BORROW DRUST_COUNT(n ? 1) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n ? 1)' of parameter 'a' is not understood: ':' is missing [drust-count-expression]}}
void bad_size(int *DRUST_MUT_BORROW DRUST_COUNT(sizeof(n)) a, int n);
// expected-error@-1 {{'DRUST_COUNT(sizeof(n))' of parameter 'a' is not understood: 'sizeof' takes a type here [drust-count-expression]}}
void bad_void(void *DRUST_BORROW DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n)' of parameter 'a' is not understood: what it points to has no constant size [drust-count-expression]}}
void bad_flexible(struct flex *DRUST_BORROW DRUST_COUNT(n) a, int n);
// expected-error@-1 {{'DRUST_COUNT(n)' of parameter 'a' is not understood: what it points to has no constant size [drust-count-expression]}}
void bad_variable(int n, int (*DRUST_BORROW DRUST_COUNT(n) a)[n]);
// expected-error@-1 {{'DRUST_COUNT(n)' of parameter 'a' is not understood: what it points to has no constant size [drust-count-expression]}}
void bad_in_block(int *DRUST_OWNED o)
{
    void local(int *DRUST_MUT_BORROW DRUST_COUNT(m) a, int n);
    // expected-error@-1 {{'DRUST_COUNT(m)' of parameter 'a' is not understood: 'm' is no parameter and no constant [drust-count-expression]}}
    drust_scope {
        drust_spawn(local, &o[1], 2);
    }
}

void good_constants(int *DRUST_MUT_BORROW DRUST_COUNT(LENGTH * SIX - 'a' % 0x10u) a);
void good_later(int *DRUST_MUT_BORROW DRUST_COUNT((count)n << 2 | n & ~1) a, short n);
void good_before(unsigned n, int *DRUST_COUNT(n > 3 ? (n + 1) / 2 : -n) DRUST_MUT_BORROW a);
void good_fields(int *DRUST_MUT_BORROW DRUST_COUNT(d.rows * d.cols) a, struct dims d);
void good_types(char *DRUST_MUT_BORROW DRUST_COUNT((unsigned long)n * sizeof(struct dims) + sizeof(int *)) a, int n);
void good_rows(int (*DRUST_MUT_BORROW DRUST_COUNT(!n || n >= 2) a)[5], int n);
void good_null(const int *DRUST_BORROW _Nullable DRUST_COUNT(n) a, int n);
