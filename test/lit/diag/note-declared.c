/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An error about a variable or field shows where it is declared.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct bad_field {
    char *raw;
    // expected-note@-1 {{'raw' declared here}}
};
void bad(struct box *DRUST_BORROW seen)
// expected-note@-1 {{'seen' declared here; 'DRUST_MUT_BORROW' lets it write}}
{
    seen->value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'seen' [drust-write-through-shared]}}
}
void bad_new(void)
{
    struct bad_field *DRUST_OWNED o = drust_new(struct bad_field);
    // expected-error@-1 {{field 'raw' of 'struct bad_field' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    (void)o;
}
void good(struct box *DRUST_MUT_BORROW seen)
{
    seen->value = 1;
}
