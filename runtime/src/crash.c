/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A compiled access through a word that was not resolved faults: at a
 * non-canonical address (H or a colour in the word), or in a partition that is
 * not mapped at its own address here. The handler says so and names the word;
 * then the default action happens, so exit status, core and debugger see the
 * fault itself.
 *
 * Everything reachable from the handler is async-signal-safe: no locks, no
 * allocation, no stdio. It reads only what is constant since start.
 */
#include "crash.h"
#include "check.h"
#include "pool.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)32 << 10)

static const struct drust_server *crash_server; /* NULL: no handler installed */
static _Thread_local void *alternate_stack;     /* NULL: none given by us */

struct line {
    char text[320];
    size_t used;
};

static void add(struct line *line, const char *text)
{
    size_t length = strlen(text);
    if (length > sizeof line->text - line->used)
        length = sizeof line->text - line->used;
    memcpy(line->text + line->used, text, length);
    line->used += length;
}

static void add_number(struct line *line, uint64_t value, unsigned base)
{
    char digits[24];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    add(line, digits + at);
}

/* A register that holds a coloured or handed-out word of this job, or 0. The
 * processor does not tell a non-canonical address. */
static uint64_t find_word(const ucontext_t *context)
{
    const struct drusti_layout *layout = &crash_server->layout;
    for (int i = REG_R8; i <= REG_RSP; i++) {
        uint64_t value = (uint64_t)context->uc_mcontext.gregs[i];
        if (value != drusti_address(value) && drusti_in_heap(layout, drusti_address(value)))
            return value;
    }
    return 0;
}

static void explain_range(struct line *line, uint64_t address)
{
    const struct drusti_layout *layout = &crash_server->layout;
    uint32_t server = drusti_home(layout, address);
    add(line, "at 0x");
    add_number(line, address, 16);
    if (drusti_in_heap(layout, address)) {
        add(line, ": access through an unresolved word; the object lives on server ");
        add_number(line, server, 10);
    } else if (server == crash_server->id) {
        add(line, ": the stack of a spawned thread overflowed; it has ");
        add_number(line, DRUSTI_STACK_BYTES >> 10, 10);
        add(line, " KiB");
    } else {
        add(line, ": access to the stack of a thread on server ");
        add_number(line, server, 10);
    }
}

/* What the fault means, or false if it is none of ours. */
static bool explain(struct line *line, int number, const siginfo_t *info, const ucontext_t *context)
{
    uint64_t address = (uint64_t)(uintptr_t)info->si_addr;
    const struct drusti_layout *layout = &crash_server->layout;
    uint64_t word = find_word(context);
    if (number == SIGBUS && info->si_code == BUS_ADRERR && drusti_in_heap(layout, address)) {
        add(line, ": the system has no memory left for the heap; use a smaller --heap");
        return true;
    }
    if (number == SIGSEGV && info->si_code == SI_KERNEL && word != 0) {
        add(line, ": access through an unresolved word; a register holds 0x");
        add_number(line, word, 16);
        return true;
    }
    if (number == SIGSEGV && info->si_code > 0 && info->si_code != SI_KERNEL &&
        address >= layout->base &&
        address - layout->base < (uint64_t)layout->servers << layout->stride_shift) {
        add(line, " ");
        explain_range(line, address);
        return true;
    }
    return false;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    struct line line = {.used = 0};
    add(&line, "drust: server ");
    add_number(&line, crash_server->id, 10);
    add(&line, number == SIGBUS ? ": bus error" : ": segmentation fault");
    if (explain(&line, number, info, context)) {
        add(&line, "\n");
        ssize_t written = write(STDERR_FILENO, line.text, line.used);
        (void)written;
    }
    signal(number, SIG_DFL);
    /* A fault happens again on return; one that was sent by kill does not. */
    if (info->si_code <= 0)
        raise(number);
}

static void install(int number)
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0 || (action.sa_flags & SA_SIGINFO) != 0 ||
        action.sa_handler != SIG_DFL)
        return;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void drusti_crash_install(const struct drust_server *self)
{
    crash_server = self;
    install(SIGSEGV);
    install(SIGBUS);
    drusti_crash_thread_start();
}

void drusti_crash_thread_start(void)
{
    stack_t stack;
    if (crash_server == NULL || sigaltstack(NULL, &stack) != 0 ||
        (stack.ss_flags & SS_DISABLE) == 0)
        return; /* a sanitizer gave one */
    alternate_stack = drusti_zalloc(STACK_BYTES, "a signal stack");
    stack = (stack_t){.ss_sp = alternate_stack, .ss_size = STACK_BYTES};
    sigaltstack(&stack, NULL);
}

void drusti_crash_thread_end(void)
{
    if (alternate_stack == NULL)
        return;
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(alternate_stack);
    alternate_stack = NULL;
}
