/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Nothing jumps over owners and borrows: not out of a function, not back into one.
 *
 * RUN: %drustcc -fsyntax-only -w -Xclang -verify %s
 */
#include <drust.h>

#include <pthread.h>
#include <setjmp.h>
struct box { int value; };
static jmp_buf back;
static sigjmp_buf back_too;
void bad_exits(int how)
{
    if (how == 1)
        longjmp(back, 1);
        // expected-error@-1 {{'longjmp' leaves functions without the drops of their owners and the ends of their borrows: return instead [drust-non-local-exit]}}
    if (how == 2)
        siglongjmp(back_too, 1);
        // expected-error@-1 {{'siglongjmp' leaves functions without the drops of their owners and the ends of their borrows: return instead [drust-non-local-exit]}}
    if (how == 3)
        pthread_exit(NULL);
        // expected-error@-1 {{'pthread_exit' leaves functions without the drops of their owners and the ends of their borrows: return instead [drust-non-local-exit]}}
    void (*leave)(void *) = pthread_exit;
    // expected-error@-1 {{'pthread_exit' leaves functions without the drops of their owners and the ends of their borrows: return instead [drust-non-local-exit]}}
}
int bad_setjmp(struct box *DRUST_BORROW b)
{
    if (setjmp(back))
    // expected-error@-1 {{'_setjmp' in a function with owners or borrows: what jumps back here would skip their drops and find others than it left [drust-setjmp-with-owner]}}
        return 1;
    return b->value;
}
void bad_sigsetjmp(void)
{
    struct box *DRUST_OWNED o = drust_new(struct box);
    sigsetjmp(back_too, 1);
    // expected-error@-1 {{'__sigsetjmp' in a function with owners or borrows: what jumps back here would skip their drops and find others than it left [drust-setjmp-with-owner]}}
}
static int with(struct box *DRUST_BORROW b) { return b->value; }
int good(int (*library)(void))
{
    if (setjmp(back)) /* the library's own error exit */
        return -1;
    return library();
}
