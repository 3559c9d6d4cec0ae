# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where owners can be kept: static storage, arrays, objects with a flexible array
member, structs in structs; and what is done to whole objects. Each form is a
function of the generator and the scope."""
import forms
from forms import Box, Many, Nest, Pair, Piece, Place, Row, move


# ---- Static storage --------------------------------------------------------------


def static_place(g):
    name = g.random.choice(["kept", "mine", "shelf[0]", "shelf[1]"])
    return Place(name, lambda f: f.world.statics[name],
                 lambda f, box: f.world.statics.__setitem__(name, box))


def static_assigned(g, scope):
    place, a = static_place(g), g.owner(scope, 2)

    def run(f):
        box = a.run(f)
        old = place.run(f)
        place.put(f, box)
        f.world.drop(old)
    return Piece("%s = %s;" % (place.text, a.text), run)


def static_taken(g, scope):
    place = static_place(g)
    return Piece("drust_take(&%s)" % place.text, lambda f: move(place, f))


def static_replaced(g, scope):
    place, n = static_place(g), g.below(50)

    def run(f):
        new, old = Box(f.world, n), place.run(f)
        place.put(f, new)
        return old
    return Piece("drust_replace(&%s, make(%d))" % (place.text, n), run)


def static_tested(g, scope):
    place = static_place(g)
    text = g.random.choice(["(%s != NULL)", "(%s ? 1 : 0)", "!!%s"])
    return Piece(text % place.text, lambda f: int(place.run(f) is not None))


def static_pair(g, scope):
    a = g.pair(scope)

    def run(f):
        new = a.run(f)
        old, f.world.kept_pair = f.world.kept_pair, new
        f.world.add(forms.look_pair(old))
        f.world.drop_pair(old)
    # The new pair is an operand beside the place: statics in it are others.
    return Piece("{ struct pair old = drust_replace(&kept_pair, %s); add(look_pair(&old)); }"
                 % braced(a.text), run)


def braced(text):
    """An argument of a macro."""
    return "(%s)" % text


# ---- Arrays of owners and flexible arrays --------------------------------------------


def owner_array(g, scope):
    many, a, b = g.name("y"), g.owner(scope, 2), g.owner(scope, 1)
    n, by = 2 + g.below(3), g.below(4)
    at = g.below(n)
    how = g.random.choice(["", "resize", "clone", "sort", "take", "pointer"])
    more = {"": "", "resize": "drust_resize(&%(y)s, %(by)d);",
            "clone": "box_box *DRUST_OWNED c = drust_clone(%(y)s); add(sum_boxes(c, %(n)d)); count();",
            "sort": "drust_sort(%(y)s, drust_len(%(y)s), by_value); add(value(%(y)s[0]));",
            "take": "eat(drust_take(&%(y)s[%(at)d]));",
            "pointer": "struct box **at = &%(y)s[%(at)d]; eat(pop(at));"}[how]
    text = ("{ box_box *DRUST_OWNED %(y)s = %(new)s(box_box, %(n)d); %(y)s[%(at)d] = %(a)s; "
            "%(y)s[0] = %(b)s; count(); " + more
            + " add(sum_boxes(%(y)s, (int)drust_len(%(y)s))); } count();")

    def run(f):
        world = f.world
        array = Many(world, n)
        for index, owner in ((at, a), (0, b)):
            new = owner.run(f)
            old, array.items[index] = array.items[index], new
            world.drop(old)
        world.count()
        if how == "resize":
            for box in array.items[by:]:
                world.drop(box)
            array.items = (array.items + [None] * by)[:by]
        if how == "clone":
            world.add(sum(forms.value(box) for box in array.items))
            copy = Many(world, 0)
            copy.items = [world.clone(box) for box in array.items]
            world.count()
        if how == "sort":
            array.items.sort(key=forms.value)
            world.add(forms.value(array.items[0]))
        if how in ("take", "pointer"):
            box = array.items[at]
            if how == "take":
                array.items[at] = None
            elif box is not None:
                array.items[at], box.inner = box.inner, None
            world.add(-7 if box is None else box.value)
            world.drop(box)
        world.add(sum(forms.value(box) for box in array.items))
        if how == "clone":
            world.drop(copy)
        world.drop(array)
        world.count()
    return Piece(text % {"y": many, "n": n, "at": at, "by": by, "a": a.text, "b": b.text,
                         "new": g.random.choice(["drust_new_array", "drust_try_new_array"])}, run)


def flock(g, scope):
    y, a, n = g.name("y"), g.owner(scope, 2), 1 + g.below(3)
    at, by = g.below(n), g.below(5)
    how = g.random.choice(["", "resize", "clone", "take", "void"])
    more = {"": "", "resize": "drust_resize(&%(y)s, %(by)d);",
            "clone": "struct flock *DRUST_OWNED c = drust_clone(%(y)s); c->used = 3; count();",
            "take": "eat(drust_take(&%(y)s->birds[%(at)d]));",
            "void": "void *DRUST_OWNED any = %(y)s; count(); %(y)s = drust_cast(struct flock, any);"}[how]
    text = ("{ struct flock *DRUST_OWNED %(y)s = drust_new_flex(struct flock, %(n)d); "
            "%(y)s->label = \"flock\"; %(y)s->birds[%(at)d] = %(a)s; %(y)s->used += %(by)d; " + more
            + " add(%(y)s->used + (int)drust_len(%(y)s)); } count();")

    def run(f):
        world = f.world
        one = Many(world, n)
        one.items[at] = a.run(f)
        copy = None
        if how == "resize":
            for box in one.items[by:]:
                world.drop(box)
            one.items = (one.items + [None] * by)[:by]
        if how == "clone":
            copy = Many(world, 0)
            copy.items = [world.clone(box) for box in one.items]
            world.count()
        if how == "take":
            box, one.items[at] = one.items[at], None
            world.add(-7 if box is None else box.value)
            world.drop(box)
        if how == "void":
            world.count()
        world.add(by + len(one.items))
        world.drop(copy)
        world.drop(one)
        world.count()
    return Piece(text % {"y": y, "n": n, "at": at, "by": by, "a": a.text}, run)


def row(g, scope):
    """The owned array in a box: made, resized, sorted, read."""
    place, n, by = g.place(scope), 1 + g.below(4), g.below(100)
    how = g.random.choice(["resize", "new", "clone", "sort", "search", "drop", "take"])
    text = {"resize": "drust_resize(&%(p)s->row, %(n)d); %(p)s->row[%(n)d - 1] += %(by)d;",
            "new": "%(p)s->row = drust_new_array(long, %(n)d); %(p)s->row[0] = %(by)d;",
            "clone": "long *DRUST_OWNED _Nullable r = drust_clone(%(p)s->row); %(p)s->row = drust_move(r);",
            "sort": "drust_sort(%(p)s->row, drust_len(%(p)s->row), by_number);",
            "search": "long key = %(by)d; drust_resize(&%(p)s->row, 1); "
                      "add((long)drust_search(&key, %(p)s->row, drust_len(%(p)s->row), by_number));",
            "drop": "drust_drop(drust_take(&%(p)s->row));",
            "take": "long *DRUST_OWNED _Nullable r = drust_take(&%(p)s->row); if (r) r[0]++; "
                    "%(p)s->row = r;"}[how]
    text += " add((long)drust_len(%(p)s->row));"

    def run(f):
        box, world = place.run(f), f.world
        if box is None:
            return
        if how == "resize" or how == "search":
            size = n if how == "resize" else 1
            if box.row is None:
                box.row = Row(world, [])
            box.row.items = (box.row.items + [0] * size)[:size]
            if how == "resize":
                box.row.items[-1] += by
            else:
                world.add(0 if box.row.items[0] == by else 1)
        if how == "new":
            new = Row(world, [by] + [0] * (n - 1))
            world.drop(box.row)
            box.row = new
        if how == "sort" and box.row is not None:
            box.row.items.sort()
        if how == "drop":
            world.drop(box.row)
            box.row = None
        if how == "take" and box.row is not None:
            box.row.items[0] += 1
        world.add(0 if box.row is None else len(box.row.items))
    return Piece("if (%s) { %s }" % (place.text, text % {"p": place.text, "n": n, "by": by}), run)


def bit_field(g, scope):
    """Read, or changed as part of an expression."""
    place = g.place(scope)
    text = g.random.choice(["%s->small", "%s->small++", "(%s->small += 3)"])

    def run(f):
        box = place.run(f)
        if box is not None:
            before = box.small
            if "+" in text:
                box.small = (before + (1 if "++" in text else 3)) & 31
            f.world.add(before if "++" in text else box.small)
    return Piece("if (%s) add((int)%s);" % (place.text, text % place.text), run)


def row_element(g, scope):
    """In expressions; NULL has no elements."""
    place = g.place(scope)
    text = g.random.choice(["%(p)s->row[0]", "*%(p)s->row", "total(%(p)s->row, 1)"])

    def run(f):
        box = place.run(f)
        if box is None or box.row is None:
            return -5
        return box.row.items[0] if "total" not in text else forms.total(box.row.items[:1])
    return Piece("(int)(%s && %s->row ? %s : -5)" % (place.text, place.text, text % {"p": place.text}),
                 run)


# ---- Structs in structs ---------------------------------------------------------------


def nests(g, scope):
    n, m, k = g.name("s"), g.name("s"), g.below(9)
    a = g.owner(scope, 1)
    form = g.random.choice(["{%d, {%s, 5, make(6)}, {make(7)}}", "{.id = %d, .pair.second = %s}",
                            "nest_of(pair_of(%s, 2), %d)"])
    how = g.random.choice(["", "moved", "taken", "field", "assigned", "heap", "argument"])
    first = form % ((k, a.text) if form.startswith("{") else (a.text, k))
    more = {"": "", "moved": "struct nest %(m)s = %(n)s; count(); add(%(m)s.id);",
            "taken": "struct nest %(m)s = drust_take(&%(n)s); count(); add(%(m)s.id);",
            "field": "struct pair %(m)s = %(n)s.pair; count(); add(look_pair(&%(m)s));",
            "assigned": "%(n)s = nest_of(pair_of(NULL, 1), 3); count();",
            "heap": "struct nest *DRUST_OWNED %(m)s = drust_new(struct nest); *%(m)s = %(n)s; count(); "
                    "add(look_pair(&%(m)s->pair));",
            "argument": "add(eat_nest(%(n)s)); count();"}[how]

    def run(f):
        world = f.world
        if form.startswith("{%d"):
            box = a.run(f)
            nest = Nest(k, Pair(box, 5, Box(world, 6)), [Box(world, 7), None])
        elif form.startswith("{"):
            nest = Nest(k, Pair(None, 0, a.run(f)), [None, None])
        else:
            box = a.run(f)
            nest = Nest(k, Pair(box, 2), [None, Box(world, k)])
        if how == "argument":
            world.add(nest.id + forms.look_pair(nest.pair)
                      + (nest.extra[1].value if nest.extra[1] else 0))
            world.drop_nest(nest)
            world.count()
            return
        if how == "assigned":
            new = Nest(3, Pair(None, 1), [None, Box(world, 3)])
            world.drop_nest(nest)
            nest = new
        if how == "heap":
            world.live += 1
        if how:
            world.count()
        if how in ("moved", "taken"):
            world.add(nest.id)
        if how in ("field", "heap"):
            world.add(forms.look_pair(nest.pair))
        if how == "heap":
            world.live -= 1
        world.drop_nest(nest)
    return Piece("{ struct nest %s = %s; %s } count();"
                 % (n, first, more % {"n": n, "m": m}), lambda f: (run(f), f.world.count()))


def pair_array(g, scope):
    p, a, b, at = g.name("p"), g.pair(scope), g.pair(scope), g.below(2)
    n = g.below(9)
    text = ("{ struct pair %(p)s[2] = {%(a)s, {.count = %(n)d}}; %(p)s[zero + %(at)d] = %(b)s; count(); "
            "for (int i = 0; i < 2; i++) add(look_pair(&%(p)s[i])); "
            "add(eat_pair(drust_take(&%(p)s[1]))); } count();")

    def run(f):
        pairs = [a.run(f), Pair(None, n)]
        new = b.run(f)
        f.world.drop_pair(pairs[at])
        pairs[at] = new
        f.world.count()
        for pair in pairs:
            f.world.add(forms.look_pair(pair))
        f.world.add(forms.look_pair(pairs[1]))
        f.world.drop_pair(pairs[1])
        f.world.drop_pair(pairs[0])
        f.world.count()
    return Piece(text % {"p": p, "a": a.text, "b": b.text, "n": n, "at": at}, run)


def boxes_literal(g, scope):
    if g.computes:  # it would live until the function's end
        return nests(g, scope)
    a, n = g.owner(scope, 1), g.below(30)

    def run(f):
        box = a.run(f)
        other = Box(f.world, n)
        f.world.add(forms.value(box) + n)
        f.world.count()
        f.world.drop(box)
        f.world.drop(other)
    return Piece("{ add(sum_boxes((boxes){%s, make(%d)}, 2)); count(); }" % (a.text, n), run)


# ---- Whole objects -----------------------------------------------------------------------


def cloned(g, scope):
    place = g.place(scope)
    text = g.tested(place, scope, "drust_clone(%s)" % place.text, "NULL")
    return Piece(text, lambda f: f.world.clone(place.run(f)))


def cast(g, scope):
    a, v = g.owner(scope, 1), g.name("v")
    text = g.random.choice(["({ void *DRUST_OWNED %s = %s; drust_cast(struct box, %s); })",
                            "({ void *DRUST_OWNED _Nullable %s = %s; drust_cast(struct box, %s); })"])
    return Piece(text % (v, a.text, v), a.run)


def raw_and_back(g, scope):
    a, t, raw = g.owner(scope, 1), g.name("t"), g.name("raw")
    text = ("({ struct box *DRUST_OWNED _Nullable %(t)s = %(a)s; DRUST_UNSAFE(\"nothing keeps it\") { "
            "struct box *%(raw)s = drust_into_raw(%(t)s); %(t)s = drust_from_raw(struct box, %(raw)s); } "
            "%(t)s; })")
    return Piece(text % {"t": t, "a": a.text, "raw": raw}, a.run)


def identity(g, scope):
    place, other = g.place(scope), g.place(scope)
    text = g.random.choice(["drust_same(%(p)s, %(p)s)", "drust_same(%(p)s, %(q)s)",
                            "(drust_id(%(p)s) == drust_id(%(q)s))"])
    same = "q)" not in text

    def run(f):
        one, two = place.run(f), other.run(f)
        if one is None or two is None:
            return -2
        return int(same or one is two)
    return Piece("(%s && %s ? %s : -2)" % (place.text, other.text,
                                           text % {"p": place.text, "q": other.text}), run)


# ---- Plain C ---------------------------------------------------------------------------------


def strings(g, scope):
    place, n, s = g.place(scope), g.below(20), g.name("c")
    text = ("if (%(p)s) { char *DRUST_OWNED %(s)s = drust_strdup(%(p)s->name); %(s)s[0] = 'x'; "
            "rename_box(%(s)s, %(n)d); add((long)strlen(%(s)s) + %(s)s[0] + strcmp(%(p)s->name, "
            "%(p)s->name)); count(); }")

    def run(f):
        box = place.run(f)
        if box is None:
            return
        f.world.live += 1
        f.world.add(len(box.name) + ord("c") + n % 7)
        f.world.count()
        f.world.live -= 1
    return Piece(text % {"p": place.text, "s": s, "n": n}, run)


def printed(g, scope):
    place, n = g.place(scope), g.below(10)
    text = g.random.choice(['printf("%%s %%d\\n", %(p)s->name, %(n)d);',
                            '{ char text[16]; snprintf(text, sizeof text, "%%s", %(p)s->name); '
                            'printf("%%s %%d\\n", text, %(n)d); }',
                            '{ const char *name = %(p)s->name; printf("%%s %%d\\n", name, %(n)d); }'])

    def run(f):
        box = place.run(f)
        if box is not None:
            f.world.lines.append("%s %d\n" % (box.name, n))
    return Piece("if (%s) %s" % (place.text, text % {"p": place.text, "n": n}), run)


def library(g, scope):
    """What the C library does to a part of an object, pinned for the call."""
    place, n, v = g.place(scope), g.below(40), g.name("v")
    how = g.random.choice(["qsort", "memcpy in", "memcpy out", "memset", "strcpy"])
    text = {"qsort": "qsort(%(p)s->list, 3, sizeof(int), plain_order);",
            "memcpy in": "int %(v)s[3] = {%(n)d, 2, 1}; memcpy(%(p)s->list, %(v)s, sizeof %(v)s);",
            "memcpy out": "int %(v)s[3]; memcpy(%(v)s, %(p)s->list, sizeof %(v)s); add(%(v)s[1]);",
            "memset": "memset(&%(p)s->list[1], 0, 2 * sizeof(int));",
            "strcpy": "strcpy(%(p)s->name, word(%(n)d)); add((long)strlen(%(p)s->name));"}[how]

    def run(f):
        box = place.run(f)
        if box is None:
            return
        if how == "qsort":
            box.list.sort()
        if how == "memcpy in":
            box.list = [n, 2, 1]
        if how == "memcpy out":
            f.world.add(box.list[1])
        if how == "memset":
            box.list[1:] = [0, 0]
        if how == "strcpy":
            box.name = "odd" if n & 1 else "even"
            f.world.add(len(box.name))
    return Piece("if (%s) { %s }" % (place.text, text % {"p": place.text, "v": v, "n": n}), run)


def assumed(g, scope):
    n = g.below(30)
    v = g.name("v")
    return Piece("{ int %(v)s[2] = {%(n)d, 1}; DRUST_UNSAFE(\"it is this block's array\") { "
                 "const int *DRUST_BORROW r = drust_assume_borrow(%(v)s) + 1; "
                 "int *DRUST_MUT_BORROW m = drust_assume_mut(&%(v)s[0]); *m += 3; add(*r + *m); } }"
                 % {"v": v, "n": n}, lambda f: f.world.add(n + 4))


NUMBERS = [static_tested, row_element, identity]
OWNERS = [static_taken, static_replaced, cloned, cast, raw_and_back]
STATEMENTS = [static_assigned, static_pair, owner_array, flock, row, row, bit_field, nests, pair_array,
              boxes_literal, strings, printed, library, assumed]
