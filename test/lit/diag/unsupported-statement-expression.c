/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A struct is not assigned from a statement expression through a tracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct point { int x, y; };
void bad(struct point *DRUST_OWNED o, struct point *DRUST_MUT_BORROW m)
{
    *o = ({ struct point p = {1, 2}; p; });
    // expected-error@-1 {{a statement expression on the right of a struct assignment through a tracked pointer is not supported yet [drust-unsupported]}}
    m[1] = ({ *o; });
    // expected-error@-1 {{a statement expression on the right of a struct assignment through a tracked pointer is not supported yet [drust-unsupported]}}
}
void good(struct point *DRUST_OWNED o)
{
    struct point p = ({ struct point q = {1, 2}; q; });
    *o = p;
    o->x = ({ int x = 3; x; });
}
