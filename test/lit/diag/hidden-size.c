/* A size inside a type that nothing rewrites may not read through an owner. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
int bad(struct box *DRUST_OWNED o)
{
    int (*rows)[o->value] = NULL;
    // expected-error@-1 {{a variable-length array size that reads a tracked pointer, inside a type is not supported yet [drust-unsupported]}}
    return rows == NULL;
}
int good(struct box *DRUST_OWNED o)
{
    int row[o->value];
    int n = o->value, (*rows)[n] = NULL;
    return (int)sizeof row + (rows == NULL);
}
