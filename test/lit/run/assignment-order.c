/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The store of an assignment comes after its operands: the right side may read
 * and change the object that is stored to, and the object may move meanwhile.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 64K %t2 | FileCheck %s
 * CHECK: 0 wrong
 */
#include <drust.h>

#include <stdio.h>

struct counter {
    long value, writes;
    long list[4];
    struct counter *DRUST_OWNED inner;
};

static struct counter *DRUST_OWNED make(void)
{
    struct counter *DRUST_OWNED c = drust_new(struct counter);
    c->value = 1;
    c->inner = drust_new(struct counter);
    c->inner->value = 2;
    return c;
}
static long grow(struct counter *DRUST_MUT_BORROW c)
{
    c->value += 100;
    c->writes++;
    return c->value + 1;
}
static long total(const struct counter *DRUST_BORROW c)
{
    return c->value + c->writes + (c->inner != NULL ? c->inner->value : 0);
}
/* Another server writes, so that the object is there now. */
static long grow_elsewhere(struct counter *DRUST_OWNED *DRUST_MUT_BORROW slot, unsigned server)
{
    long result = 0;
    drust_scope {
        drust_thread t = drust_spawn_on(server, grow, *slot);
        drust_join(t, &result);
    }
    return result;
}

int main(void)
{
    int wrong = 0;
    for (unsigned server = 0; server < drust_servers(); server++) {
        struct counter *DRUST_OWNED o = NULL;
        drust_thread t = drust_spawn_on(server, make);
        drust_join(t, &o);
        o->value = grow(o);
        wrong += o->value != 102 || o->writes != 1;
        o->value += total(o);
        wrong += o->value != 102 + 102 + 1 + 2;
        o->value = grow_elsewhere(&o, server);
        wrong += o->value != 308 || o->writes != 2;
        o->list[2] = grow(o->inner);
        wrong += o->list[2] != 103 || o->inner->writes != 1;
        o->inner->value -= total(o);
        wrong += o->inner->value != 102 - (308 + 2 + 102);
    }
    printf("%d wrong\n", wrong);
    return wrong;
}
