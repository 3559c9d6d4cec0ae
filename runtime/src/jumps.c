/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Jumps of foreign code (longjmp in a C library) over calls that own or borrow
 * something: no drop has run, no pin was released, and threads may go on writing
 * into a stack that is gone. Such a call is still open when an older one goes on,
 * or when another begins where it stood.
 */
#include "jumps.h"
#include "check.h"

#include <drust/abi.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

_Thread_local struct drust_open __drust_open_calls;

/* Whether the address lies on the stack that this thread was started with. A
 * program may have others (makecontext): which of their calls are over cannot be
 * told by addresses. */
static bool is_on_stack(const void *address)
{
    static _Thread_local uintptr_t low, bytes;
    if (bytes == 0) {
        pthread_attr_t attributes;
        void *start;
        size_t size;
        DRUSTI_REQUIRE(pthread_getattr_np(pthread_self(), &attributes) == 0 &&
                           pthread_attr_getstack(&attributes, &start, &size) == 0,
                       "the system does not say where this thread's stack is");
        pthread_attr_destroy(&attributes);
        low = (uintptr_t)start;
        bytes = size;
    }
    return (uintptr_t)address - low < bytes;
}

static _Noreturn void jumped_over(void)
{
    const struct drust_site *call = __drust_open_calls.site;
    drusti_fatal_at(call,
                    "other code jumped (longjmp) over a call of %s, which was left without the "
                    "drops of its owners and the ends of its borrows: let it return",
                    call->what);
}

/* Calls that run keep theirs above the caller's end of the stack, which is above
 * this function's frame. Among those, that of a function that was inlined into
 * the caller. */
DRUST_SLOW void __drust_left_open(const struct drust_open *here)
{
    const struct drust_open *innermost = __drust_open_calls.innermost;
    const void *frame = __builtin_frame_address(0);
    if (innermost == here || (innermost != NULL && is_on_stack(innermost) && is_on_stack(frame) &&
                              (uintptr_t)innermost < (uintptr_t)frame))
        jumped_over();
}

void drusti_jumps_check_none(void)
{
    const struct drust_open *innermost = __drust_open_calls.innermost;
    if (innermost != NULL && is_on_stack(innermost))
        jumped_over();
}
