# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is borrowed and lent: views, returned borrows, cursors, pointers to
functions, parts of arrays, threads. Each form is a function of the generator and
the scope."""
import forms
from forms import Box, Leave, Pair, Piece, move


def maybe(g, scope):
    """A place, and C text that borrows it or is NULL."""
    place = g.place(scope)
    if place.key not in scope.moved:
        return place, place.text
    return place, "(%s ? %s : NULL)" % (place.text, place.text)


# ---- Views ------------------------------------------------------------------------------


def seen(box, steps):
    return -steps if box is None else box.value + steps


def view_number(g, scope):
    place, text = maybe(g, scope)
    steps = g.below(9)
    form = g.random.choice(["seen(sight_of(%(p)s, %(n)d))", "seen((struct sight){%(p)s, %(n)d})",
                            "({ struct sight s = {%(p)s, %(n)d}, t = s; seen(t); })",
                            "seen((struct sight){.steps = %(n)d, .at = %(p)s})"])
    return Piece(form % {"p": text, "n": steps}, lambda f: seen(place.run(f), steps))


def cells(g, scope):
    place = g.place(scope)
    form = g.random.choice(["cells_sum(cells_of(%s))", "cells_sum((struct cells){%s->list, 3})"])

    def run(f):
        box = place.run(f)
        return -6 if box is None else sum(box.list)
    return Piece("(int)(%s ? %s : -6)" % (place.text, form % place.text), run)


def view_walk(g, scope):
    place, text = maybe(g, scope)
    v, n = g.name("v"), g.below(4)
    form = g.random.choice([
        "{ struct sight %(v)s = {%(p)s, %(n)d}; while (step(&%(v)s)) add(%(v)s.steps); add(seen(%(v)s)); }",
        "for (struct sight %(v)s = sight_of(%(p)s, %(n)d); %(v)s.at; %(v)s.at = %(v)s.at->inner) "
        "add(%(v)s.at->value);"])
    stepping = form.startswith("{")

    def run(f):
        box, steps = place.run(f), n
        while box is not None:
            if stepping:
                box, steps = box.inner, steps + 1
                f.world.add(steps)
            else:
                f.world.add(box.value)
                box = box.inner
        if stepping:
            f.world.add(seen(None, steps))
    return Piece(form % {"v": v, "p": text, "n": n}, run)


def view_struct(g, scope):
    one, one_text = maybe(g, scope)
    two, two_text = maybe(g, scope)
    v, n, which = g.name("v"), g.below(9), g.below(2)
    form = g.random.choice([
        "{ struct sights %(v)s = {sight_of(%(p)s, 1), {%(q)s, 2}, %(n)d}, u = %(v)s; add(seen_both(&u)); }",
        "{ struct sights %(v)s; %(v)s = (struct sights){.right = {%(q)s, 2}, .left = {%(p)s, 1}, "
        ".both = %(n)d}; add(seen_both(&%(v)s)); }",
        "{ struct sight %(v)s[2] = {sight_of(%(p)s, 1), {%(q)s, 2}}; %(v)s[1] = %(v)s[zero + %(w)d]; "
        "add(seen(%(v)s[0]) - seen(%(v)s[1])); }",
        "{ struct sight a = {%(p)s, 1}, b = {%(q)s, 2}, %(v)s = zero == %(w)d ? a : b; add(seen(%(v)s)); "
        "%(v)s = ({ struct sight c = b; c.steps++; c; }); add(seen(%(v)s)); }"])

    def run(f):
        left, right = (one.run(f), 1), (two.run(f), 2)
        if "sights" in form:
            f.world.add(2 * seen(*left) - seen(*right) + n)
        elif "[1]" in form:
            f.world.add(seen(*left) - seen(*(right if which else left)))
        else:
            f.world.add(seen(*(right if which else left)))
            f.world.add(seen(right[0], 3))
    return Piece(form % {"v": v, "p": one_text, "q": two_text, "n": n, "w": which}, run)


def pen(g, scope):
    place, w, n = g.place(scope), g.name("w"), g.below(30)
    text = ("if (%(p)s) { struct pen %(w)s = {%(p)s->list, 2}; for (int i = 0; i < 4; i++) "
            "draw(&%(w)s, i + %(n)d); add(%(w)s.left); add(%(p)s->list[1]); }")

    def run(f):
        box = place.run(f)
        if box is not None:
            box.list[0], box.list[1] = n, n + 1
            f.world.add(0)
            f.world.add(n + 1)
    return Piece(text % {"p": place.text, "w": w, "n": n}, run)


# ---- Returned borrows, cursors, functions ---------------------------------------------------


def from_two(g, scope):
    one, one_text = maybe(g, scope)
    two, two_text = maybe(g, scope)

    def run(f):
        a, b = one.run(f), two.run(f)
        return forms.value(b if forms.depth(a) < forms.depth(b) else a)
    return Piece("value(deeper(%s, %s))" % (one_text, two_text), run)


def from_second(g, scope):
    one, two = g.place(scope), g.place(scope)
    text = g.random.choice(["*cell(%s, %s)", "cell(%s, %s)[0]"]) % (one.text, two.text)

    def run(f):
        a, b = one.run(f), two.run(f)
        return -8 if a is None or b is None else b.list[a.value & 1]
    return Piece("(%s && %s ? %s : -8)" % (one.text, two.text, text), run)


def from_static(g, scope):
    n, at = g.below(9), g.below(3)
    text = g.random.choice(["word(%d)[%d]", "*(word(%d) + %d)"]) % (n, at)
    return Piece(text, lambda f: ord(("odd" if n & 1 else "even")[at]))


def function_pointer(g, scope):
    place, text = maybe(g, scope)
    form = g.random.choice([
        "apply(value, %s)", "operations.look[0](%s)", "operations.look[zero + 1](%s)",
        "({ int (*p)(const struct box *DRUST_BORROW _Nullable) = zero ? depth : &value; p(%s); })",
        "({ int (*p)(const struct box *DRUST_BORROW _Nullable) = depth; (*p)(%s); })",
        "(zero ? depth : &value)(%s)", "(zero, depth)(%s)"])

    def run(f):
        box = place.run(f)
        if "apply" in form:
            return 2 * forms.value(box)
        return forms.depth(box) if "1]" in form or "= depth;" in form \
            or ", depth" in form else forms.value(box)
    return Piece(form % text, run)


def step_pointer(g, scope):
    place, n = g.place(scope), g.below(40)

    def run(f):
        box = place.run(f)
        return -9 if box is None else box.step(n)
    return Piece("(%s ? %s->step(%d) : -9)" % (place.text, place.text, n), run)


def built(g, scope):
    a, n = g.owner(scope, 1), g.below(30)
    text = g.random.choice([
        "operations.build(%s, %d)",
        "({ struct box *DRUST_OWNED (*m)(struct box *DRUST_OWNED _Nullable, int) = wrap; m(%s, %d); })"])

    def run(f):
        box = a.run(f)
        outer = Box(f.world, n)
        outer.inner = box
        return outer
    return Piece(text % (a.text, n), run)


def cursor(g, scope):
    """Locals that say nothing, and those that borrow to write."""
    place, n, c = g.place(scope), g.below(20), g.name("r")
    how = g.random.choice(["end", "value", "list", "slot", "inside"])
    text = {"end": "struct box *%(c)s = %(p)s; while (%(c)s->inner) %(c)s = %(c)s->inner; %(c)s->value = %(n)d;",
            "value": "int *%(c)s = &%(p)s->value; *%(c)s += %(n)d; add(*%(c)s);",
            "list": "int *end = %(p)s->list + 3; for (int *%(c)s = end - 3; %(c)s < end; %(c)s++) "
                    "add(*%(c)s + (end - %(c)s));",
            "slot": "struct box **%(c)s = &%(p)s->inner; while (*%(c)s) %(c)s = &(*%(c)s)->inner; "
                    "*%(c)s = make(%(n)d);",
            "inside": "int *DRUST_MUT_BORROW %(c)s = inside(%(p)s, 1); *%(c)s = %(n)d; %(c)s[1]++;"}[how]
    def run(f):
        box = place.run(f)
        if box is None:
            return
        if how == "end":
            forms.last(box).value = n
        if how == "value":
            box.value += n
            f.world.add(box.value)
        if how == "list":
            for at in range(3):
                f.world.add(box.list[at] + 3 - at)
        if how == "slot":
            end = forms.last(box)
            end.inner = Box(f.world, n)
        if how == "inside":
            box.list[1] = n
            box.list[2] += 1
    return Piece("if (%s) { %s }" % (place.text, text % {"p": place.text, "c": c, "n": n}), run)


def altered(g, scope):
    place, n = g.place(scope), g.below(9)
    text = g.random.choice(["operations.alter(%s, %d);", "(*operations.alter)(%s, %d);"])
    return Piece("if (%s) " % place.text + text % (place.text, n),
                 lambda f: forms.change(place.run(f), n))


# ---- Parts of arrays ----------------------------------------------------------------------


def part_source(g):
    """How an array of n numbers is declared, with `v` and `n` to fill in."""
    return g.random.choice(["long *DRUST_OWNED %(v)s = drust_new_array(long, %(n)d);",
                            "long %(v)s[%(n)d] = {0};",
                            "long %(v)s[zero + %(n)d]; memset(%(v)s, 0, sizeof %(v)s);"])


def spawn(g):
    """Where a thread starts."""
    return g.random.choice(["drust_spawn(", "drust_spawn_on(zero, ",
                            "drust_spawn_on(drust_servers() - 1, "])


def split(g, scope):
    n = 2 + g.below(9)
    k, by = g.below(n + 1), g.below(100)
    source = part_source(g)
    how, label = g.random.choice(["", "jump", "leave"]), g.name("l")
    c = g.leave(scope) if how == "leave" else g.condition(scope)
    more = {"": "", "jump": "if (%s) goto %s; " % (c.text, label), "leave": c.text + " "}[how]
    text = ("{ " + source + " long *DRUST_MUT_BORROW lo, *DRUST_MUT_BORROW hi; bump(%(v)s, %(n)d, 7); "
            "drust_split_mut(%(v)s, %(k)d, &lo, &hi); drust_scope { " + spawn(g)
            + "bump, lo, %(k)d, %(by)d); %(more)s" + spawn(g) + "bump, hi, %(n)d - %(k)d, 3); } "
            + ("%s: " % label if how == "jump" else "") + "add(total(%(v)s, %(n)d)); count(); }")

    def run(f):
        numbers = [0] * n
        forms.bump(numbers, 0, n, 7)
        forms.bump(numbers, 0, k, by)
        if how == "leave":
            c.run(f)  # joins what runs on the way out
        if how != "jump" or not c.run(f):
            forms.bump(numbers, k, n - k, 3)
        f.world.add(forms.total(numbers))
        f.world.live += int("new_array" in source)
        f.world.count()
        f.world.live -= int("new_array" in source)
    return Piece(text % {"v": g.name("v"), "n": n, "k": k, "by": by, "more": more}, run)


def each(g, scope):
    n, by, stop = 1 + g.below(6), g.below(100), g.below(6)
    source = part_source(g)
    how = g.random.choice(["plain", "break", "continue", "threads", "return"])
    if how == "return" and ("return" not in scope.ways or g.returns != "void"):
        how = "break"
    body = {"plain": "*it += %(by)d;",
            "break": "{ if (i++ == %(stop)d) break; *it += %(by)d; }",
            "continue": "{ if (i++ == %(stop)d) continue; *it += %(by)d; }",
            "threads": spawn(g) + "bump, it, 1, %(by)d + i++);",
            "return": "{ if (i++ == %(stop)d) return; *it += %(by)d; }"}[how]
    loop = "drust_each_mut(it, %(v)s, %(n)d) " + body
    if how == "threads":
        loop = "drust_scope { " + loop + " }"
    text = "{ " + source + " int i = 0; " + loop + " add(total(%(v)s, %(n)d) + i); }"

    def run(f):
        numbers, i = [0] * n, 0
        for at in range(n):
            if how == "threads":
                forms.bump(numbers, at, 1, by + i)
                i += 1
                continue
            if how != "plain":
                i += 1
                if i - 1 == stop:
                    if how == "return":
                        raise Leave("return")
                    if how == "break":
                        break
                    continue
            numbers[at] += by
        f.world.add(forms.total(numbers) + i)
    return Piece(text % {"v": g.name("v"), "n": n, "by": by, "stop": stop}, run)


def chunks(g, scope):
    n, size, by = 1 + g.below(9), 1 + g.below(4), g.below(100)
    source, threads = part_source(g), g.below(2)
    body = spawn(g) + "bump, part, len, %(by)d);" if threads else "bump(part, len, %(by)d);"
    loop = "drust_chunks_mut(part, len, %(v)s, %(n)d, %(size)d) " + body
    if threads:
        loop = "drust_scope { " + loop + " }"
    text = "{ " + source + " " + loop + " add(total(%(v)s, %(n)d)); }"

    def run(f):
        numbers = [0] * n
        for at in range(0, n, size):
            forms.bump(numbers, at, min(size, n - at), by)
        f.world.add(forms.total(numbers))
    return Piece(text % {"v": g.name("v"), "n": n, "size": size, "by": by}, run)


def shared_parts(g, scope):
    """One array lent to several threads to read, their results joined."""
    n = 2 + g.below(6)
    k = g.below(n)
    text = ("{ " + part_source(g) + " bump(%(v)s, %(n)d, 1); drust_thread t[2]; long a = 0, b; "
            "drust_scope { t[0] = " + spawn(g) + "total, %(v)s, %(n)d); t[1] = " + spawn(g)
            + "total, &%(v)s[%(k)d], %(n)d - %(k)d); drust_join(t[0], &a); drust_join(t[1], &b); add(b); "
            "} add(a); }")

    def run(f):
        numbers = [0] * n
        forms.bump(numbers, 0, n, 1)
        f.world.add(forms.total(numbers[k:]))
        f.world.add(forms.total(numbers))
    return Piece(text % {"v": g.name("v"), "n": n, "k": k}, run)


def parts_of_object(g, scope):
    place, by, at = g.place(scope), g.below(50), g.below(3)
    how = g.random.choice(["cells", "one", "value", "row"])
    lent = {"cells": "raise_ints, %(p)s->list, 3, %(by)d", "one": "raise_one, &%(p)s->list[%(at)d], %(by)d",
            "value": "raise_one, &%(p)s->value, %(by)d",
            "row": "bump, %(p)s->row, n, %(by)d"}[how]
    test = "%(p)s && %(p)s->row" if how == "row" else "%(p)s"
    inside = spawn(g) + lent + ");"
    text = "if (" + test + ") { %(n)sdrust_scope { " + inside + " } count(); }"

    def run(f):
        box = place.run(f)
        if box is None or (how == "row" and box.row is None):
            return
        if how == "cells":
            box.list = [number + by for number in box.list]
        if how == "one":
            box.list[at] += by
        if how == "value":
            box.value += by
        if how == "row":
            forms.bump(box.row.items, 0, len(box.row.items), by)
        f.world.count()
    return Piece(text % {"p": place.text, "by": by, "at": at,
                         "n": "size_t n = drust_len(%s->row); " % place.text if how == "row" else ""},
                 run)


# ---- Threads --------------------------------------------------------------------------------


def lent_object(g, scope):
    place, by = g.place(scope), g.below(9)
    n = g.name("n")
    how = g.random.choice(["change", "near", "look", "slot", "unused"])
    call = {"change": "change_there, %(p)s, %(by)d", "near": "near, %(p)s", "look": "depth, %(p)s",
            "slot": "renew, &%(p)s->inner, %(by)d", "unused": "change_there, %(p)s, %(by)d"}[how]
    kind = "long" if how == "near" else "int"
    inside = "drust_thread t = " + spawn(g) + call + "); drust_join(t, &%(n)s);"
    if how == "unused":
        inside = spawn(g) + call + ");"
    text = "if (%(p)s) { " + kind + " %(n)s = 0; drust_scope { " + inside + " } add(%(n)s); count(); }"

    def run(f):
        box, world = place.run(f), f.world
        if box is None:
            return
        result = 0
        if how in ("change", "unused"):
            forms.change(box, by)
            result = forms.depth(box) if how == "change" else 0
        if how == "near":
            result = box.value + 10 * forms.depth(box)
        if how == "look":
            result = forms.depth(box)
        if how == "slot":
            result, old = forms.value(box.inner), box.inner
            box.inner = Box(world, by)
            world.drop(old)
        world.add(result)
        world.count()
    return Piece(text % {"p": place.text, "by": by, "n": n}, run)


def lent_pair(g, scope):
    """A struct with owners in a variable, or an owner's own place."""
    pairs, by, n = scope.whole(), g.below(9), g.name("n")
    owners = [name for name in scope.names("owner") if name not in scope.moved]
    if pairs and g.below(2):
        name = g.random.choice(pairs)
        call = "change_pair, &%s, %d" % (name, by)
    elif owners:
        pairs, name = [], g.random.choice(owners)
        call = "renew, &%s, %d" % (name, by)
    else:
        return lent_object(g, scope)
    pair = "change_pair" in call

    def run(f):
        world, thing = f.world, f.variables[name]
        if pair:
            if thing.second is not None:
                thing.second.value += by
            old, thing.first = thing.first, Box(world, by)
            thing.count += 1
            world.add(thing.count + forms.value(old))
        else:
            old, f.variables[name] = thing, Box(world, by)
            world.add(forms.value(old))
        world.drop(old)
        world.count()
    return Piece("{ int %s = 0; drust_scope { drust_thread t = %s%s); drust_join(t, &%s); } add(%s); "
                 "count(); }" % (n, spawn(g), call, n, n), run)


def given_away(g, scope):
    """Owners move to threads and come back as results."""
    a, by, t, n = g.owner(scope, 1), g.below(20), g.name("t"), g.name("n")
    how = g.random.choice(["eat", "wrap", "pair", "forgotten", "dropped"])
    text = {"eat": "drust_thread %(t)s = SPAWNeat_there, %(a)s); int %(n)s; drust_join(%(t)s, &%(n)s); add(%(n)s);",
            "wrap": "drust_thread %(t)s = SPAWNwrap_there, %(a)s, %(by)d); struct box *DRUST_OWNED %(n)s = NULL; "
                    "drust_join(%(t)s, &%(n)s); add(depth(%(n)s)); count();",
            "pair": "drust_thread %(t)s = SPAWNpair_there, pair_of(%(a)s, 2), %(by)d); struct pair %(n)s = {0}; "
                    "drust_join(%(t)s, &%(n)s); add(look_pair(&%(n)s)); count();",
            "forgotten": "drust_thread %(t)s = SPAWNwrap_there, %(a)s, %(by)d); drust_join(%(t)s, NULL);",
            "dropped": "{ drust_thread %(t)s = SPAWNwrap_there, %(a)s, %(by)d); } count();"}[how]

    def run(f):
        box, world = a.run(f), f.world
        if how == "eat":
            world.add(forms.value(box))
            world.drop(box)
            return
        outer = Box(world, by)
        if how == "pair":
            pair = Pair(box, 2 + by, outer)
            world.add(forms.look_pair(pair))
            world.count()
            world.drop_pair(pair)
            return
        outer.inner = box
        if how == "wrap":
            world.add(forms.depth(outer))
            world.count()
        world.drop(outer)
        if how == "dropped":
            world.count()
    return Piece("{ %s } count();" % (text.replace("SPAWN", spawn(g))
                                      % {"a": a.text, "by": by, "t": t, "n": n}),
                 lambda f: (run(f), f.world.count()))


def joined_owner(g, scope):
    """The result of a thread goes to a place that owned something before."""
    place, n = g.place(scope), g.below(20)
    if place.key in scope.moved:
        return given_away(g, scope)
    t = g.name("t")

    def run(f):
        old = move(place, f)
        place.put(f, Box(f.world, n))
        f.world.drop(old)
        f.world.count()
    return Piece("{ drust_thread %s = %smake_here, %d); drust_join(%s, &%s); count(); }"
                 % (t, spawn(g), n, t, place.text), run)


NUMBERS = [view_number, cells, from_two, from_second, from_static, function_pointer, step_pointer]
OWNERS = [built]
STATEMENTS = [view_walk, view_struct, pen, cursor, cursor, altered, split, each, chunks, shared_parts,
              parts_of_object, lent_object, lent_pair, given_away, joined_owner]
