/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A part of something is lent to a parameter that counts; without a count only
 * a whole object, or one variable or field, is.
 *
 * RUN: %drustcc -ferror-limit=0 -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct box { int value; int values[4]; };
struct node { int value; struct node *DRUST_OWNED next; };
struct flex { int n; int tail[]; };
struct raw { char *text; };
int look(const struct box *DRUST_BORROW b);
// expected-note@-1 {{parameter 'b' declared here: 'DRUST_COUNT(n)' says how many elements it takes, 'DRUST_COUNT(1)' that it is one}}
int look_int(const int *DRUST_BORROW i);
// expected-note@-1 8 {{parameter 'i' declared here: 'DRUST_COUNT(n)' says how many elements it takes, 'DRUST_COUNT(1)' that it is one}}
void change(struct box *DRUST_MUT_BORROW b);
// expected-note@-1 {{parameter 'b' declared here: 'DRUST_COUNT(n)' says how many elements it takes, 'DRUST_COUNT(1)' that it is one}}
void flexes(struct flex *DRUST_MUT_BORROW f);
// expected-note@-1 {{parameter 'f' declared here: 'DRUST_COUNT(n)' says how many elements it takes, 'DRUST_COUNT(1)' that it is one}}
int counted(const int *DRUST_BORROW DRUST_COUNT(n) i, int n);
int maybe(const int *DRUST_BORROW _Nullable DRUST_COUNT(n) i, int n);
void fill(int *DRUST_MUT_BORROW DRUST_COUNT(n) i, int n);
void bytes(char *DRUST_MUT_BORROW DRUST_COUNT(n) c, int n);
void texts(const char *DRUST_BORROW DRUST_COUNT(n) c, int n);
void nodes(struct node *DRUST_MUT_BORROW DRUST_COUNT(n) first, int n);
void raws(struct raw *DRUST_MUT_BORROW DRUST_COUNT(n) r, int n);
int *DRUST_OWNED make(void);
const int *DRUST_BORROW pick(const int *DRUST_BORROW from);
static const int table[3] = {1, 2, 3};
static int written[3];
void bad(int *DRUST_OWNED array, const struct box *DRUST_BORROW given, struct box *DRUST_OWNED o,
         struct box *DRUST_MUT_BORROW g, struct flex *DRUST_OWNED f)
{
    int local[4] = {0};
    const int *DRUST_BORROW part = &array[2];
    struct flex *DRUST_MUT_BORROW flexible = f;
    int *DRUST_MUT_BORROW low, *DRUST_MUT_BORROW high;
    drust_split_mut(array, 2, &low, &high);
    drust_scope {
        drust_spawn(look_int, &array[1]);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, part);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, o->values);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, local);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, &*array);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, part + 1);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look_int, low);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_each_mut(it, array, 2)
            drust_spawn(look_int, it);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(look, given);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(change, g);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
        drust_spawn(flexes, flexible);
        // expected-error@-1 {{how many elements cross to the thread is not known here: lend the owner itself, or '&' of a variable or field [drust-extent-unknown]}}
    }
}
void bad_counted(int *DRUST_OWNED array, const int *DRUST_BORROW given, int *plain,
                 struct node *DRUST_OWNED list, int c)
{
    struct raw all[3] = {{0}};
    // expected-note@+2 {{'part' declared here; 'DRUST_MUT_BORROW' lets it write}}
    // expected-note@+1 {{'shared' declared here; 'DRUST_MUT_BORROW' lets it write}}
    int *DRUST_BORROW part = &array[2], *DRUST_BORROW shared = array;
    drust_scope {
        int inner[3] = {0}; // expected-note 2 {{'inner' declared here}}
        drust_spawn(counted, make(), 2);
        // expected-error@-1 {{what this lends to the thread cannot be seen: give it a variable, an element ('&a[i]') or an array [drust-extent-unknown]}}
        drust_spawn(counted, pick(given), 2);
        // expected-error@-1 {{what this lends to the thread cannot be seen: give it a variable, an element ('&a[i]') or an array [drust-extent-unknown]}}
        drust_spawn(counted, c ? given : part, 2);
        // expected-error@-1 {{what this lends to the thread cannot be seen: give it a variable, an element ('&a[i]') or an array [drust-extent-unknown]}}
        drust_spawn(counted, plain, 2);
        // expected-error@-1 {{argument 'i' of the spawned 'counted' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
        drust_spawn(counted, &plain[1], 2);
        // expected-error@-1 {{argument 'i' of the spawned 'counted' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
        drust_spawn(raws, all, 2);
        // expected-error@-1 {{argument 'r' of the spawned 'raws' holds an untracked pointer, which means nothing on another server [drust-raw-in-dsm-struct]}}
        drust_spawn(fill, part, 2);
        // expected-error@-1 {{cannot pass shared borrow 'part' as 'drust_mut_borrow' [drust-write-through-shared]}}
        drust_spawn(fill, shared, 2);
        // expected-error@-1 {{cannot pass shared borrow 'shared' as 'drust_mut_borrow' [drust-write-through-shared]}}
        drust_spawn(fill, written, 2);
        // expected-error@-1 {{borrowing 'written', which every function and thread of this server can reach: only const data with static storage can be borrowed, and only shared [drust-borrow-in-static]}}
        drust_spawn(fill, inner, 2);
        // expected-error@-1 {{'inner' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        drust_spawn(fill, inner + 1, 2);
        // expected-error@-1 {{'inner' is dropped before the scope joins the thread that borrows it: declare it before 'drust_scope' [drust-lent-inside-scope]}}
        drust_spawn(counted, array + 1, 2);
        // expected-error@-1 {{arithmetic on owner 'array' would lose the address to free: borrow it first [drust-pointer-arithmetic-on-owner]}}
        drust_spawn(bytes, (char *)list, 2);
        // expected-error@-1 {{a cast to 'char *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
        drust_spawn(texts, (const char *)&list[1], 2);
        // expected-error@-1 {{a cast to 'const char *' would change what a tracked pointer means: 'drust_cast' asks the object what it is [drust-wrong-cast]}}
        drust_spawn(counted, NULL, 0);
        // expected-error@-1 {{NULL given to borrow 'i', which is not '_Nullable' [drust-null-into-borrow]}}
        // expected-note@22 {{'i' declared here}}
    }
}
void good(int *DRUST_OWNED array, struct box *DRUST_OWNED o, struct node *DRUST_OWNED list,
          int *DRUST_MUT_BORROW given, const struct box *DRUST_BORROW several, int n)
{
    int local[4] = {0}, variable[n];
    int *DRUST_MUT_BORROW part = &array[2];
    drust_scope {
        const struct box *DRUST_BORROW whole = o;
        struct box *DRUST_MUT_BORROW exclusive = o;
        drust_spawn(look_int, array);
        drust_spawn(look, whole);
        drust_spawn(look, o);
        drust_spawn(look_int, &o->value);
        drust_spawn(look_int, &several[1].value);
        drust_spawn(change, exclusive);
        drust_spawn(counted, array, n);
        drust_spawn(counted, &array[1], n);
        drust_spawn(counted, &*array, n);
        drust_spawn(counted, o->values + 1, n);
        drust_spawn(counted, table, 3);
        drust_spawn(counted, &several[1].values[2], 2);
        drust_spawn(maybe, NULL, 0);
        drust_spawn(fill, part, n);
        drust_spawn(fill, part + 1, n);
        drust_spawn(fill, given, n);
        drust_spawn(fill, local, 4);
        drust_spawn(fill, &variable[n - 1], 1);
        drust_spawn(nodes, &list[1], n);
        drust_spawn(bytes, (char *)&array[1], n);
    }
}
