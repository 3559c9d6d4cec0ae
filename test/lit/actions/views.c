/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Each borrow that goes into a view says into which field, and gets a pin where it leaves one.
 *
 * RUN: %drustcc -w -fsyntax-only -fplugin-arg-drust-dump-actions %s | FileCheck --match-full-lines %s
 */
#include <drust.h>

struct line { char text[8]; struct line *DRUST_OWNED next; };
struct DRUST_VIEW part { const char *DRUST_BORROW at; char *DRUST_MUT_BORROW _Nullable out; int n; };
struct part find(struct part p);
int look(const char *DRUST_BORROW text);

struct part returned(const struct line *DRUST_BORROW n)
{
    return (struct part){n->next->text};
}
// CHECK: function 'returned': 3 pins
// CHECK-NEXT:   variable 'n' drust_borrow address
// CHECK-NEXT:  [[#@LINE-4]]:26 resolve shared pin 2: n->next
// CHECK-NEXT:  [[#@LINE-5]]:12 pin-view pin 0: (struct part){n->next->text}

int uses(const struct line *DRUST_BORROW n, struct part q)
{
    struct part a = {n->next->text}, b = find(a), *DRUST_MUT_BORROW p = &q;
    b = a;
    p->at = n->next->text;
    p->at++;
    const char *DRUST_BORROW text = b.at;
    return look(find(a).at) + look(b.at) + *text + ({ struct part c = a; c; }).n;
}
// CHECK: function 'uses': {{[0-9]+}} pins
// CHECK-NEXT:   variable 'n' drust_borrow address
// CHECK-NEXT:   variable 'p' drust_mut_borrow
// CHECK-NEXT:   variable 'text' drust_borrow address
// CHECK-NEXT:  [[#@LINE-11]]:22 resolve shared pin [[A:[0-9]+]]: n->next
// CHECK-NEXT:  [[#@LINE-12]]:22 keep-part: n->next->text
// CHECK-NEXT:  [[#@LINE-13]]:42 adopt-view: find(a)
// CHECK-NEXT:  [[#@LINE-14]]:42 returned: find(a)
// CHECK-NEXT:  [[#@LINE-14]]:7 keep-view: b = a
// CHECK-NEXT:  [[#@LINE-14]]:13 resolve shared pin {{[0-9]+}}: n->next
// CHECK-NEXT:  [[#@LINE-15]]:11 keep: p->at = n->next->text
// CHECK-NEXT:  [[#@LINE-14]]:37 pin-field pin {{[0-9]+}}: b.at
// CHECK-NEXT:  [[#@LINE-14]]:17 adopt-view: find(a)
// CHECK-NEXT:  [[#@LINE-15]]:17 returned: find(a)
// CHECK-NEXT:  [[#@LINE-16]]:71 keep-view: a
// CHECK-NEXT:  [[#@LINE-17]]:74 pin-view pin {{[0-9]+}}: c
// CHECK-NOT: {{.}}
