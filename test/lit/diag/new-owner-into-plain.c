/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A new object needs an owner that is declared as one.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
void bad(void)
{
    struct box *a = drust_new(struct box);
    // expected-error@-1 {{'a' would borrow an object that nothing owns: declare it 'DRUST_OWNED' [drust-new-owner-into-plain]}}
    struct box *b = make();
    // expected-error@-1 {{'b' would borrow an object that nothing owns: declare it 'DRUST_OWNED' [drust-new-owner-into-plain]}}
    struct box *c;
    c = make();
    // expected-error@-1 {{'c' would borrow an object that nothing owns: declare it 'DRUST_OWNED' [drust-new-owner-into-plain]}}
    struct box *DRUST_OWNED o = make(), *d;
    // expected-note@-1 {{'d' declared here; 'DRUST_OWNED' makes it the owner}}
    d = o;
    d = drust_move(o);
    // expected-error@-1 {{the object returned by 'drust_move(o)' has no owner that outlives borrow 'd': keep it in a 'DRUST_OWNED' variable first [drust-temporary-dies]}}
}
void good(void)
{
    struct box *DRUST_OWNED a = drust_new(struct box);
    struct box *DRUST_OWNED b = make();
    (void)a;
    (void)b;
}
