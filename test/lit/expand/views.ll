; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Borrows in views: one test of the frame's pins and of the thread's count, and a
; call out of the way; nothing in plain mode.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_keep(ptr, ptr, ptr)
declare ptr @__drust_i_pin(ptr, ptr, i64)
declare ptr @__drust_i_adopt_field(ptr, ptr, i64, ptr)
declare void @__drust_i_forget(ptr, i64)
declare void @__drust_i_forget_view(ptr)
declare void @__drust_i_leave_view(ptr)

define ptr @keep(ptr %field, ptr %at, ptr %frame) {
; CHECK-LABEL: define ptr @keep(
; CHECK-NEXT:    [[USED:%.*]] = load i64, ptr %frame, align 8
; CHECK-NEXT:    [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_kept)
; CHECK-NEXT:    [[KEPT:%.*]] = load i64, ptr [[TLS]], align 8
; CHECK-NEXT:    [[EITHER:%.*]] = or i64 [[USED]], [[KEPT]]
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[EITHER]], 0
; CHECK-NEXT:    br i1 [[ANY]], label %[[KEEP:.*]], label %[[DONE:.*]], !prof
; CHECK:       [[KEEP]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_keep(ptr %field, ptr %at, ptr %frame)
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret ptr %at
; PLAIN-LABEL: define ptr @keep(
; PLAIN-NEXT:    ret ptr %at
  %r = call ptr @__drust_i_keep(ptr %field, ptr %at, ptr %frame)
  ret ptr %r
}

; Without a frame only the fields count.
define ptr @keep_frameless(ptr %field, ptr %at) {
; CHECK-LABEL: define ptr @keep_frameless(
; CHECK-NEXT:    call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_kept)
; CHECK:         call preserve_mostcc void @__drust_keep(ptr %field, ptr %at, ptr null)
  %r = call ptr @__drust_i_keep(ptr %field, ptr %at, ptr null)
  ret ptr %r
}

define ptr @pin(ptr %at, ptr %frame) {
; CHECK-LABEL: define ptr @pin(
; CHECK:         call preserve_mostcc void @__drust_pin_at(ptr %at, ptr %frame, i32 5)
; PLAIN-LABEL: define ptr @pin(
; PLAIN-NEXT:    ret ptr %at
  %r = call ptr @__drust_i_pin(ptr %at, ptr %frame, i64 5)
  ret ptr %r
}

define ptr @adopt_field(ptr %field, ptr %at, ptr %frame) {
; CHECK-LABEL: define ptr @adopt_field(
; CHECK:         call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_view_handover)
; CHECK:         call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_kept)
; CHECK:         call preserve_mostcc void @__drust_adopt_field(ptr %field, ptr %at, i64 1, ptr %frame)
; PLAIN-LABEL: define ptr @adopt_field(
; PLAIN-NEXT:    ret ptr %at
  %r = call ptr @__drust_i_adopt_field(ptr %field, ptr %at, i64 1, ptr %frame)
  ret ptr %r
}

define void @ends(ptr %first, ptr %record) {
; CHECK-LABEL: define void @ends(
; CHECK:         call preserve_mostcc void @__drust_forget(ptr %first, i64 24)
; CHECK:         [[FIRST:%.*]] = load ptr, ptr %record, align 8
; CHECK:         call preserve_mostcc void @__drust_forget(ptr [[FIRST]], i64 {{%.*}})
; CHECK:         [[FRAME:%.*]] = load ptr, ptr %record, align 8
; CHECK:         load i64, ptr [[FRAME]], align 8
; CHECK:         call preserve_mostcc void @__drust_hand_over_view(ptr [[FRAME]], i64 {{%.*}})
; PLAIN-LABEL: define void @ends(
; PLAIN-NEXT:    ret void
  call void @__drust_i_forget(ptr %first, i64 24)
  call void @__drust_i_forget_view(ptr %record)
  call void @__drust_i_leave_view(ptr %record)
  ret void
}
