/* A parameter declared as an array of tracked pointers; owners by range. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
int bad(struct box *DRUST_OWNED a[2]);
int bad(struct box *DRUST_OWNED a[2]) { return a[0] == NULL; }
// expected-error@-1 {{a parameter declared as an array of tracked pointers is not supported yet [drust-unsupported]}}
void calls(struct box *DRUST_OWNED *DRUST_OWNED o) { bad(o); }
// expected-error@-3 {{a parameter declared as an array of tracked pointers is not supported yet [drust-unsupported]}}
void range(void)
{
    struct box *DRUST_OWNED a[3] = {[0 ... 2] = make(1)};
    // expected-error@-1 {{a range designator for owners is not supported yet [drust-unsupported]}}
}
int good(struct box *DRUST_OWNED *DRUST_MUT_BORROW a) { return a[0] == NULL; }
