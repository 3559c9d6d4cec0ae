; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Assigning to an owner stores first, then drops what the slot held, if it held
; anything.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_assign(ptr, ptr)

define ptr @f(ptr %value, ptr %slot) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[OLD:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    store atomic ptr %value, ptr %slot monotonic, align 8
; CHECK-NEXT:    [[HELD:%.*]] = icmp ne ptr [[OLD]], null
; CHECK-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:.*]], !prof [[UNLIKELY:![0-9]+]]
; CHECK:       [[DROP]]:
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr [[OLD]] to i64
; CHECK-NEXT:    call void @__drust_drop(i64 [[RAW]])
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret ptr %value
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[OLD:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    store ptr %value, ptr %slot, align 8
; PLAIN-NEXT:    [[HELD:%.*]] = icmp ne ptr [[OLD]], null
; PLAIN-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:.*]], !prof
; PLAIN:       [[DROP]]:
; PLAIN-NEXT:    call void @__drust_plain_drop(ptr [[OLD]])
; PLAIN-NEXT:    br label %[[DONE]]
; PLAIN:       [[DONE]]:
; PLAIN-NEXT:    ret ptr %value
  %r = call ptr @__drust_i_assign(ptr %value, ptr %slot)
  ret ptr %r
}

; CHECK: [[UNLIKELY]] = !{!"branch_weights", i32 1, i32 1048575}
