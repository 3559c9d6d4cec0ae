/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The twin of ../lisp.c in plain C: the same program written with malloc and
 * free, on one machine, without threads. It prints the same.
 */
#include "lisp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Evaluation --------------------------------------------------------------*/

static int eval(struct machine *m, int form, int environment);

/* The pair (symbol . value) of an environment, which is a list of lists of
 * them; NIL if the symbol is not in it. */
static int find(const struct heap *h, int name, int environment)
{
    for (; environment != NIL; environment = tail(h, environment))
        for (int list = head(h, environment); list != NIL; list = tail(h, list))
            if (head(h, head(h, list)) == name)
                return head(h, list);
    return NIL;
}

static int look_up(struct machine *m, int name, int environment)
{
    int pair = find(m->heap, name, environment);
    int value = pair != NIL ? tail(m->heap, pair) : head(m->heap, name);
    return value != UNBOUND ? value : fail_at(m, "not bound: ", name);
}

/* In the innermost environment; NIL is that of the whole program. */
static void define(struct heap *h, int name, int value, int environment)
{
    if (environment == NIL) {
        h->cell[name].head = value;
        return;
    }
    int pair = cons(h, name, value);
    int old = head(h, environment);
    int list = cons(h, pair, old);
    h->cell[environment].head = list;
}

/* The values of a list of forms. */
static int eval_list(struct machine *m, int forms, int environment)
{
    int base = m->heap->roots, last = NIL;
    push_root(m->heap, NIL);
    for (; kind_of(m->heap, forms) == PAIR && !failed(m); forms = tail(m->heap, forms)) {
        int form = head(m->heap, forms);
        int value = eval(m, form, environment);
        int pair = cons(m->heap, value, NIL);
        if (last == NIL)
            m->heap->root[base] = pair;
        else
            m->heap->cell[last].tail = pair;
        last = pair;
    }
    m->heap->roots = base;
    return m->heap->root[base];
}

/* Evaluate all forms but the last one, and give that. */
static int last_form(struct machine *m, int forms, int environment)
{
    if (kind_of(m->heap, forms) != PAIR)
        return fail_at(m, "no body: ", forms);
    int form = head(m->heap, forms);
    while ((forms = tail(m->heap, forms)) != NIL && !failed(m)) {
        eval(m, form, environment);
        form = head(m->heap, forms);
    }
    return form;
}

/* The environment of a closure's body; a symbol behind the parameters takes the
 * rest of the arguments. */
static int bind(struct machine *m, int closure, int arguments)
{
    struct heap *h = m->heap;
    int all = head(h, head(h, closure)), names = all, outer = tail(h, closure);
    int environment = cons(h, NIL, outer);
    push_root(h, environment);
    for (; kind_of(h, names) == PAIR && arguments != NIL; names = tail(h, names)) {
        int name = head(h, names), value = head(h, arguments);
        define(h, name, value, environment);
        arguments = tail(h, arguments);
    }
    if (kind_of(h, names) == SYMBOL) {
        define(h, names, arguments, environment);
        names = arguments = NIL;
    }
    h->roots--;
    if (names != NIL)
        fail_at(m, "too few arguments for ", all);
    if (arguments != NIL)
        fail_at(m, "too many arguments for ", all);
    return environment;
}

/* What comes after a step: a value, or a form to go on with. */
struct step {
    bool done;
    int value;
    int form, environment;
};

static struct step done(int value) { return (struct step){.done = true, .value = value}; }

static struct step go_on(int form, int environment)
{
    return (struct step){.form = form, .environment = environment};
}

/* ((name value) ...) body ... */
static struct step eval_let(struct machine *m, int rest, int environment)
{
    int inner = cons(m->heap, NIL, environment);
    push_root(m->heap, inner);
    for (int list = head(m->heap, rest); list != NIL && !failed(m); list = tail(m->heap, list)) {
        int both = head(m->heap, list), name = head(m->heap, both);
        int form = head(m->heap, tail(m->heap, both));
        if (kind_of(m->heap, name) != SYMBOL)
            fail_at(m, "not a name: ", name);
        int value = eval(m, form, environment);
        define(m->heap, name, value, inner);
    }
    int body = tail(m->heap, rest), form = last_form(m, body, inner);
    m->heap->roots--;
    return go_on(form, inner);
}

/* name value  or  (name parameters ...) body ... */
static int eval_define(struct machine *m, int rest, int environment)
{
    int name = head(m->heap, rest), value = tail(m->heap, rest);
    if (kind_of(m->heap, name) == PAIR) {
        int parameters = tail(m->heap, name);
        value = cons(m->heap, parameters, value);
        value = new_cell(m->heap, CLOSURE, value, environment);
        name = head(m->heap, name);
    } else {
        value = head(m->heap, value);
        value = eval(m, value, environment);
    }
    if (kind_of(m->heap, name) != SYMBOL)
        return fail_at(m, "not a name: ", name);
    push_root(m->heap, value);
    define(m->heap, name, value, environment);
    m->heap->roots--;
    return name;
}

static int eval_set(struct machine *m, int rest, int environment)
{
    int name = head(m->heap, rest), form = head(m->heap, tail(m->heap, rest));
    int value = eval(m, form, environment);
    int pair = find(m->heap, name, environment);
    if (pair != NIL)
        m->heap->cell[pair].tail = value;
    else if (kind_of(m->heap, name) != SYMBOL || head(m->heap, name) == UNBOUND)
        return fail_at(m, "not bound: ", name);
    else
        m->heap->cell[name].head = value;
    return value;
}

static struct step eval_cond(struct machine *m, int rest, int environment)
{
    for (; rest != NIL && !failed(m); rest = tail(m->heap, rest)) {
        int test = head(m->heap, head(m->heap, rest)), body = tail(m->heap, head(m->heap, rest));
        if (eval(m, test, environment) != FALSE)
            return go_on(last_form(m, body, environment), environment);
    }
    return done(NIL);
}

static struct step eval_special(struct machine *m, enum special which, int rest, int environment)
{
    int form = head(m->heap, rest), body = tail(m->heap, rest), value;
    if (kind_of(m->heap, rest) != PAIR)
        return done(fail(m, "nothing behind ", special_names[which]));
    switch (which) {
    case NO_SPECIAL:
        abort();
    case QUOTE:
        return done(form);
    case IF:
        if (eval(m, form, environment) == FALSE)
            body = tail(m->heap, body);
        return go_on(head(m->heap, body), environment);
    case DEFINE:
        return done(eval_define(m, rest, environment));
    case SET:
        return done(eval_set(m, rest, environment));
    case LAMBDA:
        return done(new_cell(m->heap, CLOSURE, rest, environment));
    case LET:
        return eval_let(m, rest, environment);
    case BEGIN:
        return go_on(last_form(m, rest, environment), environment);
    case COND:
        return eval_cond(m, rest, environment);
    case AND:
    case OR:
        for (; body != NIL; body = tail(m->heap, body)) {
            value = eval(m, form, environment);
            if (failed(m) || (value == FALSE) == (which == AND))
                return done(value);
            form = head(m->heap, body);
        }
        return go_on(form, environment);
    }
    abort();
}

static int call_builtin(struct machine *m, enum builtin which, int arguments);

/* A function and its arguments, which somebody roots. */
static struct step call(struct machine *m, int operands)
{
    int function = head(m->heap, operands), arguments = tail(m->heap, operands);
    enum kind kind = kind_of(m->heap, function);
    if (kind == BUILTIN) {
        enum builtin which = (enum builtin)number(m->heap, function);
        return done(call_builtin(m, which, arguments));
    }
    if (kind != CLOSURE)
        return done(fail_at(m, "not a function: ", function));
    int environment = bind(m, function, arguments), body = tail(m->heap, head(m->heap, function));
    push_root(m->heap, environment);
    int form = failed(m) ? NIL : last_form(m, body, environment);
    m->heap->roots--;
    return go_on(form, environment);
}

/* The last form of a function's body is evaluated in this loop: a tail call
 * takes no stack. root[base] is the form, then come environment and operands. */
static int eval(struct machine *m, int form, int environment)
{
    int base = m->heap->roots;
    struct step next = go_on(form, environment);
    for (int i = 0; i < 3; i++)
        push_root(m->heap, NIL);
    if (++m->depth > DEPTH_MAX)
        fail(m, "too many evaluations in each other", "");
    while (!next.done && !failed(m)) {
        form = m->heap->root[base] = next.form;
        environment = m->heap->root[base + 1] = next.environment;
        if (kind_of(m->heap, form) == SYMBOL) {
            next = done(look_up(m, form, environment));
            continue;
        } else if (kind_of(m->heap, form) != PAIR) {
            next = done(form);
            continue;
        }
        int first = head(m->heap, form), rest = tail(m->heap, form);
        if (kind_of(m->heap, first) == SYMBOL && number(m->heap, first) != NO_SPECIAL) {
            enum special which = (enum special)number(m->heap, first);
            next = eval_special(m, which, rest, environment);
            continue;
        }
        int operands = eval_list(m, form, environment);
        m->heap->root[base + 2] = operands;
        if (!failed(m))
            next = call(m, operands);
    }
    m->depth--;
    m->heap->roots = base;
    return failed(m) ? NIL : next.value;
}

/* ---- Functions of the language -----------------------------------------------*/

static int64_t need_number(struct machine *m, int at)
{
    if (kind_of(m->heap, at) != NUMBER)
        fail_at(m, "not a number: ", at);
    return number(m->heap, at);
}

static bool need(struct machine *m, int at, enum kind kind, const char *what)
{
    if (kind_of(m->heap, at) != kind)
        fail_at(m, what, at);
    return !failed(m);
}

static bool equal(const struct heap *h, int a, int b)
{
    for (; kind_of(h, a) == PAIR && kind_of(h, b) == PAIR; a = tail(h, a), b = tail(h, b))
        if (!equal(h, head(h, a), head(h, b)))
            return false;
    if (a == b || kind_of(h, a) != kind_of(h, b))
        return a == b;
    if (kind_of(h, a) == STRING)
        return strcmp(text_of(h, a), text_of(h, b)) == 0;
    return kind_of(h, a) == NUMBER && number(h, a) == number(h, b);
}

static int arithmetic(struct machine *m, enum builtin which, int arguments)
{
    int64_t total = which == MULTIPLY;
    bool overflow = false;
    bool first = which == SUBTRACT && tail(m->heap, arguments) != NIL;
    for (; arguments != NIL; arguments = tail(m->heap, arguments), first = false) {
        int at = head(m->heap, arguments);
        int64_t n = need_number(m, at);
        if (which == ADD || first)
            overflow |= __builtin_add_overflow(total, n, &total);
        else if (which == SUBTRACT)
            overflow |= __builtin_sub_overflow(total, n, &total);
        else
            overflow |= __builtin_mul_overflow(total, n, &total);
    }
    return overflow ? fail(m, "too large a result of ", builtins[which].name)
                    : new_number(m->heap, total);
}

static int truth(bool b) { return b ? TRUE : FALSE; }

static int two_numbers(struct machine *m, enum builtin which, int left, int right)
{
    int64_t a = need_number(m, left), b = need_number(m, right);
    if (which == EQUALS || which == LESS)
        return truth(which == LESS ? a < b : a == b);
    if (b == 0 || (a == INT64_MIN && b == -1))
        return fail(m, "no result of ", builtins[which].name);
    return new_number(m->heap, which == DIVIDE ? a / b : a % b);
}

static int string_append(struct machine *m, int arguments)
{
    struct text all = {0};
    append(&all, "", 0);
    for (; arguments != NIL; arguments = tail(m->heap, arguments)) {
        int at = head(m->heap, arguments);
        if (need(m, at, STRING, "not a string: "))
            append_string(&all, text_of(m->heap, at));
    }
    return new_string(m->heap, all.bytes);
}

static int string_length(struct machine *m, int string)
{
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    size_t length = strlen(text_of(m->heap, string));
    return new_number(m->heap, (int64_t)length);
}

/* (string from end) */
static int substring(struct machine *m, int arguments)
{
    const struct heap *h = m->heap;
    int string = head(h, arguments), from = head(h, tail(h, arguments));
    int end = head(h, tail(h, tail(h, arguments)));
    int64_t first = need_number(m, from), last = need_number(m, end);
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    if (first < 0 || last < first || last > (int64_t)strlen(text_of(m->heap, string)))
        return fail_at(m, "no such part of ", string);
    char *part = check_memory(strndup(text_of(m->heap, string) + first, (size_t)(last - first)));
    return new_string(m->heap, part);
}

static int to_string(struct machine *m, int at)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, need_number(m, at));
    return new_string(m->heap, copy_string(digits));
}

static int to_number(struct machine *m, int string)
{
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    int64_t value = strtoll(text_of(m->heap, string), NULL, 10);
    return new_number(m->heap, value);
}

/* All arguments, one after another. */
static int display(struct machine *m, int arguments, bool quoted)
{
    for (; arguments != NIL; arguments = tail(m->heap, arguments))
        print(&m->output, m->heap, head(m->heap, arguments), quoted);
    return NIL;
}

static int fail_by_program(struct machine *m, int arguments)
{
    struct text t = {0};
    for (; arguments != NIL; arguments = tail(m->heap, arguments))
        print(&t, m->heap, head(m->heap, arguments), false);
    fail(m, "", t.bytes);
    free(t.bytes);
    return NIL;
}

static int by_number(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int sort(struct machine *m, int list)
{
    int64_t *numbers = NULL;
    size_t count = 0, room = 0;
    for (; kind_of(m->heap, list) == PAIR; list = tail(m->heap, list)) {
        if (count == room) {
            room = 2 * count + 8;
            numbers = check_memory(realloc(numbers, room * sizeof *numbers));
        }
        int at = head(m->heap, list);
        numbers[count++] = need_number(m, at);
    }
    if (count > 1)
        qsort(numbers, count, sizeof *numbers, by_number);
    int sorted = NIL;
    while (count-- > 0) {
        push_root(m->heap, sorted);
        int n = new_number(m->heap, numbers[count]);
        m->heap->roots--;
        sorted = cons(m->heap, n, sorted);
    }
    free(numbers);
    return sorted;
}

/* Call a function with one argument on a copy of the heap. */
static int call_on_copy(struct machine *m, int function, int argument)
{
    struct machine copy = {.heap = copy_heap(m->heap)};
    struct text value = {0};
    int form = quote(copy.heap, argument);
    form = cons(copy.heap, form, NIL);
    form = cons(copy.heap, function, form);
    int result = eval(&copy, form, NIL);
    print(&value, copy.heap, result, true);
    append_text(&m->output, &copy.output);
    if (failed(&copy)) {
        result = fail(m, "in parallel: ", copy.error);
    } else {
        struct reader r = {.text = value.bytes};
        result = read_form(m, &r);
    }
    free(value.bytes);
    free(copy.output.bytes);
    free_heap(copy.heap);
    return result;
}

static int parallel_map(struct machine *m, int function, int list)
{
    int base = m->heap->roots, results = NIL;
    push_root(m->heap, NIL);
    for (; kind_of(m->heap, list) == PAIR; list = tail(m->heap, list)) {
        int value = call_on_copy(m, function, head(m->heap, list));
        results = cons(m->heap, value, results);
        m->heap->root[base] = results;
    }
    list = NIL;
    for (; results != NIL; results = tail(m->heap, results)) {
        push_root(m->heap, list);
        list = cons(m->heap, head(m->heap, results), list);
        m->heap->roots--;
    }
    m->heap->roots = base;
    return list;
}

static bool right_count(struct machine *m, enum builtin which, int arguments)
{
    const struct builtin_form *form = &builtins[which];
    int count = 0;
    for (int list = arguments; list != NIL; list = tail(m->heap, list))
        count++;
    if (count < form->least || (form->most >= 0 && count > form->most))
        fail(m, "wrong number of arguments for ", form->name);
    return !failed(m);
}

static int call_builtin(struct machine *m, enum builtin which, int arguments)
{
    int a = head(m->heap, arguments), b = head(m->heap, tail(m->heap, arguments));
    if (!right_count(m, which, arguments))
        return NIL;
    switch (which) {
    case ADD:
    case SUBTRACT:
    case MULTIPLY:
        return arithmetic(m, which, arguments);
    case DIVIDE:
    case MODULO:
    case EQUALS:
    case LESS:
        return two_numbers(m, which, a, b);
    case CONS:
        return cons(m->heap, a, b);
    case HEAD:
        return need(m, a, PAIR, "not a pair: ") ? head(m->heap, a) : NIL;
    case TAIL:
        return need(m, a, PAIR, "not a pair: ") ? tail(m->heap, a) : NIL;
    case LIST:
        return arguments;
    case IS_NULL:
        return truth(a == NIL);
    case IS_PAIR:
        return truth(kind_of(m->heap, a) == PAIR);
    case IS_NUMBER:
        return truth(kind_of(m->heap, a) == NUMBER);
    case IS_STRING:
        return truth(kind_of(m->heap, a) == STRING);
    case IS_SYMBOL:
        return truth(kind_of(m->heap, a) == SYMBOL);
    case IS_EQUAL:
        return truth(equal(m->heap, a, b));
    case STRING_APPEND:
        return string_append(m, arguments);
    case STRING_LENGTH:
        return string_length(m, a);
    case SUBSTRING:
        return substring(m, arguments);
    case TO_STRING:
        return to_string(m, a);
    case TO_NUMBER:
        return to_number(m, a);
    case DISPLAY:
    case WRITE:
        return display(m, arguments, which == WRITE);
    case FAIL:
        return fail_by_program(m, arguments);
    case SORT:
        return sort(m, a);
    case PARALLEL_MAP:
        return parallel_map(m, a, b);
    case BUILTINS:
        break;
    }
    abort();
}

/* ---- Programs ----------------------------------------------------------------*/

/* What is written in the language itself. */
static const char prelude[] =
    "(define (not x) (if x #f #t))"
    "(define (> a b) (< b a)) (define (<= a b) (not (< b a))) (define (>= a b) (not (< a b)))"
    "(define (newline) (display \"\\n\"))"
    "(define (length l) (let ((n 0)) (define (go l n) (if (null? l) n (go (cdr l) (+ n 1))))"
    "  (go l n)))"
    "(define (fold f a l) (if (null? l) a (fold f (f a (car l)) (cdr l))))"
    "(define (reverse l) (fold (lambda (a x) (cons x a)) '() l))"
    "(define (map f l) (reverse (fold (lambda (a x) (cons (f x) a)) '() l)))"
    "(define (filter f l) (reverse (fold (lambda (a x) (if (f x) (cons x a) a)) '() l)))"
    "(define (append a b) (fold (lambda (l x) (cons x l)) b (reverse a)))"
    "(define (range a b) (define (go b l) (if (< b a) l (go (- b 1) (cons b l)))) (go (- b 1) "
    "'()))";

static void run_text(struct machine *m, char *text)
{
    struct reader r = {.text = text, .line = 1};
    while (!failed(m) && skip_space(&r) != '\0') {
        int line = r.line, form = read_form(m, &r);
        if (!failed(m))
            eval(m, form, NIL);
        if (failed(m)) {
            char error[ERROR_BYTES];
            snprintf(error, sizeof error, "%d: %.100s", line, m->error);
            snprintf(m->error, sizeof m->error, "%s", error);
        }
    }
    free(text);
}

static char *read_file(FILE *file)
{
    struct text t = {0};
    char piece[4096];
    append(&t, "", 0);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        append(&t, piece, got);
    return t.bytes;
}

static bool run_file(const char *path, bool stress)
{
    struct machine m = {.heap = new_heap(stress)};
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail(&m, strerror(errno), "");
    } else {
        char *text = read_file(file);
        fclose(file);
        run_text(&m, copy_string(prelude));
        run_text(&m, text);
    }
    if (m.output.length > 0)
        fwrite(m.output.bytes, 1, m.output.length, stdout);
    bool fine = !failed(&m);
    if (!fine)
        fprintf(stderr, "lisp: %s:%s\n", path, m.error);
    free(m.output.bytes);
    free_heap(m.heap);
    return fine;
}

int main(int argc, char **argv)
{
    bool fine = true, stress = argc > 1 && strcmp(argv[1], "--stress") == 0;
    int i = stress ? 2 : 1;
    if (i >= argc) {
        fprintf(stderr, "usage: lisp [--stress] FILE...\n");
        return 2;
    }
    for (; i < argc; i++)
        fine = run_file(argv[i], stress) && fine;
    return fine ? 0 : 1;
}
