/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A cast does not change what a tracked pointer means.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct box { int value; };
struct other { long value; };
void look(const struct other *DRUST_BORROW b);
void look_plain(const struct other *b);
int bad(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    struct other *DRUST_BORROW r = (struct other *)o;
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means [drust-wrong-cast]}}
    look((struct other *)b);
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means [drust-wrong-cast]}}
    look_plain((const struct other *)o);
    // expected-error@-1 {{a cast to 'const struct other *' would change what a tracked pointer means [drust-wrong-cast]}}
    return ((struct other *)b)->value + r->value;
    // expected-error@-1 {{a cast to 'struct other *' would change what a tracked pointer means [drust-wrong-cast]}}
}
int good(struct box *DRUST_OWNED o, struct box *DRUST_BORROW b)
{
    struct box copy;
    memcpy(&copy, o, sizeof copy);
    memcpy(&copy, b, sizeof copy);
    return (int)(long)copy.value + (unsigned char)o->value;
}
