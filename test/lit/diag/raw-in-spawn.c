/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * No untracked pointer crosses to a thread, as argument or result.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct pair { int value; char *text; };
struct deep { int value; struct { struct pair pairs[2]; } inner; };
int takes_raw(char *text);
int takes_pair(struct pair p);
int takes_deep(struct deep d);
char *gives_raw(int x);
struct pair gives_pair(int x);
const struct box *DRUST_BORROW gives_borrow(const struct box *DRUST_BORROW b);
int takes_borrow(const int *DRUST_BORROW i);
void bad(struct pair p, struct deep d, int *raw)
{
    drust_spawn(takes_raw, "text");
    // expected-error@-1 {{argument 'text' of the spawned 'takes_raw' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    drust_spawn(takes_pair, p);
    // expected-error@-1 {{argument 'p' of the spawned 'takes_pair' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    drust_spawn(takes_deep, d);
    // expected-error@-1 {{argument 'd' of the spawned 'takes_deep' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    drust_spawn(gives_raw, 1);
    // expected-error@-1 {{argument (the result) of the spawned 'gives_raw' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    drust_spawn(gives_pair, 1);
    // expected-error@-1 {{argument (the result) of the spawned 'gives_pair' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    drust_scope {
        drust_spawn(takes_borrow, &*raw);
        // expected-error@-1 {{argument 'i' of the spawned 'takes_borrow' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
    }
}
struct plain { int value; double reals[3]; };
int takes_plain(struct plain p, int (*f)(int));
int good_function(int x);
struct plain gives_plain(int x);
void good(struct plain p)
{
    drust_spawn(takes_plain, p, good_function);
    drust_spawn(gives_plain, 1);
}
