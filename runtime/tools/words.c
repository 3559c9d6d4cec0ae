/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Lists of a command's words.
 */
#include "words.h"
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A response file may name itself: whoever expands that many has met a loop. */
#define EXPANSIONS_MAX 1000

/* Append; the string becomes the list's. */
static void append(struct words *words, char *word)
{
    if (words->count + 1 >= words->room) {
        words->room = words->room == 0 ? 32 : words->room * 2;
        char **larger = realloc((void *)words->word, words->room * sizeof *larger);
        if (larger == NULL)
            tool_fail(TOOL_FAILED, "out of memory (%zu words)", words->room);
        words->word = larger;
    }
    words->word[words->count++] = word;
    words->word[words->count] = NULL;
}

void words_add(struct words *words, const char *word)
{
    char *copy = strdup(word);
    if (copy == NULL)
        tool_fail(TOOL_FAILED, "out of memory (a word)");
    append(words, copy);
}

void words_free(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free((void *)words->word);
    *words = (struct words){0};
}

void words_format(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text;
    if (vasprintf(&text, format, arguments) < 0)
        tool_fail(TOOL_FAILED, "out of memory (a word)");
    va_end(arguments);
    append(words, text);
}

static bool is_space(char c) { return c != '\0' && strchr(" \t\n\r\f\v", c) != NULL; }

/* Reads one word at *text, which is no space; *text is then behind it. */
static char *read_word(const char **text)
{
    char *word = tool_zalloc(strlen(*text) + 1);
    size_t length = 0;
    char quote = '\0';
    const char *at = *text;
    for (; *at != '\0' && (quote != '\0' || !is_space(*at)); at++) {
        if (*at == '\\' && at[1] != '\0')
            word[length++] = *++at;
        else if (quote == '\0' && (*at == '"' || *at == '\''))
            quote = *at;
        else if (quote != '\0' && *at == quote)
            quote = '\0';
        else
            word[length++] = *at;
    }
    *text = at;
    return word;
}

void words_split(struct words *words, const char *text)
{
    for (;;) {
        while (is_space(*text))
            text++;
        if (*text == '\0')
            return;
        append(words, read_word(&text));
    }
}

/* The file's text, or NULL if it cannot be read. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t room = 0;
    /* to the end: no text holds the character 0 */
    ssize_t length = getdelim(&text, &room, '\0', file);
    fclose(file);
    if (length < 0) {
        free(text);
        return NULL;
    }
    return text;
}

void words_expand(struct words *words)
{
    int expansions = 0;
    for (size_t i = 0; i < words->count;) {
        char *text = NULL;
        if (words->word[i][0] == '@' && expansions < EXPANSIONS_MAX)
            text = read_file(words->word[i] + 1);
        if (text == NULL) {
            i++;
            continue;
        }
        expansions++;
        struct words all = {0};
        for (size_t before = 0; before < i; before++)
            append(&all, words->word[before]);
        words_split(&all, text);
        for (size_t after = i + 1; after < words->count; after++)
            append(&all, words->word[after]);
        free(text);
        free(words->word[i]);
        free((void *)words->word);
        *words = all;
    }
}

static void print_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_^";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    }
    putchar('\'');
}

void words_print(const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (i > 0)
            putchar(' ');
        print_word(words->word[i]);
    }
    putchar('\n');
}
