/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The data of a Lisp program: an array of cells that name each other by index,
 * a collector for them, and how they are read and printed.
 */
#include "lisp.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 256 /* of a new heap */ };

/* ---- Text that grows ---------------------------------------------------------*/

void append(struct text *DRUST_MUT_BORROW t, const char *DRUST_BORROW bytes, size_t count)
{
    size_t room = drust_len(t->bytes);
    if (room < t->length + count + 1)
        drust_resize(&t->bytes, 2 * (t->length + count) + 16);
    memcpy(&t->bytes[t->length], bytes, count);
    t->length += count;
    t->bytes[t->length] = '\0';
}

void append_string(struct text *DRUST_MUT_BORROW t, const char *DRUST_BORROW s)
{
    append(t, s, strlen(s));
}

void append_text(struct text *DRUST_MUT_BORROW t, const struct text *DRUST_BORROW other)
{
    if (other->length > 0)
        append(t, other->bytes, other->length);
}

/* ---- Cells -------------------------------------------------------------------*/

enum kind kind_of(const struct heap *DRUST_BORROW h, int at) { return h->cell[at].kind; }
int head(const struct heap *DRUST_BORROW h, int at) { return h->cell[at].head; }
int tail(const struct heap *DRUST_BORROW h, int at) { return h->cell[at].tail; }
int64_t number(const struct heap *DRUST_BORROW h, int at) { return h->cell[at].number; }

const char *DRUST_BORROW text_of(const struct heap *DRUST_BORROW h, int at)
{
    return h->cell[at].text;
}

void push_root(struct heap *DRUST_MUT_BORROW h, int at)
{
    if ((size_t)h->roots == drust_len(h->root))
        drust_resize(&h->root, h->roots == 0 ? 64 : 2 * (size_t)h->roots);
    h->root[h->roots++] = at;
}

static void free_cell(struct heap *DRUST_MUT_BORROW h, int at)
{
    struct cell *DRUST_MUT_BORROW c = &h->cell[at];
    c->kind = FREE;
    c->text = NULL;
    c->tail = h->free;
    h->free = at;
}

static void grow(struct heap *DRUST_MUT_BORROW h)
{
    size_t old = drust_len(h->cell), cells = old == 0 ? CELLS : 2 * old;
    drust_resize(&h->cell, cells);
    drust_resize(&h->waiting, 2 * cells);
    for (size_t at = cells; at-- > old;)
        if (at >= SINGLES)
            free_cell(h, (int)at);
}

static int mark(struct heap *DRUST_MUT_BORROW h, int at, int waiting)
{
    struct cell *DRUST_MUT_BORROW c = &h->cell[at];
    if (c->marked)
        return waiting;
    c->marked = true;
    h->waiting[waiting++] = at;
    return waiting;
}

/* Free what no root leads to; the cells that are left. */
static size_t collect(struct heap *DRUST_MUT_BORROW h)
{
    size_t left = 0, cells = drust_len(h->cell);
    int waiting = mark(h, h->symbols, 0);
    for (int at = 0; at < SINGLES; at++)
        waiting = mark(h, at, waiting);
    for (int i = 0; i < h->roots; i++)
        waiting = mark(h, h->root[i], waiting);
    while (waiting > 0) {
        int at = h->waiting[--waiting];
        waiting = mark(h, head(h, at), waiting);
        waiting = mark(h, tail(h, at), waiting);
    }
    for (size_t at = 0; at < cells; at++) {
        struct cell *c = &h->cell[at];
        left += c->marked;
        if (!c->marked && c->kind != FREE)
            free_cell(h, (int)at);
        h->cell[at].marked = false;
    }
    return left;
}

/* `head` and `tail` stay, whatever is collected to make room. */
int new_cell(struct heap *DRUST_MUT_BORROW h, enum kind kind, int head, int tail)
{
    if (h->free == 0 || h->stress) {
        push_root(h, head);
        push_root(h, tail);
        size_t left = collect(h);
        h->roots -= 2;
        if (left > drust_len(h->cell) / 2)
            grow(h);
    }
    int at = h->free;
    h->free = h->cell[at].tail;
    h->cell[at] = (struct cell){.kind = kind, .head = head, .tail = tail};
    return at;
}

int cons(struct heap *DRUST_MUT_BORROW h, int head, int tail)
{
    return new_cell(h, PAIR, head, tail);
}

int new_number(struct heap *DRUST_MUT_BORROW h, int64_t number)
{
    int at = new_cell(h, NUMBER, NIL, NIL);
    h->cell[at].number = number;
    return at;
}

int new_string(struct heap *DRUST_MUT_BORROW h, char *DRUST_OWNED text)
{
    int at = new_cell(h, STRING, NIL, NIL);
    h->cell[at].text = text;
    return at;
}

static int symbol(struct heap *DRUST_MUT_BORROW h, const char *DRUST_BORROW name)
{
    for (int list = h->symbols; list != NIL; list = tail(h, list))
        if (strcmp(text_of(h, head(h, list)), name) == 0)
            return head(h, list);
    int at = new_cell(h, SYMBOL, UNBOUND, NIL);
    h->cell[at].text = drust_strdup(name);
    h->symbols = cons(h, at, h->symbols);
    return at;
}

int quote(struct heap *DRUST_MUT_BORROW h, int form)
{
    form = cons(h, form, NIL);
    push_root(h, form);
    int name = symbol(h, "quote");
    form = cons(h, name, form);
    h->roots--;
    return form;
}

/* ---- What the language has ---------------------------------------------------*/

const char *const special_names[] = {"",    "quote", "if",   "define", "set!", "lambda",
                                     "let", "begin", "cond", "and",    "or"};

const struct builtin_form builtins[BUILTINS] = {
    [ADD] = {"+", 0, -1},
    [SUBTRACT] = {"-", 1, -1},
    [MULTIPLY] = {"*", 0, -1},
    [DIVIDE] = {"/", 2, 2},
    [MODULO] = {"modulo", 2, 2},
    [EQUALS] = {"=", 2, 2},
    [LESS] = {"<", 2, 2},
    [CONS] = {"cons", 2, 2},
    [HEAD] = {"car", 1, 1},
    [TAIL] = {"cdr", 1, 1},
    [LIST] = {"list", 0, -1},
    [IS_NULL] = {"null?", 1, 1},
    [IS_PAIR] = {"pair?", 1, 1},
    [IS_NUMBER] = {"number?", 1, 1},
    [IS_STRING] = {"string?", 1, 1},
    [IS_SYMBOL] = {"symbol?", 1, 1},
    [IS_EQUAL] = {"equal?", 2, 2},
    [STRING_APPEND] = {"string-append", 0, -1},
    [STRING_LENGTH] = {"string-length", 1, 1},
    [SUBSTRING] = {"substring", 3, 3},
    [TO_STRING] = {"number->string", 1, 1},
    [TO_NUMBER] = {"string->number", 1, 1},
    [DISPLAY] = {"display", 0, -1},
    [WRITE] = {"write", 1, 1},
    [FAIL] = {"error", 1, -1},
    [SORT] = {"sort", 1, 1},
    [PARALLEL_MAP] = {"parallel-map", 2, 2},
};

struct heap *DRUST_OWNED new_heap(bool stress)
{
    struct heap *DRUST_OWNED h = drust_new(struct heap);
    grow(h);
    for (int at = 0; at < SINGLES; at++)
        h->cell[at].kind = SINGLE;
    for (int i = NO_SPECIAL + 1; i <= OR; i++) {
        int at = symbol(h, special_names[i]);
        h->cell[at].number = i;
    }
    for (int i = 0; i < BUILTINS; i++) {
        int name = symbol(h, builtins[i].name);
        int value = new_cell(h, BUILTIN, NIL, NIL);
        h->cell[value].number = i;
        h->cell[name].head = value;
    }
    h->stress = stress;
    return h;
}

/* ---- A machine: a heap and what its program says -----------------------------*/

bool failed(const struct machine *DRUST_BORROW m) { return m->error[0] != '\0'; }

/* The first error is the one to tell. Gives a value to return. */
int fail(struct machine *DRUST_MUT_BORROW m, const char *DRUST_BORROW what,
         const char *DRUST_BORROW more)
{
    if (!failed(m))
        snprintf(m->error, sizeof m->error, "%s%s", what, more);
    return NIL;
}

/* `quoted` as it is read again, else as it is meant for people. */
void print(struct text *DRUST_MUT_BORROW out, const struct heap *DRUST_BORROW h, int at,
           bool quoted)
{
    static const char *const singles[] = {"()", "#<unbound>", "#t", "#f"};
    char digits[32];
    switch (kind_of(h, at)) {
    case FREE:
        abort();
    case SINGLE:
        append_string(out, singles[at]);
        return;
    case NUMBER:
        snprintf(digits, sizeof digits, "%" PRId64, number(h, at));
        append_string(out, digits);
        return;
    case STRING:
        if (!quoted) {
            append_string(out, text_of(h, at));
            return;
        }
        append_string(out, "\"");
        for (const char *DRUST_BORROW s = text_of(h, at); *s != '\0'; s++) {
            if (*s == '"' || *s == '\\')
                append_string(out, "\\");
            append(out, *s == '\n' ? "\\n" : s, *s == '\n' ? 2 : 1);
        }
        append_string(out, "\"");
        return;
    case SYMBOL:
        append_string(out, text_of(h, at));
        return;
    case BUILTIN:
        append_string(out, "#<builtin ");
        append_string(out, builtins[number(h, at)].name);
        append_string(out, ">");
        return;
    case CLOSURE:
        append_string(out, "#<closure>");
        return;
    case PAIR:
        break;
    }
    append_string(out, "(");
    print(out, h, head(h, at), quoted);
    for (at = tail(h, at); kind_of(h, at) == PAIR; at = tail(h, at)) {
        append_string(out, " ");
        print(out, h, head(h, at), quoted);
    }
    if (at != NIL) {
        append_string(out, " . ");
        print(out, h, at, quoted);
    }
    append_string(out, ")");
}

int fail_at(struct machine *DRUST_MUT_BORROW m, const char *DRUST_BORROW what, int at)
{
    struct text t = {NULL, 0};
    print(&t, m->heap, at, true);
    return fail(m, what, t.bytes);
}

/* ---- Reading -----------------------------------------------------------------*/

char skip_space(struct reader *DRUST_MUT_BORROW r)
{
    for (;; r->at++) {
        if (r->text[r->at] == ';')
            r->at += strcspn(&r->text[r->at], "\n");
        if (r->text[r->at] == '\n')
            r->line++;
        if (!isspace((unsigned char)r->text[r->at]))
            return r->text[r->at];
    }
}

static int read_string(struct machine *DRUST_MUT_BORROW m, struct reader *DRUST_MUT_BORROW r)
{
    struct text t = {NULL, 0};
    append(&t, "", 0);
    for (r->at++; r->text[r->at] != '"'; r->at++) {
        if (r->text[r->at] == '\\')
            r->at++;
        if (r->text[r->at] == '\0')
            return fail(m, "a string without an end", "");
        if (r->text[r->at] == '\n')
            r->line++;
        if (r->text[r->at] == 'n' && r->text[r->at - 1] == '\\')
            append(&t, "\n", 1);
        else
            append(&t, &r->text[r->at], 1);
    }
    r->at++;
    return new_string(m->heap, drust_move(t.bytes));
}

static int read_atom(struct machine *DRUST_MUT_BORROW m, struct reader *DRUST_MUT_BORROW r)
{
    size_t length = strcspn(&r->text[r->at], " \t\r\n();'\"");
    char *DRUST_OWNED name = drust_new_array(char, length + 1);
    memcpy(name, &r->text[r->at], length);
    r->at += length;
    if (strcmp(name, "#t") == 0 || strcmp(name, "#f") == 0)
        return name[1] == 't' ? TRUE : FALSE;
    if (name[0] == '#')
        return fail(m, "not a value: ", name);
    const char *digits = name;
    digits += *digits == '-';
    if (!isdigit((unsigned char)*digits))
        return symbol(m->heap, name);
    if (digits[strspn(digits, "0123456789")] != '\0')
        return fail(m, "not a number: ", name);
    errno = 0;
    int64_t value = strtoll(name, NULL, 10);
    return errno == 0 ? new_number(m->heap, value) : fail(m, "too large a number: ", name);
}

/* Behind the parenthesis. */
static int read_list(struct machine *DRUST_MUT_BORROW m, struct reader *DRUST_MUT_BORROW r)
{
    int base = m->heap->roots, last = NIL;
    push_root(m->heap, NIL);
    while (!failed(m) && skip_space(r) != ')') {
        if (last != NIL && r->text[r->at] == '.' && isspace((unsigned char)r->text[r->at + 1])) {
            r->at++;
            m->heap->cell[last].tail = read_form(m, r);
            if (skip_space(r) != ')')
                fail(m, "')' is missing", "");
            break;
        }
        int form = read_form(m, r);
        int pair = cons(m->heap, form, NIL);
        if (last == NIL)
            m->heap->root[base] = pair;
        else
            m->heap->cell[last].tail = pair;
        last = pair;
    }
    r->at++;
    m->heap->roots = base;
    return m->heap->root[base];
}

int read_form(struct machine *DRUST_MUT_BORROW m, struct reader *DRUST_MUT_BORROW r)
{
    int form = NIL;
    char c = skip_space(r);
    if (++m->depth > DEPTH_MAX)
        fail(m, "too many parentheses", "");
    else if (c == '\0')
        fail(m, "the end is missing", "");
    else if (c == ')')
        fail(m, "a ')' too many", "");
    else if (c == '"')
        form = read_string(m, r);
    else if (c != '(' && c != '\'')
        form = read_atom(m, r);
    else if (r->at++, c == '(')
        form = read_list(m, r);
    else {
        form = read_form(m, r);
        form = quote(m->heap, form);
    }
    m->depth--;
    return failed(m) ? NIL : form;
}
