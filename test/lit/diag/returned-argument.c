/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What an un-annotated function returns is a borrow of what it was given: shared
 * if the function may not write through that.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box { char name[8]; int list[4]; };
const char *kept;
char *choose(char *left, const char *right);
const int *DRUST_BORROW inside(const struct box *DRUST_BORROW b);
void bad(struct box *DRUST_MUT_BORROW b, int key)
{
    kept = strchr(b->name, 'x');
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of 'strchr(b->name, 'x')': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    kept = ({ strchr(b->name, 'x'); });
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_borrow' of '({ strchr(b->name, 'x'); })': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    *strchr(b->name, 'x') = 'y';
    // expected-error@-1 {{cannot write through shared borrow 'strchr(b->name, 'x')' [drust-write-through-shared]}}
    free(memchr(b->name, 'x', 3));
    // expected-error@-1 {{'memchr(b->name, 'x', 3)' belongs to the distributed heap and cannot be released with 'free': use 'drust_drop' [drust-wrong-release]}}
}
void bad_mixed(struct box *DRUST_MUT_BORROW b)
{
    char *shared = choose(b->name, b->name);
    // expected-note@-1 {{'shared' takes a tracked pointer here}}
    shared = malloc(3);
    // expected-error@-1 {{'shared' would be tracked on one path and untracked on another [drust-mixed-tracking]}}
}
struct context *create(const char *name) __attribute__((malloc));
// expected-note@-1 {{parameter 'name' declared here: give it a kind, or '__attribute__((noescape))'}}
void use(struct context *c);
int good(struct box *DRUST_MUT_BORROW b, int key)
{
    char *copy = strdup(b->name);
    const char *environment = getenv(b->name);
    FILE *file = fopen(b->name, "r");
    free(copy);
    struct context *fresh = create(b->name);
    // expected-warning@-1 {{'create' is not annotated and may keep 'b->name' after the call [drust-may-escape]}}
    use(fresh);
    fclose(file);
    char *start = memcpy(b->name, "abc", 4);
    start[1] = 'x';
    const int *found = memchr(inside(b), key, 16);
    const char *dot = strchr(b->name, '.');
    return *found + (dot ? *dot : 0) + (environment != NULL);
}
