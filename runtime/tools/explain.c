/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust explain`: the page of a compiler message. Pages are files NAME.md
 * below the folder of this command, in a build tree as in an installed one.
 */
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES 64
#define PAGES_MAX 256

static void pages_folder(char *path, size_t bytes)
{
    snprintf(path, bytes, "%s/share/drust/diagnostics", tool_root());
}

/* ---- Names -----------------------------------------------------------------*/

/* A message ends with "[drust-NAME]": all three ways of writing it are known. */
static void plain_name(const char *word, char name[NAME_BYTES])
{
    if (*word == '[')
        word++;
    if (strncmp(word, "drust-", strlen("drust-")) == 0)
        word += strlen("drust-");
    snprintf(name, NAME_BYTES, "%s", word);
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == ']')
        name[length - 1] = '\0';
}

static int by_text(const void *left, const void *right) { return strcmp(left, right); }

/* All names, sorted. Ends the command if there are none. */
static size_t list_names(const char *folder, char names[PAGES_MAX][NAME_BYTES])
{
    DIR *pages = opendir(folder);
    if (pages == NULL)
        tool_fail(TOOL_FAILED, "the folder '%s' is missing (%s): build or install it", folder,
                  strerror(errno));
    size_t count = 0;
    const struct dirent *entry;
    while (count < PAGES_MAX && (entry = readdir(pages)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < strlen(".md") + 1 || length >= NAME_BYTES ||
            strcmp(entry->d_name + length - strlen(".md"), ".md") != 0)
            continue;
        snprintf(names[count++], NAME_BYTES, "%.*s", (int)(length - strlen(".md")), entry->d_name);
    }
    closedir(pages);
    if (count == 0)
        tool_fail(TOOL_FAILED, "the folder '%s' is empty: build or install it", folder);
    qsort(names, count, sizeof names[0], by_text);
    return count;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* How many letters to insert, remove or replace to make one of the other. */
static size_t distance(const char *from, const char *to)
{
    size_t row[NAME_BYTES + 1];
    size_t width = strlen(to);
    for (size_t i = 0; i <= width; i++)
        row[i] = i;
    for (size_t line = 1; *from != '\0'; from++, line++) {
        size_t diagonal = row[0];
        row[0] = line;
        for (size_t i = 1; i <= width; i++) {
            size_t replaced = diagonal + (*from != to[i - 1]);
            diagonal = row[i];
            row[i] = least(replaced, least(row[i], row[i - 1]) + 1);
        }
    }
    return row[width];
}

/* A third of the letters may be wrong, or one name is part of the other. */
static bool is_close(const char *word, const char *name)
{
    return distance(word, name) <= 1 + strlen(name) / 3 ||
           (strlen(word) > 2 && strstr(name, word) != NULL) || strstr(word, name) != NULL;
}

/* ---- The command -----------------------------------------------------------*/

_Noreturn static void fail_unknown(const char *name, const char *folder)
{
    static char names[PAGES_MAX][NAME_BYTES];
    char close[1024] = "";
    size_t count = list_names(folder, names);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(close);
        if (is_close(name, names[i]))
            snprintf(close + used, sizeof close - used, "%s'%s'", used > 0 ? ", " : "", names[i]);
    }
    if (close[0] != '\0')
        tool_fail(TOOL_USAGE, "explain: no message has the name '%s'; close to it: %s", name,
                  close);
    tool_fail(TOOL_USAGE, "explain: no message has the name '%s'; 'drust explain' lists all", name);
}

static void print_page(FILE *page)
{
    char text[4096];
    while (fgets(text, sizeof text, page) != NULL)
        fputs(text, stdout);
}

int tool_explain(int argc, char **argv)
{
    static char names[PAGES_MAX][NAME_BYTES];
    char folder[PATH_MAX], path[PATH_MAX + NAME_BYTES + 8], name[NAME_BYTES];
    pages_folder(folder, sizeof folder);
    if (argc > 2)
        tool_fail(TOOL_USAGE, "usage: drust explain [NAME]");
    if (argc < 2) {
        size_t count = list_names(folder, names);
        for (size_t i = 0; i < count; i++)
            puts(names[i]);
        return 0;
    }
    plain_name(argv[1], name);
    snprintf(path, sizeof path, "%s/%s.md", folder, name);
    FILE *page = strchr(name, '/') == NULL ? fopen(path, "r") : NULL;
    if (page == NULL)
        fail_unknown(name, folder);
    print_page(page);
    fclose(page);
    return 0;
}
