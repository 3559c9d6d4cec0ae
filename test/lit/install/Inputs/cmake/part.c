/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The half of a program that stands in a library.
 */
#include "part.h"

struct greeting *DRUST_OWNED greet(void)
{
    struct greeting *DRUST_OWNED g = drust_new(struct greeting);
    g->from = drust_server();
    return g;
}
