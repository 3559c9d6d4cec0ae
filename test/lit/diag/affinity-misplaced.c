/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Affinity is said of parameters only.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void bad(struct box *DRUST_OWNED o)
{
    struct box *DRUST_OWNED DRUST_AFFINITY local = o;
    // expected-error@-1 {{'drust_affinity' applies to parameters [drust-kind-misplaced]}}
}
int DRUST_AFFINITY bad_result(void);
// expected-error@-1 {{'drust_affinity' applies to parameters [drust-kind-misplaced]}}
void good(struct box *DRUST_OWNED DRUST_AFFINITY o);
void good_borrow(const struct box *DRUST_BORROW DRUST_AFFINITY o);
