; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Leaving a function with pins is one test; plain mode has no pins. A function
; that returns a borrow hands its pin over or clears the hand-over.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare void @__drust_i_leave(ptr)
declare void @__drust_i_leave_borrow(ptr)

; CHECK: @__drust_handover = external thread_local(initialexec) global [24 x i8], align 8
; PLAIN-NOT: __drust_handover

define void @leave(ptr %frame) {
; CHECK-LABEL: define void @leave(
; CHECK-NEXT:    [[USED:%.*]] = load i64, ptr %frame, align 8
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[USED]], 0
; CHECK-NEXT:    br i1 [[ANY]], label %[[UNPIN:.*]], label %[[DONE:.*]], !prof [[UNLIKELY:![0-9]+]]
; CHECK:       [[UNPIN]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_unpin(ptr %frame) [[COLD:#[0-9]+]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @leave(
; PLAIN-NEXT:    ret void
  call void @__drust_i_leave(ptr %frame)
  ret void
}

define void @leave_borrow(ptr %frame) {
; CHECK-LABEL: define void @leave_borrow(
; CHECK-NEXT:    [[USED:%.*]] = load i64, ptr %frame, align 8
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[USED]], 0
; CHECK-NEXT:    br i1 [[ANY]], label %[[HAND:.*]], label %[[CLEAR:.*]], !prof [[UNLIKELY]]
; CHECK:       [[HAND]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_hand_over(ptr %frame) [[COLD]]
; CHECK-NEXT:    br label %[[DONE:.*]]
; CHECK:       [[CLEAR]]:
; CHECK-NEXT:    [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_handover)
; CHECK-NEXT:    [[COPY:%.*]] = getelementptr inbounds i8, ptr [[TLS]], i64 16
; CHECK-NEXT:    store ptr null, ptr [[COPY]], align 8
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @leave_borrow(
; PLAIN-NEXT:    ret void
  call void @__drust_i_leave_borrow(ptr %frame)
  ret void
}

; A function that returns a borrow but has no frame only clears.
define void @leave_frameless() {
; CHECK-LABEL: define void @leave_frameless(
; CHECK-NEXT:    br i1 false, label
; PLAIN-LABEL: define void @leave_frameless(
; PLAIN-NEXT:    ret void
  call void @__drust_i_leave_borrow(ptr null)
  ret void
}

; CHECK: attributes [[COLD]] = { cold nounwind }
; CHECK: [[UNLIKELY]] = !{!"branch_weights", i32 1, i32 1048575}
