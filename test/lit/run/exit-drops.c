/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What happens to the owners in static storage when the job ends: they are
 * dropped, with the functions before that, when main returns or calls exit on
 * its own thread. exit on any other thread, of any server, ends the job at once
 * with that status: it runs that process's exit handlers and drops nothing.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: for program in %t0 %t2; do for n in 1 2 4; do \
 * RUN:   %drust run -n $n $program return >%t.out && FileCheck --check-prefix=DROPS %s <%t.out || exit 1; \
 * RUN:   %drust run -n $n $program exit >%t.out; test $? = 5 && FileCheck --check-prefix=DROPS %s <%t.out || exit 1; \
 * RUN:   for where in here there; do \
 * RUN:     %drust run -n $n $program $where >%t.out; test $? = 6 && FileCheck --check-prefix=ENDS --implicit-check-not=dropped %s <%t.out || exit 1; \
 * RUN:   done; done; \
 * RUN:   $program here >%t.out; test $? = 6 && FileCheck --check-prefix=ENDS --implicit-check-not=dropped %s <%t.out || exit 1; done
 * DROPS: handler
 * DROPS-NEXT: dropped main's
 * ENDS: leaving
 * ENDS-NEXT: handler
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct named;
static void say(struct named *DRUST_MUT_BORROW n);
struct DRUST_DROP(say) named { char name[16]; };
static void say(struct named *DRUST_MUT_BORROW n) { printf("dropped %s\n", n->name); }

static struct named *DRUST_OWNED kept;
static _Thread_local struct named *DRUST_OWNED own;

static struct named *DRUST_OWNED make(const char *name)
{
    struct named *DRUST_OWNED n = drust_new(struct named);
    snprintf(n->name, sizeof n->name, "%s", name);
    return n;
}

static void handler(void) { printf("handler\n"); }

static void leave(int status)
{
    own = make("the thread's");
    printf("leaving\n");
    atexit(handler);
    exit(status);
}

int main(int argc, char **argv)
{
    const char *how = argc == 2 ? argv[1] : "";
    kept = make("main's");
    if (strcmp(how, "here") == 0 || strcmp(how, "there") == 0) {
        drust_thread t = drust_spawn_on(how[0] == 'h' ? 0 : drust_servers() - 1, leave, 6);
        drust_join(t, NULL);
        return 98;
    }
    atexit(handler);
    if (strcmp(how, "exit") == 0)
        exit(5);
    return 0;
}
