/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A function goes only where its contract is written; nothing loses or adds a
 * kind on the way.
 *
 * RUN: %drustcc -fsyntax-only -ferror-limit=0 -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
void look(const struct box *DRUST_BORROW b);
void maybe(const struct box *DRUST_BORROW _Nullable b);
void eat(struct box *DRUST_OWNED b);
struct box *DRUST_OWNED make(void);
const int *DRUST_BORROW part(const struct box *DRUST_BORROW b);
void plain(const struct box *b);
void apply(void (*f)(const struct box *));
void each(void (*f)(const struct box *DRUST_BORROW b));
void vary(int count, ...);
typedef void eater(struct box *DRUST_OWNED b);
struct table { eater *eat; void (*look)(const struct box *DRUST_BORROW b); };
static void (*bad_static)(struct box *) = eat;
// expected-error@-1 {{the contracts of 'eat' and of 'bad_static' differ: parameter 1 is 'drust_owned' there and 'untracked' here [drust-fnptr-mismatch]}}
static const struct table bad_fields = {eat, .look = maybe};
// expected-error@-1 {{the contracts of 'maybe' and of 'look' differ: parameter 1 is 'drust_borrow nullable' there and 'drust_borrow' here [drust-fnptr-mismatch]}}
static void *bad_address = (void *)eat;
// expected-error@-1 {{the contract of 'eat' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
eater *bad_results(int c, struct table *t)
{
    static void (*inner)(const struct box *) = look;
    // expected-error@-1 {{the contracts of 'look' and of 'inner' differ: parameter 1 is 'drust_borrow' there and 'untracked' here [drust-fnptr-mismatch]}}
    t->eat = (eater *)bad_address;
    // expected-error@-1 {{the contract of 'bad_address' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
    return c ? t->eat : (void (*)(struct box *))t->look;
    // expected-error@-1 {{the contracts of 'look' and of 'bad_results' differ: parameter 1 is 'untracked' there and 'drust_owned' here [drust-fnptr-mismatch]}}
}
void bad(int c, struct table *t, void (*raw)(struct box *))
{
    apply(look);
    // expected-error@-1 {{the contracts of 'look' and of 'f' differ: parameter 1 is 'drust_borrow' there and 'untracked' here [drust-fnptr-mismatch]}}
    struct box *(*maker)(void) = make;
    // expected-error@-1 {{the contracts of 'make' and of 'maker' differ: the result is 'drust_owned' there and 'untracked' here [drust-fnptr-mismatch]}}
    const int *DRUST_BORROW (*p)(const struct box *DRUST_BORROW b) = c ? part : NULL;
    const int *(*q)(const struct box *DRUST_BORROW b) = c ? part : NULL;
    // expected-error@-1 {{the contracts of 'part' and of 'q' differ: the result is 'drust_borrow' there and 'untracked' here [drust-fnptr-mismatch]}}
    t->eat = raw;
    // expected-error@-1 {{the contracts of 'raw' and of 'eat' differ: parameter 1 is 'untracked' there and 'drust_owned' here [drust-fnptr-mismatch]}}
    raw = t->eat;
    // expected-error@-1 {{the contracts of 'eat' and of 'raw' differ: parameter 1 is 'drust_owned' there and 'untracked' here [drust-fnptr-mismatch]}}
    vary(1, eat);
    // expected-error@-1 {{the contract of 'eat' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
    void *address = (void *)t->eat;
    // expected-error@-1 {{the contract of 'eat' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
    eater **slot = &t->eat;
    // expected-error@-1 {{kinds in the contract of a function pointer behind two pointers, in '_Atomic' or by a typedef of a function are not supported yet [drust-unsupported]}}
    // expected-error@-2 {{the contract of 'eat' would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
    each(maybe);
    // expected-error@-1 {{the contracts of 'maybe' and of 'f' differ: parameter 1 is 'drust_borrow nullable' there and 'drust_borrow' here [drust-fnptr-mismatch]}}
    each(plain);
    // expected-warning@-1 {{'plain' has no kinds: it is trusted not to keep what 'f' lends it [drust-fnptr-unannotated]}}
    (c ? maybe : plain)(NULL);
    // expected-error@-1 {{the contract of this function pointer would be lost: no kinds can be written at what takes it [drust-fnptr-mismatch]}}
    (void)maker, (void)address, (void)p, (void)q;
}
eater *good(int c, struct table *t, struct box *DRUST_OWNED b)
{
    struct table local = {.eat = eat, .look = look};
    __auto_type same = look;
    each(c ? same : local.look);
    apply(plain);
    if (t->eat && t->eat != eat && !local.eat)
        t->eat = &eat;
    (*t->look)(b);
    local.eat(b);
    return (eater *)t->eat;
}
