# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Owner words in gdb.

    gdb -x "$(drust config --gdb)" PROGRAM

A pointer variable that owns or borrows may hold a word: an address with a colour
and the bit "handed out" above it (drust/abi.h), which no instruction can use as it
is. gdb then shows

    (struct node *) 0x550000001234 {home 2, colour 5, handed out}

and every other pointer as always. Besides:

    print *$drust(EXPR)    the object, wherever it lies; without $drust gdb may show
                           zeros, which the process itself could not even read
    drust-word EXPR        all that is known about a word and its object

Needs the symbol table of the program; the number of servers and objects of other
homes also need the runtime's debug information.
"""

import struct

import gdb
import gdb.printing

# drust/abi.h
HANDED_OUT = 1 << 63
COLOUR_SHIFT = 48
COLOUR_MAX = 0x7FFF
ADDRESS_MASK = (1 << COLOUR_SHIFT) - 1
HEADER = struct.Struct("<QII")  # bytes, type, flags
HEADER_COPY = 1
HEADER_RAW = 2
TYPE_BYTES = 80
TYPE_NAME, TYPE_SIZE = 16, 32  # offsets

# runtime/src/layout.h: where the partitions of every job begin, and the most of it.
BASE = 0x550000000000
TOTAL_MAX = 340 << 30
SERVERS_MAX = 64
STACKS_MIN = 1 << 30


def number(expression):
    """The value of an expression, or None: no such symbol, or no process."""
    try:
        return int(gdb.parse_and_eval(expression))
    except gdb.error:
        return None


def variable(name):
    """A variable of 8 bytes; the program may have no debug information for it."""
    return number("*(unsigned long *)&" + name)


def read(address, count):
    """Bytes of the process, or None."""
    try:
        return bytes(gdb.selected_inferior().read_memory(address, count))
    except gdb.error:
        return None


def read_number(address):
    data = read(address, 8)
    return None if data is None else struct.unpack("<Q", data)[0]


class Job:
    """The partitions, as the process that gdb looks at has them."""

    def __init__(self, base, heap_bytes):
        self.heap_bytes = heap_bytes
        self.stride = 1
        while self.stride < heap_bytes + STACKS_MIN:
            self.stride *= 2
        self.here = (base - BASE) // self.stride
        self.servers = number("drusti_process_server->count")  # None: not known

    def home(self, address):
        """The server whose range an address lies in, or None."""
        home = (address - BASE) // self.stride
        most = self.servers or min(SERVERS_MAX, TOTAL_MAX // self.stride)
        return home if 0 <= home < most else None

    def place(self, address):
        """Where this process can read what lies at an address, or None."""
        home = self.home(address)
        if home is None or home == self.here:
            return address
        heap = number("drusti_process_server->xport->heaps[%d]" % home)
        offset = address - BASE - home * self.stride
        return heap + offset if heap and offset < self.heap_bytes else None


def job():
    """None if the process is no server of a job (yet)."""
    base, heap_bytes = variable("__drust_heap_base"), variable("__drust_heap_size")
    return Job(base, heap_bytes) if base and heap_bytes else None


class Word:
    def __init__(self, bits, owner):
        self.bits = bits
        self.job = owner
        self.address = bits & ADDRESS_MASK
        self.colour = bits >> COLOUR_SHIFT & COLOUR_MAX
        self.handed_out = bool(bits & HANDED_OUT)
        self.home = owner.home(self.address)

    def plain(self):
        """An address that this process may use as it is."""
        return self.bits == self.address and self.home in (None, self.job.here)

    def __str__(self):
        facts = ["home %d" % self.home]
        if self.bits != self.address:
            facts.append("colour %d" % self.colour)
        if self.handed_out:
            facts.append("handed out")
        return "0x%x {%s}" % (self.address, ", ".join(facts))


def word_of(value):
    """The word in a pointer, or None if it is none. Asks the process only if the
    address lies where partitions can be: this runs for every pointer shown."""
    bits = int(value) & 0xFFFFFFFFFFFFFFFF
    if not BASE <= bits & ADDRESS_MASK < BASE + TOTAL_MAX:
        return None
    owner = job()
    if owner is None:
        return None
    word = Word(bits, owner)
    return None if word.home is None else word


class WordPrinter:
    def __init__(self, word, pointer):
        self.text = "(%s) %s" % (pointer, word)

    def to_string(self):
        return self.text


class Printers(gdb.printing.PrettyPrinter):
    def __init__(self):
        super().__init__("drust")

    def __call__(self, value):
        if value.type.strip_typedefs().code != gdb.TYPE_CODE_PTR:
            return None
        try:
            word = word_of(value)
        except gdb.error:  # optimised out, or in memory that cannot be read
            return None
        if word is None or word.plain():
            return None
        return WordPrinter(word, value.type)


class Resolve(gdb.Function):
    """$drust(POINTER): the same pointer to where this process can read the object.
What it shows is what the object's home has there now; other servers may be writing it."""

    def __init__(self):
        super().__init__("drust")

    def invoke(self, pointer):
        if pointer.type.strip_typedefs().code != gdb.TYPE_CODE_PTR:
            raise gdb.GdbError("$drust takes a pointer")
        word = word_of(pointer)
        if word is None:
            return pointer
        place = word.job.place(word.address)
        if place is None:
            raise gdb.GdbError("the object of %s cannot be read here: the runtime has no debug "
                               "information, or that is no heap" % word)
        return gdb.Value(place).cast(pointer.type)


def describe_object(place):
    """What the header before `place` says; None if no object starts there."""
    data = read(place - HEADER.size, HEADER.size)
    first, last = number("(long)&__start_drust_types"), number("(long)&__stop_drust_types")
    if data is None or first is None or last is None:
        return None
    count, index, flags = HEADER.unpack(data)
    if index >= (last - first) // TYPE_BYTES or flags > HEADER_COPY | HEADER_RAW:
        return None
    kind = first + index * TYPE_BYTES
    name, size = read_number(kind + TYPE_NAME), read_number(kind + TYPE_SIZE)
    if not size or not count or count % size != 0:
        return None
    text = gdb.Value(name).cast(gdb.lookup_type("char").pointer()).string()
    return "%s%d of %s, %d bytes" % ("read copy, " if flags & HEADER_COPY else "",
                                     count // size, text, count)


class WordCommand(gdb.Command):
    """Show what is known about an owner word: drust-word EXPRESSION"""

    def __init__(self):
        super().__init__("drust-word", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("drust-word needs an expression")
        if job() is None:
            raise gdb.GdbError("no DRust program runs here, or it has not joined its job yet")
        try:
            value = gdb.parse_and_eval(argument)
            bits = int(value) & 0xFFFFFFFFFFFFFFFF
        except gdb.error as error:
            raise gdb.GdbError(str(error))
        word = word_of(value)
        if word is None:
            print("0x%x: no address of a partition" % bits)
            return
        servers = " of %d" % word.job.servers if word.job.servers else ""
        print("word        0x%016x" % bits)
        print("address     0x%x" % word.address)
        print("home        server %d%s%s" % (word.home, servers,
                                             ", this one" if word.home == word.job.here else ""))
        print("colour      %d" % word.colour)
        print("handed out  %s" % ("yes" if word.handed_out else "no"))
        place = word.job.place(word.address)
        print("read at     %s" % ("not from here" if place is None else "0x%x" % place))
        found = None if place is None else describe_object(place)
        if found is not None:
            print("object      %s" % found)


gdb.printing.register_pretty_printer(None, Printers(), replace=True)
Resolve()
WordCommand()
