; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Loading an owner word is one relaxed atomic load; a plain load in plain mode.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_load(ptr)

define ptr @f(ptr %slot) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    ret ptr [[W]]
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[W:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    ret ptr [[W]]
  %w = call ptr @__drust_i_load(ptr %slot)
  ret ptr %w
}
