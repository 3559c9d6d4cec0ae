/* An owner has one cleanup, its drop. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
void note(void *p);
void bad(void)
{
    struct box *DRUST_OWNED a __attribute__((cleanup(note))) = make(3);
    // expected-error@-1 {{__attribute__((cleanup)) on owner 'a' is not supported yet [drust-unsupported]}}
}
void good(void)
{
    int n __attribute__((cleanup(note))) = 3;
    struct box *DRUST_OWNED a = make(n);
}
