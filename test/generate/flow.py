# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Statements that hold others: branches, loops, switches, jumps. Each is a function
of the generator, the scope and the depth that is left."""
import re

from forms import Box, Leave, Piece, Probe


def rounds(f, body):
    """One round of a loop's body; whether the loop goes on."""
    try:
        body.run(f)
    except Leave as leave:
        if leave.how == "break":
            return False
        if leave.how != "continue":
            raise
    return True


def conditional(g, scope, depth):
    c = g.condition(scope)
    before = scope.inner()
    a = g.block(scope, depth)
    b = g.block(scope, depth, before)
    scope.leave(before)
    return Piece("if (%s) %s else %s" % (c.text, a.text, b.text),
                 lambda f: a.run(f) if c.run(f) else b.run(f))


def loop(g, scope, depth):
    times, body, i = g.below(4), g.block(scope, depth, scope.loop()), g.name("i")
    form = g.random.choice(["for (int %(i)s = 0; %(i)s < %(n)d; %(i)s++) %(b)s",
                            "{ int %(i)s = 0; while (%(i)s++ < %(n)d) %(b)s }",
                            "for (int %(i)s = %(n)d; ; ) { if (%(i)s-- == 0) break; %(b)s }"])

    def run(f):
        for _ in range(times):
            if not rounds(f, body):
                break
    return Piece(form % {"i": i, "n": times, "b": body.text}, run)


def do_loop(g, scope, depth):
    times, body, i = g.below(3), g.block(scope, depth, scope.loop()), g.name("i")

    def run(f):
        for _ in range(times + 1):
            if not rounds(f, body):
                break
    return Piece("{ int %s = 0; do %s while (%s++ < %d); }" % (i, body.text, i, times), run)


def owner_loop(g, scope, depth):
    """An owner in the head of a loop, which walks down what it owns."""
    a, k, n, times = g.owner(scope, 2), g.name("k"), g.name("n"), 1 + g.below(3)
    inside = scope.loop()
    inside.variables.append(("owner", k))
    body = g.block(scope, depth, inside)

    def run(f):
        f.variables[k] = a.run(f)
        try:
            for _ in range(times):
                if f.variables[k] is None or not rounds(f, body):
                    break
                old = f.variables[k]
                if old is not None:
                    f.variables[k], old.inner = old.inner, None
                    f.world.drop(old)
        finally:
            f.world.drop(f.variables[k])
    return Piece("{ int %s = %d; for (struct box *DRUST_OWNED _Nullable %s = %s; %s && %s-- > 0; "
                 "%s = %s ? drust_take(&%s->inner) : NULL) %s }"
                 % (n, times, k, a.text, k, n, k, k, k, body.text), run)


def pair_loop(g, scope, depth):
    a, q, n, times = g.pair(scope), g.name("q"), g.name("n"), 1 + g.below(3)
    inside = scope.loop()
    inside.variables.append(("pair", q))
    inside.frozen.update([q + ".first", q + ".second"])
    body = g.block(scope, depth, inside)

    def run(f):
        f.variables[q] = a.run(f)
        try:
            for _ in range(times):
                if f.variables[q].count <= 0 or not rounds(f, body):
                    break
                f.variables[q].count -= 1
        finally:
            f.world.drop_pair(f.variables[q])
    return Piece("{ int %s = %d; for (struct pair %s = %s; %s.count > 0 && %s-- > 0; %s.count--) %s }"
                 % (n, times, q, a.text, q, n, q, body.text), run)


def pop_loop(g, scope, depth):
    """while ((e = pop(&place)) != NULL)"""
    place = g.place(scope)
    if place.key in scope.moved:
        return g.simple(scope)
    e, n, times = g.name("e"), g.name("n"), 1 + g.below(3)
    inside = scope.loop()
    inside.variables.append(("owner", e))
    body = g.block(scope, depth, inside)
    test = g.random.choice(["(%s = pop(&%s)) != NULL", "(%s = pop(&%s))"]) % (e, place.text)

    def run(f):
        f.variables[e] = None
        try:
            for _ in range(times):
                box = place.run(f)
                if box is not None:
                    place.put(f, box.inner)
                    box.inner = None
                old, f.variables[e] = f.variables[e], box
                f.world.drop(old)
                if box is None or not rounds(f, body):
                    break
        finally:
            f.world.drop(f.variables[e])
    return Piece("{ int %s = %d; struct box *DRUST_OWNED _Nullable %s; while (%s-- > 0 && %s) %s }"
                 % (n, times, e, n, test, body.text), run)


def breakable(scope):
    return scope.inner([way for way in scope.ways if way != "break"] + ["break"])


def switch(g, scope, depth):
    case = g.below(3)
    inside = breakable(scope)
    a = g.block(scope, depth, inside)
    inside = breakable(scope)
    b = g.block(scope, depth, inside)
    text = "switch (zero + %d) { case 0: %s break; case 1: %s /* fall through */ default: count(); }"

    def run(f):
        try:
            if case == 0:
                a.run(f)
                return
            if case == 1:
                b.run(f)
            f.world.count()
        except Leave as leave:
            if leave.how != "break":
                raise
    return Piece(text % (case, a.text, b.text), run)


def ranges(g, scope, depth):
    """Case ranges and labels inside of a case's own blocks."""
    n = g.number(scope, 2)
    a = g.block(scope, depth, breakable(scope))
    b = g.block(scope, depth, breakable(scope))
    low, by = g.below(12), g.below(50)
    text = ("switch ((%s) & 15) { case 0 ... %d: %s case %d: add(%d); break; default: { int unused; "
            "{ case %d: add(2); } (void)unused; } %s }")

    def run(f):
        at = n.run(f) & 15
        try:
            if at <= low:
                a.run(f)
            if at <= low + 1:
                f.world.add(by)
                return
            f.world.add(2)
            b.run(f)
        except Leave as leave:
            if leave.how != "break":
                raise
    return Piece(text % (n.text, low, a.text, low + 1, by, low + 2, b.text), run)


def jump(g, scope, depth):
    """Over a block that may be run, out of it and out of what is in it."""
    label, c = g.name("l"), g.condition(scope)
    inside = scope.inner(list(scope.ways) + [label])
    a = g.block(scope, depth, inside)

    def run(f):
        if c.run(f):
            return
        try:
            a.run(f)
        except Leave as leave:
            if leave.how != label:
                raise
    return Piece("{ { if (%s) goto %s; %s } %s: ; }" % (c.text, label, a.text, label), run)


def jump_back(g, scope, depth):
    label, k, times = g.name("l"), g.name("k"), g.below(3)
    inside = scope.loop()
    inside.ways = scope.ways
    a = g.block(scope, depth, inside)

    def run(f):
        for _ in range(times + 1):
            a.run(f)
    return Piece("{ int %s = 0; %s: ; %s if (%s++ < %d) goto %s; }"
                 % (k, label, a.text, k, times, label), run)


def jump_in(g, scope, depth):
    """Into a block, behind the plain variables that it begins with."""
    label, c, k = g.name("l"), g.condition(scope), g.name("k")
    a = g.block(scope, depth)

    def run(f):
        f.world.add(1 if c.run(f) else 5)
        a.run(f)
    return Piece("{ int %s = 1; if (%s) goto %s; { int unused; %s = 5; %s: (void)&unused; add(%s); "
                 "%s } }" % (k, c.text, label, k, label, k, a.text), run)


def computed(g, scope, depth):
    """goto *: nothing with an owner is left by it."""
    if not g.computes:
        return jump(g, scope, depth)
    first, second, end = g.name("l"), g.name("l"), g.name("l")
    table, which = g.name("t"), g.below(2)
    a, b = g.block(scope, depth), g.block(scope, depth)

    def run(f):
        (b if which else a).run(f)
    return Piece("{ static const void *const %s[] = {&&%s, &&%s}; goto *%s[zero + %d]; %s: %s "
                 "goto %s; %s: %s %s: ; }" % (table, first, second, table, which, first, a.text,
                                              end, second, b.text, end), run)


def variable_array(g, scope, depth):
    """A variable-length array around a block, which may leave its scope."""
    n, size, v = g.number(scope, 1), 1 + g.below(4), g.name("v")
    inside = scope.inner()
    a = g.block(scope, depth, inside)
    text = "{ int %(v)s[zero + %(size)d]; %(v)s[%(last)d] = %(n)s; %(a)s add(%(v)s[%(last)d] + (int)sizeof %(v)s); }"

    def run(f):
        last = n.run(f)
        a.run(f)
        f.world.add(last + 4 * size)
    return Piece(text % {"v": v, "size": size, "last": size - 1, "n": n.text, "a": a.text}, run)


def literal_block(g, scope, depth):
    """A compound literal, which lives until the end of the block around it: of one
    further out if that has labels, and of the function if that computes jumps."""
    a, n, p = g.owner(scope, 1), g.below(9), g.name("p")
    body = g.block(scope, depth)
    if g.computes or re.search(r"\b(l\d+|default|case \d+):", body.text):
        return body
    kind = g.random.choice(["struct pair *DRUST_MUT_BORROW ", "struct pair *"])
    text = "{ %s%s = &(struct pair){%s, %d}; %s->count++; %s add(look_pair(%s)); }"

    def run(f):
        box = a.run(f)
        try:
            body.run(f)
            f.world.add(n + 1 + (0 if box is None else box.value))
        finally:
            f.world.drop(box)
    return Piece(text % (kind, p, a.text, n, p, body.text, p), run)


def probe(g, scope, depth):
    """A struct whose drop function shows when it is dropped, around a block."""
    a, n, p, q = g.owner(scope, 1), 1 + g.below(9), g.name("h"), g.name("h")
    body = g.block(scope, depth)
    how = g.random.choice(["", "moved", "replaced", "chained", "array"])
    m = 1 + g.below(9)
    more = {"": "", "moved": "struct probe %s = drust_take(&%s);" % (q, p),
            "replaced": "%s = probe_of(make(3), %d);" % (p, m),
            "chained": "%s.next = drust_new(struct probe); *%s.next = probe_of(NULL, %d);" % (p, p, m),
            "array": "struct probe %s[2] = {probe_of(NULL, %d), {0}};" % (q, m)}[how]
    text = "{ struct probe %s = probe_of(%s, %d); %s %s }"

    def run(f):
        world = f.world
        probes = [Probe(n, a.run(f))]
        try:
            if how == "moved":
                probes = [Probe(0, None), probes[0]]
            if how == "replaced":
                new = Probe(m, Box(world, 3))
                old, probes[0] = probes[0], new
                world.drop_probe(old)
            if how == "chained":
                probes[0].next = Probe(m, None)
                world.live += 1
            if how == "array":
                probes.append(Probe(m, None))
            body.run(f)
        finally:
            for one in reversed(probes):
                world.drop_probe(one)
    return Piece(text % (p, a.text, n, more, body.text), run)





STATEMENTS = [conditional, conditional, loop, loop, do_loop, owner_loop, pair_loop, pop_loop, switch,
              ranges, jump, jump, jump_back, jump_in, computed, variable_array, literal_block, probe]
