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
// expected-error@-1 {{'bad_parameter' is declared with other kinds here than before [drust-redecl-mismatch]}}
struct box *bad_result(void);
// expected-note@-1 {{previous declaration is here}}
struct box *DRUST_OWNED bad_result(void);
// expected-error@-1 {{'bad_result' is declared with other kinds here than before [drust-redecl-mismatch]}}
void bad_added(struct box *o);
// expected-note@-1 {{previous declaration is here}}
void bad_added(struct box *DRUST_MUT_BORROW o)
// expected-error@-1 {{'bad_added' is declared with other kinds here than before [drust-redecl-mismatch]}}
{
    o->value = 1;
}
void good(struct box *DRUST_OWNED o);
void good(struct box *DRUST_OWNED o);
void good(struct box *DRUST_OWNED o)
{
    (void)o;
}
