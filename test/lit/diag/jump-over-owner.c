/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * No jump skips the declaration of an owner whose scope it enters.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
int work(int x);
int bad(int c)
{
    if (c)
        goto over;
        // expected-error@-1 {{this jump skips the declaration of owner 'o': declare it before the jump [drust-jump-over-owner]}}
    struct box *DRUST_OWNED o = make();
    // expected-note@-1 {{'o' declared here}}
over:
    return o == NULL;
}
void bad_switch(int c)
{
    switch (c) {
    case 0:;
        struct box *DRUST_OWNED o = make();
        // expected-note@-1 2 {{'o' declared here}}
        break;
    case 1:
    // expected-error@-1 {{this jump skips the declaration of owner 'o': declare it before the jump [drust-jump-over-owner]}}
    default:
    // expected-error@-1 {{this jump skips the declaration of owner 'o': declare it before the jump [drust-jump-over-owner]}}
        break;
    }
}
void bad_thread(int c)
{
    if (c)
        goto over;
        // expected-error@-1 {{this jump skips the declaration of owner 't': declare it before the jump [drust-jump-over-owner]}}
    drust_thread t = drust_spawn(work, 1);
    // expected-note@-1 {{'t' declared here}}
over:
    c++;
}
void bad_computed(int c)
{
    void *where = c ? &&one : &&two;
    goto *where;
    // expected-error@-1 {{this jump skips the declaration of owner 'o': declare it before the jump [drust-jump-over-owner]}}
one:;
    struct box *DRUST_OWNED o = make();
    // expected-note@-1 {{'o' declared here}}
two:
    (void)o;
}
int good(int c)
{
    struct box *DRUST_OWNED o;
    if (c)
        goto over;
    o = make();
over:
    switch (c) {
    case 0: {
        struct box *DRUST_OWNED inner = make();
        (void)inner;
        break;
    }
    default:
        break;
    }
    while (c--) {
        struct box *DRUST_OWNED inner = make();
        if (inner->value)
            goto out;
    }
out:
    return o == NULL;
}
