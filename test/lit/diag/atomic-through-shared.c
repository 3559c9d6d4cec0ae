/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Volatile and atomic places are not looked at through a shared borrow.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdatomic.h>
struct inner { _Atomic int counter; };
struct box {
    _Atomic int counter;
    volatile int flag, flags[4];
    int plain;
    struct inner inner;
    struct box *DRUST_OWNED next;
};
int bad(const struct box *DRUST_BORROW r, const volatile int *DRUST_BORROW v, const struct box *DRUST_BORROW *raw)
{
    int n = r->counter;
    // expected-error@-1 {{atomic access to 'r->counter' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    n += r->flag;
    // expected-error@-1 {{volatile access to 'r->flag' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    n += r->next->next->flags[n];
    // expected-error@-1 {{volatile access to 'r->next->next->flags[n]' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    n += (*r->next).inner.counter;
    // expected-error@-1 {{atomic access to '(*r->next).inner.counter' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    n += *(v + 1);
    // expected-error@-1 {{volatile access to '*(v + 1)' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    const struct box *cur = r->next;
    n += cur[1].flag;
    // expected-error@-1 {{volatile access to 'cur[1].flag' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    return n;
}
int bad_builtin(struct box *DRUST_BORROW r)
{
    return atomic_load(&r->inner.counter);
    // expected-error@-1 {{atomic access to 'r->inner.counter' through a shared borrow would look at this server's copy, which never changes: use 'DRUST_MUT_BORROW' or the owner [drust-atomic-through-shared]}}
    // expected-error@-2 {{cannot write through shared borrow 'r' [drust-write-through-shared]}}
    // expected-note@-5 {{'r' declared here}}
}
int good(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW m, const struct box *DRUST_BORROW r, volatile int *raw)
{
    m->counter++;
    m->flag = o->flag + o->next->counter + m->next->flag + *raw;
    struct box local = {.plain = r->plain};
    return atomic_load(&m->counter) + local.flag + atomic_fetch_add(&o->counter, 1);
}
