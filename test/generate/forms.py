# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What generated programs consist of. Each piece is C text and a Python function
that does the same, so that the program's output is known before it is compiled.

Every object is a Box; `world.live` counts them. A drop is modelled where the
language says that it happens, and the programs print the number of live objects
all the time: a drop that comes late, twice or never is a wrong line.
"""


class Box:
    def __init__(self, world, value):
        self.value, self.inner, self.list = value, None, [0, 0, 0]
        world.live += 1


class Pair:
    """A struct with owners, by value."""

    def __init__(self):
        self.first, self.second, self.count = None, None, 0


class World:
    def __init__(self):
        self.live = 0
        self.sum = 0
        self.lives = 0

    def add(self, value):
        self.sum = (self.sum * 31 + value) & 0xFFFFFFFF

    def count(self):
        self.lives = (self.lives * 31 + self.live) & 0xFFFFFFFF

    def drop(self, box):
        while box is not None:
            self.live -= 1
            box = box.inner

    def drop_pair(self, pair):
        self.drop(pair.first)
        self.drop(pair.second)
        pair.first = pair.second = None


class Leave(Exception):
    """break, continue, goto or return on its way out."""

    def __init__(self, how, value=0):
        super().__init__()
        self.how, self.value = how, value


class Frame:
    """The variables of one call: name -> Box, Pair, int or list."""

    def __init__(self, world):
        self.world, self.variables = world, {}


class Piece:
    """C text, and run(frame) with the same effect and value."""

    def __init__(self, text, run):
        self.text, self.run = text, run


class Place(Piece):
    """Somewhere an owner can be: run gives it, put replaces it and drops nothing."""

    def __init__(self, text, run, put):
        super().__init__(text, run)
        self.put = put


def move(place, frame):
    box = place.run(frame)
    place.put(frame, None)
    return box


PRELUDE = """\
/* Made by test/generate: seed SEED. */
#include <drust.h>

#include <stdio.h>

#ifndef NEAR
#define NEAR
#endif

struct box {
    int value;
    unsigned small : 5;
    int list[3];
    struct box *DRUST_OWNED NEAR _Nullable inner;
};
typedef struct box *DRUST_OWNED box_box;
struct pair {
    struct box *DRUST_OWNED NEAR _Nullable first;
    int count;
    struct box *DRUST_OWNED _Nullable second;
};

static unsigned sum, lives;
static volatile int zero; /* opaque to the compiler */

static void add(long value)
{
    sum = sum * 31 + (unsigned)value;
}
static void count(void)
{
    unsigned live = (unsigned)(drust_counter("news") - drust_counter("frees"));
    lives = lives * 31 + live;
}
static struct box *DRUST_OWNED make_here(int value)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->value = value;
    b->small = (unsigned)value;
    return b;
}
/* On one of the servers. */
static struct box *DRUST_OWNED make(int value)
{
    unsigned servers = drust_servers();
    if (servers == 1)
        return make_here(value);
    drust_thread t = drust_spawn_on((unsigned)value % servers, make_here, value);
    struct box *DRUST_OWNED b;
    drust_join(t, &b);
    return b;
}
static struct box *DRUST_OWNED wrap(struct box *DRUST_OWNED _Nullable inner, int value)
{
    struct box *DRUST_OWNED b = make(value);
    b->inner = inner;
    return b;
}
static void eat(struct box *DRUST_OWNED _Nullable b)
{
    add(b ? b->value : -7);
}
static struct box *DRUST_OWNED _Nullable pass(struct box *DRUST_OWNED _Nullable b)
{
    return b;
}
static struct pair pair_of(struct box *DRUST_OWNED _Nullable first, int count)
{
    struct pair p = {.first = first, .count = count};
    return p;
}
static int eat_pair(struct pair p)
{
    return p.count + (p.first ? p.first->value : 0) + (p.second ? p.second->value : 0);
}
static int value(const struct box *DRUST_BORROW _Nullable b)
{
    return b ? b->value : -1;
}
static int depth(const struct box *DRUST_BORROW _Nullable b)
{
    int n = 0;
    for (const struct box *at = b; at; at = at->inner)
        n++;
    return n;
}
static const struct box *DRUST_BORROW _Nullable last(const struct box *DRUST_BORROW _Nullable b)
{
    while (b && b->inner)
        b = b->inner;
    return b;
}
static void change(struct box *DRUST_MUT_BORROW _Nullable b, int by)
{
    for (struct box *at = b; at; at = at->inner) {
        at->value += by;
        at->list[by & 1] ^= by;
    }
}
"""


def value(box):
    return -1 if box is None else box.value


def depth(box):
    n = 0
    while box is not None:
        box, n = box.inner, n + 1
    return n


def last(box):
    while box is not None and box.inner is not None:
        box = box.inner
    return box


def change(box, by):
    while box is not None:
        box.value += by
        box.list[by & 1] ^= by
        box = box.inner
