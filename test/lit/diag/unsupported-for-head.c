/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An array of owners or a thread handle is declared outside the head of 'for'.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int work(int x);
void bad(void)
{
    for (struct box *DRUST_OWNED two[2] = {NULL}; two[0] == NULL; two[0] = drust_new(struct box))
    // expected-error@-1 {{an array of owners, a struct with owners or a 'drust_thread' declared in the head of 'for' is not supported yet [drust-unsupported]}}
        ;
    for (drust_thread t = drust_spawn(work, 1);;) {
    // expected-error@-1 {{an array of owners, a struct with owners or a 'drust_thread' declared in the head of 'for' is not supported yet [drust-unsupported]}}
        drust_join(t, (int *)NULL);
        break;
    }
}
void good(void)
{
    struct box *DRUST_OWNED two[2] = {NULL};
    for (int i = 0; i < 2; i++)
        two[i] = drust_new(struct box);
    for (struct box *DRUST_OWNED one = drust_new(struct box); one != NULL; one = NULL)
        work(one->value);
}
