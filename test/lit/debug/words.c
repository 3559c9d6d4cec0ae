/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The debugger shows owner words with their home, their colour and whether they were
 * handed out, and reads the object behind one wherever it lies: in one gdb that holds
 * all servers of the job, on each server as that one sees it. Plain addresses look as
 * always.
 *
 * RUN: %drustcc -O0 -g %s -o %t %libs
 * RUN: env -u DEBUGINFOD_URLS gdb -q -batch -nx -x "$(%drust config --gdb)" -x %S/Inputs/words.gdb --args %run2 --heap 64M %t 2>&1 | FileCheck %s
 *
 * The same with a gdb for each server; this is the one of server 0.
 * RUN: %run2 --heap 64M gdb -q -batch -nx -x "$(%drust config --gdb)" -ex 'break here' -ex run -ex up -ex 'info locals' -ex 'disable' -ex continue --args %t 2>/dev/null | FileCheck --check-prefix=EACH %s
 * EACH: {{^}}nothing = 0x0{{$}}
 * EACH-NEXT: {{^}}near = 0x5500{{[0-9a-f]+}}{{$}}
 * EACH-NEXT: {{^}}far = (struct node *) 0x55{{[0-9a-f]+}} {home 1, colour 0, handed out}{{$}}
 */
#include <drust.h>

struct node {
    long value;
    struct node *DRUST_OWNED next;
};

static void here(void) {}

static struct node *DRUST_OWNED make(long value)
{
    struct node *DRUST_OWNED n = drust_new(struct node);
    n->value = value;
    n->next = drust_new(struct node);
    n->next->value = value + 1;
    return n;
}

static long look(const struct node *DRUST_BORROW n)
{
    long at = n->value;
    here();
    return at + n->next->value;
}

int main(void)
{
    struct node *DRUST_OWNED nothing = NULL;
    struct node *DRUST_OWNED near = make(1);
    struct node *DRUST_OWNED far = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, make, 20);
    drust_join(t, &far);
    /* Server 0: the other server's word was handed out by it.
     *
     * CHECK-LABEL: stop 1
     * CHECK: {{^}}nothing = 0x0{{$}}
     * CHECK-NEXT: {{^}}near = 0x[[NEAR:5500[0-9a-f]+]]{{$}}
     * CHECK-NEXT: {{^}}far = (struct node *) 0x[[FAR:55[0-9a-f]+]] {home 1, colour 0, handed out}{{$}}
     * CHECK: ${{[0-9]+}} = (struct node *) 0x[[FAR]] {home 1, colour 0, handed out}{{$}}
     * CHECK: ${{[0-9]+}} = (struct node *) 0x[[NEAR]]{{$}}
     * CHECK: {value = 20, next = (struct node *) 0x55{{[0-9a-f]+}} {home 1}}
     * CHECK: = 21{{$}}
     * CHECK: = 2{{$}}
     * CHECK: word        0x8000[[FAR]]
     * CHECK-NEXT: address     0x[[FAR]]
     * CHECK-NEXT: home        server 1 of 2{{$}}
     * CHECK-NEXT: colour      0
     * CHECK-NEXT: handed out  yes
     * CHECK-NEXT: read at     0x7f{{[0-9a-f]+}}
     * CHECK-NEXT: object      1 of struct node, 16 bytes
     */
    here();
    far->value = 30;
    drust_scope {
        drust_thread u = drust_spawn_on(drust_servers() - 1, look, near);
        drust_join(u, NULL);
    }
    /* Server 1, in a read copy: what it owns is at home on server 0.
     *
     * CHECK-LABEL: stop 2
     * CHECK: {{^}}n = 0x[[COPY:55[0-9a-f]+]]{{$}}
     * CHECK: {value = 1, next = (struct node *) 0x5500{{[0-9a-f]+}} {home 0{{.*}}}}
     * CHECK: = 2{{$}}
     * CHECK: word        0x0000[[COPY]]
     * CHECK-NEXT: address     0x[[COPY]]
     * CHECK-NEXT: home        server 1 of 2, this one
     * CHECK-NEXT: colour      0
     * CHECK-NEXT: handed out  no
     * CHECK-NEXT: read at     0x[[COPY]]
     * CHECK-NEXT: object      read copy, 1 of struct node, 16 bytes
     */
    /* Server 0: `far` came here with its write, `near` was handed out.
     *
     * CHECK-LABEL: stop 3
     * CHECK: {{^}}near = (struct node *) 0x[[NEAR]] {home 0, colour 0, handed out}{{$}}
     * CHECK-NEXT: {{^}}far = 0x5500{{[0-9a-f]+}}{{$}}
     */
    here();
    near->value = 40;
    /* Server 0: the write began the next colour.
     *
     * CHECK-LABEL: stop 4
     * CHECK: {{^}}near = (struct node *) 0x[[NEAR]] {home 0, colour 1}{{$}}
     * CHECK: = 40{{$}}
     */
    here();
    return 0;
}
