/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A file without annotations is plain C, whatever it includes.
 *
 * RUN: %drustcc -fsyntax-only -Wall -Werror -Xclang -verify %s
 */
// expected-no-diagnostics
#include <drust.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>

struct list { struct list *next; void (*visit)(struct list *); _Atomic int count; };
static jmp_buf start;
static struct list *volatile last;
int run(struct list *l)
{
    if (setjmp(start))
        return -1;
    for (; l != NULL; l = l->next) {
        l->visit(l);
        atomic_fetch_add(&l->count, 1);
        last = l;
    }
    if (last == NULL)
        longjmp(start, 1);
    free(last);
    pthread_exit(NULL);
}
