; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Assigning to a field with affinity brings the object here if the slot lies in
; an object of this server and what is assigned does not.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare ptr @__drust_i_assign_near(ptr, ptr, ptr)

define ptr @f(ptr %value, ptr %slot, ptr %site) {
  %r = call ptr @__drust_i_assign_near(ptr %value, ptr %slot, ptr %site)
  ret ptr %r
}

; CHECK-LABEL: define ptr @f(
; CHECK-DAG:     [[RAW:%.*]] = ptrtoint ptr %value to i64
; CHECK-DAG:     [[ADDRESS:%.*]] = and i64 [[RAW]], 281474976710655
; CHECK-DAG:     [[OWNS:%.*]] = icmp ne ptr %value, null
; CHECK-DAG:     [[OFFSET:%.*]] = sub i64 [[ADDRESS]], {{%.*}}
; CHECK-DAG:     [[HERE:%.*]] = icmp ult i64 [[OFFSET]], {{%.*}}
; CHECK-DAG:     [[THERE:%.*]] = xor i1 [[HERE]], true
; CHECK-DAG:     [[AWAY:%.*]] = and i1 [[OWNS]], [[THERE]]
; CHECK-DAG:     [[AT:%.*]] = ptrtoint ptr %slot to i64
; CHECK-DAG:     [[WHERE:%.*]] = sub i64 [[AT]], {{%.*}}
; CHECK-DAG:     [[INSIDE:%.*]] = icmp ult i64 [[WHERE]], {{%.*}}
; CHECK:         [[BOTH:%.*]] = and i1 [[AWAY]], [[INSIDE]]
; CHECK-NEXT:    br i1 [[BOTH]], label %[[BRING:.*]], label %[[STORE:.*]], !prof
; CHECK:       [[BRING]]:
; CHECK-NEXT:    [[PAIR:%.*]] = call preserve_mostcc { i64, ptr } @__drust_exclusive(i64 [[RAW]], ptr %site)
; CHECK-NEXT:    [[WORD:%.*]] = extractvalue { i64, ptr } [[PAIR]], 0
; CHECK-NEXT:    [[BROUGHT:%.*]] = inttoptr i64 [[WORD]] to ptr
; CHECK-NEXT:    br label %[[STORE]]
; CHECK:       [[STORE]]:
; CHECK-NEXT:    [[NEW:%.*]] = phi ptr [ %value, %0 ], [ [[BROUGHT]], %[[BRING]] ]
; CHECK-NEXT:    [[OLD:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    store atomic ptr [[NEW]], ptr %slot monotonic, align 8
; CHECK:         call void @__drust_drop(
; CHECK:         ret ptr [[NEW]]
; PLAIN-LABEL: define ptr @f(
; PLAIN-NEXT:    [[OLD:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    store ptr %value, ptr %slot, align 8
; PLAIN-NOT:     __drust_exclusive
; PLAIN:         ret ptr %value
