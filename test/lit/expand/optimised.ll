; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; What the optimiser makes of the expansions: a local owner lives in registers,
; the partition's bounds are loaded before the loop, and the loop's hot path
; holds one comparison beside the program's own.
; RUN: %drust_opt -passes='default<O2>' -S %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare ptr @__drust_i_read(ptr, ptr, ptr)
declare ptr @__drust_i_take(ptr)
declare void @__drust_i_drop(ptr)

; The owner is moved out, so the drop at the scope's end is decided.
define ptr @moved(ptr %w) {
; CHECK-LABEL: define {{.*}}ptr @moved(
; CHECK-NEXT:    ret ptr %w
  %slot = alloca ptr
  store ptr %w, ptr %slot
  %r = call ptr @__drust_i_take(ptr %slot)
  call void @__drust_i_drop(ptr %slot)
  ret ptr %r
}

define i64 @sum(ptr %first) {
; CHECK-LABEL: define {{.*}}i64 @sum(
; CHECK:         load i64, ptr @__drust_heap_base
; CHECK:         load i64, ptr @__drust_heap_size
; CHECK:       loop:
; CHECK-NOT:     __drust_heap
; CHECK:         call preserve_mostcc ptr @__drust_shared
; CHECK-NOT:     __drust_heap
; CHECK:         ret i64
entry:
  br label %loop

loop:
  %p = phi ptr [ %first, %entry ], [ %next, %loop ]
  %s = phi i64 [ 0, %entry ], [ %t, %loop ]
  %at = call ptr @__drust_i_read(ptr %p, ptr null, ptr null)
  %v = load i64, ptr %at
  %t = add i64 %s, %v
  %field = getelementptr i8, ptr %at, i64 8
  %next = load ptr, ptr %field
  %more = icmp ne ptr %next, null
  br i1 %more, label %loop, label %exit

exit:
  ret i64 %t
}
