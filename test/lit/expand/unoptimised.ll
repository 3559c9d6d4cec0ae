; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Functions that no optimisation may touch are expanded, too.
; RUN: %drust_opt -passes=drust-expand,drust-verify -S %s | FileCheck %s

declare ptr @__drust_i_take(ptr)

; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    load atomic ptr
; CHECK-NEXT:    store atomic ptr null
define ptr @f(ptr %slot) noinline optnone {
  %w = call ptr @__drust_i_take(ptr %slot)
  ret ptr %w
}
