/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counts the words of files. The input is cut into chunks that are loaded, and
 * so live, on all servers; one thread a chunk counts its words where it lives
 * into a hash map of owned entries; maps are merged by moving entries from one
 * into another, neighbours first, so that most merges stay on one server.
 * A word is a maximal run of ASCII letters, in lower case. Prints
 * "COUNT WORD" lines, by falling count, then by word.
 *
 *     $(drust config --cc) -O2 $(drust config --cflags) wordcount.c -o wordcount \
 *         $(drust config --libs)
 *     drust run -n 4 --stats ./wordcount --top 20 FILE...
 */
#include <drust.h>

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_BYTES = 1 << 20,
    THREADS = 64,     /* chunks in memory at a time */
    BUCKETS = 1 << 10 /* of a new map; a power of two */
};

/* ---- A hash map that owns its entries ---------------------------------------*/

struct entry {
    uint64_t hash;
    uint64_t count;
    size_t length;
    char *DRUST_OWNED word; /* ends in '\0' */
    struct entry *DRUST_OWNED next;
};
typedef struct entry *DRUST_OWNED entry_box;

struct map {
    size_t words;
    size_t buckets;
    entry_box *DRUST_OWNED bucket;
};
typedef struct map *DRUST_OWNED map_box;

static struct map *DRUST_OWNED new_map(void)
{
    struct map *DRUST_OWNED m = drust_new(struct map);
    m->buckets = BUCKETS;
    m->bucket = drust_new_array(entry_box, BUCKETS);
    return m;
}

/* The entry of a word, to be written to; NULL if the map has none. */
static struct entry *DRUST_MUT_BORROW
_Nullable find(struct map *DRUST_MUT_BORROW m, const char *word __attribute__((noescape)),
               size_t length, uint64_t hash)
{
    struct entry *DRUST_MUT_BORROW _Nullable e = m->bucket[hash & (m->buckets - 1)];
    while (e != NULL) {
        if (e->hash == hash && e->length == length && memcmp(e->word, word, length) == 0)
            return e;
        e = e->next;
    }
    return NULL;
}

/* Twice the buckets; every entry moves into its new one. */
static void grow(struct map *DRUST_MUT_BORROW m)
{
    size_t old_buckets = m->buckets, buckets = 2 * old_buckets;
    entry_box *DRUST_OWNED bucket = drust_new_array(entry_box, buckets);
    entry_box *DRUST_OWNED old = drust_replace(&m->bucket, bucket);

    m->buckets = buckets;
    for (size_t i = 0; i < old_buckets; i++) {
        struct entry *DRUST_OWNED e = drust_take(&old[i]);
        while (e != NULL) {
            struct entry *DRUST_OWNED rest = e->next;
            size_t at = e->hash & (buckets - 1);
            e->next = drust_take(&m->bucket[at]);
            m->bucket[at] = e;
            e = rest;
        }
    }
}

/* Takes the entry of a word that the map does not have yet. */
static void insert(struct map *DRUST_MUT_BORROW m, struct entry *DRUST_OWNED e)
{
    if (m->words >= m->buckets)
        grow(m);
    size_t at = e->hash & (m->buckets - 1);
    e->next = drust_take(&m->bucket[at]);
    m->bucket[at] = e;
    m->words++;
}

static void add(struct map *DRUST_MUT_BORROW m, const char *DRUST_BORROW word, size_t length,
                uint64_t hash)
{
    struct entry *DRUST_MUT_BORROW _Nullable known = find(m, word, length, hash);
    if (known != NULL) {
        known->count++;
        return;
    }
    struct entry *DRUST_OWNED e = drust_new(struct entry);
    e->hash = hash;
    e->count = 1;
    e->length = length;
    e->word = drust_new_array(char, length + 1);
    memcpy(e->word, word, length);
    insert(m, e);
}

/* All words of `from` go into `into`, which is given back. The thread runs
 * where `into` lives. Entries of new words move; the others are dropped. */
static struct map *DRUST_OWNED merge(struct map *DRUST_OWNED DRUST_AFFINITY into,
                                     struct map *DRUST_OWNED from)
{
    for (size_t i = 0; i < from->buckets; i++) {
        struct entry *DRUST_OWNED e = drust_take(&from->bucket[i]);
        while (e != NULL) {
            struct entry *DRUST_OWNED rest = drust_take(&e->next);
            struct entry *DRUST_MUT_BORROW _Nullable known =
                find(into, e->word, e->length, e->hash);
            if (known != NULL)
                known->count += e->count;
            else
                insert(into, e);
            e = rest;
        }
    }
    return into;
}

/* ---- Chunks ------------------------------------------------------------------*/

/* Part of a file. Plain bytes: it crosses to a thread by value. */
struct part {
    char path[1024];
    long offset;
    size_t length;
};

static bool is_letter(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Letters become lower case, everything else a space. */
static void normalise(char *DRUST_MUT_BORROW text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        text[i] = is_letter((unsigned char)text[i]) ? (char)(text[i] | 0x20) : ' ';
}

static FILE *open_or_exit(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "wordcount: %s: %s\n", path, strerror(errno));
        exit(1);
    }
    return file;
}

/* The text of a part, at home where this runs. */
static char *DRUST_OWNED load(struct part part)
{
    FILE *file = open_or_exit(part.path);
    char *DRUST_OWNED text = drust_new_array(char, part.length);
    if (fseek(file, part.offset, SEEK_SET) != 0 ||
        fread(text, 1, part.length, file) != part.length) {
        fprintf(stderr, "wordcount: %s: cannot read %zu bytes at %ld\n", part.path, part.length,
                part.offset);
        exit(1);
    }
    fclose(file);
    normalise(text, part.length);
    return text;
}

/* Runs where the text lives. */
static struct map *DRUST_OWNED count(const char *DRUST_BORROW DRUST_AFFINITY text, size_t length)
{
    struct map *DRUST_OWNED m = new_map();
    size_t i = 0;
    while (i < length) {
        size_t start = i;
        uint64_t hash = 0xcbf29ce484222325u;
        for (; i < length && text[i] != ' '; i++)
            hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
        if (i > start)
            add(m, &text[start], i - start, hash ^ hash >> 32);
        else
            i++;
    }
    return m;
}

/* A plain growing array: it never leaves server 0. */
struct parts {
    struct part *part;
    size_t count, room;
};

static void add_part(struct parts *all, const char *path, long offset, size_t length)
{
    if (all->count == all->room) {
        all->room = all->room ? 2 * all->room : 64;
        all->part = realloc(all->part, all->room * sizeof *all->part);
        if (all->part == NULL) {
            fprintf(stderr, "wordcount: out of memory\n");
            exit(1);
        }
    }
    struct part *part = &all->part[all->count++];
    if ((size_t)snprintf(part->path, sizeof part->path, "%s", path) >= sizeof part->path) {
        fprintf(stderr, "wordcount: %s: name too long\n", path);
        exit(1);
    }
    part->offset = offset;
    part->length = length;
}

/* Cut a file into parts of about CHUNK_BYTES, never inside a word. */
static void cut(struct parts *all, const char *path)
{
    FILE *file = open_or_exit(path);
    long start = 0, size;
    if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        fprintf(stderr, "wordcount: %s: not a regular file\n", path);
        exit(1);
    }
    while (start < size) {
        long end = size - start > CHUNK_BYTES ? start + CHUNK_BYTES : size;
        if (end < size && fseek(file, end, SEEK_SET) == 0)
            for (int c = getc(file); c != EOF && is_letter(c); c = getc(file))
                end++;
        add_part(all, path, start, (size_t)(end - start));
        start = end;
    }
    fclose(file);
}

/* ---- Counting ----------------------------------------------------------------*/

/* Merge map[1 ..] into map[0]: pairs of neighbours, then of their results. */
static void merge_all(map_box *DRUST_MUT_BORROW map, size_t count)
{
    for (size_t step = 1; step < count; step *= 2) {
        drust_thread thread[THREADS];
        for (size_t i = 0; i + step < count; i += 2 * step) {
            struct map *DRUST_OWNED into = drust_take(&map[i]);
            struct map *DRUST_OWNED from = drust_take(&map[i + step]);
            thread[i] = drust_spawn(merge, into, from);
        }
        for (size_t i = 0; i + step < count; i += 2 * step)
            drust_join(thread[i], &map[i]);
    }
}

/* The words of up to THREADS parts. Neighbours are loaded on the same server. */
static struct map *DRUST_OWNED count_parts(const struct part *part, size_t parts)
{
    drust_thread thread[THREADS];
    char *DRUST_OWNED text[THREADS];
    struct map *DRUST_OWNED map[THREADS];

    for (size_t i = 0; i < parts; i++)
        thread[i] = drust_spawn_on((unsigned)(i * drust_servers() / parts), load, part[i]);
    for (size_t i = 0; i < parts; i++)
        drust_join(thread[i], &text[i]);
    drust_scope {
        for (size_t i = 0; i < parts; i++)
            thread[i] = drust_spawn(count, text[i], part[i].length);
        for (size_t i = 0; i < parts; i++)
            drust_join(thread[i], &map[i]);
    }
    merge_all(map, parts);
    return drust_take(&map[0]);
}

static struct map *DRUST_OWNED count_files(int files, char **path)
{
    struct parts all = {0};
    struct map *DRUST_OWNED total = new_map();
    for (int i = 0; i < files; i++)
        cut(&all, path[i]);
    for (size_t first = 0; first < all.count; first += THREADS) {
        size_t parts = all.count - first < THREADS ? all.count - first : THREADS;
        struct map *DRUST_OWNED words = count_parts(&all.part[first], parts);
        if (total->words == 0)
            total = words;
        else
            total = merge(total, words);
    }
    free(all.part);
    return total;
}

/* ---- Sorting -----------------------------------------------------------------*/

/* The entries of a map, one after another; the map is used up. */
static entry_box *DRUST_OWNED flatten(struct map *DRUST_OWNED m)
{
    entry_box *DRUST_OWNED list = drust_new_array(entry_box, m->words);
    size_t n = 0;
    for (size_t i = 0; i < m->buckets; i++) {
        struct entry *DRUST_OWNED e = drust_take(&m->bucket[i]);
        while (e != NULL) {
            struct entry *DRUST_OWNED rest = drust_take(&e->next);
            list[n++] = e;
            e = rest;
        }
    }
    return list;
}

static bool before(const struct entry *DRUST_BORROW a, const struct entry *DRUST_BORROW b)
{
    if (a->count != b->count)
        return a->count > b->count;
    return strcmp(a->word, b->word) < 0;
}

/* Two sorted runs of `from` become one of `to`. */
static void merge_runs(entry_box *DRUST_MUT_BORROW from, entry_box *DRUST_MUT_BORROW to,
                       size_t first, size_t middle, size_t last)
{
    size_t left = first, right = middle;
    for (size_t i = first; i < last; i++) {
        bool take_left = left < middle && (right >= last || before(from[left], from[right]));
        size_t pick = take_left ? left++ : right++;
        to[i] = drust_take(&from[pick]);
    }
}

static entry_box *DRUST_OWNED sort(entry_box *DRUST_OWNED list, size_t count)
{
    entry_box *DRUST_OWNED other = drust_new_array(entry_box, count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t first = 0; first < count; first += 2 * width) {
            size_t middle = first + width < count ? first + width : count;
            size_t last = middle + width < count ? middle + width : count;
            merge_runs(list, other, first, middle, last);
        }
        entry_box *DRUST_OWNED sorted = other;
        other = list;
        list = sorted;
    }
    return list;
}

int main(int argc, char **argv)
{
    size_t top = SIZE_MAX;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--top") == 0) {
        top = strtoul(argv[2], NULL, 10);
        first = 3;
    }
    if (first >= argc) {
        fprintf(stderr, "usage: wordcount [--top COUNT] FILE...\n");
        return 2;
    }
    struct map *DRUST_OWNED map = count_files(argc - first, argv + first);
    size_t words = map->words;
    if (words == 0)
        return 0;
    entry_box *DRUST_OWNED list = sort(flatten(map), words);
    for (size_t i = 0; i < words && i < top; i++) {
        const struct entry *DRUST_BORROW e = list[i];
        printf("%" PRIu64 " %s\n", e->count, e->word);
    }
    return 0;
}
