/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * skip-resolve=K says how many resolves a file has if there is no K-th; without
 * code there are none to leave out and nothing is said.
 *
 * RUN: %drustcc -c -o %t.o -fplugin-arg-drust-skip-resolve=2 -Xclang -verify %s
 * RUN: %drustcc -c -o %t.o -fplugin-arg-drust-skip-resolve=1 -Xclang -verify=none %s
 * RUN: %drustcc -c -o %t.o -fplugin-arg-drust-skip-resolve=0 -Xclang -verify=none %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-skip-resolve=2 -Xclang -verify=none %s
 */
#include <drust.h>

// none-no-diagnostics
// expected-error@*:* {{skip-resolve=2: this file has only 2 resolves [drust-skip-resolve]}}
struct box { int value; };
int good(struct box *DRUST_OWNED o)
{
    o->value = 1;
    return o->value;
}
