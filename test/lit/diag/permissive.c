/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * With -fplugin-arg-drust-permissive a soundness finding is a warning and the
 * function is compiled; what has no meaning stays an error. -Werror and -w hold
 * for such a warning too.
 *
 * RUN: %drustcc -c -o %t.o -fplugin-arg-drust-permissive -Xclang -verify=expected,always %s
 * RUN: not %drustcc -c -o %t.o -fplugin-arg-drust-permissive -Werror %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-permissive -DERRORS -Xclang -verify=expected,always,errors %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-permissive -DERRORS -w -Xclang -verify=errors %s
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct box { int value; char text[8]; struct box *DRUST_OWNED inner; };
struct line { char *text; }; // #text
static struct box *last;
static int counter;
void change(int *DRUST_MUT_BORROW value);
void change_raw(int *value __attribute__((noescape))); // #change_raw
void keep(struct box *DRUST_MUT_BORROW b, const struct box *DRUST_BORROW c, FILE *file)
{
    last = b;
    // expected-warning@-1 {{conversion to an untracked pointer would lose the 'drust_mut_borrow' of 'b': only in 'DRUST_UNSAFE' [drust-kind-erased]}}
    setvbuf(file, b->text, _IOFBF, sizeof b->text);
    // expected-warning@-1 {{'setvbuf' goes on using this pointer after the call, when the object may have moved: give it memory of the C library [drust-may-escape]}}
    memset(b, 0, sizeof *b);
    // expected-warning@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
    (void)c;
}
void write(int *DRUST_BORROW r)
// expected-note@-1 3 {{'r' declared here; 'DRUST_MUT_BORROW' lets it write}}
{
    *r = 1;
    // expected-warning@-1 {{cannot write through shared borrow 'r' [drust-write-through-shared]}}
    change(r);
    // expected-warning@-1 {{cannot pass shared borrow 'r' as 'drust_mut_borrow' [drust-write-through-shared]}}
    change_raw(r);
    // expected-warning@-1 {{passing shared borrow 'r' to unannotated parameter 'value' that may write through it [drust-shared-to-mutable-raw]}}
    // expected-note@#change_raw {{parameter 'value' declared here: let it point to const, or give it a kind}}
    change(&counter);
    // expected-warning@-1 {{borrowing 'counter', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
}
int raw(struct box *plain, struct box *DRUST_OWNED o)
{
    struct box *DRUST_MUT_BORROW b = plain;
    // expected-warning@-1 {{untracked pointer used to initialise or assign borrow 'b': 'drust_assume_borrow' in 'DRUST_UNSAFE' makes one of it [drust-kind-through-raw]}}
    plain->inner = NULL;
    // expected-warning@-1 {{drust_owned 'plain->inner' reached through an untracked pointer; declare that pointer 'DRUST_BORROW' or 'DRUST_MUT_BORROW', or use it in 'DRUST_UNSAFE' [drust-kind-through-raw]}}
    return b == o;
    // expected-warning@-1 {{addresses of tracked objects change when they move and differ between servers: use 'drust_same' or 'drust_id' [drust-identity]}}
}
struct line *DRUST_OWNED line(void)
{
    return drust_new(struct line);
    // expected-warning@-1 {{field 'text' of 'struct line' is an untracked pointer; the object lives in the distributed heap, where the address means nothing on another server: 'DRUST_RAW' says that it is used on one only [drust-raw-in-dsm-struct]}}
    // expected-note@#text {{'text' declared here}}
}
#ifdef ERRORS
struct box *DRUST_OWNED move(struct box *DRUST_OWNED *DRUST_BORROW slot)
// errors-note@-1 {{'slot' declared here}}
{
    return *slot;
    // errors-error@-1 {{cannot move '*slot' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
}
#endif
