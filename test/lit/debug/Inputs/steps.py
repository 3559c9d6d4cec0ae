# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For gdb (-x): goes through the program from main to its end by $MODE (step or
# next) and prints, for every stop in the file $SOURCE,
#
#   at FUNCTION:LINE
#
# but not for a stop on a line of nothing but a closing brace (and a comment): what
# happens there is drops and the release of pins, which only the real program has. After it
# what was not printed before, innermost first:
#
#   stack FUNCTION < FUNCTION < ...
#   locals FUNCTION: NAME NAME ...
#
# A step that comes out in another file (the runtime and perhaps the C library
# have lines) is finished; the stop in the middle of the caller's line that
# follows is not printed again. Last comes "end", then every brace stopped at:
#
#   brace FUNCTION:LINE
import os
import re

import gdb

source = os.environ["SOURCE"]
limit = 5000


def say(line):
    """At once: gdb would write a full buffer in the middle of a line, and what the
    program prints would come between."""
    print(line, flush=True)


def run(command):
    return gdb.execute(command, to_string=True)


def go(command):
    """A command that the program may not survive: gdb then may lose a thread
    that ends at the same moment, which is the end too."""
    try:
        run(command)
    except gdb.error as error:
        if "No such process" not in str(error):
            raise


def stopped():
    """The innermost frame, or None if the program ended."""
    try:
        return gdb.newest_frame()
    except gdb.error:
        return None


def in_source(frame):
    table = frame.find_sal().symtab
    return table is not None and os.path.basename(table.filename) == os.path.basename(source)


def stack(frame):
    names = []
    while frame is not None:
        names.append(frame.name() or "?")
        frame = frame.older()
    return " < ".join(names)


def names(command):
    return [line.split(" = ")[0] for line in run(command).splitlines()
            if " = " in line and not line.startswith(" ")]


def show(frame, seen):
    for line in ("stack %s" % stack(frame),
                 "locals %s: %s" % (frame.name(), " ".join(names("info args") +
                                                           names("info locals")))):
        if line not in seen:
            seen.add(line)
            say(line)


def main():
    for setting in ("pagination off", "confirm off", "width 0", "startup-with-shell off",
                    "print finish off"):
        run("set " + setting)
    run("break main")
    run("run")
    with open(os.environ["SOURCE"]) as file:
        text = file.readlines()
    seen, braces, last, came_back = set(), [], None, False
    for _ in range(limit):
        frame = stopped()
        if frame is None:
            say("end")
            break
        if not in_source(frame):
            inside = frame.older() is not None and in_source(frame.older())
            go("finish" if inside else "continue")  # continue: main returned
            came_back = True
            continue
        place = "%s:%d" % (frame.name(), frame.find_sal().line)
        if re.match(r"\s*\}\s*(/\*.*\*/)?$", text[frame.find_sal().line - 1]):
            if place not in braces:
                braces.append(place)
        elif not (came_back and place == last):
            say("at " + place)
            show(frame, seen)
        last, came_back = place, False
        go(os.environ["MODE"])
    for place in sorted(braces):
        say("brace " + place)


main()
