/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What part.c gives to parts.c.
 */
#ifndef PART_H
#define PART_H

#include <drust.h>

struct greeting {
    unsigned from;
};

struct greeting *DRUST_OWNED greet(void);

#endif
