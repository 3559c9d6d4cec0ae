/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What can be borrowed, each as a variable, an argument and a result: an owner,
 * another borrow, a string literal, a named array, the address of a place.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain | FileCheck %s
 * RUN: %run1 %t0 | FileCheck %s
 * RUN: %run2 %t2 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:3 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: owner owned owned owned
 * CHECK-NEXT: borrow owned owned owned
 * CHECK-NEXT: literal literal literal literal
 * CHECK-NEXT: array array array array
 * CHECK-NEXT: place lace ace owned
 * CHECK-NEXT: exclusive Owned Array Xlace
 */
#include <drust.h>

#include <stdio.h>
#include <string.h>

struct box { char text[16]; struct box *DRUST_OWNED inner; };

static struct box *DRUST_OWNED make(void)
{
    struct box *DRUST_OWNED b = drust_new(struct box);
    b->inner = drust_new(struct box);
    strcpy(b->inner->text, "owned");
    return b;
}
static void show(const char *DRUST_BORROW text) { printf(" %s", text); }
static void show_box(const struct box *DRUST_BORROW b) { printf(" %s", b->text); }
static void capital(char *DRUST_MUT_BORROW text, char c) { text[0] = c; }
static void capital_box(struct box *DRUST_MUT_BORROW b, char c) { b->text[0] = c; }

static const struct box *DRUST_BORROW owner(const struct box *DRUST_BORROW b) { return b->inner; }
static const struct box *DRUST_BORROW borrow(const struct box *DRUST_BORROW b)
{
    const struct box *DRUST_BORROW r = b->inner;
    return r;
}
static DRUST_FROM(static) const char *DRUST_BORROW literal(void) { return "literal"; }
static const char table[] = "array";
static DRUST_FROM(static) const char *DRUST_BORROW array(void) { return table; }
static const char *DRUST_BORROW place(const struct box *DRUST_BORROW b) { return &b->inner->text[0]; }

int main(void)
{
    struct box *DRUST_OWNED b = NULL;
    drust_thread t = drust_spawn_on(drust_servers() - 1, make);
    drust_join(t, &b);

    const struct box *DRUST_BORROW from_owner = b->inner;
    printf("owner %s", from_owner->text);
    show_box(b->inner);
    show_box(owner(b));
    const struct box *DRUST_BORROW from_borrow = from_owner;
    printf("\nborrow %s", from_borrow->text);
    show_box(from_owner);
    show_box(borrow(b));
    const char *DRUST_BORROW from_literal = "literal";
    printf("\nliteral %s", from_literal);
    show("literal");
    show(literal());
    char local[] = "array";
    const char *DRUST_BORROW from_array = local;
    printf("\narray %s", from_array);
    show(local);
    show(array());
    char word[] = "place";
    const char *DRUST_BORROW from_place = &word[1];
    printf("\nplace %s", from_place);
    show(&word[2]);
    show(place(b));

    char *DRUST_MUT_BORROW middle = &word[1];
    *middle = 'l';
    capital_box(b->inner, 'O');
    capital(local, 'A');
    capital(&word[0], 'X');
    printf("\nexclusive %s %s %s\n", b->inner->text, local, word);
    return 0;
}
