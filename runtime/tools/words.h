/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Lists of a command's words: growing, reading and printing them.
 */
#ifndef DRUST_WORDS_H
#define DRUST_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* word[count] is NULL, so `word` is an argv once one word was added. The list owns
 * its strings; words_free ends both. All zero: an empty list. */
struct words {
    char **word;
    size_t count;
    size_t room;
};

/* Append a copy. */
void words_add(struct words *words, const char *word);
/* Append what printf would print. */
void words_format(struct words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Append the words of `text`, split as compilers split response files: at white
 * space, quotes of both sorts hold a word together, a backslash takes the next
 * character as it is. */
void words_split(struct words *words, const char *text);
/* Replace each @FILE that can be read by the words in that file, as compilers do. */
void words_expand(struct words *words);
/* One line on standard output; words are quoted where a shell would need it. */
void words_print(const struct words *words);
/* Leaves an empty list. */
void words_free(struct words *words);

#endif
