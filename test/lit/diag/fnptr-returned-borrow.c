/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A function without kinds may stand where shared borrows are expected, with a
 * warning, but not where a borrow is returned.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
const int *plain_part(const struct box *b);
int plain_value(const struct box *b);
int plain_change(struct box *b);
const int *DRUST_BORROW part(const struct box *DRUST_BORROW b);
int each(int (*f)(const struct box *DRUST_BORROW b));
int each_mut(int (*f)(struct box *DRUST_MUT_BORROW b));
int each_part(const int *DRUST_BORROW (*f)(const struct box *DRUST_BORROW b));
int bad(void)
{
    return each_part(plain_part) + each_mut(plain_change);
    // expected-error@-1 {{the contracts of 'plain_part' and of 'f' differ: the result is 'untracked' there and 'drust_borrow' here [drust-fnptr-mismatch]}}
    // expected-error@-2 {{the contracts of 'plain_change' and of 'f' differ: parameter 1 is 'untracked' there and 'drust_mut_borrow' here [drust-fnptr-mismatch]}}
}
int good(void)
{
    return each_part(part) + each(plain_value);
    // expected-warning@-1 {{'plain_value' has no kinds: it is trusted not to keep what 'f' lends it [drust-fnptr-unannotated]}}
}
