/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An owner that is NULL, where a borrow may not be: the program ends with the
 * line, of the call, or of the first use of a borrow variable. A borrow that may
 * be NULL takes it.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: for program in %t0 %t2; do for n in 1 2; do for how in shared exclusive word inferred use; do \
 * RUN:   not %drust run -n $n $program $how 2>%t.err >%t.out && FileCheck --check-prefixes=ENDS,$how %s <%t.err && \
 * RUN:   FileCheck %s <%t.out || exit 1; done; done; done
 * RUN: %run1 %t2 none | FileCheck --check-prefix=NONE %s
 * RUN: %run2 %t0 none | FileCheck --check-prefix=NONE %s
 * CHECK: before
 * CHECK-NOT: after
 * ENDS: drust: server 0: {{.*}}null-owner.c:
 * shared-SAME: [[#@LINE+27]]: NULL dereferenced: o
 * exclusive-SAME: [[#@LINE+28]]: NULL dereferenced: o
 * word-SAME: [[#@LINE+30]]: NULL dereferenced: r
 * inferred-SAME: [[#@LINE+33]]: NULL dereferenced: cur
 * use-SAME: [[#@LINE+36]]: NULL dereferenced: o->inner
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
