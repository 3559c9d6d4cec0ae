; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Resolving for writing: tier two, in a loop, accepts a coloured word that was not
; handed out (the mask keeps bit 63, so a word with it is out of range); the slow
; path stores the new word into the slot, the others store nothing.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

@site = internal global [32 x i8] zeroinitializer, align 8

declare ptr @__drust_i_write(ptr, ptr)

define ptr @f(ptr %slot) {
; CHECK-LABEL: define ptr @f(
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr [[W]] to i64
; CHECK-NEXT:    [[BASE:%.*]] = load i64, ptr @__drust_heap_base, align 8, !invariant.load
; CHECK-NEXT:    [[OFF:%.*]] = sub i64 [[RAW]], [[BASE]]
; CHECK-NEXT:    [[SIZE:%.*]] = load i64, ptr @__drust_heap_size, align 8, !invariant.load
; CHECK-NEXT:    [[IN:%.*]] = icmp ult i64 [[OFF]], [[SIZE]]
; CHECK-NEXT:    br i1 [[IN]], label %[[DONE:.*]], label %[[SLOW:[^,]*]], !prof
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    [[PAIR:%.*]] = call preserve_mostcc { i64, ptr } @__drust_exclusive(i64 [[RAW]], ptr @site) [[COLD:#[0-9]+]]
; CHECK-NEXT:    [[NEW:%.*]] = extractvalue { i64, ptr } [[PAIR]], 0
; CHECK-NEXT:    [[NEWP:%.*]] = inttoptr i64 [[NEW]] to ptr
; CHECK-NEXT:    store atomic ptr [[NEWP]], ptr %slot monotonic, align 8
; CHECK-NEXT:    [[MOVED:%.*]] = extractvalue { i64, ptr } [[PAIR]], 1
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    [[R:%.*]] = phi ptr [ [[W]], %0 ], [ [[MOVED]], %[[SLOW]] ]
; CHECK-NEXT:    ret ptr [[R]]
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[W:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    ret ptr [[W]]
  %at = call ptr @__drust_i_write(ptr %slot, ptr @site)
  ret ptr %at
}

define ptr @in_a_loop(ptr %slot) {
; CHECK-LABEL: define ptr @in_a_loop(
; CHECK:       loop:
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr [[W]] to i64
; CHECK-NEXT:    [[BASE:%.*]] = load i64, ptr @__drust_heap_base, align 8, !invariant.load
; CHECK-NEXT:    [[OFF:%.*]] = sub i64 [[RAW]], [[BASE]]
; CHECK-NEXT:    [[SIZE:%.*]] = load i64, ptr @__drust_heap_size, align 8, !invariant.load
; CHECK-NEXT:    [[IN:%.*]] = icmp ult i64 [[OFF]], [[SIZE]]
; CHECK-NEXT:    br i1 [[IN]], label %[[DONE:.*]], label %[[COLOURED:.*]], !prof
; CHECK:       [[COLOURED]]:
; 0x8000ffffffffffff
; CHECK-NEXT:    [[A:%.*]] = and i64 [[RAW]], -9223090561878065153
; CHECK-NEXT:    [[AT:%.*]] = inttoptr i64 [[A]] to ptr
; CHECK-NEXT:    [[BASE2:%.*]] = load i64, ptr @__drust_heap_base
; CHECK-NEXT:    [[OFF2:%.*]] = sub i64 [[A]], [[BASE2]]
; CHECK-NEXT:    [[SIZE2:%.*]] = load i64, ptr @__drust_heap_size
; CHECK-NEXT:    [[IN2:%.*]] = icmp ult i64 [[OFF2]], [[SIZE2]]
; CHECK-NEXT:    br i1 [[IN2]], label %[[DONE]], label %[[SLOW:[^,]*]]{{$}}
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    [[PAIR:%.*]] = call preserve_mostcc { i64, ptr } @__drust_exclusive(i64 [[RAW]], ptr @site) [[COLD]]
; CHECK-NEXT:    [[NEW:%.*]] = extractvalue { i64, ptr } [[PAIR]], 0
; CHECK-NEXT:    [[NEWP:%.*]] = inttoptr i64 [[NEW]] to ptr
; CHECK-NEXT:    store atomic ptr [[NEWP]], ptr %slot monotonic, align 8
; CHECK-NEXT:    [[MOVED:%.*]] = extractvalue { i64, ptr } [[PAIR]], 1
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    [[R:%.*]] = phi ptr [ [[W]], %loop ], [ [[AT]], %[[COLOURED]] ], [ [[MOVED]], %[[SLOW]] ]
; CHECK-NEXT:    [[AGAIN:%.*]] = icmp eq ptr [[R]], null
  br label %loop

loop:
  %at = call ptr @__drust_i_write(ptr %slot, ptr @site)
  %again = icmp eq ptr %at, null
  br i1 %again, label %loop, label %exit

exit:
  ret ptr %at
}

; CHECK: declare preserve_mostcc { i64, ptr } @__drust_exclusive(i64, ptr) [[COLD]]
; CHECK: attributes [[COLD]] = { cold nounwind }
