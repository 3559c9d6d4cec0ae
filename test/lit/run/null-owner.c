/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owner that is NULL, where a borrow may not be: the program ends with the
 * line, of the call or of where a borrow variable takes it, also without servers.
 * A borrow that may be NULL takes it.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: for program in %t0 %t2; do for n in 1 2; do for how in shared exclusive word mutable temporary again inferred use; do \
 * RUN:   not %drust run -n $n $program $how 2>%t.err >%t.out && FileCheck --check-prefixes=ENDS,$how %s <%t.err && \
 * RUN:   FileCheck %s <%t.out || exit 1; done; done; done
 * RUN: for level in 0 2; do %drustcc -O$level -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs && \
 * RUN:   for how in shared exclusive word mutable temporary again; do \
 * RUN:   not %t.plain $how 2>%t.err >%t.out && FileCheck --check-prefixes=ENDS,$how %s <%t.err && \
 * RUN:   FileCheck %s <%t.out || exit 1; done && %t.plain none | FileCheck --check-prefix=NONE %s || exit 1; done
 * RUN: %run1 %t2 none | FileCheck --check-prefix=NONE %s
 * RUN: %run2 %t0 none | FileCheck --check-prefix=NONE %s
 * CHECK: before
 * CHECK-NOT: after
 * ENDS: drust: server 0: {{.*}}null-owner.c:
 * shared-SAME: [[#@LINE+30]]: NULL dereferenced: o
 * exclusive-SAME: [[#@LINE+31]]: NULL dereferenced: o
 * word-SAME: [[#@LINE+32]]: NULL dereferenced: o
 * mutable-SAME: [[#@LINE+35]]: NULL dereferenced: o
 * temporary-SAME: [[#@LINE+38]]: NULL dereferenced: none()
 * again-SAME: [[#@LINE+42]]: NULL dereferenced: o
 * inferred-SAME: [[#@LINE+46]]: NULL dereferenced: cur
 * use-SAME: [[#@LINE+49]]: NULL dereferenced: o->inner
 * NONE: before
 * NONE-NEXT: after -1
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct box {
    int value;
    struct box *DRUST_OWNED inner;
};

static struct box *DRUST_OWNED none(void) { return NULL; }
static int look(const struct box *DRUST_BORROW b) { return b->value; }
static int look_maybe(const struct box *DRUST_BORROW _Nullable b) { return b ? b->value : -1; }
static int change(struct box *DRUST_MUT_BORROW b) { return b->value++; }

static int try(const char *how)
{
    struct box *DRUST_OWNED o = none();
    if (strcmp(how, "shared") == 0)
        return look(o);
    if (strcmp(how, "exclusive") == 0)
        return change(o);
    if (strcmp(how, "word") == 0) {
        const struct box *DRUST_BORROW r = o;
        return r->value;
    }
    if (strcmp(how, "mutable") == 0) {
        struct box *DRUST_MUT_BORROW m = o;
        return m == NULL;
    }
    if (strcmp(how, "temporary") == 0)
        return look(none());
    if (strcmp(how, "again") == 0) {
        struct box *DRUST_OWNED one = drust_new(struct box);
        const struct box *DRUST_BORROW r = one;
        int value = r->value;
        r = o;
        return value + (r == NULL);
    }
    if (strcmp(how, "inferred") == 0) {
        struct box *cur = o;
        return cur->value;
    }
    if (strcmp(how, "use") == 0) {
        o = drust_new(struct box);
        return o->inner->value;
    }
    return look_maybe(o);
}

int main(int argc, char **argv)
{
    printf("before\n");
    fflush(stdout);
    printf("after %d\n", try(argv[argc - 1]));
    return 0;
}
