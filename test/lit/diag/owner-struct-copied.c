/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The bytes of a struct with owners in a variable are not written by functions
 * of the C library; they may be looked at.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <string.h>
struct box { int value; };
struct pair { struct box *DRUST_OWNED first; int count; };
void bad(void)
{
    struct pair p = {0}, q = {0};
    memset(&p, 0, sizeof p);
    // expected-error@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
    memcpy(&p, &q, sizeof p);
    // expected-error@-1 {{'memcpy' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__dest' declared here: let it point to const, or give it a kind}}
    memset(&p.first, 0, sizeof p.first);
    // expected-error@-1 {{'memset' may write the owners or borrows inside what it is given: its parameter must point to const [drust-owner-struct-copied]}}
    // expected-note@string.h:* {{parameter '__s' declared here: let it point to const, or give it a kind}}
}
int good(void)
{
    struct pair p = {0}, q = {0};
    unsigned char bytes[sizeof p];
    memset(&p.count, 0, sizeof p.count);
    memcpy(bytes, &p, sizeof p);
    p = q;
    return p.count + bytes[0];
}
