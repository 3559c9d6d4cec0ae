/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust-cc compiles, links and answers as the compiler does, without a warning of
 * its own making, in folders with spaces and through response files.
 *
 * RUN: rm -rf %t && mkdir -p "%t/a folder" && cp %s "%t/a folder/a program.c"
 * RUN: cd %t && %bin/drust-cc -Wall -Wextra -Werror -O2 "a folder/a program.c" -o "a folder/program"
 * RUN: %run2 "%t/a folder/program" | FileCheck %s
 *
 * In two steps, and from standard input.
 * RUN: cd %t && %bin/drust-cc -Werror -g -c %s -o main.o && %bin/drust-cc -Werror main.o -o two
 * RUN: %run2 %t/two | FileCheck %s
 * RUN: cd %t && %bin/drust-cc -Werror -x c - -o from-input <%s && %run2 %t/from-input | FileCheck %s
 *
 * RUN: cd %t && printf '%%s\n' -Werror '-DTEXT=\"from\ a\ file\"' '"a folder/a program.c"' -o 'a\ folder/response' >arguments
 * RUN: cd %t && %bin/drust-cc @arguments && %run2 "%t/a folder/response" | FileCheck --check-prefixes=CHECK,FILE %s
 *
 * RUN: cp %s %t/-dash.c && cd %t && %bin/drust-cc -Werror -o dash -- -dash.c && %run2 ./dash | FileCheck %s
 * RUN: cd %t && %bin/drust-cc -Werror -pie -fPIE %s -o pie && %run2 ./pie | FileCheck %s
 * RUN: cd %t && %bin/drust-cc -fplugin-arg-drust-plain %s -o plain && ./plain | FileCheck --check-prefix=PLAIN %s
 * PLAIN: {{^}}5 on 1{{$}}
 *
 * The stages before an object file, a precompiled header, and a library of plain C.
 * RUN: cd %t && %bin/drust-cc -Werror -E %s -o main.i && %bin/drust-cc -Werror -S main.i -o main.s && %bin/drust-cc -Werror main.s -o stages
 * RUN: %run2 %t/stages | FileCheck %s
 * RUN: cd %t && %bin/drust-cc -MM -MT target %s | FileCheck --check-prefix=DEPENDS %s
 * DEPENDS: {{^}}target: {{.*}}cc.c
 * RUN: cd %t && echo '#include <drust.h>' >all.h && %bin/drust-cc -Werror all.h -o all.h.pch && %bin/drust-cc -include all.h -Werror %s -o header
 * RUN: %run2 %t/header | FileCheck %s
 * RUN: cd %t && echo 'int f(void) { return 1; }' >f.c && %bin/drust-cc -Werror -fPIC -shared f.c -o libf.so && %bin/drust-cc -Werror %s -L. -lf -o with-library
 *
 * Another compiler of the right version, also behind another command.
 * RUN: cd %t && env DRUST_CC=/usr/bin/clang-19 %bin/drust-cc -Werror %s -o named && %run2 ./named | FileCheck %s
 * RUN: cd %t && mkdir 'clang 19' && ln -s $(readlink -f /usr/bin/clang-19) 'clang 19/cc' && env DRUST_CC="env X=1 '$PWD/clang 19/cc'" %bin/drust-cc --show -c a.c | FileCheck --check-prefix=BEHIND %s
 * RUN: cd %t && env DRUST_CC="env X=1 '$PWD/clang 19/cc'" %bin/drust-cc -Werror %s -o behind && %run2 ./behind | FileCheck %s
 * BEHIND: {{^}}env X=1 '{{.*}}/clang 19/cc' -fplugin=
 *
 * Questions, and its own help.
 * RUN: cd %t && diff <(%bin/drust-cc --version) <(%clang --version)
 * RUN: cd %t && diff <(%bin/drust-cc -print-file-name=libc.a) <(%clang -print-file-name=libc.a)
 * RUN: cd %t && diff <(%bin/drust-cc -v 2>&1) <(%clang -v 2>&1)
 * RUN: %bin/drust-cc --help | FileCheck --check-prefix=HELP %s
 * HELP: usage: drust-cc [--show] [ARGUMENT ...]
 * HELP: DRUST_CC
 */
#include <drust.h>

#include <stdio.h>

struct item {
    int value;
};

static struct item *DRUST_OWNED make(void)
{
    struct item *DRUST_OWNED it = drust_new(struct item);
    it->value = 5;
    return it;
}

int main(void)
{
    struct item *DRUST_OWNED it = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, make);
    drust_join(t, &it);
    /*
     * CHECK: {{^}}5 on 2{{$}}
     */
    printf("%d on %u\n", it->value, drust_servers());
#ifdef TEXT
    puts(TEXT); // FILE-NEXT: from a file
#endif
    return 0;
}
