# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What generated programs consist of. Each piece is C text and a Python function
that does the same, so that the program's output is known before it is compiled.

`world.live` counts the objects. A drop is modelled where the language says that
it happens, and the programs print the number of live objects all the time: a drop
that comes late, twice or never is a wrong line.
"""


def remainder(a, b):
    """a % b as C has it."""
    return a - b * int(a / b)


class Row:
    """An owned array of numbers."""

    def __init__(self, world, numbers):
        self.items = numbers
        world.live += 1

    def parts(self):
        return []


class Box:
    def __init__(self, world, value):
        self.value, self.inner, self.list = value, None, [0, 0, 0]
        self.small = value & 31
        self.name = "b%d" % (value & 1023)
        self.step = (lambda n: 2 * n) if value & 1 else (lambda n: n + 1)
        self.row = Row(world, [value, 0]) if value & 3 == 0 else None
        world.live += 1

    def parts(self):
        return [self.inner, self.row]


class Many:
    """An owned array of owners, and an object with a flexible array of them."""

    def __init__(self, world, count):
        self.items, self.used = [None] * count, 0
        world.live += 1

    def parts(self):
        return self.items


class Pair:
    """A struct with owners, by value."""

    def __init__(self, first=None, count=0, second=None):
        self.first, self.count, self.second = first, count, second

    def parts(self):
        return [self.first, self.second]

    def take(self):
        """What a move out of it gives; its owners are NULL then."""
        new = Pair(self.first, self.count, self.second)
        self.first = self.second = None
        return new


class Nest:
    def __init__(self, id, pair, extra):
        self.id, self.pair, self.extra = id, pair, extra

    def take(self):
        new = Nest(self.id, self.pair.take(), self.extra)
        self.extra = [None, None]
        return new


class Probe:
    """A struct with a drop function, by value; `next` is on the heap."""

    def __init__(self, number, box):
        self.number, self.box, self.next = number, box, None


class World:
    def __init__(self):
        self.live = 0
        self.sum = 0
        self.lives = 0
        self.lines = []  # printed so far
        self.statics = {"kept": None, "mine": None, "shelf[0]": None, "shelf[1]": None}
        self.kept_pair = Pair()

    def add(self, value):
        self.sum = (self.sum * 31 + value) & 0xFFFFFFFF

    def count(self):
        self.lives = (self.lives * 31 + self.live) & 0xFFFFFFFF

    def drop(self, thing):
        """An object and what it owns."""
        left = [thing]
        while left:
            at = left.pop()
            if at is not None:
                self.live -= 1
                left.extend(at.parts())

    def drop_pair(self, pair):
        self.drop(pair.first)
        self.drop(pair.second)
        pair.first = pair.second = None

    def drop_nest(self, nest):
        self.drop_pair(nest.pair)
        for box in nest.extra:
            self.drop(box)

    def drop_probe(self, probe):
        """A struct in a variable, then the objects of its chain."""
        first = True
        while probe is not None:
            if not first:
                self.live -= 1
            elif probe.number == 0 and probe.box is None and probe.next is None:
                return  # it holds nothing
            first = False
            self.add(probe.number + (0 if probe.box is None else probe.box.value))
            self.drop(probe.box)
            probe = probe.next

    def clone(self, box):
        if box is None:
            return None
        new = Box(self, 1)
        new.value, new.list, new.name, new.step = box.value, list(box.list), box.name, box.step
        new.small = box.small
        new.inner = self.clone(box.inner)
        new.row = None if box.row is None else Row(self, list(box.row.items))
        return new


class Leave(Exception):
    """break, continue, goto (a label's name) or return on its way out."""

    def __init__(self, how, value=None):
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
    """Somewhere an owner can be: run gives it, put replaces it and drops nothing.
    Its key names it in Scope.moved; an element of an array has none."""

    def __init__(self, text, run, put, key=None):
        super().__init__(text, run)
        self.put, self.key = put, key


class Scope:
    """The variables that may be used, each a kind and a name, and what the
    compiler can know about them: `moved` may have been moved away, `frozen` must
    not be (a loop around comes back to it). `ways` are break, continue, return
    and labels, as far as they lead somewhere."""

    def __init__(self, variables=(), moved=(), frozen=(), ways=("return",)):
        self.variables, self.moved = list(variables), set(moved)
        self.frozen, self.ways = set(frozen), tuple(ways)

    def inner(self, ways=None):
        return Scope(self.variables, self.moved, self.frozen,
                     self.ways if ways is None else ways)

    def loop(self):
        """A scope inside which nothing of outside is moved away for good."""
        new = self.inner([way for way in self.ways if way not in ("break", "continue")]
                         + ["break", "continue"])
        for _, name in self.variables:
            new.frozen.update([name, name + ".first", name + ".second"])
        return new

    def leave(self, inner):
        """What `inner`, which may have run or not, moved."""
        self.moved |= inner.moved

    def names(self, kind):
        return [name for of, name in self.variables if of == kind]

    def whole(self):
        """The pairs with both owners in place."""
        return [name for name in self.names("pair")
                if not {name + ".first", name + ".second"} & self.moved]


def move(place, frame):
    box = place.run(frame)
    place.put(frame, None)
    return box


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


def look_pair(pair):
    return pair.count + sum(box.value for box in pair.parts() if box is not None)


def bump(numbers, start, count, by):
    for i in range(count):
        numbers[start + i] = remainder(numbers[start + i] * 3, 1000) + by + i


def total(numbers):
    result = 0
    for number in numbers:
        result = remainder(result * 7 + number, 100000)
    return result
