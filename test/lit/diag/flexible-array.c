/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Whether a type ends with a flexible array member decides which macro makes
 * its objects.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct bad { int count; int values[]; };
struct bad_fixed { int count; int values[4]; };
union bad_union { int count; struct bad inner; };
struct bad_end { int count; char *names[]; };
// expected-note@-1 {{'names' declared here}}
struct bad_nothing { int count; struct {} values[]; };
void bad(int n)
{
    struct bad *DRUST_OWNED a = drust_new(struct bad);
    // expected-error@-1 {{'struct bad' ends with a flexible array member: 'drust_new_flex' says how many elements it gets [drust-flexible-array]}}
    struct bad *DRUST_OWNED b = drust_try_new_array(struct bad, n);
    // expected-error@-1 {{'struct bad' ends with a flexible array member: 'drust_new_flex' says how many elements it gets [drust-flexible-array]}}
    struct bad_fixed *DRUST_OWNED c = drust_new_flex(struct bad_fixed, n);
    // expected-error@-1 {{'struct bad_fixed' does not end with a flexible array member: use 'drust_new' or 'drust_new_array' [drust-flexible-array]}}
    int *DRUST_OWNED d = drust_try_new_flex(int, n);
    // expected-error@-1 {{'int' does not end with a flexible array member: use 'drust_new' or 'drust_new_array' [drust-flexible-array]}}
    union bad_union *DRUST_OWNED e = drust_new_flex(union bad_union, n);
    // expected-error@-1 {{'union bad_union' does not end with a flexible array member: use 'drust_new' or 'drust_new_array' [drust-flexible-array]}}
    struct bad_end *DRUST_OWNED f = drust_new_flex(struct bad_end, n);
    // expected-error@-1 {{field 'names' of 'struct bad_end' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_nothing *DRUST_OWNED g = drust_new_flex(struct bad_nothing, n);
    // expected-error@-1 {{cannot allocate 'struct bad_nothing': its size is not known [drust-incomplete-type]}}
}
struct good { int count; struct good *DRUST_OWNED values[]; };
struct good_outer { int count; struct good inner; };
void good(int n)
{
    struct good *DRUST_OWNED o = drust_new_flex(struct good, n);
    struct good_outer *DRUST_OWNED p = drust_try_new_flex(struct good_outer, 4);
    struct bad_fixed *DRUST_OWNED q = drust_new(struct bad_fixed);
    o->values[n - 1] = drust_take(&p->inner.values[q->count]);
    drust_resize(&o, n + 1);
}
