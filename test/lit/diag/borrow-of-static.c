/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Static data is borrowed only if const, and only shared.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
static struct box counter;
static const struct box limits = {7};
static const int primes[] = {2, 3, 5};
int read_box(const struct box *DRUST_BORROW b);
void write_box(struct box *DRUST_MUT_BORROW b);
int read_int(const int *DRUST_BORROW i);
void bad(void)
{
    const struct box *DRUST_BORROW b = &counter;
    // expected-error@-1 {{borrowing 'counter', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
    (void)b->value;
    read_box(&counter);
    // expected-error@-1 {{borrowing 'counter', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
    write_box(&counter);
    // expected-error@-1 {{borrowing 'counter', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
    static struct box local;
    read_int(&local.value);
    // expected-error@-1 {{borrowing 'local', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
}
int good(void)
{
    const struct box *DRUST_BORROW b = &limits;
    struct box automatic = {1};
    write_box(&automatic);
    return b->value + read_box(&limits) + read_int(&primes[1]) + read_box(&automatic);
}
