/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Where there is no memory the try forms give NULL and the program goes on; the
 * others end it with a message that says how much was wanted, where, and what to
 * do.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: for program in %t0 %t2; do for how in object array flexible; do for n in 1 2; do \
 * RUN:   not %drust run -n $n --heap 64M $program $how 2>%t.err >%t.out && FileCheck --check-prefix=$how %s <%t.err && \
 * RUN:   FileCheck %s <%t.out || exit 1; done; done; done
 * CHECK: {{^}}0 wrong{{$}}
 * CHECK-NOT: not reached
 * object: drust: server 0: {{.*}}out-of-memory.c:[[#@LINE+41]]: out of memory: no room for {{10485[0-9]+}} bytes (struct big) in this server's heap of 64 MiB; give the servers more: drust run --heap SIZE
 * array: drust: server 0: {{.*}}out-of-memory.c:[[#@LINE+34]]: out of memory: no room for 1099511627776 bytes (char)
 * flexible: drust: server 0: {{.*}}out-of-memory.c:[[#@LINE+35]]: out of memory: no room for {{[0-9]+}} bytes (struct tail)
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct big { char bytes[1 << 20]; struct big *DRUST_OWNED next; };
struct tail { long n; char bytes[]; };
#define MUCH ((size_t)1 << 40)

int main(int argc, char **argv)
{
    char *DRUST_OWNED array = drust_try_new_array(char, MUCH);
    struct tail *DRUST_OWNED flexible = drust_try_new_flex(struct tail, MUCH);
    int wrong = (array != NULL) + (flexible != NULL);
    long *DRUST_OWNED longs = drust_try_new_array(long, SIZE_MAX / 4); /* its bytes are no size_t */
    wrong += longs != NULL;
    struct big *DRUST_OWNED all = NULL, *DRUST_OWNED one;
    int made = 0;
    while ((one = drust_try_new(struct big)) != NULL) {
        one->next = all;
        all = one;
        made++;
    }
    wrong += made < 10 || made > 64;
    drust_drop(all);
    one = drust_try_new(struct big); /* there is room again */
    wrong += one == NULL;
    printf("%d wrong\n", wrong);
    fflush(stdout);
    if (strcmp(argv[argc - 1], "array") == 0)
        array = drust_new_array(char, MUCH);
    if (strcmp(argv[argc - 1], "flexible") == 0)
        flexible = drust_new_flex(struct tail, MUCH);
    for (int i = 0; i < 64; i++) {
        one->next = all;
        all = drust_move(one);
        one = drust_new(struct big);
    }
    printf("not reached\n");
    return 0;
}
