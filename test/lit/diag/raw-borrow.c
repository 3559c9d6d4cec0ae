/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An untracked pointer that is borrowed for a call: a warning, off by default.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify -fplugin-arg-drust-Wraw-borrow %s
 * RUN: %drustcc -fsyntax-only -Xclang -verify=none %s
 */
// none-no-diagnostics
#include <drust.h>

int look(const int *DRUST_BORROW value);
void change(int *DRUST_MUT_BORROW value);
void bad(int *p, const int *q)
{
    int local = 0;
    look(q);
    // expected-warning@-1 {{untracked pointer 'q' borrowed for the call: nothing says how long what it points to lives [drust-raw-borrow]}}
    change(p + 1);
    // expected-warning@-1 {{untracked pointer 'p + 1' borrowed for the call: nothing says how long what it points to lives [drust-raw-borrow]}}
    change(&local);
}
void good(int *DRUST_MUT_BORROW p, const int *DRUST_BORROW q, int *DRUST_OWNED o)
{
    look(q);
    change(p);
    change(o);
}
