/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a plain function returns out of tracked memory is only tested.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct box { char name[8]; };
int bad(struct box *DRUST_BORROW b)
{
    char *found;
    found = strchr(b->name, 'x');
    // expected-error@-1 {{a pointer that 'strchr' returns out of tracked memory may only be tested or discarded; keeping it is not supported yet [drust-unsupported]}}
    return *strchr(b->name, 'y') + (found != NULL);
    // expected-error@-1 {{a pointer that 'strchr' returns out of tracked memory may only be tested or discarded; keeping it is not supported yet [drust-unsupported]}}
}
char *bad_result(struct box *DRUST_BORROW b)
{
    char *found;
    found = ({ strchr(b->name, 'x'); });
    // expected-error@-1 {{a pointer that 'strchr' returns out of tracked memory may only be tested or discarded; keeping it is not supported yet [drust-unsupported]}}
    return ({ strchr(b->name, 'y'); });
    // expected-error@-1 {{a pointer that 'strchr' returns out of tracked memory may only be tested or discarded; keeping it is not supported yet [drust-unsupported]}}
}
int good(struct box *DRUST_BORROW b, struct box *DRUST_OWNED o)
{
    strcpy(o->name, "abc");
    (void)strcpy(o->name, b->name);
    if (({ strchr(b->name, 'x'); }))
        return ({ strcpy(o->name, "def"); 5; });
    return strchr(b->name, 'x') != NULL;
}
