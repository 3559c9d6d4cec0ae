/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the plugin adds to a function (pins, drop flags, temporaries, records of
 * threads and scopes) has no name that a debugger shows: `info args` and `info
 * locals` list what the user wrote, in each function and block, and a call stack
 * has the user's functions only.
 *
 * RUN: %drustcc -O0 -g %s -o %t %libs
 * RUN: %S/Inputs/step-through step %s %t >%t.out
 * RUN: grep '^locals' %t.out | FileCheck --match-full-lines --implicit-check-not=locals %s
 * RUN: FileCheck --check-prefix=STACK --match-full-lines %s <%t.out
 * CHECK: locals main: plain n twins all t total
 * CHECK-NEXT: locals make: value n
 * CHECK-NEXT: locals main: i plain n twins all t total
 * CHECK-NEXT: locals value_of: n
 * CHECK-NEXT: locals grow: n by place
 * CHECK-NEXT: locals largest: list most
 * CHECK-NEXT: locals largest: list at most
 * CHECK-NEXT: locals largest: list value at most
 * CHECK-NEXT: locals pick: from
 * CHECK-NEXT: locals swap: n old gone
 * CHECK-NEXT: locals main: inside plain n twins all t total
 * CHECK-NEXT: locals value_of: n none
 * STACK: stack main
 * STACK: stack make < main
 * STACK: stack value_of < main
 * STACK: stack grow < main
 * STACK: stack largest < main
 * STACK: stack pick < largest < main
 * STACK: stack make < swap < main
 * STACK: {{^}}end
 */
#include <drust.h>

struct node {
    long value;
    struct node *DRUST_OWNED next;
};
typedef struct node *DRUST_OWNED node_box;

static struct node *DRUST_OWNED make(long value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    return n;
}

static const struct node *DRUST_BORROW pick(const struct node *DRUST_BORROW from)
{
    if (from->next != NULL)
        return from->next;
    return from;
}

static long largest(const struct node *DRUST_BORROW list)
{
    long most = 0;
    for (const struct node *DRUST_BORROW _Nullable at = list; at != NULL; at = at->next) {
        long value = pick(at)->value;
        most = value > most ? value : most;
    }
    return most;
}

static void grow(struct node *DRUST_MUT_BORROW n, long by)
{
    long *DRUST_MUT_BORROW place = &n->value;
    *place += by;
}

static long value_of(struct node *DRUST_OWNED n)
{
    switch (n->value) {
    case 0: {
        long none = 1;
        return none;
    }
    default:
        return n->value;
    }
}

static long swap(struct node *DRUST_MUT_BORROW n)
{
    struct node *DRUST_OWNED old = drust_replace(&n->next, make(9));
    struct node *DRUST_OWNED gone = drust_take(&n->next);
    drust_drop(gone);
    return old == NULL;
}

int main(void)
{
    int plain = 2;
    struct node *DRUST_OWNED n = make(1);
    node_box twins[2];
    node_box *DRUST_OWNED all = drust_new_array(node_box, 3);
    drust_thread t;
    long total = 0;
    for (int i = 0; i < plain; i++) {
        twins[i] = make(i);
        all[i] = make(i + 1);
    }
    n->next = make(5);
    (void)value_of(make(6));
    grow(n, 3);
    total += largest(n) + swap(n);
    drust_scope {
        long inside = 0;
        t = drust_spawn(value_of, drust_take(&all[0]));
        drust_join(t, &inside);
        total += inside;
    }
    total += value_of(make(0)) + value_of(drust_take(&twins[1]));
    return total > 100;
}
