/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the programs of README.md take for granted.
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    int number;
};
void library_start(void *cookie);
/* The variables around a block of statements. */
#define READER long *DRUST_OWNED numbers, struct request *DRUST_OWNED request, void *cookie, size_t n
