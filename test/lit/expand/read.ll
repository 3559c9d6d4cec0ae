; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Resolving for reading: the unmasked word first, then, in a loop, the masked
; address out of the way, then the slow call, by value.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

@site = internal global [32 x i8] zeroinitializer, align 8

declare ptr @__drust_i_read(ptr, ptr, ptr)

; CHECK-DAG: @__drust_heap_base = external hidden global i64
; CHECK-DAG: @__drust_heap_size = external hidden global i64
; PLAIN-NOT: __drust_heap

define ptr @f(ptr %w, ptr %frame) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr %w to i64
; CHECK-NEXT:    [[BASE:%.*]] = load i64, ptr @__drust_heap_base, align 8, !invariant.load [[NONE:![0-9]+]], !nosanitize [[NONE]]
; CHECK-NEXT:    [[OFF:%.*]] = sub i64 [[RAW]], [[BASE]]
; CHECK-NEXT:    [[SIZE:%.*]] = load i64, ptr @__drust_heap_size, align 8, !invariant.load [[NONE]], !nosanitize [[NONE]]
; CHECK-NEXT:    [[IN:%.*]] = icmp ult i64 [[OFF]], [[SIZE]]
; CHECK-NEXT:    br i1 [[IN]], label %[[DONE:.*]], label %[[SLOW:[^,]*]], !prof [[LIKELY:![0-9]+]]
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    [[COPY:%.*]] = call preserve_mostcc ptr @__drust_shared(i64 [[RAW]], ptr %frame, ptr @site) [[COLD:#[0-9]+]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    [[R:%.*]] = phi ptr [ %w, %0 ], [ [[COPY]], %[[SLOW]] ]
; CHECK-NEXT:    ret ptr [[R]]
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    ret ptr %w
  %at = call ptr @__drust_i_read(ptr %w, ptr %frame, ptr @site)
  ret ptr %at
}

define ptr @in_a_loop(ptr %w, ptr %frame) {
; CHECK-LABEL: define ptr @in_a_loop(
; CHECK:       loop:
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr %w to i64
; CHECK-NEXT:    [[BASE:%.*]] = load i64, ptr @__drust_heap_base, align 8, !invariant.load [[NONE]], !nosanitize [[NONE]]
; CHECK-NEXT:    [[OFF:%.*]] = sub i64 [[RAW]], [[BASE]]
; CHECK-NEXT:    [[SIZE:%.*]] = load i64, ptr @__drust_heap_size, align 8, !invariant.load [[NONE]], !nosanitize [[NONE]]
; CHECK-NEXT:    [[IN:%.*]] = icmp ult i64 [[OFF]], [[SIZE]]
; CHECK-NEXT:    br i1 [[IN]], label %[[DONE:.*]], label %[[COLOURED:.*]], !prof [[LIKELY]]
; CHECK:       [[COLOURED]]:
; CHECK-NEXT:    [[A:%.*]] = and i64 [[RAW]], 281474976710655
; CHECK-NEXT:    [[AT:%.*]] = inttoptr i64 [[A]] to ptr
; CHECK-NEXT:    [[BASE2:%.*]] = load i64, ptr @__drust_heap_base
; CHECK-NEXT:    [[OFF2:%.*]] = sub i64 [[A]], [[BASE2]]
; CHECK-NEXT:    [[SIZE2:%.*]] = load i64, ptr @__drust_heap_size
; CHECK-NEXT:    [[IN2:%.*]] = icmp ult i64 [[OFF2]], [[SIZE2]]
; CHECK-NEXT:    br i1 [[IN2]], label %[[DONE]], label %[[SLOW:[^,]*]]{{$}}
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    [[COPY:%.*]] = call preserve_mostcc ptr @__drust_shared(i64 [[RAW]], ptr %frame, ptr @site) [[COLD]]
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    [[R:%.*]] = phi ptr [ %w, %loop ], [ [[AT]], %[[COLOURED]] ], [ [[COPY]], %[[SLOW]] ]
; CHECK-NEXT:    [[AGAIN:%.*]] = icmp eq ptr [[R]], null
  br label %loop

loop:
  %at = call ptr @__drust_i_read(ptr %w, ptr %frame, ptr @site)
  %again = icmp eq ptr %at, null
  br i1 %again, label %loop, label %exit

exit:
  ret ptr %at
}

; A function without a frame passes NULL on.
define ptr @frameless(ptr %w) {
; CHECK-LABEL: define ptr @frameless(
; CHECK:         call preserve_mostcc ptr @__drust_shared(i64 {{%.*}}, ptr null, ptr @site)
; PLAIN-LABEL: define ptr @frameless(
; PLAIN-NEXT:    ret ptr %w
  %at = call ptr @__drust_i_read(ptr %w, ptr null, ptr @site)
  ret ptr %at
}

; CHECK: declare preserve_mostcc ptr @__drust_shared(i64, ptr, ptr) [[COLD]]
; CHECK: attributes [[COLD]] = { cold nounwind }
; CHECK: [[LIKELY]] = !{!"branch_weights", i32 1048575, i32 1}
