/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A cast does not change what a tracked pointer means: it goes to void, to the first member, to bytes; back only by drust_cast.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct other { long value; };
struct base { int value; };
struct middle { struct base base[2]; };
struct box { struct middle first; struct box *DRUST_OWNED inner; };
struct opaque;
union either { struct base base; long number; };
struct holder { union either first; };
void look(const struct other *DRUST_BORROW b);
void look_plain(const struct other *b __attribute__((noescape)));
void look_base(const struct base *DRUST_BORROW b);
void fill_base(struct base *DRUST_MUT_BORROW b);
void fill_bytes(char *DRUST_MUT_BORROW b);
void fill_void(void *DRUST_MUT_BORROW v);
void look_bytes(const unsigned char *DRUST_BORROW b);
int bad(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW b, void *DRUST_OWNED v, struct holder *DRUST_BORROW h)
{
    struct other *DRUST_BORROW r = (struct other *)o;
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    look((struct other *)b);
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    look_plain((const struct other *)o);
    // expected-error@-1 {{a cast to 'const struct other *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    struct box *DRUST_OWNED back = v;
    // expected-error@-1 {{a cast to 'struct box *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    char *DRUST_OWNED bytes = (char *)o;
    // expected-error@-1 {{a cast to 'char *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    fill_bytes((char *)b);
    // expected-error@-1 {{a cast to 'char *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    memset(v, 0, 4);
    // expected-error@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
    look_base((struct base *)h);
    // expected-error@-1 {{a cast to 'struct base *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    return ((struct other *)b)->value + r->value;
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
}
void bad_checked(struct box *raw, const struct box *DRUST_BORROW b)
{
    struct box *DRUST_OWNED o = drust_cast(struct box, b);
    // expected-error@-1 {{cannot move 'drust_cast(struct box, b)' out of a borrow, which does not own the object [drust-move-out-of-borrow]}}
    drust_cast(struct box, raw);
    // expected-error@-1 {{'drust_cast' is used in a form the compiler does not know: its operand is no owner and no borrow [drust-bad-use]}}
    const struct opaque *DRUST_BORROW q = drust_cast(struct opaque, b);
    // expected-error@-1 {{'drust_cast' is used in a form the compiler does not know: the type it asks for is not complete [drust-bad-use]}}
    drust_cast(struct box, b)->first.base[0].value = 1;
    // expected-error@-1 {{cannot write through shared borrow 'b' [drust-write-through-shared]}}
    // expected-note@-10 {{'b' declared here}}
}
struct good { void *DRUST_OWNED anything; };
int good(struct box *DRUST_OWNED o, struct box *DRUST_MUT_BORROW b, struct other *DRUST_MUT_BORROW m)
{
    struct box copy;
    memcpy(&copy.first, &o->first, sizeof copy.first);
    look_base((struct base *)o);
    fill_base((struct base *)b);
    fill_bytes((char *)m);
    fill_void(b);
    look_bytes((const unsigned char *)o);
    const void *DRUST_BORROW v = b;
    const struct box *DRUST_BORROW r = drust_cast(struct box, v);
    struct middle *DRUST_OWNED up = (struct middle *)o;
    void *DRUST_OWNED any = up;
    struct good g = {drust_move(any)};
    o = drust_cast(struct box, g.anything);
    return r->first.base[1].value + (unsigned char)o->first.base[0].value;
}
