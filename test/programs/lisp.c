/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A small Lisp: numbers, strings, symbols, lists, closures, tail calls, a
 * collector. Closures share environments and lists share tails, which one owner
 * for each object cannot say, so a program's cells lie in one owned array and
 * name each other by index; a cell owns its text. Every file is a program that
 * a thread of its own runs. (parallel-map f list) lends the whole heap to a
 * thread for each element, which works on a copy of it.
 *
 *     lisp [--stress] FILE...       --stress: collect at every new cell
 *
 * twin/lisp.c is the same program in plain C.
 */
#include "lisp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 8, /* threads at a time */
    PATH_BYTES = 1024
};

/* ---- Evaluation --------------------------------------------------------------*/

static int eval(struct machine *DRUST_MUT_BORROW m, int form, int environment);

/* The pair (symbol . value) of an environment, which is a list of lists of
 * them; NIL if the symbol is not in it. */
static int find(const struct heap *DRUST_BORROW h, int name, int environment)
{
    for (; environment != NIL; environment = tail(h, environment))
        for (int list = head(h, environment); list != NIL; list = tail(h, list))
            if (head(h, head(h, list)) == name)
                return head(h, list);
    return NIL;
}

static int look_up(struct machine *DRUST_MUT_BORROW m, int name, int environment)
{
    int pair = find(m->heap, name, environment);
    int value = pair != NIL ? tail(m->heap, pair) : head(m->heap, name);
    return value != UNBOUND ? value : fail_at(m, "not bound: ", name);
}

/* In the innermost environment; NIL is that of the whole program. */
static void define(struct heap *DRUST_MUT_BORROW h, int name, int value, int environment)
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
static int eval_list(struct machine *DRUST_MUT_BORROW m, int forms, int environment)
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
static int last_form(struct machine *DRUST_MUT_BORROW m, int forms, int environment)
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
static int bind(struct machine *DRUST_MUT_BORROW m, int closure, int arguments)
{
    struct heap *DRUST_MUT_BORROW h = m->heap;
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
static struct step eval_let(struct machine *DRUST_MUT_BORROW m, int rest, int environment)
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
static int eval_define(struct machine *DRUST_MUT_BORROW m, int rest, int environment)
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

static int eval_set(struct machine *DRUST_MUT_BORROW m, int rest, int environment)
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

static struct step eval_cond(struct machine *DRUST_MUT_BORROW m, int rest, int environment)
{
    for (; rest != NIL && !failed(m); rest = tail(m->heap, rest)) {
        int test = head(m->heap, head(m->heap, rest)), body = tail(m->heap, head(m->heap, rest));
        if (eval(m, test, environment) != FALSE)
            return go_on(last_form(m, body, environment), environment);
    }
    return done(NIL);
}

static struct step eval_special(struct machine *DRUST_MUT_BORROW m, enum special which, int rest,
                                int environment)
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

static int call_builtin(struct machine *DRUST_MUT_BORROW m, enum builtin which, int arguments);

/* A function and its arguments, which somebody roots. */
static struct step call(struct machine *DRUST_MUT_BORROW m, int operands)
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
static int eval(struct machine *DRUST_MUT_BORROW m, int form, int environment)
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

static int64_t need_number(struct machine *DRUST_MUT_BORROW m, int at)
{
    if (kind_of(m->heap, at) != NUMBER)
        fail_at(m, "not a number: ", at);
    return number(m->heap, at);
}

static bool need(struct machine *DRUST_MUT_BORROW m, int at, enum kind kind, const char *what)
{
    if (kind_of(m->heap, at) != kind)
        fail_at(m, what, at);
    return !failed(m);
}

static bool equal(const struct heap *DRUST_BORROW h, int a, int b)
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

static int arithmetic(struct machine *DRUST_MUT_BORROW m, enum builtin which, int arguments)
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

static int two_numbers(struct machine *DRUST_MUT_BORROW m, enum builtin which, int left, int right)
{
    int64_t a = need_number(m, left), b = need_number(m, right);
    if (which == EQUALS || which == LESS)
        return truth(which == LESS ? a < b : a == b);
    if (b == 0 || (a == INT64_MIN && b == -1))
        return fail(m, "no result of ", builtins[which].name);
    return new_number(m->heap, which == DIVIDE ? a / b : a % b);
}

static int string_append(struct machine *DRUST_MUT_BORROW m, int arguments)
{
    struct text all = {NULL, 0};
    append(&all, "", 0);
    for (; arguments != NIL; arguments = tail(m->heap, arguments)) {
        int at = head(m->heap, arguments);
        if (need(m, at, STRING, "not a string: "))
            append_string(&all, text_of(m->heap, at));
    }
    return new_string(m->heap, drust_move(all.bytes));
}

static int string_length(struct machine *DRUST_MUT_BORROW m, int string)
{
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    size_t length = strlen(text_of(m->heap, string));
    return new_number(m->heap, (int64_t)length);
}

/* (string from end) */
static int substring(struct machine *DRUST_MUT_BORROW m, int arguments)
{
    const struct heap *DRUST_BORROW h = m->heap;
    int string = head(h, arguments), from = head(h, tail(h, arguments));
    int end = head(h, tail(h, tail(h, arguments)));
    int64_t first = need_number(m, from), last = need_number(m, end);
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    if (first < 0 || last < first || last > (int64_t)strlen(text_of(m->heap, string)))
        return fail_at(m, "no such part of ", string);
    char *DRUST_OWNED part = drust_new_array(char, (size_t)(last - first) + 1);
    memcpy(part, text_of(m->heap, string) + first, (size_t)(last - first));
    return new_string(m->heap, part);
}

static int to_string(struct machine *DRUST_MUT_BORROW m, int at)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, need_number(m, at));
    return new_string(m->heap, drust_strdup(digits));
}

static int to_number(struct machine *DRUST_MUT_BORROW m, int string)
{
    if (!need(m, string, STRING, "not a string: "))
        return NIL;
    int64_t value = strtoll(text_of(m->heap, string), NULL, 10);
    return new_number(m->heap, value);
}

/* All arguments, one after another. */
static int display(struct machine *DRUST_MUT_BORROW m, int arguments, bool quoted)
{
    for (; arguments != NIL; arguments = tail(m->heap, arguments))
        print(&m->output, m->heap, head(m->heap, arguments), quoted);
    return NIL;
}

static int fail_by_program(struct machine *DRUST_MUT_BORROW m, int arguments)
{
    struct text t = {NULL, 0};
    for (; arguments != NIL; arguments = tail(m->heap, arguments))
        print(&t, m->heap, head(m->heap, arguments), false);
    return fail(m, "", t.bytes);
}

static int by_number(const int64_t *DRUST_BORROW a, const int64_t *DRUST_BORROW b)
{
    return (*a > *b) - (*a < *b);
}

static int sort(struct machine *DRUST_MUT_BORROW m, int list)
{
    int64_t *DRUST_OWNED numbers = NULL;
    size_t count = 0;
    for (; kind_of(m->heap, list) == PAIR; list = tail(m->heap, list)) {
        if (count == drust_len(numbers))
            drust_resize(&numbers, 2 * count + 8);
        int at = head(m->heap, list);
        numbers[count++] = need_number(m, at);
    }
    drust_sort(numbers, count, by_number);
    int sorted = NIL;
    while (count-- > 0) {
        push_root(m->heap, sorted);
        int n = new_number(m->heap, numbers[count]);
        m->heap->roots--;
        sorted = cons(m->heap, n, sorted);
    }
    return sorted;
}

/* What a thread gives back. */
struct answer {
    struct text output, value;
    char error[ERROR_BYTES];
};

static struct answer *DRUST_OWNED answer_of(struct machine *DRUST_MUT_BORROW m)
{
    struct answer *DRUST_OWNED a = drust_new(struct answer);
    a->output.length = m->output.length;
    a->output.bytes = drust_take(&m->output.bytes);
    snprintf(a->error, sizeof a->error, "%s", m->error);
    return a;
}

/* Runs anywhere, on a copy of the heap. */
static struct answer *DRUST_OWNED call_elsewhere(const struct heap *DRUST_BORROW heap, int function,
                                                 int argument)
{
    struct machine m = {.heap = drust_clone(heap)};
    int form = quote(m.heap, argument);
    form = cons(m.heap, form, NIL);
    form = cons(m.heap, function, form);
    int value = eval(&m, form, NIL);
    struct answer *DRUST_OWNED a = answer_of(&m);
    print(&a->value, m.heap, value, true);
    return a;
}

static int take_answer(struct machine *DRUST_MUT_BORROW m, struct answer *DRUST_OWNED a)
{
    append_text(&m->output, &a->output);
    if (a->error[0] != '\0')
        return fail(m, "in parallel: ", a->error);
    struct reader r = {.text = drust_take(&a->value.bytes)};
    return read_form(m, &r);
}

static int parallel_map(struct machine *DRUST_MUT_BORROW m, int function, int list)
{
    drust_thread thread[BATCH];
    struct answer *DRUST_OWNED answer[BATCH];
    int base = m->heap->roots, results = NIL;
    push_root(m->heap, NIL);
    while (kind_of(m->heap, list) == PAIR) {
        int count = 0;
        drust_scope
        {
            for (; count < BATCH && kind_of(m->heap, list) == PAIR; count++) {
                thread[count] = drust_spawn(call_elsewhere, m->heap, function, head(m->heap, list));
                list = tail(m->heap, list);
            }
            for (int i = 0; i < count; i++)
                drust_join(thread[i], &answer[i]);
        }
        for (int i = 0; i < count; i++) {
            int value = take_answer(m, drust_take(&answer[i]));
            results = cons(m->heap, value, results);
            m->heap->root[base] = results;
        }
    }
    list = NIL;
    for (; results != NIL; results = tail(m->heap, results)) {
        push_root(m->heap, list);
        int value = head(m->heap, results);
        list = cons(m->heap, value, list);
        m->heap->roots--;
    }
    m->heap->roots = base;
    return list;
}

static bool right_count(struct machine *DRUST_MUT_BORROW m, enum builtin which, int arguments)
{
    const struct builtin_form *form = &builtins[which];
    int count = 0;
    for (int list = arguments; list != NIL; list = tail(m->heap, list))
        count++;
    if (count < form->least || (form->most >= 0 && count > form->most))
        fail(m, "wrong number of arguments for ", form->name);
    return !failed(m);
}

static int call_builtin(struct machine *DRUST_MUT_BORROW m, enum builtin which, int arguments)
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

struct path {
    char name[PATH_BYTES];
};

static void run_text(struct machine *DRUST_MUT_BORROW m, char *DRUST_OWNED text)
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
}

static char *DRUST_OWNED read_file(FILE *file)
{
    struct text t = {NULL, 0};
    char piece[4096];
    append(&t, "", 0);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        append(&t, piece, got);
    return drust_move(t.bytes);
}

static struct answer *DRUST_OWNED run_file(struct path path, bool stress)
{
    struct machine m = {.heap = new_heap(stress)};
    FILE *file = fopen(path.name, "r");
    if (file == NULL) {
        fail(&m, strerror(errno), "");
        return answer_of(&m);
    }
    char *DRUST_OWNED text = read_file(file);
    fclose(file);
    run_text(&m, drust_strdup(prelude));
    run_text(&m, text);
    return answer_of(&m);
}

static bool run_batch(char **name, int files, bool stress)
{
    drust_thread thread[BATCH];
    bool fine = true;
    for (int i = 0; i < files; i++) {
        struct path path;
        snprintf(path.name, sizeof path.name, "%s", name[i]);
        thread[i] = drust_spawn_on((unsigned)i % drust_servers(), run_file, path, stress);
    }
    for (int i = 0; i < files; i++) {
        struct answer *DRUST_OWNED a = NULL;
        drust_join(thread[i], &a);
        if (a->output.length > 0)
            fwrite(a->output.bytes, 1, a->output.length, stdout);
        if (a->error[0] != '\0') {
            fprintf(stderr, "lisp: %s:%s\n", name[i], a->error);
            fine = false;
        }
    }
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
    for (; i < argc; i += BATCH)
        fine = run_batch(&argv[i], argc - i < BATCH ? argc - i : BATCH, stress) && fine;
    return fine ? 0 : 1;
}
