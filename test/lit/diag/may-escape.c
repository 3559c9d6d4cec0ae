/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Functions of the C library that go on using what they were given get no
 * tracked pointer; a function of the same name that is the file's own may.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box { char buffer[64]; };
void bad(struct box *DRUST_MUT_BORROW b, FILE *file)
{
    setvbuf(file, b->buffer, _IOFBF, sizeof b->buffer);
    // expected-error@-1 {{'setvbuf' goes on using this pointer after the call, when the object may have moved: give it memory of the C library [drust-may-escape]}}
    strtok(b->buffer, " ");
    // expected-error@-1 {{'strtok' goes on using this pointer after the call, when the object may have moved: give it memory of the C library [drust-may-escape]}}
    putenv(b->buffer);
    // expected-error@-1 {{'putenv' goes on using this pointer after the call, when the object may have moved: give it memory of the C library [drust-may-escape]}}
}
static void openlog(const char *text);
// expected-note@-1 {{parameter 'text' declared here: give it a kind, or '__attribute__((noescape))'}}
void good(struct box *DRUST_MUT_BORROW b)
{
    char plain[8] = "a b";
    strtok(plain, " ");
    openlog(b->buffer);
    // expected-warning@-1 {{'openlog' is not annotated and may keep 'b->buffer' after the call [drust-may-escape]}}
}
static void openlog(const char *text)
{
    puts(text);
}
