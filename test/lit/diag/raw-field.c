/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRUST_RAW stands on a field that is or holds an untracked pointer, and nowhere else.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

#include <sys/uio.h>
char *DRUST_RAW bad_global;
// expected-error@-1 {{'drust_raw' applies to fields [drust-kind-misplaced]}}
typedef char *DRUST_RAW bad_typedef;
// expected-error@-1 {{'drust_raw' applies to fields [drust-kind-misplaced]}}
char *DRUST_RAW bad_result(char *DRUST_RAW bad_parameter);
// expected-error@-1 2 {{'drust_raw' applies to fields [drust-kind-misplaced]}}
struct DRUST_RAW bad_struct {
// expected-error@-1 {{'drust_raw' applies to fields [drust-kind-misplaced]}}
    int value;
};
struct node { int value; };
typedef struct node *DRUST_OWNED node_box;
struct bad {
    int DRUST_RAW number;
    // expected-error@-1 {{'drust_raw' applies to fields that are or hold untracked pointers; 'number' has type 'int' [drust-kind-not-pointer]}}
    int (*DRUST_RAW function)(int);
    // expected-error@-1 {{'drust_raw' applies to fields that are or hold untracked pointers; 'function' has type 'int (*)(int)' [drust-kind-not-pointer]}}
    struct node *DRUST_OWNED DRUST_RAW owner;
    // expected-error@-1 {{'owner' cannot be both 'drust_owned' and 'drust_raw' [drust-conflicting-kinds]}}
    struct node *DRUST_RAW DRUST_OWNED other;
    // expected-error@-1 {{'other' cannot be both 'drust_raw' and 'drust_owned' [drust-conflicting-kinds]}}
    node_box DRUST_RAW typed;
    // expected-error@-1 {{'typed' cannot be both 'drust_owned' and 'drust_raw' [drust-conflicting-kinds]}}
};
void bad(void)
{
    char *DRUST_RAW local = NULL;
    // expected-error@-1 {{'drust_raw' applies to fields [drust-kind-misplaced]}}
    (void)local;
}
struct good {
    char *DRUST_RAW text;
    void *DRUST_RAW cookies[4];
    _Atomic(char *) DRUST_RAW shared;
    struct iovec vector DRUST_RAW; /* somebody else's struct */
    struct node *DRUST_OWNED node;
};
struct handle { int number; const char *DRUST_RAW name; };
struct handle echo(struct handle h);
void good(int n)
{
    struct good *DRUST_OWNED a = drust_new(struct good);
    struct good *DRUST_OWNED b = drust_new_array(struct good, n);
    char *text = a->text;
    b[0].text = text;
    a->vector.iov_base = text;
    drust_spawn(echo, (struct handle){1, "one"});
}
