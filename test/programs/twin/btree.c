/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The twin of ../btree.c in plain C: the same program written with malloc and
 * free, on one machine, without threads. It prints the same.
 */
#include "memory.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST = 3,            /* entries of a node other than the root */
    MOST = 2 * LEAST + 1, /* two nodes with LEAST and what parts them fit into one */
    LINE_BYTES = 256
};

struct entry {
    long key;
    char *text; /* not NULL in a tree */
};

struct node {
    int height; /* 0: a leaf, without children */
    int count;
    struct entry entry[MOST];
    struct node *child[]; /* MOST + 1, of which count + 1 are there */
};

struct tree {
    size_t size;
    struct node *root; /* NULL: empty */
};

static size_t node_bytes(int height)
{
    return sizeof(struct node) + (height > 0 ? (MOST + 1) * sizeof(struct node *) : 0);
}

static struct node *new_node(int height)
{
    struct node *n = check_memory(calloc(1, node_bytes(height)));
    n->height = height;
    return n;
}

static struct tree *new_tree(void) { return check_memory(calloc(1, sizeof(struct tree))); }

static void free_node(struct node *n)
{
    if (n == NULL)
        return;
    for (int i = 0; i < n->count; i++)
        free(n->entry[i].text);
    for (int i = 0; n->height > 0 && i <= n->count; i++)
        free_node(n->child[i]);
    free(n);
}

static void free_tree(struct tree *t)
{
    if (t == NULL)
        return;
    free_node(t->root);
    free(t);
}

static struct node *copy_node(const struct node *n)
{
    struct node *copy = check_memory(malloc(node_bytes(n->height)));
    memcpy(copy, n, node_bytes(n->height));
    for (int i = 0; i < n->count; i++)
        copy->entry[i].text = copy_string(n->entry[i].text);
    for (int i = 0; n->height > 0 && i <= n->count; i++)
        copy->child[i] = copy_node(n->child[i]);
    return copy;
}

static struct tree *copy_tree(const struct tree *t)
{
    struct tree *copy = new_tree();
    copy->size = t->size;
    copy->root = t->root != NULL ? copy_node(t->root) : NULL;
    return copy;
}

/* ---- Entries and children of one node ----------------------------------------*/

/* The place of the first entry whose key is not below. */
static int lower_bound(const struct node *n, long key)
{
    int low = 0, high = n->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (n->entry[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool holds(const struct node *n, int at, long key)
{
    return at < n->count && n->entry[at].key == key;
}

static struct entry take_entry(struct entry *from)
{
    struct entry e = *from;
    from->text = NULL;
    return e;
}

static struct node *take_child(struct node **from)
{
    struct node *child = *from;
    *from = NULL;
    return child;
}

/* Make room for an entry at a place, and for a child behind it. */
static void open_gap(struct node *n, int at)
{
    for (int i = n->count; i > at; i--)
        n->entry[i] = take_entry(&n->entry[i - 1]);
    if (n->height > 0)
        for (int i = n->count + 1; i > at + 1; i--)
            n->child[i] = take_child(&n->child[i - 1]);
    n->count++;
}

/* The entry at a place and the child behind it are gone: close up. */
static void close_gap(struct node *n, int at)
{
    n->count--;
    for (int i = at; i < n->count; i++)
        n->entry[i] = take_entry(&n->entry[i + 1]);
    if (n->height > 0)
        for (int i = at + 1; i <= n->count; i++)
            n->child[i] = take_child(&n->child[i + 1]);
}

/* Entry `at` and what is behind it become the end of another node. */
static void move_tail(struct node *to, struct node *from, int at)
{
    int old = to->count;
    for (int i = at; i < from->count; i++)
        to->entry[to->count++] = take_entry(&from->entry[i]);
    for (int i = at; from->height > 0 && i <= from->count; i++)
        to->child[old + i - at] = take_child(&from->child[i]);
    from->count = at;
}

/* ---- Lookup and insertion ----------------------------------------------------*/

static const char *find(const struct tree *t, long key)
{
    const struct node *n = t->root;
    while (n != NULL) {
        int at = lower_bound(n, key);
        if (holds(n, at, key))
            return n->entry[at].text;
        n = n->height > 0 ? n->child[at] : NULL;
    }
    return NULL;
}

/* A full child becomes two with its middle entry between them. */
static void split_child(struct node *parent, int at)
{
    struct node *right = new_node(parent->height - 1);
    open_gap(parent, at);
    struct node *left = parent->child[at];
    move_tail(right, left, LEAST + 1);
    left->count--;
    parent->entry[at] = take_entry(&left->entry[LEAST]);
    parent->child[at + 1] = right;
}

/* The text that this one replaces; NULL if the key is new. */
static char *insert_below(struct node *n, long key, char *text)
{
    int at = lower_bound(n, key);
    if (holds(n, at, key)) {
        char *old = n->entry[at].text;
        n->entry[at].text = text;
        return old;
    }
    if (n->height == 0) {
        open_gap(n, at);
        n->entry[at] = (struct entry){key, text};
        return NULL;
    }
    if (n->child[at]->count == MOST) {
        split_child(n, at);
        return insert_below(n, key, text);
    }
    return insert_below(n->child[at], key, text);
}

static char *insert(struct tree *t, long key, char *text)
{
    if (t->root == NULL)
        t->root = new_node(0);
    if (t->root->count == MOST) {
        struct node *top = new_node(t->root->height + 1);
        top->child[0] = t->root;
        split_child(top, 0);
        t->root = top;
    }
    char *old = insert_below(t->root, key, text);
    t->size += old == NULL;
    return old;
}

/* ---- Deletion ----------------------------------------------------------------*/

/* An entry goes up from child at - 1 and the one that parts them goes down. */
static void rotate_right(struct node *n, int at)
{
    struct node *left = take_child(&n->child[at - 1]);
    struct node *right = n->child[at];
    open_gap(right, 0);
    right->entry[0] = take_entry(&n->entry[at - 1]);
    if (right->height > 0) {
        right->child[1] = take_child(&right->child[0]);
        right->child[0] = take_child(&left->child[left->count]);
    }
    left->count--;
    n->entry[at - 1] = take_entry(&left->entry[left->count]);
    n->child[at - 1] = left;
}

/* The same from child at + 1. */
static void rotate_left(struct node *n, int at)
{
    struct node *right = take_child(&n->child[at + 1]);
    struct node *left = n->child[at];
    left->entry[left->count++] = take_entry(&n->entry[at]);
    n->entry[at] = take_entry(&right->entry[0]);
    if (left->height > 0) {
        left->child[left->count] = take_child(&right->child[0]);
        right->child[0] = take_child(&right->child[1]);
    }
    close_gap(right, 0);
    n->child[at + 1] = right;
}

/* Child at + 1 and what parts them go into child at. */
static void merge(struct node *n, int at)
{
    struct node *right = take_child(&n->child[at + 1]);
    struct node *left = n->child[at];
    left->entry[left->count++] = take_entry(&n->entry[at]);
    close_gap(n, at);
    move_tail(left, right, 0);
    free(right);
}

/* Give child `at` more than LEAST entries. The place of the child that has the
 * keys of this one then. */
static int refill(struct node *n, int at)
{
    if (n->child[at]->count > LEAST)
        return at;
    if (at > 0 && n->child[at - 1]->count > LEAST) {
        rotate_right(n, at);
    } else if (at < n->count && n->child[at + 1]->count > LEAST) {
        rotate_left(n, at);
    } else {
        at -= at == n->count;
        merge(n, at);
    }
    return at;
}

static struct entry delete_at(struct node *leaf, int at)
{
    struct entry e = take_entry(&leaf->entry[at]);
    close_gap(leaf, at);
    return e;
}

static struct entry delete_edge(struct node *n, bool last)
{
    if (n->height == 0)
        return delete_at(n, last ? n->count - 1 : 0);
    int at = refill(n, last ? n->count : 0);
    return delete_edge(n->child[at], last);
}

/* A deleted entry; its text is NULL if there is none of that key. */
static struct entry delete_below(struct node *n, long key)
{
    int at = lower_bound(n, key);
    bool here = holds(n, at, key);
    if (n->height == 0)
        return here ? delete_at(n, at) : (struct entry){0};
    if (!here) {
        at = refill(n, at);
        return delete_below(n->child[at], key);
    }
    bool right = n->child[at]->count == LEAST;
    if (right && n->child[at + 1]->count == LEAST) {
        merge(n, at);
        return delete_below(n->child[at], key);
    }
    struct entry e = take_entry(&n->entry[at]);
    n->entry[at] = delete_edge(right ? n->child[at + 1] : n->child[at], !right);
    return e;
}

static bool delete_key(struct tree *t, long key)
{
    if (t->root == NULL)
        return false;
    struct entry e = delete_below(t->root, key);
    bool deleted = e.text != NULL;
    free(e.text);
    t->size -= deleted;
    if (t->root->count == 0) {
        struct node *below = t->root->height > 0 ? t->root->child[0] : NULL;
        free(t->root);
        t->root = below;
    }
    return deleted;
}

/* ---- Ranges ------------------------------------------------------------------*/

struct list {
    struct entry *entry;
    size_t count, room;
};

static void add_copy(struct list *l, const struct entry *e)
{
    if (l->count == l->room) {
        l->room = l->count < 8 ? 8 : 2 * l->count;
        l->entry = check_memory(realloc(l->entry, l->room * sizeof *l->entry));
    }
    l->entry[l->count++] = (struct entry){e->key, copy_string(e->text)};
}

static void free_list(struct list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->entry[i].text);
    free(l->entry);
}

static void collect(struct list *l, const struct node *n, long first, long last)
{
    if (n == NULL)
        return;
    for (int at = lower_bound(n, first); at <= n->count; at++) {
        if (n->height > 0)
            collect(l, n->child[at], first, last);
        if (at == n->count || n->entry[at].key > last)
            return;
        add_copy(l, &n->entry[at]);
    }
}

static struct list range(const struct tree *t, long first, long last)
{
    struct list l = {0};
    collect(&l, t->root, first, last);
    return l;
}

static int by_text(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->key > b->key) - (a->key < b->key);
}

static void print_list(const struct list *l)
{
    printf("%zu:", l->count);
    for (size_t i = 0; i < l->count; i++)
        printf(" %ld=%s", l->entry[i].key, l->entry[i].text);
    printf("\n");
}

static const struct entry *edge(const struct node *n, bool last)
{
    if (n->height == 0)
        return &n->entry[last ? n->count - 1 : 0];
    return edge(n->child[last ? n->count : 0], last);
}

static void print_keys(const struct node *n)
{
    printf("(");
    for (int i = 0; n != NULL && i <= n->count; i++) {
        if (n->height > 0)
            print_keys(n->child[i]);
        if (i < n->count)
            printf("%s%ld%s", i > 0 || n->height > 0 ? " " : "", n->entry[i].key,
                   n->height > 0 ? " " : "");
    }
    printf(")");
}

/* ---- Counting, checking, rewriting -------------------------------------------*/

struct count {
    long entries, nodes, bytes;
    bool wrong;
};

/* Keys are above `low` and below `high`. */
static struct count check(const struct node *n, long low, long high, bool root)
{
    struct count sum = {n->count, 1, 0, false};
    sum.wrong = n->count > MOST || n->count < (root ? 1 : LEAST);
    for (int i = 0; i < n->count; i++) {
        sum.wrong |= n->entry[i].key <= low || n->entry[i].key >= high;
        sum.wrong |= i > 0 && n->entry[i].key <= n->entry[i - 1].key;
        sum.bytes += (long)strlen(n->entry[i].text);
    }
    for (int i = n->count; i < MOST; i++)
        sum.wrong |= n->entry[i].text != NULL;
    for (int i = 0; n->height > 0 && i <= MOST; i++) {
        if (i > n->count) {
            sum.wrong |= n->child[i] != NULL;
            continue;
        }
        const struct node *child = n->child[i];
        struct count below = check(child, i > 0 ? n->entry[i - 1].key : low,
                                   i < n->count ? n->entry[i].key : high, false);
        sum.entries += below.entries;
        sum.nodes += below.nodes;
        sum.bytes += below.bytes;
        sum.wrong |= below.wrong || child->height != n->height - 1;
    }
    return sum;
}

static bool is_right(const struct tree *t)
{
    if (t->root == NULL)
        return t->size == 0;
    struct count all = check(t->root, LONG_MIN, LONG_MAX, true);
    return !all.wrong && all.entries == (long)t->size;
}

static struct count count_all(const struct tree *t)
{
    if (t->root == NULL)
        return (struct count){0};
    return check(t->root, LONG_MIN, LONG_MAX, true);
}

/* In upper case; how many were changed. */
static long upper(struct node *n, long first, long last)
{
    long changed = 0;
    for (int i = lower_bound(n, first); i < n->count && n->entry[i].key <= last; i++) {
        bool change = false;
        for (char *text = n->entry[i].text; *text != '\0'; text++) {
            change |= islower((unsigned char)*text) != 0;
            *text = (char)toupper((unsigned char)*text);
        }
        changed += change;
    }
    for (int i = 0; n->height > 0 && i <= n->count; i++)
        changed += upper(n->child[i], first, last);
    return changed;
}

static long upper_all(struct tree *t, long first, long last)
{
    return t->root != NULL ? upper(t->root, first, last) : 0;
}

/* ---- Trees made at once ------------------------------------------------------*/

static long entries_of(int height, int children)
{
    long entries = children - 1;
    while (height-- > 0)
        entries = entries * children + children - 1;
    return entries;
}

static struct entry even_entry(long number)
{
    char text[32];
    snprintf(text, sizeof text, "t%ld", number);
    return (struct entry){2 * number, copy_string(text)};
}

/* Entries number, number + 1 and so on, in nodes with that many children. */
static struct node *build(int height, int children, long number)
{
    struct node *n = new_node(height);
    long below = height > 0 ? entries_of(height - 1, children) : 0;
    for (int i = 0; i < children; i++) {
        if (height > 0)
            n->child[i] = build(height - 1, children, number);
        number += below;
        if (i + 1 < children)
            n->entry[n->count++] = even_entry(number++);
    }
    return n;
}

static struct tree *build_tree(int height, int children)
{
    struct tree *t = new_tree();
    t->size = (size_t)entries_of(height, children);
    t->root = build(height, children, 0);
    return t;
}

/* ---- Commands chosen by chance -----------------------------------------------*/

struct outcome {
    long added, replaced, deleted, found, missed, wrong;
};

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* What the tree should have is noted in an array of its own. */
static struct outcome random_commands(struct tree *t, uint64_t seed, long times, long span)
{
    struct outcome sum = {0};
    char *present = check_memory(calloc((size_t)span, 1));
    struct list known = range(t, 0, span - 1);
    for (size_t i = 0; i < known.count; i++)
        present[known.entry[i].key] = 1;
    free_list(&known);
    for (long i = 0; i < times; i++) {
        long key = (long)(next_random(&seed) % (uint32_t)span);
        uint32_t what = next_random(&seed) % 8;
        bool was = present[key] != 0, is;
        if (what == 0) {
            const char *text = find(t, key);
            is = text != NULL;
            sum.found += is;
        } else if (what % 2 != i / 1000 % 2) {
            char text[32];
            snprintf(text, sizeof text, "r%ld", i);
            char *old = insert(t, key, copy_string(text));
            is = old != NULL;
            free(old);
            sum.added += !is;
            sum.replaced += is;
            present[key] = 1;
        } else {
            is = delete_key(t, key);
            sum.deleted += is;
            sum.missed += !is;
            present[key] = 0;
        }
        sum.wrong += is != was;
        if (i % 100 == 0)
            sum.wrong += !is_right(t);
    }
    free(present);
    return sum;
}

/* ---- The script --------------------------------------------------------------*/

struct session {
    struct tree *tree;
    struct tree *saved; /* NULL: none */
};

static void print_entry(const char *name, const struct tree *t, bool last)
{
    if (t->root == NULL) {
        printf("%s: none\n", name);
        return;
    }
    const struct entry *e = edge(t->root, last);
    printf("%s: %ld=%s\n", name, e->key, e->text);
}

static void run_random(struct tree *tree, long seed, long times, long span)
{
    struct outcome o = random_commands(tree, (uint64_t)seed, times, span);
    printf("added %ld, replaced %ld, deleted %ld, found %ld, missed %ld, wrong %ld\n", o.added,
           o.replaced, o.deleted, o.found, o.missed, o.wrong);
}

static bool run_on_copies(struct session *s, const char *name)
{
    struct tree *tree = s->tree;
    if (strcmp(name, "save") == 0) {
        free_tree(s->saved);
        s->saved = copy_tree(tree);
    } else if (strcmp(name, "swap") == 0 && s->saved != NULL) {
        s->tree = s->saved;
        s->saved = tree;
    } else if (strcmp(name, "restore") == 0 && s->saved != NULL) {
        free_tree(tree);
        s->tree = s->saved;
        s->saved = NULL;
    } else {
        return false;
    }
    return true;
}

static bool run_on_tree(struct tree **tree, const char *name)
{
    if (strcmp(name, "clear") == 0) {
        free_tree(*tree);
        *tree = new_tree();
    } else if (strcmp(name, "first") == 0 || strcmp(name, "last") == 0) {
        print_entry(name, *tree, name[0] == 'l');
    } else if (strcmp(name, "print") == 0) {
        print_keys((*tree)->root);
        printf("\n");
    } else if (strcmp(name, "check") == 0) {
        printf("%s\n", is_right(*tree) ? "right" : "wrong");
    } else if (strcmp(name, "count") == 0) {
        struct count c = count_all(*tree);
        printf("%zu: %ld entries, %ld nodes, %ld bytes\n", (*tree)->size, c.entries, c.nodes,
               c.bytes);
    } else {
        return false;
    }
    return true;
}

static bool run_with_numbers(struct tree **tree, const char *name, const long *a, int count)
{
    if (strcmp(name, "find") == 0 && count == 1) {
        const char *text = find(*tree, a[0]);
        printf("%ld: %s\n", a[0], text != NULL ? text : "none");
    } else if (strcmp(name, "delete") == 0 && count == 1) {
        printf("%s\n", delete_key(*tree, a[0]) ? "deleted" : "none");
    } else if (strcmp(name, "range") == 0 && count == 2) {
        struct list l = range(*tree, a[0], a[1]);
        print_list(&l);
        free_list(&l);
    } else if (strcmp(name, "texts") == 0 && count == 2) {
        struct list l = range(*tree, a[0], a[1]);
        if (l.count > 1)
            qsort(l.entry, l.count, sizeof *l.entry, by_text);
        print_list(&l);
        free_list(&l);
    } else if (strcmp(name, "upper") == 0 && count == 2) {
        printf("%ld changed\n", upper_all(*tree, a[0], a[1]));
    } else if (strcmp(name, "build") == 0 && count == 2 && a[0] >= 0 && a[0] < 6 && a[1] > LEAST &&
               a[1] <= MOST + 1) {
        free_tree(*tree);
        *tree = build_tree((int)a[0], (int)a[1]);
    } else if (strcmp(name, "random") == 0 && count == 3 && a[2] > 0) {
        run_random(*tree, a[0], a[1], a[2]);
    } else {
        return false;
    }
    return true;
}

/* False: the line is not understood. */
static bool run_line(struct session *s, char *line)
{
    char name[16], text[LINE_BYTES];
    long a[3];
    line[strcspn(line, "#\n")] = '\0';
    int words = sscanf(line, "%15s %ld %ld %ld", name, &a[0], &a[1], &a[2]);
    if (words < 1)
        return true;
    if (strcmp(name, "insert") == 0) {
        if (sscanf(line, "%*s %ld %255s", &a[0], text) != 2)
            return false;
        char *old = insert(s->tree, a[0], copy_string(text));
        if (old != NULL)
            printf("replaced %s\n", old);
        free(old);
        return true;
    }
    if (words > 1)
        return run_with_numbers(&s->tree, name, a, words - 1);
    return run_on_tree(&s->tree, name) || run_on_copies(s, name);
}

static bool run_script(FILE *script, const char *path)
{
    char line[LINE_BYTES];
    bool fine = true;
    struct session s = {.tree = new_tree()};
    for (int number = 1; fgets(line, sizeof line, script) != NULL; number++)
        if (!run_line(&s, line)) {
            fprintf(stderr, "btree: %s:%d: not understood: %s\n", path, number, line);
            fine = false;
        }
    free_tree(s.tree);
    free_tree(s.saved);
    return fine;
}

int main(int argc, char **argv)
{
    bool fine = true;
    if (argc == 1)
        fine = run_script(stdin, "standard input");
    for (int i = 1; i < argc; i++) {
        FILE *script = fopen(argv[i], "r");
        if (script == NULL) {
            fprintf(stderr, "btree: %s: %s\n", argv[i], strerror(errno));
            return 1;
        }
        fine = run_script(script, argv[i]) && fine;
        fclose(script);
    }
    return fine ? 0 : 1;
}
