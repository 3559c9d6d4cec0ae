/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust.h for a compiler without the plugin: kinds are nothing, an object is a
 * block of the C library that nobody frees. What a debugger shows of such a
 * program is what it should show of the real one.
 */
#ifndef DRUST_H
#define DRUST_H

#include <stdlib.h>

#define DRUST_OWNED
#define DRUST_BORROW
#define DRUST_MUT_BORROW
#define drust_new(T) ((T *)calloc(1, sizeof(T)))
#define drust_drop(owner) free(owner)

#endif
