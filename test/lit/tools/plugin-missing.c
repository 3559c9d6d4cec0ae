/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Without the plugin drust.h is one error that says what to add; a moved
 * installation finds its own parts, and says which one is missing.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: not %clang -I%src/attrs/include -I%src/runtime/include -fsyntax-only %s 2>%t/errors
 * RUN: head -n 5 %t/errors | FileCheck --check-prefix=HASH %s
 * HASH: attrs.h:[[#]]:2: error: "the DRust plugin is not loaded: add 'drust config --cflags' (-fplugin=libdrust.so) to the compiler's flags"
 * RUN: grep -c 'error:' %t/errors | FileCheck --check-prefix=ONE %s
 * ONE: {{^}}1{{$}}
 * RUN: not gcc -I%src/attrs/include -I%src/runtime/include -fsyntax-only %s 2>&1 | FileCheck --check-prefix=GCC %s
 * GCC: error: #error "DRust programs are compiled by clang with -fplugin=libdrust.so; 'drust config --cc --cflags' prints the command"
 *
 * Other tools read it with DRUST_SYNTAX_ONLY, and nothing links then.
 * RUN: %clang -DDRUST_SYNTAX_ONLY -I%src/attrs/include -I%src/runtime/include -Wall -Wextra -Werror -fsyntax-only %s
 * RUN: %clang -DDRUST_SYNTAX_ONLY -I%src/attrs/include -I%src/runtime/include -c %s -o %t/syntax.o
 * RUN: not %clang %t/syntax.o -o %t/syntax %libs 2>&1 | FileCheck --check-prefix=SYNTAX %s
 * SYNTAX: undefined reference to {{.}}drust_compiled_without_plugin'
 *
 * RUN: mkdir %t/bin %t/lib && cp %drust %t/bin && cp -r %plugin %t/lib && cp $(dirname %plugin)/libdrust_rt.a %t/lib
 * RUN: cp -r %src/attrs/include %t/ && cp %src/runtime/include/drust.h %t/include
 * RUN: %t/bin/drust config --plugin | FileCheck --check-prefix=MOVED -DT=%t %s
 * RUN: $(%t/bin/drust config --cc --cflags) %s -o %t/program $(%t/bin/drust config --libs)
 * RUN: %t/bin/drust run -n 2 %t/program | FileCheck --check-prefix=FIVE %s
 * MOVED: {{^}}[[T]]/lib/libdrust.so{{$}}
 * FIVE: {{^}}5{{$}}
 *
 * RUN: mv %t/lib/libdrust.so %t/away
 * RUN: %S/Inputs/job --status 70 %t/bin/drust config --plugin | FileCheck --check-prefix=PLUGIN -DT=%t %s
 * RUN: %S/Inputs/job --status 70 %t/bin/drust config --cc --cflags | FileCheck --check-prefix=PLUGIN -DT=%t %s
 * RUN: %t/bin/drust info | FileCheck --check-prefix=INFO -DT=%t %s
 * PLUGIN: drust: the plugin '[[T]]/lib/libdrust.so' is missing (No such file or directory): build or install it
 * INFO: plugin    [[T]]/lib/libdrust.so (missing)
 * RUN: mv %t/lib/libdrust_rt.a %t/away2
 * RUN: %S/Inputs/job --status 70 %t/bin/drust config --libs | FileCheck --check-prefix=LIBRARY -DT=%t %s
 * LIBRARY: drust: the library '[[T]]/lib/libdrust_rt.a' is missing (No such file or directory): build or install it
 */
#include "Inputs/item.h"
