/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Only drust_new and its like make owners.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdlib.h>
struct box { int value; struct box *DRUST_OWNED inner; };
void consume(struct box *DRUST_OWNED o);
struct box *plain(void);
struct box *DRUST_OWNED bad(struct box *raw)
{
    struct box *DRUST_OWNED a = malloc(sizeof *a);
    // expected-error@-1 {{untracked pointer used where 'a' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    a = plain();
    // expected-error@-1 {{untracked pointer used where the owner assigned to needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    consume(raw);
    // expected-error@-1 {{untracked pointer used where 'o' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->inner = raw;
    // expected-error@-1 {{untracked pointer used where the owner assigned to needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
    return raw;
    // expected-error@-1 {{untracked pointer used where 'bad' needs an owner: allocate with 'drust_new', or take it back by 'drust_from_raw' in 'DRUST_UNSAFE' [drust-forged-kind]}}
}
struct box *DRUST_OWNED good(struct box *DRUST_OWNED given)
{
    struct box *DRUST_OWNED a = drust_new(struct box);
    consume(a);
    a = given;
    a->inner = NULL;
    return a;
}
