/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Only an object of known size is made.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct bad_unknown;
void bad(struct bad_unknown *DRUST_OWNED o)
{
    struct bad_unknown *DRUST_OWNED p = drust_clone(o);
    // expected-error@-1 {{cannot allocate 'struct bad_unknown': its size is not known [drust-incomplete-type]}}
    drust_resize(&o, 2);
    // expected-error@-1 {{cannot allocate 'struct bad_unknown': its size is not known [drust-incomplete-type]}}
    void *DRUST_OWNED b = drust_new(void);
    // expected-error@-1 {{cannot allocate 'void': its size is not known [drust-incomplete-type]}}
}
struct known { int value; };
void good(void)
{
    struct known *DRUST_OWNED a = drust_new(struct known);
    struct known *DRUST_OWNED b = drust_clone(a);
    drust_resize(&b, 2);
}
