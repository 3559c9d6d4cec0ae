/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A new object, array or object with a flexible array member is zero, also where
 * another object was before, and the try forms make the same.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M %t2 | FileCheck %s
 * CHECK: 0 wrong
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct wide { char bytes[200]; };
struct tail { long n; char bytes[]; };
enum { ARRAY = 3000, TAIL = 500 };

/* Bytes that are not zero. */
static int dirty(const char *DRUST_BORROW bytes, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++)
        wrong += bytes[i] != 0;
    return wrong;
}

int main(void)
{
    int wrong = 0;
    for (int i = 0; i < 100; i++) {
        struct wide *DRUST_OWNED object = i % 2 ? drust_new(struct wide) : drust_try_new(struct wide);
        char *DRUST_OWNED array = i % 2 ? drust_new_array(char, ARRAY) : drust_try_new_array(char, ARRAY);
        struct tail *DRUST_OWNED flexible = i % 2 ? drust_new_flex(struct tail, TAIL) : drust_try_new_flex(struct tail, TAIL);
        wrong += dirty(object->bytes, sizeof object->bytes) + dirty(array, ARRAY) + dirty(flexible->bytes, TAIL);
        wrong += flexible->n != 0 || drust_len(array) != ARRAY || drust_len(flexible) != TAIL;
        memset(object->bytes, 1, sizeof object->bytes);
        memset(array, 2, ARRAY);
        memset(flexible->bytes, 3, TAIL);
        flexible->n = 4;
    } /* the next round gets the same memory */
    printf("%d wrong\n", wrong);
    return wrong;
}
