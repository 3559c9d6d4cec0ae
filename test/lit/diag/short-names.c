/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * With DRUST_SHORT the words own, ref, mref and aff say the kinds; without, they
 * are the program's.
 *
 * RUN: %drustcc -fsyntax-only -DDRUST_SHORT -Xclang -verify %s
 * RUN: %drustcc -fsyntax-only -DLONG -Xclang -verify=none %s
 */
// none-no-diagnostics
#include <drust.h>

struct box { int value; };
#ifndef LONG
void change(struct box *mref b);
long look(const struct box *ref b);
long near(const struct box *ref aff b);
void eat(struct box *own o);
void bad(struct box *raw, struct box *ref b)
// expected-note@-1 {{'b' declared here}}
{
    eat(raw);
    // expected-error@-1 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    change(b);
    // expected-error@-1 {{cannot pass shared borrow 'b' as 'drust_mut_borrow' [drust-write-through-shared]}}
    int aff local = 0;
    // expected-error@-1 {{'drust_affinity' applies to parameters and to fields [drust-kind-misplaced]}}
    (void)local;
}
long good(struct box *mref m)
{
    struct box *own o = drust_new(struct box);
    change(m);
    drust_scope {
        drust_spawn(near, o);
    }
    eat(o);
    return look(m);
}
#else
long words(long own, long ref, long mref)
{
    long aff = own;
    return ref + mref + aff;
}
#endif
