/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * In plain mode an owner is an ordinary pointer: a dereference is a load or a
 * store and nothing else, where the same text has resolves without it; objects
 * come from calloc and go to free.
 *
 * REQUIRES: release
 * RUN: %drustcc -O1 -fplugin-arg-drust-plain -S -emit-llvm %s -o - | FileCheck --check-prefix=PLAIN %s
 * RUN: %drustcc -O1 -S -emit-llvm %s -o - | FileCheck --check-prefix=RESOLVES %s
 * RUN: %drustcc -O1 -fplugin-arg-drust-plain %s -o %t -Wl,--wrap=calloc,--wrap=free %libs
 * RUN: %t | FileCheck %s
 * CHECK: made 3, freed 1
 * CHECK-NEXT: made 3, freed 3
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

struct box { int value; struct box *DRUST_OWNED inner; };

// PLAIN-LABEL: define {{.*}}@read_path(
// PLAIN-NOT: {{call|invoke}}
// PLAIN: ret i32
// RESOLVES-LABEL: define {{.*}}@read_path(
// RESOLVES: call {{.*}}@__drust_
// RESOLVES: {{^}}}
int read_path(const struct box *DRUST_BORROW b)
{
    return b->inner->inner->value;
}

// PLAIN-LABEL: define {{.*}}@write_path(
// PLAIN-NOT: {{call|invoke}}
// PLAIN: ret void
// RESOLVES-LABEL: define {{.*}}@write_path(
// RESOLVES: call {{.*}}@__drust_
// RESOLVES: {{^}}}
void write_path(struct box *DRUST_MUT_BORROW b)
{
    b->inner->value = 1;
}

void *__real_calloc(size_t count, size_t bytes);
void __real_free(void *block);
static int made, freed;
void *__wrap_calloc(size_t count, size_t bytes)
{
    made++;
    return __real_calloc(count, bytes);
}
void __wrap_free(void *block)
{
    freed += block != NULL;
    __real_free(block);
}

static void use(void)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->inner = drust_new(struct box);
    b->inner->inner = drust_new(struct box);
    write_path(b);
    b->inner->inner = NULL;
    printf("made %d, freed %d\n", made, freed);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    made = freed = 0;
    use();
    printf("made %d, freed %d\n", made, freed);
    return 0;
}
