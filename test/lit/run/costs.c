/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What one access costs, in READs and messages counted by the runtime: an
 * uncached read is one READ and no message whatever the object's size, the
 * second read nothing, a move one READ, a promotion nothing, and moving an
 * owner, lending it within a server or ending a borrow nothing. With one server
 * everything costs nothing.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run1 %t2 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: %run4 %t2 | FileCheck %s
 * CHECK: 0 failures
 */
#include <drust.h>

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct small {
    unsigned char bytes[64];
};
struct page {
    unsigned char bytes[4096];
};
struct large {
    unsigned char bytes[1 << 20];
};

static int failures;
static const char *subject;
static uint64_t reads_before, messages_before;

/* Batches of an earlier step may still be on their way: wait until this server
 * has sent nothing for a while. */
static void settle(void)
{
    uint64_t last;
    do {
        last = drust_counter("messages");
        usleep(50000);
    } while (drust_counter("messages") != last);
}

static void begin(void)
{
    settle();
    reads_before = drust_counter("reads");
    messages_before = drust_counter("messages");
}

/* `reads` and `messages_most` hold for an object of another server. */
static void end(const char *step, uint64_t reads, uint64_t messages_most)
{
    uint64_t r = drust_counter("reads") - reads_before;
    uint64_t m = drust_counter("messages") - messages_before;
    if (drust_servers() == 1)
        reads = messages_most = 0;
    if (r != reads || m > messages_most) {
        printf("%s: %s: %" PRIu64 " READs (want %" PRIu64 "), %" PRIu64 " messages (at most %" PRIu64
               ")\n",
               subject, step, r, reads, m, messages_most);
        failures++;
    }
}

static void value(const char *step, unsigned is, unsigned want)
{
    if (is != want) {
        printf("%s: %s: read %u, not %u\n", subject, step, is, want);
        failures++;
    }
}

/* The same steps for each type; the object is at home on another server. */
#define STEPS(T, make, look, write, keep, steps)                                                   \
    static struct T *DRUST_OWNED make(unsigned seed)                                               \
    {                                                                                              \
        struct T *DRUST_OWNED o = drust_new(struct T);                                             \
        for (size_t i = 0; i < sizeof o->bytes; i++)                                               \
            o->bytes[i] = (unsigned char)(seed + i);                                               \
        return o;                                                                                  \
    }                                                                                              \
    static unsigned look(const struct T *DRUST_BORROW o)                                           \
    {                                                                                              \
        return o->bytes[1] + o->bytes[sizeof o->bytes - 1];                                        \
    }                                                                                              \
    static void write(struct T *DRUST_MUT_BORROW o)                                                \
    {                                                                                              \
        o->bytes[1]++;                                                                             \
        o->bytes[2]++;                                                                             \
    }                                                                                              \
    static struct T *DRUST_OWNED keep(struct T *DRUST_OWNED o)                                     \
    {                                                                                              \
        return o;                                                                                  \
    }                                                                                              \
    static void steps(void)                                                                        \
    {                                                                                              \
        struct T *DRUST_OWNED o = NULL;                                                            \
        drust_thread thread = drust_spawn_on(drust_servers() - 1, make, 10);                       \
        drust_join(thread, &o);                                                                    \
        begin();                                                                                   \
        struct T *DRUST_OWNED p = o;                                                               \
        o = keep(p);                                                                               \
        end("moving the owner", 0, 0);                                                             \
        begin();                                                                                   \
        value("first read", look(o), 11 + (10 + sizeof o->bytes - 1) % 256);                       \
        end("first read", 1, 0);                                                                   \
        begin();                                                                                   \
        for (int i = 0; i < 100; i++)                                                              \
            value("later reads", look(o) + o->bytes[2],                                            \
                  23 + (10 + sizeof o->bytes - 1) % 256);                                          \
        end("later reads", 0, 0);                                                                  \
        begin();                                                                                   \
        write(o);                                                                                  \
        end("promotion", 0, 1);                                                                    \
        begin();                                                                                   \
        write(o);                                                                                  \
        value("after two writes", o->bytes[1], 13);                                                \
        end("later writes", 0, 0);                                                                 \
        thread = drust_spawn_on(drust_servers() - 1, make, 20);                                    \
        drust_join(thread, &o);                                                                    \
        begin();                                                                                   \
        write(o);                                                                                  \
        end("move by a write", 1, 1);                                                              \
        begin();                                                                                   \
        o->bytes[3]++;                                                                             \
        value("after the move", o->bytes[3], 24);                                                  \
        end("write after the move", 0, 0);                                                         \
        thread = drust_spawn_on(drust_servers() - 1, make, 30);                                    \
        drust_join(thread, &o);                                                                    \
        begin();                                                                                   \
        drust_drop(o);                                                                             \
        end("drop from afar", 0, 1);                                                               \
    }
STEPS(small, make_small, look_small, write_small, keep_small, steps_small)
STEPS(page, make_page, look_page, write_page, keep_page, steps_page)
STEPS(large, make_large, look_large, write_large, keep_large, steps_large)

/* ---- Arrays ------------------------------------------------------------------*/

static unsigned *DRUST_OWNED make_array(size_t count)
{
    unsigned *DRUST_OWNED a = drust_new_array(unsigned, count);
    for (size_t i = 0; i < count; i++)
        a[i] = (unsigned)i;
    return a;
}

static unsigned total(const unsigned *DRUST_BORROW a, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i];
    return sum;
}

static void increment(unsigned *DRUST_MUT_BORROW a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        a[i]++;
}

static void steps_array(size_t bytes)
{
    size_t count = bytes / sizeof(unsigned);
    unsigned sum = (unsigned)(count * (count - 1) / 2);
    unsigned *DRUST_OWNED a = NULL;
    drust_thread thread = drust_spawn_on(drust_servers() - 1, make_array, count);
    drust_join(thread, &a);
    begin();
    value("length", (unsigned)total(a, count), sum);
    end("first read", 1, 0);
    begin();
    value("second read", total(a, count), sum);
    end("second read", 0, 0);
    begin();
    increment(a, count);
    end("promotion", 0, 1);
    value("after the write", total(a, count), sum + (unsigned)count);

    thread = drust_spawn_on(drust_servers() - 1, make_array, count);
    drust_join(thread, &a);
    begin();
    increment(a, count);
    end("move by a write", 1, 1);
    value("after the move", total(a, count), sum + (unsigned)count);
}

/* ---- Lending -----------------------------------------------------------------*/

/* READs that a thread on the object's own server makes while it uses it. */
static uint64_t reads_at_home(struct small *DRUST_MUT_BORROW o)
{
    uint64_t before = drust_counter("reads");
    write_small(o);
    value("lent home", look_small(o), 10 + 1 + 1 + (10 + 63));
    return drust_counter("reads") - before;
}

static void steps_lending(void)
{
    struct small *DRUST_OWNED o = NULL;
    uint64_t reads = 99;
    drust_thread thread = drust_spawn_on(drust_servers() - 1, make_small, 10);
    drust_join(thread, &o);

    begin();
    drust_scope {
        thread = drust_spawn_on(drust_servers() - 1, reads_at_home, o);
        drust_join(thread, &reads);
    }
    end("lent to its home", 0, 1); /* the spawn itself */
    value("READs of the thread at home", (unsigned)reads, 0);

    begin();
    value("read after the loan", look_small(o), 12 + 73);
    end("read after the loan", 1, 0);
}

int main(void)
{
    subject = "64 bytes";
    steps_small();
    subject = "4 KiB";
    steps_page();
    subject = "1 MiB";
    steps_large();
    subject = "array of 64 bytes";
    steps_array(64);
    subject = "array of 4 KiB";
    steps_array(4096);
    subject = "array of 1 MiB";
    steps_array(1 << 20);
    subject = "lending";
    steps_lending();
    printf("%d failures\n", failures);
    return failures != 0;
}
