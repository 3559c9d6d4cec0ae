/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An array of owners has a constant size.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
typedef struct box *DRUST_OWNED box_owner;
void bad(int n)
{
    struct box *DRUST_OWNED several[n];
    // expected-error@-1 {{an array of owners of variable length is not supported yet [drust-unsupported]}}
}
int good(int n)
{
    struct box *DRUST_OWNED several[4] = {NULL};
    box_owner *DRUST_OWNED heap = drust_new_array(box_owner, n);
    return several[0] == NULL && heap[0] == NULL;
}
