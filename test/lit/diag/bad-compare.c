/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_sort and drust_search need a compare function of the elements.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct item { int key; };
struct owner { struct item *DRUST_OWNED item; };
typedef struct item *DRUST_OWNED item_box;
typedef struct item *item_pointer;
int by_key(const struct item *DRUST_BORROW a, const struct item *DRUST_BORROW b);
int by_owner(const struct owner *DRUST_BORROW a, const struct owner *DRUST_BORROW b);
int by_box(const item_box *DRUST_BORROW a, const item_box *DRUST_BORROW b);
int by_pointer(const item_pointer *DRUST_BORROW a, const item_pointer *DRUST_BORROW b);
int bad_raw(const struct item *a, const struct item *b);
int bad_mut(struct item *DRUST_MUT_BORROW a, struct item *DRUST_MUT_BORROW b);
int bad_one(const struct item *DRUST_BORROW a);
long bad_result(const struct item *DRUST_BORROW a, const struct item *DRUST_BORROW b);
void bad(struct item *DRUST_OWNED o, const struct item *DRUST_BORROW r, struct owner *raw, int n, item_box *DRUST_OWNED boxes)
{
    int (*pointer)(const struct item *, const struct item *) = bad_raw;
    int *DRUST_OWNED numbers = NULL;
    drust_sort(o, n, bad_raw);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(o, n, bad_mut);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(o, n, bad_one);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(o, n, bad_result);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(o, n, pointer);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(numbers, n, by_key);
    // expected-error@-1 {{'drust_sort' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'int' here [drust-bad-use]}}
    drust_search(&n, o, n, by_key);
    // expected-error@-1 {{'drust_search' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
    drust_sort(r, n, by_key);
    // expected-error@-1 {{cannot pass shared borrow 'r' as 'drust_mut_borrow' [drust-write-through-shared]}}
    // expected-note@-20 {{'r' declared here}}
    drust_sort(raw, n, by_owner);
    // expected-error@-1 {{untracked pointer used where 'a' needs a borrow; what it points to holds owners [drust-kind-through-raw]}}
    drust_sort(boxes, n, by_pointer);
    // expected-error@-1 {{the kinds behind the outer '*' of 'a' and of this expression differ [drust-conflicting-kinds]}}
    drust_search(NULL, o, n, by_key);
    // expected-error@-1 {{'drust_search' needs elements of one type and the name of a function 'int (const T *DRUST_BORROW, const T *DRUST_BORROW)'; T is 'struct item' here [drust-bad-use]}}
}
void good(struct item *DRUST_OWNED o, const struct item *DRUST_BORROW r, struct owner *DRUST_MUT_BORROW m, int n, item_box *DRUST_OWNED boxes)
{
    struct item plain[3] = {{3}, {2}, {1}};
    drust_sort(o, n, by_key);
    drust_sort(m, n, by_owner);
    drust_sort(plain, 3, &by_key);
    drust_sort(boxes, n, by_box);
    if (drust_search(r, o, n, by_key) < (size_t)n)
        drust_sort(&o[1], drust_search(&plain[0], plain, 3, by_key), by_key);
}
