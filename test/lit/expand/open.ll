; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A call that may be jumped over keeps the thread's innermost open call and is
; it until it ends; each check is a compare, also in plain mode.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s

declare void @__drust_i_open(ptr, ptr)
declare void @__drust_i_returned(ptr)
declare void @__drust_i_close(ptr)

; CHECK: @__drust_open_calls = external thread_local(initialexec) global [16 x i8], align 8

define void @open(ptr %kept, ptr %site) {
; CHECK-LABEL: define void @open(
; CHECK-NEXT:    [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_open_calls)
; CHECK-NEXT:    [[OUTER:%.*]] = load ptr, ptr [[TLS]], align 8
; CHECK-NEXT:    [[NUMBER:%.*]] = ptrtoint ptr [[OUTER]] to i64
; CHECK-NEXT:    [[BELOW:%.*]] = sub i64 [[NUMBER]], 1
; CHECK-NEXT:    [[KEPT:%.*]] = ptrtoint ptr %kept to i64
; CHECK-NEXT:    [[LEFT:%.*]] = icmp ult i64 [[BELOW]], [[KEPT]]
; CHECK-NEXT:    br i1 [[LEFT]], label %[[SLOW:.*]], label %[[DONE:.*]], !prof [[UNLIKELY:![0-9]+]]
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_left_open(ptr %kept) [[COLD:#[0-9]+]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    [[SITE_AT:%.*]] = getelementptr inbounds i8, ptr [[TLS]], i64 8
; CHECK-NEXT:    [[SITE:%.*]] = load ptr, ptr [[SITE_AT]], align 8
; CHECK-NEXT:    store ptr [[OUTER]], ptr %kept, align 8
; CHECK-NEXT:    [[KEPT_SITE:%.*]] = getelementptr inbounds i8, ptr %kept, i64 8
; CHECK-NEXT:    store ptr [[SITE]], ptr [[KEPT_SITE]], align 8
; CHECK-NEXT:    store ptr %kept, ptr [[TLS]], align 8
; CHECK-NEXT:    [[NEW_SITE:%.*]] = getelementptr inbounds i8, ptr [[TLS]], i64 8
; CHECK-NEXT:    store ptr %site, ptr [[NEW_SITE]], align 8
; CHECK-NEXT:    ret void
  call void @__drust_i_open(ptr %kept, ptr %site)
  ret void
}

define void @returned(ptr %kept) {
; CHECK-LABEL: define void @returned(
; CHECK-NEXT:    [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_open_calls)
; CHECK-NEXT:    [[INNERMOST:%.*]] = load ptr, ptr [[TLS]], align 8
; CHECK-NEXT:    [[LEFT:%.*]] = icmp ne ptr [[INNERMOST]], %kept
; CHECK-NEXT:    br i1 [[LEFT]], label %[[SLOW:.*]], label %[[DONE:.*]], !prof [[UNLIKELY]]
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    call preserve_mostcc void @__drust_left_open(ptr %kept) [[COLD]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret void
  call void @__drust_i_returned(ptr %kept)
  ret void
}

define void @close(ptr %kept) {
; CHECK-LABEL: define void @close(
; CHECK:         icmp ne ptr
; CHECK:         call preserve_mostcc void @__drust_left_open(ptr %kept)
; CHECK:         [[TLS:%.*]] = call align 8 ptr @llvm.threadlocal.address.p0(ptr align 8 @__drust_open_calls)
; CHECK:         [[OUTER:%.*]] = load ptr, ptr %kept, align 8
; CHECK:         store ptr [[OUTER]], ptr [[TLS]], align 8
; CHECK:         ret void
  call void @__drust_i_close(ptr %kept)
  ret void
}
