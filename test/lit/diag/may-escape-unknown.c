/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A function that says nothing of its pointers may keep a tracked one: a
 * warning. Not of functions that are known, or that say so.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct box { char text[64]; int value; };
void enter(int *value);
// expected-note@-1 3 {{parameter 'value' declared here: give it a kind, or '__attribute__((noescape))'}}
void enter_two(const char *text, int *value __attribute__((noescape)));
// expected-note@-1 {{parameter 'text' declared here: give it a kind, or '__attribute__((noescape))'}}
static int memcmp_of_this_file(const void *a, const void *b)
// expected-note@-1 {{parameter 'a' declared here: give it a kind, or '__attribute__((noescape))'}}
{
    return memcmp(a, b, 4);
}
void bad(struct box *DRUST_MUT_BORROW b, int *DRUST_OWNED o, int *DRUST_MUT_BORROW m)
{
    enter(&b->value);
    // expected-warning@-1 {{'enter' is not annotated and may keep '&b->value' after the call [drust-may-escape]}}
    enter(o);
    // expected-warning@-1 {{'enter' is not annotated and may keep 'o' after the call [drust-may-escape]}}
    enter(m);
    // expected-warning@-1 {{'enter' is not annotated and may keep 'm' after the call [drust-may-escape]}}
    enter_two(b->text, &b->value);
    // expected-warning@-1 {{'enter_two' is not annotated and may keep 'b->text' after the call [drust-may-escape]}}
    (void)memcmp_of_this_file(b, "abc");
    // expected-warning@-1 {{'memcmp_of_this_file' is not annotated and may keep 'b' after the call [drust-may-escape]}}
}
long bad_stored(const struct box *DRUST_BORROW b)
{
    char *end;
    return strtol(b->text, &end, 10);
    // expected-warning@-1 {{'strtol' is not annotated and may keep 'b->text' after the call [drust-may-escape]}}
    // expected-note@stdlib.h:* {{parameter '__nptr' declared here: give it a kind, or '__attribute__((noescape))'}}
}
int measure(const char *text) __attribute__((pure));
void note(const char *text);
void note(const char *text __attribute__((noescape)));
void note(const char *text);
void lend(const int *DRUST_BORROW value);
long good(struct box *DRUST_MUT_BORROW b, int *plain, struct stat *result)
{
    enter(plain);
    note(b->text);
    lend(&b->value);
    memset(b->text, 0, sizeof b->text);
    __builtin_prefetch(b->text);
    snprintf(b->text, sizeof b->text, "%s", "abc");
    if (read(0, b->text, sizeof b->text) > 0 && stat(b->text, result) == 0)
        return 1;
    return measure(b->text) + strtol(b->text, NULL, 10);
}
