/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * In DRUST_UNSAFE tracked pointers may be stored and returned as untracked ones, and owners reached through those.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct pair { struct box *DRUST_OWNED first, *DRUST_OWNED second; };
struct box *DRUST_OWNED make(void);
static struct box *global;
static int *element;
struct box *bad(struct box *DRUST_OWNED o, struct box *raw, struct pair *pair)
{
    global = o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of 'o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    raw->inner = NULL;
    // expected-error@-1 {{drust_owned 'raw->inner' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    *pair = (struct pair){0};
    // expected-error@-1 {{'*pair' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    DRUST_UNSAFE("what stays an error") {
        global = make();
        // expected-error@-1 {{the object returned here has no owner that outlives the untracked pointer: 'drust_into_raw' keeps it [drust-temporary-dies]}}
        struct box *p = make();
        // expected-error@-1 {{'p' would borrow an object that nothing owns: declare it 'DRUST_OWNED' [drust-new-owner-into-plain]}}
    }
    return o;
    // expected-error@-1 {{conversion to an untracked pointer would lose the 'drust_owned' of 'o': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
}
struct box *good(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot, struct box *raw, struct pair *pair)
{
    DRUST_UNSAFE("the caller keeps the owner") {
        global = *slot;
        element = &(*slot)->value;
        struct box *DRUST_OWNED taken = drust_take(&raw->inner);
        raw->inner = make();
        raw->inner->value = taken->value;
        *pair = (struct pair){.first = raw->inner};
        struct pair out = *pair;
        struct box *DRUST_OWNED *DRUST_MUT_BORROW place = drust_assume_mut(&raw->inner);
        *place = drust_take(&out.first);
        return *slot;
    }
}
