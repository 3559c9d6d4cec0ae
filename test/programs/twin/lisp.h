/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the two parts of lisp share: lisp_heap.c keeps, reads and prints the
 * data of a program, lisp.c runs it. Plain C, the twin of ../lisp.h.
 */
#ifndef LISP_H
#define LISP_H

#include "memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DEPTH_MAX = 400, /* of evaluations and of parentheses in each other */
    ERROR_BYTES = 120
};

/* ---- Text that grows ---------------------------------------------------------*/

struct text {
    char *bytes; /* ends in '\0' if it is not NULL */
    size_t length, room;
};

void append(struct text *t, const char *bytes, size_t count);
void append_string(struct text *t, const char *s);
void append_text(struct text *t, const struct text *other);

/* ---- Cells -------------------------------------------------------------------*/

enum kind { FREE, SINGLE, NUMBER, STRING, SYMBOL, PAIR, BUILTIN, CLOSURE };

struct cell {
    enum kind kind;
    bool marked;
    int head;       /* PAIR, CLOSURE (parameters and body), SYMBOL (its global value) */
    int tail;       /* PAIR, CLOSURE (its environment), FREE (the next one) */
    int64_t number; /* NUMBER; BUILTIN and SYMBOL: which one of the language's */
    char *text;     /* STRING, SYMBOL */
};

/* The cells that every heap starts with. */
enum { NIL, UNBOUND, TRUE, FALSE, SINGLES };

struct heap {
    struct cell *cell;
    size_t cells;
    int *waiting; /* marked, but what they name is not; room for all cells twice */
    int *root;    /* a stack of cells that stay */
    int roots, root_room;
    int free;    /* the first free cell, 0 for none */
    int symbols; /* a list */
    bool stress;
};

enum kind kind_of(const struct heap *h, int at);
int head(const struct heap *h, int at);
int tail(const struct heap *h, int at);
int64_t number(const struct heap *h, int at);
const char *text_of(const struct heap *h, int at);
void push_root(struct heap *h, int at);
/* `head` and `tail` stay, whatever is collected to make room. */
int new_cell(struct heap *h, enum kind kind, int head, int tail);
int cons(struct heap *h, int head, int tail);
int new_number(struct heap *h, int64_t number);
int new_string(struct heap *h, char *text);
int quote(struct heap *h, int form);

/* ---- What the language has ---------------------------------------------------*/

enum special { NO_SPECIAL, QUOTE, IF, DEFINE, SET, LAMBDA, LET, BEGIN, COND, AND, OR };
extern const char *const special_names[];

/* clang-format off */
enum builtin {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, EQUALS, LESS, CONS, HEAD, TAIL, LIST,
    IS_NULL, IS_PAIR, IS_NUMBER, IS_STRING, IS_SYMBOL, IS_EQUAL, STRING_APPEND, STRING_LENGTH,
    SUBSTRING, TO_STRING, TO_NUMBER, DISPLAY, WRITE, FAIL, SORT, PARALLEL_MAP, BUILTINS
};
/* clang-format on */
struct builtin_form {
    const char *name;
    int least, most; /* arguments; -1: any number */
};
extern const struct builtin_form builtins[BUILTINS];

struct heap *new_heap(bool stress);
struct heap *copy_heap(const struct heap *h);
void free_heap(struct heap *h);

/* ---- A machine: a heap and what its program says -----------------------------*/

struct machine {
    struct heap *heap;
    struct text output;
    int depth;
    char error[ERROR_BYTES]; /* empty: none */
};

bool failed(const struct machine *m);
/* The first error is the one to tell. Gives a value to return. */
int fail(struct machine *m, const char *what, const char *more);
int fail_at(struct machine *m, const char *what, int at);
/* `quoted` as it is read again, else as it is meant for people. */
void print(struct text *out, const struct heap *h, int at, bool quoted);

/* ---- Reading -----------------------------------------------------------------*/

struct reader {
    char *text;
    size_t at;
    int line;
};

/* The next byte that is no space; '\0' at the end. */
char skip_space(struct reader *r);
/* One form; NIL after an error. */
int read_form(struct machine *m, struct reader *r);

#endif
