/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRUST_ALLOW switches one warning off in a function, a declaration, a block or
 * a statement, and nowhere else. A name of no warning is an error that lists
 * them; other identifiers of clang's attribute are not the plugin's.
 *
 * RUN: %drustcc -fsyntax-only -Wall -Wextra -Xclang -verify %s
 * RUN: %drustcc -fsyntax-only -DDRUST_SYNTAX_ONLY -DSYNTAX -Wall -Wextra -Xclang -verify=none %s
 */
// none-no-diagnostics
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
void enter(struct box *box);
DRUST_ALLOW("unused-owner") DRUST_ALLOW("may-escape")
void good(struct box *DRUST_OWNED o)
{
    make();
    enter(o);
}
void block(int n)
{
    make();
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    DRUST_ALLOW("unused-owner") {
        make();
        if (n)
            make();
    }
    DRUST_ALLOW("unused-owner") make();
    DRUST_ALLOW("unused-owner") for (int i = 0; i < n; i++)
        make();
    DRUST_ALLOW("unused-owner") int last = (make(), n);
    DRUST_ALLOW("may-escape") {
        make();
        // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    }
    make(), (void)last;
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
}
__attribute__((suppress("unused-owner"))) void others(void)
{
    make();
    // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
}
#ifndef SYNTAX
DRUST_ALLOW("use-after-mvoe")
// expected-error@-1 {{no warning has the name 'use-after-mvoe'; those that can be switched off are 'fnptr-unannotated', 'global', 'may-escape', 'raw-alias', 'raw-borrow' and 'unused-owner' [drust-unknown-warning]}}
void bad(void)
{
    DRUST_ALLOW("kind-erased") {
        // expected-error@-1 {{no warning has the name 'kind-erased'; those that can be switched off are 'fnptr-unannotated', 'global', 'may-escape', 'raw-alias', 'raw-borrow' and 'unused-owner' [drust-unknown-warning]}}
        make();
        // expected-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    }
}
#endif
