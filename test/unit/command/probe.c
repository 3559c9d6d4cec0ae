/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program that does what its arguments say, for the test of the `drust`
 * command. Compiled without the plugin: it writes down by hand what the plugin
 * would emit for drust_spawn_on(SERVER, run, ACTION, NUMBER).
 *
 *   probe ACTION [NUMBER [SERVER]]    in main, or in a thread on that server
 */
#include <drust/abi.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned drust_servers(void);
unsigned drust_server(void);
uint64_t drust_counter(const char *name);

enum { ACTION_BYTES = 16 };
struct arguments {
    char action[ACTION_BYTES];
    int number;
};

/* The word of an object of the next server, as if it had been handed out. */
static volatile int *foreign(uint64_t bits)
{
    uint64_t stride = (uint64_t)2 << 30; /* of the smallest heap */
    uint64_t address = 0x550000000000u + ((drust_server() + 1) % drust_servers()) * stride + 64;
    return (volatile int *)(uintptr_t)(address | bits);
}

static int recurse(const volatile char *above)
{
    volatile char here[4096];
    here[0] = *above;
    return here[0] == 0 ? 0 : recurse(here) + here[0]; /* never 0 */
}

static int act(const char *action, int number)
{
    printf("%s on %u of %u\n", action, drust_server(), drust_servers());
    if (strcmp(action, "exit") == 0)
        exit(number);
    if (strcmp(action, "_exit") == 0)
        _exit(number);
    if (strcmp(action, "signal") == 0)
        raise(number);
    if (strcmp(action, "null") == 0)
        *(volatile int *)NULL = 1;
    if (strcmp(action, "coloured") == 0)
        *foreign(DRUST_HANDED_OUT | (uint64_t)3 << DRUST_COLOUR_SHIFT) = 1;
    if (strcmp(action, "remote") == 0)
        *foreign(0) = 1;
    if (strcmp(action, "overflow") == 0)
        return recurse(action);
    if (strcmp(action, "fatal") == 0)
        drust_counter("no such counter");
    if (strcmp(action, "sleep") == 0)
        sleep((unsigned)number);
    return number;
}

static void run(void *arguments, void *result)
{
    const struct arguments *here = arguments;
    (void)result;
    act(here->action, here->number);
}

static const uint32_t offsets[] = {0};
__attribute__((section(DRUST_SECTION_ENTRIES), used, retain,
               aligned(8))) static const struct drust_entry entry = {
    .name = "run",
    .run = run,
    .offset = offsets,
    .signature = "void (struct arguments)",
    .argument_count = 1,
    .arguments_bytes = sizeof(struct arguments),
    .affinity = DRUST_NO_AFFINITY};

static drust_thread spawn(const char *action, int number, int server)
{
    static struct drust_site site = {.file = "probe.c", .what = "run", .line = 1};
    struct arguments arguments = {.number = number};
    strncpy(arguments.action, action, ACTION_BYTES - 1);
    struct drust_actual actual = {
        .pass = DRUST_PASS_VALUE, .bytes = sizeof arguments, .at = &arguments};
    return __drust_spawn(&entry, server, NULL, &actual, &site);
}

static void join(drust_thread thread)
{
    static struct drust_site site = {.file = "probe.c", .what = "run", .line = 2};
    __drust_join(&thread, NULL, 0, NULL, &site);
}

/* Lines of two servers that only make sense in one order. */
static int print_in_turn(int count)
{
    for (int i = 0; i < count; i++) {
        printf("before %d\n", i);
        join(spawn("turn", i, 1));
        printf("after %d\n", i);
    }
    return 0;
}

/* What others print while a line of this server is unfinished. */
static int print_in_parts(void)
{
    for (int i = 0; i < 100; i++) {
        printf("one ");
        fflush(stdout);
        join(spawn("part", i, 1));
        printf("line\n");
    }
    return 0;
}

static int copy_input(void)
{
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL)
        printf("got %s", line);
    return 0;
}

static void on_exit_here(void) { printf("handler on %u\n", drust_server()); }

int main(int argc, char **argv)
{
    const char *action = argc > 1 ? argv[1] : "return";
    int number = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (strcmp(action, "turns") == 0)
        return print_in_turn(number);
    if (strcmp(action, "parts") == 0)
        return print_in_parts();
    if (strcmp(action, "cat") == 0)
        return copy_input();
    atexit(on_exit_here);
    if (argc <= 3)
        return act(action, number);
    join(spawn(action, number, (int)strtol(argv[3], NULL, 10)));
    printf("joined\n");
    return 0;
}
