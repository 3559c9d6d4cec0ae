/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The bytes of a struct with owners are not written by functions of the C
 * library, nor copied to where the owners in them could be used; they may be
 * looked at.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
struct box { int value; struct pair *DRUST_OWNED pair; };
struct pair { struct box *DRUST_OWNED first; int count; };
struct plain { struct box *first; int count; };
struct DRUST_VIEW view { const struct box *DRUST_BORROW seen; };
union words { struct plain plain; uint64_t words[2]; };
void copied(struct box *DRUST_OWNED o, const struct pair *DRUST_BORROW b, struct view v, void *any)
{
    struct pair p = {0};
    struct plain plain;
    struct box *pointers[2];
    union words both;
    memcpy(&plain, &p, sizeof p);
    // expected-error@-1 {{'memcpy' would copy the owners or borrows inside '&p' to where nothing tracks them: assign it, or copy it to an array of bytes [drust-owner-struct-copied]}}
    memmove(&both, &p, sizeof p);
    // expected-error@-1 {{'memmove' would copy the owners or borrows inside '&p' to where}}
    __builtin_memcpy((char *)&plain, b, sizeof p);
    // expected-error@-1 {{'__builtin_memcpy' would copy the owners or borrows inside 'b' to where}}
    bcopy(&p.first, pointers, sizeof p.first);
    // expected-error@-1 {{'bcopy' would copy the owners or borrows inside '&p.first' to where}}
    memcpy(any, o, sizeof *o);
    // expected-error@-1 {{'memcpy' would copy the owners or borrows inside 'o' to where}}
    memcpy(&plain.first, (const char *)&v, sizeof v);
    // expected-error@-1 {{'memcpy' would copy the owners or borrows inside '(const char *)&v' to where}}
    plain = *(struct plain *)&p;
    // expected-error@-1 {{a cast to 'struct plain *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
    both.plain = *(const struct plain *)b;
    // expected-error@-1 {{a cast to 'const struct plain *' would change what a tracked pointer means}}
    (void)plain, (void)pointers, (void)both;
}
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
    uint64_t words[2];
    memcpy(words, &p, sizeof words);
    memcpy(&q.count, &p.count, sizeof q.count);
    fwrite(&p, sizeof p, 1, stdout); // bytes that nobody takes for pointers
    if (write(1, &p, sizeof p) < 0 || memcmp(&p, &q, sizeof p) != 0)
        words[0] = 0;
    memset(&p.count, 0, sizeof p.count);
    memcpy(bytes, &p, sizeof p);
    p = q;
    return p.count + bytes[0] + (int)words[0];
}
