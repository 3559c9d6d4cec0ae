/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A tracked pointer is no operand of inline assembly.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
int bad(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    int out;
    __asm__("" : "=r"(out) : "r"(o));
    // expected-error@-1 {{tracked pointer 'o' used as an operand of inline assembly: give it a value read through the pointer [drust-asm-operand]}}
    __asm__("" : "=r"(out) : "r"(b));
    // expected-error@-1 {{tracked pointer 'b' used as an operand of inline assembly: give it a value read through the pointer [drust-asm-operand]}}
    __asm__("" : : "r"(&b->value) : "memory");
    // expected-error@-1 {{tracked pointer '&b->value' used as an operand of inline assembly: give it a value read through the pointer [drust-asm-operand]}}
    return out;
}
int good(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    int out;
    __asm__("movl %1, %0" : "=r"(out) : "m"(b->value));
    __asm__("incl %0" : "+m"(o->value));
    __asm__("" : "=r"(out) : "0"(o->value));
    return out;
}
