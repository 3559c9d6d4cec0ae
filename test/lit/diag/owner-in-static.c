/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Owners in static storage are not supported yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; };
struct holder { struct box *DRUST_OWNED box; };
struct box *DRUST_OWNED bad;
// expected-error@-1 {{static owner 'bad' is not supported yet [drust-unsupported]}}
static struct holder bad_holder[2];
// expected-error@-1 {{static owner 'bad_holder' is not supported yet [drust-unsupported]}}
_Thread_local struct box *DRUST_OWNED bad_thread;
// expected-error@-1 {{static owner 'bad_thread' is not supported yet [drust-unsupported]}}
void bad_function(void)
{
    static struct box *DRUST_OWNED bad_local;
    // expected-error@-1 {{static owner 'bad_local' is not supported yet [drust-unsupported]}}
    bad = NULL;
    // expected-error@-1 {{static owner 'bad' is not supported yet [drust-unsupported]}}
    (void)bad->value;
    // expected-error@-1 {{static owner 'bad' is not supported yet [drust-unsupported]}}
    struct box *DRUST_OWNED o = drust_take(&bad);
    // expected-error@-1 {{static owner 'bad' is not supported yet [drust-unsupported]}}
    (void)o;
}
static int good = 3;
int good_function(void)
{
    struct box *DRUST_OWNED local = NULL;
    return local == NULL ? good : 0;
}
