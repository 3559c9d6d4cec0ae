# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# One gdb for the launcher and all servers; goes through the stops of words.c.
set pagination off
set confirm off
set width 0
set breakpoint pending on
set detach-on-fork off
set schedule-multiple on
set print inferior-events off
set print thread-events off
break words.c:here
run
echo stop 1\n
up
info locals
print far
print near
print *$drust(far)
print $drust($drust(far)->next)->value
print $drust(near)->next->value
drust-word far
continue
echo stop 2\n
up
info args
print *n
print $drust(n->next)->value
drust-word n
continue
echo stop 3\n
up
info locals
continue
echo stop 4\n
up
info locals
print $drust(near)->value
disable
continue
