/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every way out of a drust_scope waits for the threads that were started in it,
 * however slow: what they were lent is changed behind it.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M %t2 | FileCheck %s
 * CHECK: fall through 4
 * CHECK-NEXT: break 2
 * CHECK-NEXT: continue 4
 * CHECK-NEXT: goto 2
 * CHECK-NEXT: return 2
 */
#include <drust.h>

#include <stdio.h>
#include <unistd.h>

enum way { FALL, BREAK, CONTINUE, GOTO, RETURN };
struct box { long value; };

static void later(long *DRUST_MUT_BORROW n)
{
    usleep(100000);
    *n += 1;
}
static void later_box(struct box *DRUST_MUT_BORROW b)
{
    usleep(100000);
    b->value++;
}

/* Two rounds of one thread for a variable and one for an object. */
static void leave(struct box *DRUST_OWNED *DRUST_MUT_BORROW slot, enum way way)
{
    long seen = 0;
    for (int i = 0; i < 2; i++) {
        drust_scope {
            drust_spawn_on(drust_servers() - 1, later, &seen);
            drust_spawn_on(0, later_box, *slot);
            if (way == BREAK)
                break;
            if (way == CONTINUE)
                continue;
            if (way == GOTO)
                goto out;
            if (way == RETURN)
                return;
        }
    }
out:
    (*slot)->value += seen;
}

int main(void)
{
    static const char *const names[] = {"fall through", "break", "continue", "goto", "return"};
    for (int way = FALL; way <= RETURN; way++) {
        struct box *DRUST_OWNED b = drust_new(struct box);
        leave(&b, (enum way)way);
        if (way == RETURN)
            b->value++; /* seen was not added */
        printf("%s %ld\n", names[way], b->value);
    }
    return 0;
}
