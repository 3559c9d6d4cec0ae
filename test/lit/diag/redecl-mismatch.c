/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A redeclaration with other kinds is an error and names the one before.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void bad_parameter(struct box *DRUST_OWNED o);
// expected-note@-1 {{previous declaration is here}}
void bad_parameter(struct box *DRUST_BORROW o);
// expected-error@-1 {{parameter 'o' of 'bad_parameter' is 'drust_borrow' here and 'drust_owned' in the previous declaration [drust-redecl-mismatch]}}
struct box *bad_result(int n);
// expected-note@-1 {{previous declaration is here}}
int uses(void) { return bad_result(1)->value; }
struct box *DRUST_OWNED bad_result(int n);
// expected-error@-1 {{result of 'bad_result' is 'drust_owned' here and 'untracked' in the previous declaration [drust-redecl-mismatch]}}
void bad_pointer(void (*f)(struct box *DRUST_OWNED o));
// expected-note@-1 {{previous declaration is here}}
void bad_pointer(void (*f)(struct box *DRUST_BORROW o));
// expected-error@-1 {{parameter 'f' of 'bad_pointer' is 'untracked(drust_borrow, )' here and 'untracked(drust_owned, )' in the previous declaration [drust-redecl-mismatch]}}
extern void (*bad_variable)(struct box *DRUST_OWNED o);
// expected-note@-1 {{previous declaration is here}}
void (*bad_variable)(struct box *o);
// expected-error@-1 {{type of 'bad_variable' is 'untracked' here and 'untracked(drust_owned, )' in the previous declaration [drust-redecl-mismatch]}}
void bad_count(int *DRUST_BORROW DRUST_COUNT(n) a, int n, int m);
// expected-note@-1 {{previous declaration is here}}
void bad_count(int *DRUST_BORROW DRUST_COUNT(m) a, int n, int m);
// expected-error@-1 {{parameter 'a' of 'bad_count' is 'drust_borrow DRUST_COUNT(m)' here and 'drust_borrow DRUST_COUNT(n)' in the previous declaration [drust-redecl-mismatch]}}
void bad_uncounted(int *DRUST_BORROW DRUST_COUNT(n) a, int n);
// expected-note@-1 {{previous declaration is here}}
void bad_uncounted(int *DRUST_BORROW a, int n);
// expected-error@-1 {{parameter 'a' of 'bad_uncounted' is 'drust_borrow' here and 'drust_borrow DRUST_COUNT(n)' in the previous declaration [drust-redecl-mismatch]}}
void counted(int *DRUST_BORROW DRUST_COUNT(2*n) a, int n);
void counted(int *a, int other);
void counted(int *DRUST_BORROW DRUST_COUNT(2 * x) a, int x);
void added(struct box *o);
void added(struct box *DRUST_MUT_BORROW o)
{
    o->value = 1;
}
struct box *DRUST_OWNED inherits(struct box *DRUST_OWNED o);
struct box *inherits(struct box *o)
{
    added(o);
    return o; /* moves */
}
void good(struct box *DRUST_OWNED o);
void good(struct box *DRUST_OWNED o);
void good(struct box *DRUST_OWNED o)
{
    (void)o;
}
