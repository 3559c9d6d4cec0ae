; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Taking an owner out of its slot leaves NULL there.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_take(ptr)

define ptr @f(ptr %slot) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    store atomic ptr null, ptr %slot monotonic, align 8
; CHECK-NEXT:    ret ptr [[W]]
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[W:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    store ptr null, ptr %slot, align 8
; PLAIN-NEXT:    ret ptr [[W]]
  %w = call ptr @__drust_i_take(ptr %slot)
  ret ptr %w
}
