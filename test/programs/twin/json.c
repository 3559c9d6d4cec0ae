/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The twin of ../json.c in plain C: the same program written with malloc and
 * free, on one machine, without threads. It prints the same.
 */
#include "memory.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

enum {
    DEPTH_MAX = 200, /* of arrays and objects in each other */
    POINTER_MAX = 256
};

/* ---- Text that grows ---------------------------------------------------------*/

struct text {
    char *bytes;
    size_t length, room;
};

static void reserve(struct text *t, size_t more)
{
    if (t->room - t->length >= more)
        return;
    t->room = t->room < 16 ? 16 : t->room;
    while (t->room - t->length < more)
        t->room *= 2;
    t->bytes = check_memory(realloc(t->bytes, t->room));
}

static void append(struct text *t, const char *bytes, size_t count)
{
    reserve(t, count);
    memcpy(&t->bytes[t->length], bytes, count);
    t->length += count;
}

static void append_char(struct text *t, char c)
{
    reserve(t, 1);
    t->bytes[t->length++] = c;
}

static void append_string(struct text *t, const char *s) { append(t, s, strlen(s)); }

/* One code point as UTF-8. */
static void append_utf8(struct text *t, unsigned code)
{
    if (code < 0x80) {
        append_char(t, (char)code);
        return;
    }
    if (code < 0x800) {
        append_char(t, (char)(0xc0 | code >> 6));
    } else {
        if (code < 0x10000) {
            append_char(t, (char)(0xe0 | code >> 12));
        } else {
            append_char(t, (char)(0xf0 | code >> 18));
            append_char(t, (char)(0x80 | (code >> 12 & 0x3f)));
        }
        append_char(t, (char)(0x80 | (code >> 6 & 0x3f)));
    }
    append_char(t, (char)(0x80 | (code & 0x3f)));
}

/* The code point that starts at s, of at most `left` bytes, and its length in
 * *bytes; 0 bytes if this is not UTF-8. */
static unsigned decode_utf8(const char *s, size_t left, size_t *bytes)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)s[0];
    size_t length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    *bytes = 0;
    if (length == 0 || length > left || first > 0xf4)
        return 0;
    unsigned code = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    *bytes = length;
    return code;
}

/* ---- Values ------------------------------------------------------------------*/

enum kind { KIND_NULL, KIND_FALSE, KIND_TRUE, KIND_NUMBER, KIND_STRING, KIND_ARRAY, KIND_OBJECT };

struct value;

struct member {
    struct text name; /* ends in '\0', which is not counted */
    struct value *value;
};

struct value {
    enum kind kind;
    double number;
    struct text string; /* ends in '\0', which is not counted */
    size_t count, room; /* of elements or members */
    struct value **element;
    struct member *member;
};

static struct value *new_value(enum kind kind)
{
    struct value *v = check_memory(calloc(1, sizeof *v));
    v->kind = kind;
    return v;
}

static void free_value(struct value *v)
{
    if (v == NULL)
        return;
    for (size_t i = 0; i < v->count; i++) {
        free_value(v->kind == KIND_ARRAY ? v->element[i] : v->member[i].value);
        if (v->kind == KIND_OBJECT)
            free(v->member[i].name.bytes);
    }
    free(v->element);
    free(v->member);
    free(v->string.bytes);
    free(v);
}

static struct text copy_text(const struct text *t)
{
    struct text copy = {check_memory(malloc(t->length + 1)), t->length, t->length + 1};
    memcpy(copy.bytes, t->bytes, t->length + 1);
    return copy;
}

static struct value *copy_value(const struct value *v)
{
    struct value *copy = check_memory(malloc(sizeof *copy));
    *copy = *v;
    if (v->kind == KIND_STRING)
        copy->string = copy_text(&v->string);
    else if (v->kind == KIND_ARRAY && v->room > 0)
        copy->element = check_memory(malloc(v->room * sizeof *v->element));
    else if (v->kind == KIND_OBJECT && v->room > 0)
        copy->member = check_memory(malloc(v->room * sizeof *v->member));
    for (size_t i = 0; i < v->count; i++) {
        if (v->kind == KIND_ARRAY) {
            copy->element[i] = copy_value(v->element[i]);
            continue;
        }
        copy->member[i].name = copy_text(&v->member[i].name);
        copy->member[i].value = copy_value(v->member[i].value);
    }
    return copy;
}

/* Room for one more element of so many bytes. */
static void *grow(struct value *v, void *array, size_t bytes)
{
    if (v->count < v->room)
        return array;
    v->room = v->room == 0 ? 4 : 2 * v->room;
    return check_memory(realloc(array, v->room * bytes));
}

static void add_element(struct value *array, struct value *element)
{
    array->element = grow(array, array->element, sizeof *array->element);
    array->element[array->count++] = element;
}

/* Its place; the caller puts the value there. */
static size_t add_member(struct value *object, struct text name)
{
    object->member = grow(object, object->member, sizeof *object->member);
    object->member[object->count] = (struct member){.name = name};
    return object->count++;
}

/* The place of the member of that name, object->count if there is none. */
static size_t find_member(const struct value *object, const char *name, size_t length)
{
    size_t i = 0;
    for (; i < object->count; i++) {
        const struct text *known = &object->member[i].name;
        if (known->length == length && memcmp(known->bytes, name, length) == 0)
            break;
    }
    return i;
}

static void remove_member(struct value *object, size_t at)
{
    free(object->member[at].name.bytes);
    free_value(object->member[at].value);
    object->count--;
    memmove(&object->member[at], &object->member[at + 1],
            (object->count - at) * sizeof *object->member);
}

static int by_name(const void *left, const void *right)
{
    const struct text *a = &((const struct member *)left)->name;
    const struct text *b = &((const struct member *)right)->name;
    size_t common = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->bytes, b->bytes, common);
    if (order != 0)
        return order;
    return (a->length > b->length) - (a->length < b->length);
}

static void sort_members(struct value *v)
{
    if (v->kind == KIND_OBJECT && v->count > 1)
        qsort(v->member, v->count, sizeof *v->member, by_name);
    for (size_t i = 0; i < v->count; i++)
        sort_members(v->kind == KIND_OBJECT ? v->member[i].value : v->element[i]);
}

/* ---- Reading -----------------------------------------------------------------*/

struct error {
    unsigned line, column; /* from 1; 0: not in the text */
    char message[96];      /* empty: none */
};

struct parser {
    char *text; /* ends in '\0', which is not counted */
    size_t length, at;
    int depth;
    struct error error;
};

/* The first error is the one to tell. */
static void fail_at(struct parser *p, size_t at, const char *message)
{
    if (p->error.message[0] != '\0')
        return;
    p->error.line = 1;
    p->error.column = 1;
    for (size_t i = 0; i < at; i++) {
        char c = p->text[i];
        if (c == '\n') {
            p->error.line++;
            p->error.column = 1;
        } else if ((c & 0xc0) != 0x80) {
            p->error.column++;
        }
    }
    snprintf(p->error.message, sizeof p->error.message, "%s", message);
}

static void fail(struct parser *p, const char *message) { fail_at(p, p->at, message); }

static bool failed(const struct parser *p) { return p->error.message[0] != '\0'; }

static void skip_space(struct parser *p) { p->at += strspn(&p->text[p->at], " \t\r\n"); }

static bool accept(struct parser *p, char c)
{
    if (p->at >= p->length || p->text[p->at] != c)
        return false;
    p->at++;
    return true;
}

static size_t skip_digits(struct parser *p)
{
    size_t digits = strspn(&p->text[p->at], "0123456789");
    p->at += digits;
    return digits;
}

static struct value *parse_number(struct parser *p)
{
    size_t start = p->at;
    accept(p, '-');
    if (!accept(p, '0') && skip_digits(p) == 0) {
        fail(p, "a digit is missing");
        return NULL;
    }
    if (accept(p, '.') && skip_digits(p) == 0) {
        fail(p, "a digit is missing behind the point");
        return NULL;
    }
    if (accept(p, 'e') || accept(p, 'E')) {
        if (!accept(p, '+'))
            accept(p, '-');
        if (skip_digits(p) == 0) {
            fail(p, "a digit is missing in the exponent");
            return NULL;
        }
    }
    struct value *v = new_value(KIND_NUMBER);
    v->number = strtod(&p->text[start], NULL);
    if (isinf(v->number)) {
        fail_at(p, start, "the number is out of range");
        free_value(v);
        return NULL;
    }
    return v;
}

/* Four hexadecimal digits. */
static unsigned parse_hex(struct parser *p)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        char c = p->text[p->at];
        const char *digit = c != '\0' ? strchr(digits, c) : NULL;
        if (digit == NULL) {
            fail(p, "a hexadecimal digit is missing");
            return 0;
        }
        code = code << 4 | ((unsigned)(digit - digits) & 15);
        p->at++;
    }
    return code;
}

static void parse_escape(struct parser *p, struct text *out)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    size_t start = p->at - 1;
    char c = p->text[p->at];
    const char *letter = c != '\0' ? strchr(letters, c) : NULL;
    if (letter != NULL) {
        p->at++;
        append_char(out, meant[letter - letters]);
        return;
    }
    if (!accept(p, 'u')) {
        fail_at(p, start, "no such escape");
        return;
    }
    unsigned code = parse_hex(p);
    if (code >= 0xd800 && code < 0xdc00 && accept(p, '\\') && accept(p, 'u')) {
        unsigned low = parse_hex(p);
        code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + low - 0xdc00
                                             : 0xd800;
    }
    if (code >= 0xd800 && code < 0xe000)
        fail_at(p, start, "half of a surrogate pair");
    append_utf8(out, code);
}

/* Without the first quote. */
static struct text parse_string(struct parser *p)
{
    struct text out = {0};
    size_t start = p->at - 1;
    while (!failed(p) && !accept(p, '"')) {
        size_t bytes;
        if (p->at >= p->length) {
            fail_at(p, start, "the string has no end");
        } else if (accept(p, '\\')) {
            parse_escape(p, &out);
        } else if ((unsigned char)p->text[p->at] < ' ') {
            fail(p, "a control character in a string");
        } else {
            decode_utf8(&p->text[p->at], p->length - p->at, &bytes);
            if (bytes > 0)
                append(&out, &p->text[p->at], bytes);
            else
                fail(p, "not UTF-8");
            p->at += bytes;
        }
    }
    append_char(&out, '\0');
    out.length--;
    return out;
}

static struct value *parse_value(struct parser *p);

static struct value *parse_array(struct parser *p)
{
    struct value *array = new_value(KIND_ARRAY);
    skip_space(p);
    if (accept(p, ']'))
        return array;
    do {
        struct value *element = parse_value(p);
        if (element == NULL)
            goto failed;
        add_element(array, element);
        skip_space(p);
    } while (accept(p, ','));
    if (accept(p, ']'))
        return array;
    fail(p, "',' or ']' is missing");
failed:
    free_value(array);
    return NULL;
}

/* Of two members of one name the later one counts. */
static bool parse_member(struct parser *p, struct value *object)
{
    skip_space(p);
    if (!accept(p, '"')) {
        fail(p, "the name of a member is missing");
        return false;
    }
    struct text name = parse_string(p);
    skip_space(p);
    if (!accept(p, ':')) {
        fail(p, "':' is missing");
        free(name.bytes);
        return false;
    }
    struct value *value = parse_value(p);
    if (value == NULL) {
        free(name.bytes);
        return false;
    }
    size_t at = find_member(object, name.bytes, name.length);
    if (at == object->count)
        at = add_member(object, name);
    else
        free(name.bytes);
    free_value(object->member[at].value);
    object->member[at].value = value;
    return true;
}

static struct value *parse_object(struct parser *p)
{
    struct value *object = new_value(KIND_OBJECT);
    skip_space(p);
    if (accept(p, '}'))
        return object;
    do {
        if (!parse_member(p, object))
            goto failed;
        skip_space(p);
    } while (accept(p, ','));
    if (accept(p, '}'))
        return object;
    fail(p, "',' or '}' is missing");
failed:
    free_value(object);
    return NULL;
}

static struct value *parse_word(struct parser *p)
{
    static const struct word {
        const char *text;
        enum kind kind;
    } words[] = {{"null", KIND_NULL}, {"false", KIND_FALSE}, {"true", KIND_TRUE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].text);
        if (strncmp(&p->text[p->at], words[i].text, length) == 0) {
            p->at += length;
            return new_value(words[i].kind);
        }
    }
    fail(p, p->at < p->length ? "no value starts like this" : "a value is missing");
    return NULL;
}

/* NULL after an error. */
static struct value *parse_value(struct parser *p)
{
    struct value *v = NULL;
    skip_space(p);
    size_t start = p->at;
    if (++p->depth > DEPTH_MAX) {
        fail_at(p, start, "too many arrays and objects in each other");
    } else if (accept(p, '{')) {
        v = parse_object(p);
    } else if (accept(p, '[')) {
        v = parse_array(p);
    } else if (accept(p, '"')) {
        v = new_value(KIND_STRING);
        v->string = parse_string(p);
    } else if (p->text[start] == '-' || (p->text[start] >= '0' && p->text[start] <= '9')) {
        v = parse_number(p);
    } else {
        v = parse_word(p);
    }
    p->depth--;
    if (failed(p)) {
        free_value(v);
        return NULL;
    }
    return v;
}

/* ---- Printing ----------------------------------------------------------------*/

struct options {
    int indent; /* spaces a level; -1: everything in one line */
    bool sort, ascii, get;
    char pointer[POINTER_MAX];
};

static void print_string(struct text *out, const struct text *s, const struct options *options)
{
    static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    append_char(out, '"');
    for (size_t i = 0, bytes; i < s->length; i += bytes) {
        unsigned code = decode_utf8(&s->bytes[i], s->length - i, &bytes);
        const char *escape = code != 0 && code < 0x80 ? strchr(special, (int)code) : NULL;
        char hex[16];
        if (escape != NULL) {
            append_char(out, '\\');
            append_char(out, letters[escape - special]);
        } else if (code >= ' ' && (code < 0x7f || !options->ascii)) {
            append(out, &s->bytes[i], bytes);
        } else if (code < 0x10000) {
            snprintf(hex, sizeof hex, "\\u%04x", code);
            append_string(out, hex);
        } else {
            snprintf(hex, sizeof hex, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                     0xdc00 + (code & 0x3ff));
            append_string(out, hex);
        }
    }
    append_char(out, '"');
}

/* The fewest digits that give the number again. */
static void print_number(struct text *out, double number)
{
    char digits[40];
    if (fabs(number) < 1e15 && number == floor(number)) {
        snprintf(digits, sizeof digits, "%.0f", number);
    } else {
        int precision = 1;
        do
            snprintf(digits, sizeof digits, "%.*g", precision, number);
        while (strtod(digits, NULL) != number && precision++ < 17);
    }
    append_string(out, digits);
}

static void print_value(struct text *out, const struct value *v, const struct options *options,
                        int level);

static void new_line(struct text *out, const struct options *options, int level)
{
    if (options->indent < 0)
        return;
    append_char(out, '\n');
    for (int i = 0; i < level * options->indent; i++)
        append_char(out, ' ');
}

/* An array or an object. */
static void print_list(struct text *out, const struct value *v, const struct options *options,
                       int level)
{
    append_char(out, v->kind == KIND_ARRAY ? '[' : '{');
    for (size_t i = 0; i < v->count; i++) {
        if (i > 0)
            append_char(out, ',');
        new_line(out, options, level + 1);
        if (v->kind == KIND_ARRAY) {
            print_value(out, v->element[i], options, level + 1);
            continue;
        }
        const struct member *m = &v->member[i];
        print_string(out, &m->name, options);
        append_string(out, options->indent < 0 ? ":" : ": ");
        print_value(out, m->value, options, level + 1);
    }
    if (v->count > 0)
        new_line(out, options, level);
    append_char(out, v->kind == KIND_ARRAY ? ']' : '}');
}

static void print_value(struct text *out, const struct value *v, const struct options *options,
                        int level)
{
    static const char *const words[] = {"null", "false", "true"};
    if (v->kind <= KIND_TRUE)
        append_string(out, words[v->kind]);
    else if (v->kind == KIND_NUMBER)
        print_number(out, v->number);
    else if (v->kind == KIND_STRING)
        print_string(out, &v->string, options);
    else
        print_list(out, v, options, level);
}

/* ---- Finding and changing ----------------------------------------------------*/

/* One step of a pointer, up to `end`; ~1 stands for '/' and ~0 for '~'. */
static const struct value *step(const struct value *v, const char *from, const char *end)
{
    char name[POINTER_MAX];
    size_t length = 0, index = 0;
    for (; from < end; from++) {
        bool escape = *from == '~' && (from[1] == '0' || from[1] == '1');
        name[length++] = !escape ? *from : from[1] == '0' ? '~' : '/';
        from += escape;
    }
    name[length] = '\0';
    if (v->kind == KIND_OBJECT) {
        size_t at = find_member(v, name, length);
        return at < v->count ? v->member[at].value : NULL;
    }
    if (v->kind != KIND_ARRAY || length == 0 || strspn(name, "0123456789") != length)
        return NULL;
    if (length > 9 || (length > 1 && name[0] == '0'))
        return NULL;
    index = strtoul(name, NULL, 10);
    return index < v->count ? v->element[index] : NULL;
}

static const struct value *find(const struct value *root, const char *pointer)
{
    const struct value *v = root;
    while (v != NULL && *pointer == '/') {
        const char *end = pointer + 1 + strcspn(pointer + 1, "/");
        v = step(v, pointer + 1, end);
        pointer = end;
    }
    return *pointer == '\0' ? v : NULL;
}

/* RFC 7396: members of the patch replace, null removes. */
static void patch_value(struct value **target, const struct value *patch)
{
    if (patch->kind != KIND_OBJECT) {
        free_value(*target);
        *target = copy_value(patch);
        return;
    }
    if (*target == NULL || (*target)->kind != KIND_OBJECT) {
        free_value(*target);
        *target = new_value(KIND_OBJECT);
    }
    struct value *object = *target;
    for (size_t i = 0; i < patch->count; i++) {
        const struct member *change = &patch->member[i];
        size_t at = find_member(object, change->name.bytes, change->name.length);
        if (change->value->kind != KIND_NULL) {
            if (at == object->count)
                at = add_member(object, copy_text(&change->name));
            patch_value(&object->member[at].value, change->value);
        } else if (at < object->count) {
            remove_member(object, at);
        }
    }
}

/* ---- Files -------------------------------------------------------------------*/

struct document {
    struct value *root; /* NULL after an error */
    struct error error;
};

static struct document parse_document(struct text text)
{
    struct document d = {0};
    struct parser p = {.text = text.bytes, .length = text.length};
    d.root = parse_value(&p);
    skip_space(&p);
    if (p.at < p.length)
        fail(&p, "something follows the value");
    if (failed(&p)) {
        free_value(d.root);
        d.root = NULL;
    }
    d.error = p.error;
    free(p.text);
    return d;
}

static struct text read_all(FILE *file)
{
    struct text t = {0};
    size_t got;
    do {
        reserve(&t, 4096);
        got = fread(&t.bytes[t.length], 1, 4095, file);
        t.length += got;
    } while (got > 0);
    t.bytes[t.length] = '\0';
    return t;
}

static struct document load(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        struct document d = {0};
        snprintf(d.error.message, sizeof d.error.message, "%s", strerror(errno));
        return d;
    }
    struct text t = read_all(file);
    fclose(file);
    return parse_document(t);
}

/* Change a document and give what is to be printed of it. */
static struct text process(struct document *d, const struct value *patch,
                           const struct options *options)
{
    struct text out = {0};
    if (d->root == NULL)
        return out;
    if (patch != NULL)
        patch_value(&d->root, patch);
    if (options->sort)
        sort_members(d->root);
    const struct value *found = d->root;
    if (options->get)
        found = find(d->root, options->pointer);
    if (found == NULL) {
        snprintf(d->error.message, sizeof d->error.message, "nothing at %.80s", options->pointer);
        return out;
    }
    print_value(&out, found, options, 0);
    append_char(&out, '\n');
    return out;
}

static bool report(const struct document *d, const char *path)
{
    const struct error *e = &d->error;
    if (e->message[0] == '\0')
        return true;
    if (e->line > 0)
        fprintf(stderr, "json: %s:%u:%u: %s\n", path, e->line, e->column, e->message);
    else
        fprintf(stderr, "json: %s: %s\n", path, e->message);
    return false;
}

static bool run(const char *name, const struct value *patch, const struct options *options)
{
    struct document d = strcmp(name, "-") == 0 ? parse_document(read_all(stdin)) : load(name);
    struct text out = process(&d, patch, options);
    if (out.length > 0)
        fwrite(out.bytes, 1, out.length, stdout);
    bool fine = report(&d, name);
    free(out.bytes);
    free_value(d.root);
    return fine;
}

static void usage(void)
{
    fprintf(stderr, "usage: json [--compact] [--indent N] [--sort] [--ascii]\n"
                    "            [--get POINTER] [--patch FILE] FILE...\n");
    exit(2);
}

/* Take the options; the place of the first file. */
static int parse_options(int argc, char **argv, struct options *options, const char **patch)
{
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--compact") == 0)
            options->indent = -1;
        else if (strcmp(argv[i], "--sort") == 0)
            options->sort = true;
        else if (strcmp(argv[i], "--ascii") == 0)
            options->ascii = true;
        else if (i + 1 == argc)
            usage();
        else if (strcmp(argv[i], "--indent") == 0)
            options->indent = atoi(argv[++i]);
        else if (strcmp(argv[i], "--patch") == 0)
            *patch = argv[++i];
        else if (strcmp(argv[i], "--get") == 0 && (options->get = true))
            snprintf(options->pointer, sizeof options->pointer, "%s", argv[++i]);
        else
            usage();
    }
    if (i == argc)
        usage();
    return i;
}

int main(int argc, char **argv)
{
    struct options options = {.indent = 2};
    const char *patch_path = NULL;
    int i = parse_options(argc, argv, &options, &patch_path);
    struct document patch = patch_path != NULL ? load(patch_path) : (struct document){0};
    bool fine = report(&patch, patch_path);
    if (!fine)
        return 1;
    for (; i < argc; i++)
        fine = run(argv[i], patch.root, &options) && fine;
    free_value(patch.root);
    return fine ? 0 : 1;
}
