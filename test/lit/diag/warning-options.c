/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * -fplugin-arg-drust-W[no-]NAME switches a warning, the last one counts; clang's
 * -Werror, -Wno-error and -w hold for the plugin's warnings, and only for those.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify=on,always %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-Wno-unused-owner -Xclang -verify=always %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-Wno-unused-owner -fplugin-arg-drust-Wunused-owner -Xclang -verify=on,always %s
 * RUN: %drustcc -fsyntax-only -fplugin-arg-drust-Wno-may-escape -Xclang -verify=on,always %s
 * RUN: %drustcc -fsyntax-only -Werror -Xclang -verify=error,always %s
 * RUN: %drustcc -fsyntax-only -Werror -fplugin-arg-drust-Wno-unused-owner -Xclang -verify=always %s
 * RUN: %drustcc -fsyntax-only -Werror -Wno-error -Xclang -verify=on,always %s
 * RUN: %drustcc -fsyntax-only -w -Xclang -verify=always %s
 *
 * A header of the system gets none, unless it is asked for.
 * RUN: rm -rf %t && mkdir %t && grep -v '^[/ ][*]' %s >%t/system.h
 * RUN: echo '#include <system.h>' >%t/main.c
 * RUN: not %drustcc -fsyntax-only -isystem %t %t/main.c 2>&1 | FileCheck --check-prefix=SYSTEM --implicit-check-not=warning: %s
 * SYSTEM: error: {{.*}} [drust-new-owner-into-plain]
 *
 * RUN: not %drustcc -fsyntax-only -fplugin-arg-drust-Wunused %s 2>&1 | FileCheck --check-prefix=NAME %s
 * RUN: not %drustcc -fsyntax-only -fplugin-arg-drust-Wno-kind-erased %s 2>&1 | FileCheck --check-prefix=ERROR %s
 * NAME: error: no warning has the name 'unused'; those that can be switched off are 'fnptr-unannotated', 'global', 'may-escape', 'raw-alias', 'raw-borrow' and 'unused-owner' [drust-unknown-warning]
 * ERROR: error: no warning has the name 'kind-erased'; those that can be switched off are
 */
#include <drust.h>

struct box { int value; };
struct box *DRUST_OWNED make(void);
void bad(void)
{
    struct box *p = make();
    // always-error@-1 {{'p' would borrow an object that nothing owns: declare it 'DRUST_OWNED' [drust-new-owner-into-plain]}}
    make();
    // on-warning@-1 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
    // error-error@-2 {{owned result of 'make' is dropped at once [drust-unused-owner]}}
}
