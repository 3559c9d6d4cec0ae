/* A jump out of an operand would lose what its siblings hold. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
void two(struct box *DRUST_OWNED a, int x);
int bad(int n)
{
    two(make(1), ({
            if (n)
                return 7;
            // expected-error@-1 {{a jump out of a statement expression that is an operand beside tracked pointers is not supported yet [drust-unsupported]}}
            5;
        }));
    return 0;
}
int good(int n)
{
    int x = ({
        if (n)
            return 7;
        5;
    });
    two(make(1), x);
    return 0;
}
