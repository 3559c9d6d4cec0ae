/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What generated programs begin with: generate puts the text of this file in
 * front of them. forms.py has the same in Python.
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef NEAR
#define NEAR
#endif
/* Of functions that are called from many places. */
#ifndef OFTEN
#define OFTEN
#endif

struct box {
    int value;
    unsigned small : 5;
    int list[3];
    char name[8];
    int (*step)(int);
    struct box *DRUST_OWNED NEAR _Nullable inner;
    long *DRUST_OWNED NEAR _Nullable row;
};
typedef struct box *DRUST_OWNED box_box;
typedef struct box *DRUST_OWNED boxes[];
struct pair {
    struct box *DRUST_OWNED NEAR _Nullable first;
    int count;
    struct box *DRUST_OWNED _Nullable second;
};
struct nest {
    int id;
    struct pair pair;
    struct box *DRUST_OWNED _Nullable extra[2];
};
struct flock {
    int used;
    const char *DRUST_RAW label;
    struct box *DRUST_OWNED _Nullable birds[];
};
struct DRUST_VIEW sight {
    const struct box *DRUST_BORROW _Nullable at;
    int steps;
};
struct DRUST_VIEW sights {
    struct sight left, right;
    int both;
};
struct DRUST_VIEW cells {
    const int *DRUST_BORROW at;
    int count;
};
struct DRUST_VIEW pen {
    int *DRUST_MUT_BORROW at;
    int left;
};
struct probe;
static void probed(struct probe *DRUST_MUT_BORROW p);
struct DRUST_DROP(probed) probe {
    int number;
    struct box *DRUST_OWNED _Nullable box;
    struct probe *DRUST_OWNED _Nullable next;
};

static unsigned sum, lives;
static volatile int zero; /* opaque to the compiler */

static OFTEN void add(long value) { sum = sum * 31 + (unsigned)value; }
static OFTEN void count(void)
{
#ifndef PLAIN
    unsigned live = (unsigned)(drust_counter("news") - drust_counter("frees"));
    lives = lives * 31 + live;
#endif
}
static int small_of(long value) { return (int)(value % 1000); }

/* ---- Owners ------------------------------------------------------------------*/

static int twice(int n) { return 2 * n; }
static int next_of(int n) { return n + 1; }
static OFTEN struct box *DRUST_OWNED make_here(int value)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->value = value;
    b->small = (unsigned)value;
    b->step = value & 1 ? twice : next_of;
    snprintf(b->name, sizeof b->name, "b%d", value & 1023);
    if ((value & 3) == 0) {
        b->row = drust_new_array(long, 2);
        b->row[0] = value;
    }
    return b;
}
/* On one of the servers. */
static OFTEN struct box *DRUST_OWNED make(int value)
{
    unsigned servers = drust_servers();
    if (servers == 1)
        return make_here(value);
    drust_thread t = drust_spawn_on((unsigned)value % servers, make_here, value);
    struct box *DRUST_OWNED b;
    drust_join(t, &b);
    return b;
}
static OFTEN struct box *DRUST_OWNED wrap(struct box *DRUST_OWNED _Nullable inner, int value)
{
    struct box *DRUST_OWNED b = make(value);
    b->inner = inner;
    return b;
}
static OFTEN void eat(struct box *DRUST_OWNED _Nullable b) { add(b ? b->value : -7); }
static OFTEN struct box *DRUST_OWNED _Nullable pass(struct box *DRUST_OWNED _Nullable b)
{
    return b;
}
static OFTEN struct box *DRUST_OWNED
_Nullable pop(struct box *DRUST_OWNED _Nullable *DRUST_MUT_BORROW slot)
{
    if (!*slot)
        return NULL;
    struct box *DRUST_OWNED first = drust_take(slot);
    *slot = drust_take(&first->inner);
    return first;
}
static OFTEN struct pair pair_of(struct box *DRUST_OWNED _Nullable first, int count)
{
    struct pair p = {.first = first, .count = count};
    return p;
}
static OFTEN int eat_pair(struct pair p)
{
    return p.count + (p.first ? p.first->value : 0) + (p.second ? p.second->value : 0);
}
static int look_pair(const struct pair *DRUST_BORROW p)
{
    return p->count + (p->first ? p->first->value : 0) + (p->second ? p->second->value : 0);
}
static OFTEN struct nest nest_of(struct pair pair, int id)
{
    return (struct nest){id, pair, {NULL, make(id)}};
}
static int eat_nest(struct nest n)
{
    return n.id + look_pair(&n.pair) + (n.extra[1] ? n.extra[1]->value : 0);
}
static OFTEN struct probe probe_of(struct box *DRUST_OWNED _Nullable box, int number)
{
    return (struct probe){number, box, NULL};
}
/* Runs in the order of drops, which the program's sum shows. */
static void probed(struct probe *DRUST_MUT_BORROW p)
{
    add(p->number + (p->box ? p->box->value : 0));
}

/* ---- Borrows -----------------------------------------------------------------*/

static OFTEN int value(const struct box *DRUST_BORROW _Nullable b) { return b ? b->value : -1; }
static OFTEN int depth(const struct box *DRUST_BORROW _Nullable b)
{
    int n = 0;
    for (const struct box *at = b; at; at = at->inner)
        n++;
    return n;
}
static OFTEN const struct box *DRUST_BORROW
_Nullable last(const struct box *DRUST_BORROW _Nullable b)
{
    while (b && b->inner)
        b = b->inner;
    return b;
}
static OFTEN DRUST_FROM(a, b) const struct box *DRUST_BORROW
_Nullable deeper(const struct box *DRUST_BORROW _Nullable a,
                 const struct box *DRUST_BORROW _Nullable b)
{
    return depth(a) < depth(b) ? b : a;
}
static OFTEN DRUST_FROM(from) const int *DRUST_BORROW cell(const struct box *DRUST_BORROW other,
                                                           const struct box *DRUST_BORROW from)
{
    return &from->list[other->value & 1];
}
static DRUST_FROM(static) const char *DRUST_BORROW word(int n) { return n & 1 ? "odd" : "even"; }
static OFTEN void change(struct box *DRUST_MUT_BORROW _Nullable b, int by)
{
    for (struct box *at = b; at; at = at->inner) {
        at->value += by;
        at->list[by & 1] ^= by;
    }
}
static int *DRUST_MUT_BORROW inside(struct box *DRUST_MUT_BORROW b, int index)
{
    return &b->list[index];
}
static OFTEN void rename_box(char *DRUST_MUT_BORROW name, int n) { name[0] = (char)('c' + n % 7); }
static OFTEN struct sight sight_of(const struct box *DRUST_BORROW _Nullable b, int steps)
{
    struct sight s = {b, steps};
    return s;
}
static OFTEN int step(struct sight *DRUST_MUT_BORROW s)
{
    if (s->at == NULL)
        return 0;
    s->at = s->at->inner;
    return ++s->steps;
}
static OFTEN int seen(struct sight s) { return s.at ? s.at->value + s.steps : -s.steps; }
static OFTEN int seen_both(const struct sights *DRUST_BORROW s)
{
    return 2 * seen(s->left) - seen(s->right) + s->both;
}
static OFTEN struct cells cells_of(const struct box *DRUST_BORROW b)
{
    return (struct cells){b->list, 3};
}
static OFTEN long cells_sum(struct cells c)
{
    long total = 0;
    for (int i = 0; i < c.count; i++)
        total += c.at[i];
    return total;
}
static OFTEN void draw(struct pen *DRUST_MUT_BORROW p, int what)
{
    if (p->left == 0)
        return;
    *p->at = what;
    p->at++;
    p->left--;
}
static int by_number(const long *DRUST_BORROW a, const long *DRUST_BORROW b)
{
    return (*a > *b) - (*a < *b);
}
static int by_value(const box_box *DRUST_BORROW a, const box_box *DRUST_BORROW b)
{
    return value(*a) - value(*b);
}
static int plain_order(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}
static int sum_boxes(const box_box *DRUST_BORROW many, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += many[i] ? many[i]->value : -1;
    return total;
}

/* ---- What threads run ----------------------------------------------------------*/

static OFTEN void bump(long *DRUST_MUT_BORROW DRUST_COUNT(n) a, size_t n, long by)
{
    for (size_t i = 0; i < n; i++)
        a[i] = a[i] * 3 % 1000 + by + (long)i;
}
static OFTEN long total(const long *DRUST_BORROW DRUST_COUNT(n) a, size_t n)
{
    long all = 0;
    for (size_t i = 0; i < n; i++)
        all = (all * 7 + a[i]) % 100000;
    return all;
}
static void raise_ints(int *DRUST_MUT_BORROW DRUST_COUNT(n) a, int n, int by)
{
    for (int i = 0; i < n; i++)
        a[i] += by;
}
static void raise_one(int *DRUST_MUT_BORROW DRUST_COUNT(1) a, int by) { *a += by; }
static OFTEN long near(const struct box *DRUST_BORROW DRUST_AFFINITY b)
{
    return b->value + 10 * depth(b);
}
static int change_there(struct box *DRUST_MUT_BORROW b, int by)
{
    change(b, by);
    return depth(b);
}
static int eat_there(struct box *DRUST_OWNED _Nullable b) { return value(b); }
static struct box *DRUST_OWNED wrap_there(struct box *DRUST_OWNED _Nullable inner, int v)
{
    struct box *DRUST_OWNED b = make_here(v);
    b->inner = inner;
    return b;
}
static struct pair pair_there(struct pair p, int v)
{
    p.count += v;
    p.second = make_here(v);
    return p;
}
static int renew(struct box *DRUST_OWNED _Nullable *DRUST_MUT_BORROW slot, int v)
{
    int old = value(*slot);
    *slot = make_here(v);
    return old;
}
static int change_pair(struct pair *DRUST_MUT_BORROW p, int by)
{
    if (p->second)
        p->second->value += by;
    struct box *DRUST_OWNED old = drust_replace(&p->first, make_here(by));
    return ++p->count + value(old);
}

/* ---- Pointers to functions, and owners in static storage ------------------------*/

struct operations {
    int (*look[2])(const struct box *DRUST_BORROW _Nullable b);
    struct box *DRUST_OWNED (*build)(struct box *DRUST_OWNED _Nullable inner, int v);
    void (*alter)(struct box *DRUST_MUT_BORROW _Nullable b, int by);
};
static const struct operations operations = {{value, depth}, wrap, change};
static int apply(int (*f)(const struct box *DRUST_BORROW _Nullable b),
                 const struct box *DRUST_BORROW _Nullable b)
{
    return f(b) + (*f)(b);
}

static struct box *DRUST_OWNED _Nullable kept;
static _Thread_local struct box *DRUST_OWNED _Nullable mine;
static struct box *DRUST_OWNED _Nullable shelf[2];
static struct pair kept_pair;
