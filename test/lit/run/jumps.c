/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A library in plain C that jumps over a callback with something to leave behind
 * ends the job, with the callback's name: when an older call goes on, when
 * another call begins, when a thread or main ends. A library that jumps within
 * itself, and one that returns, harm nobody.
 *
 * The sanitizer keeps frames in memory of its own, whose order says nothing.
 * UNSUPPORTED: asan
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %clang -O2 -DLIBRARY -c %s -o %t/library.o
 * RUN: %drustcc -O0 -w %s %t/library.o -o %t/0 %libs
 * RUN: %drustcc -O2 -w %s %t/library.o -o %t/2 %libs
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s %t/library.o -o %t/plain %libs
 *
 * RUN: %run1 %t/0 fine | FileCheck --check-prefix=FINE %s
 * RUN: %run2 %t/2 fine | FileCheck --check-prefix=FINE %s
 * RUN: %t/plain fine | FileCheck --check-prefix=FINE %s
 * FINE: fine 46
 *
 * RUN: for p in 0 2 plain; do not %t/$p over >%t/out 2>&1; FileCheck --check-prefix=OVER %s <%t/out; done
 * RUN: not %run2 %t/2 over 2>&1 | FileCheck --check-prefix=OVER %s
 * OVER-NOT: went on
 * OVER: drust: server 0: {{.*}}jumps.c:[[#]]: other code jumped (longjmp) over a call of owning, which was left without the drops of its owners and the ends of its borrows: let it return
 *
 * RUN: for p in 0 2 plain; do not %t/$p deep >%t/out 2>&1; FileCheck --check-prefix=DEEP %s <%t/out; done
 * DEEP-NOT: went on
 * DEEP: over a call of borrowing, which
 *
 * RUN: for p in 0 2 plain; do not %t/$p again >%t/out 2>&1; FileCheck --check-prefix=AGAIN %s <%t/out; done
 * AGAIN: began 1
 * AGAIN-NOT: began
 * AGAIN: over a call of owning, which
 *
 * RUN: for p in 0 2 plain; do not %t/$p main >%t/out 2>&1; FileCheck --check-prefix=AGAIN %s <%t/out; done
 *
 * RUN: for p in 0 2; do not %t/$p thread >%t/out 2>&1; FileCheck --check-prefix=OVER %s <%t/out; done
 * RUN: not %run2 %t/2 scope 2>&1 | FileCheck --check-prefix=SCOPE %s
 * SCOPE-NOT: went on
 * SCOPE: over a call of lending, which
 */
#ifdef LIBRARY
#include <setjmp.h>
#include <stdlib.h>
static _Thread_local jmp_buf start;
static int return_of(int value)
{
    return value + 1;
}
static void jump_of(int value)
{
    longjmp(start, value);
}
int library_run(int (*callback)(int), int value)
{
    volatile int set = setjmp(start);
    return set != 0 ? -set : callback(value);
}
int library_escape(int value)
{
    if (value > 0)
        jump_of(value);
    return return_of(value);
}
int library_within(int value)
{
    jmp_buf inner;
    volatile int set = setjmp(inner);
    if (set == 0)
        longjmp(inner, value);
    return set;
}
#else
#include <drust.h>
#include <stdio.h>
#include <string.h>

int library_run(int (*callback)(int), int value);
int library_escape(int value);
int library_within(int value);

struct item {
    long value;
};
static int began;

static int owning(int value)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->value = value;
    printf("began %d\n", ++began);
    fflush(stdout);
    int result = library_escape(value);
    return result + (int)it->value;
}

/* Nothing of its own to leave behind: a caller's. */
static int borrowing(const struct item *DRUST_BORROW it, int value)
{
    return library_escape(value) + (int)it->value;
}
static int deep(int value)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    return borrowing(it, value);
}

static long add(struct item *DRUST_MUT_BORROW it)
{
    return ++it->value;
}
static int lending(int value)
{
    struct item local = {1};
    drust_scope {
        drust_spawn(add, &local);
        library_escape(value);
    }
    return (int)local.value;
}

static int user(int value, int (*callback)(int))
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    int result = library_run(callback, value);
    printf("went on %d\n", it == NULL);
    return result;
}
static int in_thread(int value)
{
    return library_run(owning, value);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "fine") == 0) {
        int total = library_within(9) + user(0, owning) + user(0, deep) + user(0, lending);
        for (int i = 0; i < 3; i++)
            total += library_run(owning, 0) + library_run(deep, 0) + library_run(lending, 0);
        total += library_within(1) + library_run(library_escape, 21);
        printf("fine %d\n", total + 41);
        return 0;
    }
    if (strcmp(what, "over") == 0)
        return user(1, owning);
    if (strcmp(what, "deep") == 0)
        return user(1, deep);
    if (strcmp(what, "scope") == 0)
        return user(1, lending);
    if (strcmp(what, "again") == 0) {
        for (int i = 0; i < 3; i++)
            library_run(owning, 1);
        return 0;
    }
    if (strcmp(what, "main") == 0) {
        library_run(owning, 1);
        return 0;
    }
    drust_thread t = drust_spawn(in_thread, 1);
    int result;
    drust_join(t, &result);
    printf("went on\n");
    return 0;
}
#endif
