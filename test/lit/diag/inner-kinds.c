/* The kinds behind the outer star agree on both sides. */
// RUN: %drustcc -fsyntax-only -Xclang -verify %s
#include <drust.h>

struct box { int value; struct box *DRUST_OWNED inner; };
struct box *DRUST_OWNED make(int value);
void into(struct box *DRUST_OWNED *DRUST_MUT_BORROW out);
typedef struct box **DRUST_OWNED raw_boxes;
void first(raw_boxes *DRUST_MUT_BORROW some);
void bad(void)
{
    struct box *b = NULL;
    into(&b);
    // expected-error@-1 {{the kinds behind the outer '*' of 'out' and of this expression differ [drust-conflicting-kinds]}}
    struct box *DRUST_OWNED *DRUST_OWNED many = NULL;
    raw_boxes some[2] = {NULL, many};
    // expected-error@-1 {{the kinds behind the outer '*' of 'some' and of this expression differ [drust-conflicting-kinds]}}
    first(&(raw_boxes){many});
    // expected-error@-1 {{the kinds behind the outer '*' of '(raw_boxes){many}' and of this expression differ [drust-conflicting-kinds]}}
}
void good(void)
{
    struct box *DRUST_OWNED b = NULL;
    into(&b);
}
