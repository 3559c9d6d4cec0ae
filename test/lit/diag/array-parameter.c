/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A parameter declared as an array of tracked pointers is a pointer without a
 * kind: the message says what to write.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
typedef struct box *DRUST_OWNED box_box;
typedef box_box boxes[];
typedef struct box *DRUST_OWNED few[2];
struct box *DRUST_OWNED make(int value);
int bad(struct box *DRUST_OWNED a[2]);
// expected-error@-1 {{parameter 'a' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'struct box *DRUST_OWNED *DRUST_MUT_BORROW a' [drust-array-parameter]}}
int bad(struct box *DRUST_OWNED a[2]) { return a[0] == NULL; }
// expected-error@-1 {{parameter 'a' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'struct box *DRUST_OWNED *DRUST_MUT_BORROW a' [drust-array-parameter]}}
int bad_typedef(int n, const box_box a[n]);
// expected-error@-1 {{parameter 'a' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'const box_box *DRUST_MUT_BORROW a' [drust-array-parameter]}}
int bad_array(boxes a, few b);
// expected-error@-1 {{parameter 'a' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'box_box *DRUST_MUT_BORROW a' [drust-array-parameter]}}
// expected-error@-2 {{parameter 'b' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'struct box *DRUST_OWNED *DRUST_MUT_BORROW b' [drust-array-parameter]}}
int bad_borrow(const struct box *DRUST_BORROW a[static 3]);
// expected-error@-1 {{parameter 'a' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'const struct box *DRUST_BORROW *DRUST_BORROW a' [drust-array-parameter]}}
void calls(struct box *DRUST_OWNED *DRUST_OWNED o, int (*through)(box_box given[2]))
// expected-error@-1 {{parameter 'given' is a pointer to the first of several tracked pointers, and an array has no place for that pointer's kind: declare it 'box_box *DRUST_MUT_BORROW given' [drust-array-parameter]}}
{
    bad(o);
    through(o);
}
int good(struct box *DRUST_OWNED *DRUST_MUT_BORROW a, int plain[3], struct box *raw[2])
{
    return a[0] == NULL && plain[0] && raw[0];
}
