/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * main runs once, on server 0; drust_servers() is the size of the job, and a
 * thread that is spawned on a server finds itself there.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t | FileCheck --check-prefix=ONE %s
 * RUN: %run1 %t | FileCheck --check-prefix=ONE %s
 * RUN: %t.plain | FileCheck --check-prefix=ONE %s
 * RUN: %run4 %t | FileCheck --check-prefix=FOUR %s
 * ONE: {{^}}main on 0 of 1: 0 {{$}}
 * ONE-NOT: main
 * FOUR: {{^}}main on 0 of 4: 0 1 2 3 {{$}}
 * FOUR-NOT: main
 */
#include <drust.h>

#include <stdio.h>

static unsigned where(unsigned servers)
{
    return servers == drust_servers() ? drust_server() : 99;
}

int main(void)
{
    printf("main on %u of %u: ", drust_server(), drust_servers());
    for (unsigned i = 0; i < drust_servers(); i++) {
        unsigned ran = 99;
        drust_thread t = drust_spawn_on(i, where, drust_servers());
        drust_join(t, &ran);
        printf("%u ", ran);
    }
    printf("\n");
    return 0;
}
