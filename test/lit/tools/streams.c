/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Standard input is server 0's, the others' is at its end. Output and error
 * output of all servers come out of the one command whole line by whole line,
 * in the order in which each server wrote them, and nothing is lost.
 *
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t %libs
 * RUN: printf 'one two three' | %run4 %t read 2>%t.err >%t.out
 * RUN: FileCheck --check-prefix=READ %s <%t.out
 * RUN: printf 'one two three' | %run1 %t read | FileCheck --check-prefix=ALONE %s
 * RUN: %run4 %t read </dev/null | FileCheck --check-prefix=EMPTY %s
 * READ-DAG: main read 13 bytes
 * READ-DAG: server 1 read 0 bytes
 * READ-DAG: server 2 read 0 bytes
 * READ-DAG: server 3 read 0 bytes
 * ALONE: main read 13 bytes
 * EMPTY: main read 0 bytes
 *
 * Each of four servers prints 2000 lines to both streams: none is cut, mixed,
 * lost or out of order.
 * RUN: %run4 %t print >%t.out 2>%t.err
 * RUN: grep -c '^out of server [0-3] line [0-9]* [0-3]\{60\}$' %t.out | FileCheck --check-prefix=COUNT %s
 * RUN: grep -c '^err of server [0-3] line [0-9]*$' %t.err | FileCheck --check-prefix=COUNT %s
 * RUN: wc -l <%t.out | FileCheck --check-prefix=COUNT %s
 * RUN: wc -l <%t.err | FileCheck --check-prefix=COUNT %s
 * RUN: for k in 0 1 2 3; do grep "^out of server $k " %t.out | cut -d' ' -f6 | diff - <(seq 0 1999) || exit 1; done
 * RUN: for k in 0 1 2 3; do grep "^err of server $k " %t.err | cut -d' ' -f6 | diff - <(seq 0 1999) || exit 1; done
 * COUNT: {{^}}8000{{$}}
 *
 * Both into one file, as 2>&1 does.
 * RUN: %run4 %t print >%t.both 2>&1
 * RUN: grep -c '^out of server [0-3] line [0-9]* [0-3]\{60\}$\|^err of server [0-3] line [0-9]*$' %t.both | FileCheck --check-prefix=BOTH %s
 * BOTH: {{^}}16000{{$}}
 *
 * A line without an end comes out too, and a reader that goes away ends the job.
 * RUN: %run4 %t tail | FileCheck --check-prefix=TAIL --match-full-lines --strict-whitespace %s
 *      TAIL:no newline
 * RUN: bash -c '%run4 %t flood | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}'; test $? -eq 141
 * RUN: %run2 %t print >/dev/full 2>%t.full; test $? -eq 70
 * RUN: grep 'drust: cannot write the job.s output: No space left on device' %t.full
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int read_all(void)
{
    char text[64];
    int got, bytes = 0;
    while ((got = (int)read(STDIN_FILENO, text, sizeof text)) > 0)
        bytes += got;
    return got < 0 ? -1 : bytes;
}

static void say_read(void)
{
    printf("server %u read %d bytes\n", drust_server(), read_all());
}

static void print(void)
{
    char tail[61] = "";
    memset(tail, '0' + (int)drust_server(), sizeof tail - 1);
    for (int i = 0; i < 2000; i++) {
        printf("out of server %u line %d %s\n", drust_server(), i, tail);
        fprintf(stderr, "err of server %u line %d\n", drust_server(), i);
    }
}

static void flood(void)
{
    for (;;)
        puts("more");
}

static void say_tail(void)
{
    printf("no newline");
    fflush(stdout);
}

static void on_all(const char *what)
{
    drust_thread t[64];
    for (unsigned i = 0; i < drust_servers(); i++) {
        if (strcmp(what, "read") == 0)
            t[i] = drust_spawn_on(i, say_read);
        else if (strcmp(what, "print") == 0)
            t[i] = drust_spawn_on(i, print);
        else
            t[i] = drust_spawn_on(i, flood);
    }
    for (unsigned i = 0; i < drust_servers(); i++)
        drust_join(t[i], NULL);
}

int main(int argc, char **argv)
{
    const char *what = argc == 2 ? argv[1] : "";
    if (strcmp(what, "tail") == 0) {
        drust_thread t = drust_spawn_on(drust_servers() - 1, say_tail);
        drust_join(t, NULL);
        return 0;
    }
    if (strcmp(what, "read") == 0)
        printf("main read %d bytes\n", read_all());
    on_all(what);
    return 0;
}
