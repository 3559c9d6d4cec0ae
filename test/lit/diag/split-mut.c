/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_split_mut, drust_each_mut and drust_chunks_mut borrow mutably, into
 * borrow variables.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

void bad(int *DRUST_OWNED array, const int *DRUST_BORROW given)
// expected-note@-1 3 {{'given' declared here; 'DRUST_MUT_BORROW' lets it write}}
{
    int *DRUST_MUT_BORROW lo, *DRUST_MUT_BORROW hi;
    int *DRUST_OWNED owner = NULL;
    __drust_mark_split(&lo, &owner);
    // expected-error@-1 {{'drust_split_mut' is used in a form the compiler does not know: its parts go to '&' of borrow variables [drust-bad-use]}}
    drust_split_mut((int *)given, 2, &lo, &hi);
    // expected-error@-1 {{cannot pass shared borrow 'given' as 'drust_mut_borrow' [drust-write-through-shared]}}
    drust_each_mut(it, (int *)given, 2)
    // expected-error@-1 {{cannot pass shared borrow 'given' as 'drust_mut_borrow' [drust-write-through-shared]}}
        *it = 1;
    drust_chunks_mut(part, len, (int *)given, 2, 1)
    // expected-error@-1 {{cannot pass shared borrow 'given' as 'drust_mut_borrow' [drust-write-through-shared]}}
        *part = (int)len;
}
void good(int *DRUST_OWNED array, int *DRUST_MUT_BORROW given, int n)
{
    int *DRUST_MUT_BORROW lo, *DRUST_MUT_BORROW hi, local[4];
    drust_split_mut(array, n, &lo, &hi);
    drust_split_mut(lo, n / 2, &lo, &hi);
    drust_split_mut(given, n, &lo, &hi);
    drust_split_mut(local, 2, &lo, &hi);
    drust_each_mut(it, array, n)
        drust_each_mut(inner, given, n)
            *it += *inner;
    drust_chunks_mut(part, len, local, 4, 3) {
        _Static_assert(_Generic(&len, size_t *: 1, default: 0), "a size_t");
        part[len - 1] = 1;
    }
}
