/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a compiler is asked to do, read from its arguments.
 */
#ifndef DRUST_REQUEST_H
#define DRUST_REQUEST_H

#include "words.h"

struct request {
    bool compiles;     /* there is something to compile */
    bool preprocesses; /* and to preprocess before that */
    bool links;        /* a program comes out; false for -c and the like, -shared and -r */
    bool language;     /* -x holds for what follows the last argument */
};

/* `arguments` are clang's, without its name; response files were expanded. */
struct request request_read(const struct words *arguments);

#endif
