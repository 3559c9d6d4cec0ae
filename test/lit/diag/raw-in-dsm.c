/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An object on the global heap holds no untracked pointer.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct bad_field { int value; char *text; };
// expected-note@-1 5 {{'text' declared here}}
struct bad_nested { struct bad_field inner[2]; };
typedef char *text;
struct bad_atomic { _Atomic(char *) shared; };
// expected-note@-1 {{'shared' declared here}}
struct bad_whole { _Atomic(struct bad_field) all; };
void bad(int n)
{
    struct bad_field *DRUST_OWNED a = drust_new(struct bad_field);
    // expected-error@-1 {{field 'text' of 'struct bad_field' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_nested *DRUST_OWNED b = drust_new_array(struct bad_nested, n);
    // expected-error@-1 {{field 'text' of 'struct bad_nested' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    text *DRUST_OWNED c = drust_new_array(text, n);
    // expected-error@-1 {{field behind '*' of 'text' (aka 'char *') is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_field *DRUST_OWNED d = drust_try_new(struct bad_field);
    // expected-error@-1 {{field 'text' of 'struct bad_field' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_atomic *DRUST_OWNED e = drust_new(struct bad_atomic);
    // expected-error@-1 {{field 'shared' of 'struct bad_atomic' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_whole *DRUST_OWNED f = drust_new(struct bad_whole);
    // expected-error@-1 {{field 'text' of 'struct bad_whole' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    struct bad_field *DRUST_OWNED g = NULL;
    drust_resize(&g, n);
    // expected-error@-1 {{field 'text' of 'struct bad_field' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
}
struct good { int value; struct good *DRUST_OWNED next; int (*function)(int); char text[8]; };
void good(void)
{
    struct good *DRUST_OWNED a = drust_new(struct good);
    struct bad_field local = {1, "text"};
    a->value = local.value;
}
