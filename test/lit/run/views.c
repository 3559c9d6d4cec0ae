/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Views: structs with borrows in them, in every position of a struct. What their
 * borrows read stays in place for as long as they are used, also while other
 * objects of the same servers come and go in a small cache.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %drustcc -O2 -w -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain > %t.expected
 * RUN: %t0 | diff %t.expected - && env DRUST_BIRTHS=seed:5 %t2 | diff %t.expected -
 * RUN: %run2 %t0 | diff %t.expected -
 * RUN: env DRUST_BIRTHS=seed:6 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 16K %t2 | diff %t.expected -
 * RUN: %drust run -n 4 --cache 16K --stats %t0 2>%t.stats | diff %t.expected -
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'evictions>=50'
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 24, WIDTH = 2000 };
struct line { int number; char text[WIDTH]; struct line *DRUST_OWNED next; };
struct DRUST_VIEW slice { const char *DRUST_BORROW at; size_t length; };
struct DRUST_VIEW pair { struct slice first, second; int both; };
struct DRUST_VIEW cursor { const struct line *DRUST_BORROW _Nullable line; int steps; };
struct DRUST_VIEW writer { char *DRUST_MUT_BORROW at; size_t left; };

static struct line *DRUST_OWNED make(int number, int length, struct line *DRUST_OWNED next)
{
    struct line *DRUST_OWNED n = drust_new(struct line);
    n->number = number;
    n->next = next;
    for (int i = 0; i < length; i++)
        n->text[i] = (char)('a' + (number + i) % 26);
    return n;
}

/* Pushes other copies out of the cache. */
static int churn(const struct line *DRUST_BORROW _Nullable n)
{
    int sum = 0;
    for (; n != NULL; n = n->next)
        sum += n->text[n->number % 7];
    return sum;
}

static struct slice whole(const struct line *DRUST_BORROW n)
{
    return (struct slice){n->text, strlen(n->text)};
}

static struct slice word(struct slice s, size_t from, size_t length)
{
    s.at += from;
    s.length = length;
    return s;
}

static struct slice child(const struct line *DRUST_BORROW n)
{
    const struct line *DRUST_BORROW c = n->next; /* pinned in this frame only */
    struct slice s = {c->text, 5};
    return s;
}

static struct pair both(const struct line *DRUST_BORROW n)
{
    struct pair p = {whole(n), .second = child(n), 2};
    struct pair q;
    q = p;
    return q;
}

static int count(struct slice s)
{
    int sum = 0;
    for (size_t i = 0; i < s.length; i++)
        sum += s.at[i];
    return sum;
}

static int count_behind(const struct slice *DRUST_BORROW s)
{
    return count(*s) + s->at[0];
}

static int step(struct cursor *DRUST_MUT_BORROW c)
{
    if (c->line == NULL)
        return 0;
    c->line = c->line->next;
    return ++c->steps;
}

static const char *DRUST_BORROW text_of(struct cursor c)
{
    return c.line ? c.line->text : "none";
}

static void put(struct writer *DRUST_MUT_BORROW w, char c)
{
    if (w->left == 0)
        return;
    *w->at = c;
    w->at++;
    w->left--;
}

int main(void)
{
    struct line *DRUST_OWNED list = NULL;
    for (int i = 0; i < LINES; i++) {
        drust_thread t = drust_spawn_on((unsigned)i % drust_servers(), make, i, 20 + i, list);
        drust_join(t, &list);
    }

    int sum = 0;
    struct slice s = whole(list), t = s, last = {"", 0};
    sum += churn(list);
    for (const struct line *cur = list; cur; cur = cur->next) {
        struct slice w = word(whole(cur), 2, 5);
        if (cur->number % 5 == 0)
            last = w;
        sum += count(w) + count_behind(&w);
    }
    sum += churn(list);
    printf("%d %d %d %.*s\n", sum, count(s), count(t), (int)last.length, last.at);

    struct pair p = both(list);
    sum = churn(list);
    struct pair copy = p, *again = &copy;
    p = (struct pair){child(list->next), whole(list->next), 1};
    sum += churn(list);
    printf("%d %.*s %.*s %d %d\n", sum, (int)copy.first.length, copy.first.at,
           (int)again->second.length, again->second.at, count(p.first), count(p.second));

    struct cursor c = {list, 0};
    while (step(&c) && c.line)
        sum += churn(c.line) + c.line->number;
    struct cursor start = {.line = list};
    for (int i = 0; i < 7; i++)
        step(&start);
    const char *text = text_of(start), *chosen = sum % 2 ? s.at : text;
    sum += churn(list);
    struct slice rows[3] = {{text, 4}, whole(list), ({ struct slice inner = child(list); inner; })};
    rows[1] = sum ? rows[0] : rows[2];
    sum += churn(list);
    printf("%d %d %s %d %d %d %d\n", sum, c.steps, text, chosen[0] == s.at[0] || chosen == text,
           count(rows[0]), count(rows[1]), count(rows[2]));

    const char *DRUST_BORROW part; /* of what the view's borrow points to */
    {
        struct cursor inner = {list->next->next, 0};
        part = inner.line ? &inner.line->text[3] : "none";
        step(&inner);
        sum = churn(inner.line);
    }
    sum += churn(list);
    printf("%d %s\n", sum, part);

    for (const struct line *cur = list; cur; cur = cur->next) {
        sum += count_behind(&(struct slice){cur->next ? cur->next->text : cur->text, 7});
        const struct slice *DRUST_BORROW behind = &(struct slice){cur->text, 3};
        sum += churn(list) + count(*behind) + (&(struct pair){{cur->text, 1}, .second = {list->text, 2}})->second.at[2];
    }
    printf("%d\n", sum);

    struct writer w = {list->text, 6};
    for (char ch = 'A'; ch < 'Z'; ch++)
        put(&w, ch);
    printf("%s %d\n", list->text, count(whole(list)) + (int)w.left + child(list).at[1] +
                                      (int)both(list).second.length);
    return 0;
}
