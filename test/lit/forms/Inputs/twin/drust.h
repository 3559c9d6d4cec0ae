/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The forms as ordinary C for an ordinary compiler: what the plugin's output is
 * compared with. Nothing is freed, and only moves said aloud leave NULL.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define DRUST_OWNED
#define DRUST_BORROW
#define DRUST_MUT_BORROW
#define _Nullable
#define drust_new(T) ((T *)calloc(1, sizeof(T)))
#define drust_new_array(T, n) ((T *)calloc((n), sizeof(T)))
#define drust_take(slot)                                                                           \
    ({                                                                                             \
        __typeof__(slot) slot_ = (slot);                                                           \
        __typeof__(*slot_) taken_ = *slot_;                                                        \
        *slot_ = NULL;                                                                             \
        taken_;                                                                                    \
    })
#define drust_replace(slot, value)                                                                 \
    ({                                                                                             \
        __typeof__(slot) slot_ = (slot);                                                           \
        __typeof__(*slot_) old_ = *slot_;                                                          \
        *slot_ = (value);                                                                          \
        old_;                                                                                      \
    })
#define drust_move(place) drust_take(&(place))
#define drust_len(array) ((size_t)10) /* the one array of the forms */
#define drust_servers() 1u
#define drust_scope if (1)
typedef int drust_thread;
#define drust_spawn_on(server, function, ...) ((void)(server), (function)(__VA_ARGS__), 0)
