/* A computed jump runs no cleanup, so it stays inside the scope. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
int bad(int k)
{
    void *label = k ? &&out : &&in;
in: {
    struct box *DRUST_OWNED b = make(1);
    // expected-note@-1 2 {{'b' declared here}}
    goto *label;
    // expected-error@-1 2 {{this jump leaves the scope of owner 'b' without its drop: only 'goto' to a label does that [drust-jump-over-owner]}}
}
out:
    return 0;
}
int bad_scope(int k)
{
    void *label = k ? &&out : &&in;
in:
    drust_scope
    {
        goto *label;
        // expected-error@-1 2 {{'drust_scope' is used in a form the compiler does not know: a computed jump out of it would not join [drust-bad-use]}}
    }
out:
    return 0;
}
int good(int k)
{
    struct box *DRUST_OWNED b = make(1);
    void *label = k ? &&out : &&in;
    goto *label;
in:
    b->value++;
out:
    return b->value;
}
