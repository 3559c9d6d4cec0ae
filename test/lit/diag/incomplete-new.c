/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Only an object of known size is made.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

void bad(void)
{
    void *DRUST_OWNED b = drust_new(void);
    // expected-error@-1 {{cannot allocate 'void': its size is not known [drust-incomplete-type]}}
}
struct known { int value; };
void good(void)
{
    struct known *DRUST_OWNED a = drust_new(struct known);
    (void)a;
}
