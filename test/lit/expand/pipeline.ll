; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; The passes stand in every pipeline: unoptimised, optimised, and before both
; kinds of link-time optimisation; the check for leftovers runs in each.
; RUN: %drust_opt -passes='default<O0>' -S %s | FileCheck %s
; RUN: %drust_opt -passes='default<O1>' -S %s | FileCheck %s
; RUN: %drust_opt -passes='default<O3>' -S %s | FileCheck %s
; RUN: %drust_opt -passes='default<Os>' -S %s | FileCheck %s
; RUN: %drust_opt -passes='lto-pre-link<O2>' -S %s | FileCheck %s
; RUN: %drust_opt -passes='thinlto-pre-link<O2>' -S %s | FileCheck %s
; RUN: sed 's/__drust_i_take/__drust_i_mistake/' %s > %t.ll
; RUN: not %drust_opt -passes='default<O0>' -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=LEFT
; RUN: not %drust_opt -passes='default<O2>' -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=LEFT
; RUN: not %drust_opt -passes='lto-pre-link<O2>' -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=LEFT
; RUN: not %drust_opt -passes='thinlto-pre-link<O2>' -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=LEFT

; LEFT: the drust plugin left '__drust_i_mistake' unexpanded

declare ptr @__drust_i_take(ptr)

; CHECK-LABEL: define {{.*}}ptr @f(
; CHECK-NOT:     __drust_i_
; CHECK:         load atomic ptr
; CHECK:         store atomic ptr null
; CHECK-NOT:     __drust_i_
define ptr @f(ptr %slot) {
  %w = call ptr @__drust_i_take(ptr %slot)
  ret ptr %w
}
