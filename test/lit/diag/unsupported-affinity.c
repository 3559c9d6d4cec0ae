/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Affinity of a field is not supported yet.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
#include <drust.h>

struct bad { struct bad *DRUST_OWNED DRUST_AFFINITY next; };
// expected-error@-1 {{'drust_affinity' on a field is not supported yet [drust-unsupported]}}
struct good { struct good *DRUST_OWNED next; };
