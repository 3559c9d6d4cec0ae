/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Affinity is said of parameters and of fields that own.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void bad(struct box *DRUST_OWNED o)
{
    struct box *DRUST_OWNED DRUST_AFFINITY local = o;
    // expected-error@-1 {{'drust_affinity' applies to parameters and to fields [drust-kind-misplaced]}}
}
int DRUST_AFFINITY bad_result(void);
// expected-error@-1 {{'drust_affinity' applies to parameters and to fields [drust-kind-misplaced]}}
void good(struct box *DRUST_OWNED DRUST_AFFINITY o);
void good_borrow(const struct box *DRUST_BORROW DRUST_AFFINITY o);
struct holder {
    int DRUST_AFFINITY plain;
    // expected-error@-1 {{'drust_affinity' on field 'plain', which owns nothing: it says where what a 'drust_owned' field owns lives [drust-kind-misplaced]}}
    struct box *DRUST_AFFINITY DRUST_RAW raw;
    // expected-error@-1 {{'drust_affinity' on field 'raw', which owns nothing: it says where what a 'drust_owned' field owns lives [drust-kind-misplaced]}}
    struct box *DRUST_OWNED DRUST_AFFINITY child;
    struct box *DRUST_AFFINITY DRUST_OWNED other_order;
    struct box *DRUST_OWNED DRUST_AFFINITY children[4];
};
