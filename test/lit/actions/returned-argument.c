/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A result that may point into what the callee was given takes over its pin, if
 * it is kept.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

#include <string.h>

struct box { char name[8]; struct box *DRUST_OWNED inner; };
int finds(const struct box *DRUST_BORROW b)
{
    const char *dot = strchr(b->inner->name, '.');
    return dot == NULL;
}
int uses(const struct box *DRUST_BORROW b)
{
    return strchr(b->inner->name, '.') != NULL && *strrchr(b->inner->name, '.') == '.';
}
void copies(struct box *DRUST_OWNED o)
{
    char *start = strcpy(o->name, "a");
    *start = 'b';
}

// CHECK: function 'finds': 2 pins
// CHECK-NEXT:  variable 'b' drust_borrow address
// CHECK-NEXT:  variable 'dot' drust_borrow address nullable inferred
// CHECK-NEXT:  [[#@LINE-16]]:30 resolve shared pin 1: b->inner
// CHECK-NEXT:  [[#@LINE-17]]:23 adopt pin 0: strchr(b->inner->name, '.')
// CHECK: function 'uses': 2 pins
// CHECK-NEXT:  variable 'b' drust_borrow address
// CHECK-NEXT:  [[#@LINE-15]]:19 resolve shared pin 0: b->inner
// CHECK-NEXT:  [[#@LINE-16]]:60 resolve shared pin 1: b->inner
// CHECK: function 'copies': 0 pins
// CHECK-NEXT:  variable 'o' drust_owned
// CHECK-NEXT:  variable 'start' drust_mut_borrow nullable inferred
// CHECK-NEXT:  [[#@LINE-16]]:26 resolve exclusive: o
// CHECK-NOT: {{.}}
