/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The debugger's printer leaves every pointer alone that is no owner word, before the
 * program runs and in it; its commands say what they cannot do; and without the
 * runtime's debug information it knows the same but for objects elsewhere.
 *
 * RUN: %drustcc -O0 -g %s -o %t %libs
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -x "$(%drust config --gdb)" \
 * RUN:   -ex 'print (char *) 0x8003550000010190' -ex 'drust-word 0' \
 * RUN:   -ex 'break here' -ex run -ex up -ex 'info locals' \
 * RUN:   -ex 'print function' -ex 'print (char *) 0x8003550000010190' \
 * RUN:   -ex 'print (char *) 0x8003950000010190' -ex 'print/r (char *) 0x8003550000010190' \
 * RUN:   -ex drust-word -ex 'drust-word nothing' -ex 'drust-word no_such_name' -ex 'print $drust(number)' \
 * RUN:   -ex 'print $drust(text)' -ex 'print $drust(nothing)' --args %t 2>&1 | FileCheck %s
 * CHECK: $1 = 0x8003550000010190 <error: Cannot access memory at address 0x8003550000010190>
 * CHECK: no DRust program runs here, or it has not joined its job yet
 * CHECK: {{^}}own = 0x5500{{[0-9a-f]+}}{{$}}
 * CHECK-NEXT: nothing = 0x0
 * CHECK-NEXT: text = 0x{{[0-9a-f]+}} "words"
 * CHECK-NEXT: function = 0x{{[0-9a-f]+}} <here>
 * CHECK-NEXT: invalid = 0xffffffffffffffff
 * CHECK-NEXT: outside = 0x8003000000000010
 * CHECK-NEXT: number = 7
 * CHECK: $2 = (void (*)(void)) 0x{{[0-9a-f]+}} <here>
 * CHECK: $3 = (char *) 0x550000010190 {home 0, colour 3, handed out}
 * CHECK: $4 = 0x8003950000010190 <error: Cannot access memory
 * CHECK: $5 = 0x8003550000010190 <error: Cannot access memory
 * CHECK: drust-word needs an expression
 * CHECK: 0x0: no address of a partition
 * CHECK: No symbol "no_such_name" in current context.
 * CHECK: $drust takes a pointer
 * CHECK: = 0x{{[0-9a-f]+}} "words"
 * CHECK: = (struct node *) 0x0
 *
 * Objects born with a colour, and the runtime without debug information.
 * RUN: objcopy --strip-debug $(dirname %plugin)/libdrust_rt.a %t.a
 * RUN: %drustcc -O0 -g %s -o %t.bare $(echo '%libs' | sed 's:[^ ]*libdrust_rt[.]a:%t.a:')
 * RUN: env -u DEBUGINFOD_URLS DRUST_BIRTHS=seed:5 DRUST_HEAP=64M gdb -q -batch -nx -x "$(%drust config --gdb)" \
 * RUN:   -ex 'break here' -ex run -ex up -ex 'info locals' -ex 'print $drust(own)->value' \
 * RUN:   -ex 'drust-word own' -ex 'print (char *) 0x8003550080010190' -ex 'drust-word $' \
 * RUN:   -ex 'print $drust($)' -ex 'echo done\n' --args %t.bare 2>&1 | FileCheck --check-prefix=BARE %s
 * BARE: {{^}}own = (struct node *) 0x[[OWN:5500[0-9a-f]+]] {home 0, colour [[#COLOUR:]]}
 * BARE: $1 = 4
 * BARE: word        0x{{[0-9a-f]+}}[[OWN]]
 * BARE-NEXT: address     0x[[OWN]]
 * BARE-NEXT: home        server 0, this one
 * BARE-NEXT: colour      [[#COLOUR]]
 * BARE-NEXT: handed out  no
 * BARE-NEXT: read at     0x[[OWN]]
 * BARE-NEXT: object      1 of struct node, 16 bytes
 * BARE-NEXT: $2 = (char *) 0x550080010190 {home 1, colour 3, handed out}
 * BARE: home        server 1{{$}}
 * BARE: read at     not from here
 * BARE-NEXT: the object of 0x550080010190 {home 1, colour 3, handed out} cannot be read here: the runtime has no debug information, or that is no heap
 *
 * Nor does it disturb another program.
 * RUN: printf 'int main(void)\n{\n    const char *text = "other";\n    return text[0] == 0;\n}\n' >%t.c && %clang -g %t.c -o %t.other
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -x "$(%drust config --gdb)" -ex 'break main' -ex run -ex next -ex 'info locals' \
 * RUN:   -ex 'print (char *) 0x8003550000010190' --args %t.other 2>&1 | FileCheck --check-prefix=OTHER %s
 * OTHER: text = 0x{{[0-9a-f]+}} "other"
 * OTHER: $1 = 0x8003550000010190 <error
 */
#include <drust.h>

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

static void here(void) {}

int main(void)
{
    struct node *DRUST_OWNED own = drust_new(struct node);
    struct node *DRUST_OWNED nothing = NULL;
    const char *text = "words";
    void (*function)(void) = here;
    char *invalid = (char *)-1L;
    void *outside = (void *)0x8003000000000010;
    long number = 7;
    own->value = 4;
    here();
    return (text == NULL) + (function == NULL) + (invalid == NULL) + (outside == NULL) + (number == 0);
}
