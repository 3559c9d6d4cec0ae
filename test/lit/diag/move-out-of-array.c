/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One element of an array of owners leaves only by drust_take.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED both[2]; };
typedef struct box *DRUST_OWNED box_owner;
void consume(struct box *DRUST_OWNED o);
void bad(struct box *DRUST_OWNED o, int i)
{
    box_owner *DRUST_OWNED heap = drust_new_array(box_owner, 4);
    // expected-note@-1 {{'heap' declared here}}
    struct box *DRUST_OWNED local[3];
    consume(heap[i]);
    // expected-error@-1 {{cannot move 'heap[i]' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(*heap);
    // expected-error@-1 {{cannot move '*heap' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(local[1]);
    // expected-error@-1 {{cannot move 'local[1]' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
    consume(o->both[0]);
    // expected-error@-1 {{cannot move 'o->both[0]' out of an array; which elements are gone is not tracked [drust-move-out-of-array]}}
    // expected-note@-2 {{'drust_take' moves it and leaves NULL behind}}
}
void good(struct box *DRUST_OWNED o, int i)
{
    box_owner *DRUST_OWNED heap = drust_new_array(box_owner, 4);
    struct box *DRUST_OWNED local[3];
    consume(drust_take(&heap[i]));
    consume(drust_take(&local[1]));
    consume(drust_take(&o->both[0]));
}
