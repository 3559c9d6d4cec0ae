; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A word that must not be NULL: what ends the program is out of the way.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

@site = internal global [32 x i8] zeroinitializer, align 8

declare ptr @__drust_i_not_null(ptr, ptr)

define ptr @f(ptr %w) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[NULL:%.*]] = icmp eq ptr %w, null
; CHECK-NEXT:    br i1 [[NULL]], label %[[ENDS:.*]], label %[[GOES:[^,]*]], !prof [[UNLIKELY:![0-9]+]]
; CHECK:       [[ENDS]]:
; CHECK-NEXT:    call preserve_mostcc ptr @__drust_shared(i64 0, ptr null, ptr @site)
; CHECK:       [[GOES]]:
; CHECK-NEXT:    ret ptr %w
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[NULL:%.*]] = icmp eq ptr %w, null
; PLAIN-NEXT:    br i1 [[NULL]]
; PLAIN:         call preserve_mostcc ptr @__drust_shared(i64 0, ptr null, ptr @site)
; PLAIN:         ret ptr %w
  %r = call ptr @__drust_i_not_null(ptr %w, ptr @site)
  ret ptr %r
}

; CHECK: [[UNLIKELY]] = !{!"branch_weights", i32 1, i32 1048575}
