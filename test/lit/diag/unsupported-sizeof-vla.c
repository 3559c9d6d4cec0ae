/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The size of a variable-length array behind a tracked pointer is not computed yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
unsigned long bad(int n, int *DRUST_OWNED o)
{
    return sizeof(int[n][o[0]]) + sizeof(*(int (*)[n])o);
    // expected-error@-1 {{a variable-length array size that reads a tracked pointer, inside a type is not supported yet [drust-unsupported]}}
    // expected-error@-2 {{'sizeof' of a variable-length array reached through a tracked pointer is not supported yet [drust-unsupported]}}
}
unsigned long good(int n, int *DRUST_OWNED o)
{
    int local[n];
    return sizeof local + sizeof *o + sizeof(struct box);
}
