; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Taking over a returned borrow's pin and copying a pin: one test each, nothing
; in plain mode.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_adopt(ptr, ptr, i64)
declare ptr @__drust_i_share(ptr, ptr, i64, ptr, i64)

define ptr @adopt(ptr %at, ptr %frame) {
; CHECK-LABEL: define ptr @adopt(
; CHECK-NEXT:    [[USED:%.*]] = load i64, ptr %frame, align 8
; CHECK-NEXT:    [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_handover)
; CHECK-NEXT:    [[FIELD:%.*]] = getelementptr inbounds i8, ptr [[TLS]], i64 16
; CHECK-NEXT:    [[NEW:%.*]] = load i64, ptr [[FIELD]], align 8
; CHECK-NEXT:    [[EITHER:%.*]] = or i64 [[USED]], [[NEW]]
; CHECK-NEXT:    [[VIEWS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_kept)
; CHECK-NEXT:    [[KEPT:%.*]] = load i64, ptr [[VIEWS]], align 8
; CHECK-NEXT:    [[ALL:%.*]] = or i64 [[EITHER]], [[KEPT]]
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[ALL]], 0
; CHECK-NEXT:    br i1 [[ANY]], label %[[ADOPT:.*]], label %[[DONE:.*]], !prof
; CHECK:       [[ADOPT]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_adopt(ptr %at, ptr %frame, i32 3) [[COLD:#[0-9]+]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret ptr %at
; PLAIN-LABEL: define ptr @adopt(
; PLAIN-NEXT:    ret ptr %at
  %r = call ptr @__drust_i_adopt(ptr %at, ptr %frame, i64 3)
  ret ptr %r
}

; Pin 63 is the last one.
define ptr @adopt_last(ptr %at, ptr %frame) {
; CHECK-LABEL: define ptr @adopt_last(
; CHECK:         call preserve_mostcc void @__drust_adopt(ptr %at, ptr %frame, i32 63)
  %r = call ptr @__drust_i_adopt(ptr %at, ptr %frame, i64 63)
  ret ptr %r
}

define ptr @share(ptr %at, ptr %from, ptr %to) {
; CHECK-LABEL: define ptr @share(
; CHECK-NEXT:    [[FROM:%.*]] = load i64, ptr %from, align 8
; CHECK-NEXT:    [[TO:%.*]] = load i64, ptr %to, align 8
; CHECK-NEXT:    [[EITHER:%.*]] = or i64 [[FROM]], [[TO]]
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[EITHER]], 0
; CHECK-NEXT:    br i1 [[ANY]], label %[[SHARE:.*]], label %[[DONE:.*]], !prof
; CHECK:       [[SHARE]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_share_pin(ptr %from, i32 1, ptr %to, i32 2) [[COLD]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret ptr %at
; PLAIN-LABEL: define ptr @share(
; PLAIN-NEXT:    ret ptr %at
  %r = call ptr @__drust_i_share(ptr %at, ptr %from, i64 1, ptr %to, i64 2)
  ret ptr %r
}

; A function without a frame has no pin to copy: its bits are not loaded.
define ptr @share_frameless(ptr %at, ptr %to) {
; CHECK-LABEL: define ptr @share_frameless(
; CHECK-NEXT:    [[TO:%.*]] = load i64, ptr %to, align 8
; CHECK-NEXT:    [[EITHER:%.*]] = or i64 0, [[TO]]
; CHECK-NEXT:    [[ANY:%.*]] = icmp ne i64 [[EITHER]], 0
  %r = call ptr @__drust_i_share(ptr %at, ptr null, i64 0, ptr %to, i64 2)
  ret ptr %r
}

; CHECK: attributes [[COLD]] = { cold nounwind }
