/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How to compile and link, for the tree that this command stands in.
 */
#ifndef DRUST_FLAGS_H
#define DRUST_FLAGS_H

#include "words.h"

/* Each appends its words, or ends with a message if the file that they name is
 * missing. What is linked stands behind everything that is linked with it. */
void flags_compile(struct words *words);
void flags_compile_preprocessed(struct words *words); /* without -I: clang would call it unused */
void flags_link(struct words *words);
void flags_plugin(struct words *words);
void flags_debugger(struct words *words);

#endif
