; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; The three ways to drop one owner: by slot, by value, and through the hidden
; variable that holds the address of an owner parameter. NULL is not dropped.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare void @__drust_i_drop(ptr)
declare void @__drust_i_drop_value(ptr)
declare void @__drust_i_drop_param(ptr)

define void @slot(ptr %slot) {
; CHECK-LABEL: define void @slot(
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr %slot monotonic, align 8
; CHECK-NEXT:    [[HELD:%.*]] = icmp ne ptr [[W]], null
; CHECK-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; CHECK:       [[DROP]]:
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr [[W]] to i64
; CHECK-NEXT:    call void @__drust_drop(i64 [[RAW]])
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @slot(
; PLAIN-NEXT:    [[W:%.*]] = load ptr, ptr %slot, align 8
; PLAIN-NEXT:    [[HELD:%.*]] = icmp ne ptr [[W]], null
; PLAIN-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; PLAIN:       [[DROP]]:
; PLAIN-NEXT:    call void @__drust_plain_drop(ptr [[W]])
; PLAIN-NEXT:    br label %[[DONE]]
; PLAIN:       [[DONE]]:
; PLAIN-NEXT:    ret void
  call void @__drust_i_drop(ptr %slot)
  ret void
}

define void @value(ptr %w) {
; CHECK-LABEL: define void @value(
; CHECK-NEXT:    [[HELD:%.*]] = icmp ne ptr %w, null
; CHECK-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; CHECK:       [[DROP]]:
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr %w to i64
; CHECK-NEXT:    call void @__drust_drop(i64 [[RAW]])
; CHECK-NEXT:    br label %[[DONE]]
; CHECK:       [[DONE]]:
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @value(
; PLAIN-NEXT:    [[HELD:%.*]] = icmp ne ptr %w, null
; PLAIN-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; PLAIN:       [[DROP]]:
; PLAIN-NEXT:    call void @__drust_plain_drop(ptr %w)
  call void @__drust_i_drop_value(ptr %w)
  ret void
}

define void @param(ptr %slotslot) {
; CHECK-LABEL: define void @param(
; CHECK-NEXT:    [[SLOT:%.*]] = load ptr, ptr %slotslot, align 8
; CHECK-NEXT:    [[W:%.*]] = load atomic ptr, ptr [[SLOT]] monotonic, align 8
; CHECK-NEXT:    [[HELD:%.*]] = icmp ne ptr [[W]], null
; CHECK-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; CHECK:       [[DROP]]:
; CHECK-NEXT:    [[RAW:%.*]] = ptrtoint ptr [[W]] to i64
; CHECK-NEXT:    call void @__drust_drop(i64 [[RAW]])
; CHECK-NEXT:    br label %[[DONE]]
; PLAIN-LABEL: define void @param(
; PLAIN-NEXT:    [[SLOT:%.*]] = load ptr, ptr %slotslot, align 8
; PLAIN-NEXT:    [[W:%.*]] = load ptr, ptr [[SLOT]], align 8
; PLAIN-NEXT:    [[HELD:%.*]] = icmp ne ptr [[W]], null
; PLAIN-NEXT:    br i1 [[HELD]], label %[[DROP:.*]], label %[[DONE:[^,]*]]{{$}}
; PLAIN:       [[DROP]]:
; PLAIN-NEXT:    call void @__drust_plain_drop(ptr [[W]])
  call void @__drust_i_drop_param(ptr %slotslot)
  ret void
}

; The drop itself is an ordinary call: it is not a slow path.
; CHECK: declare void @__drust_drop(i64) [[PLAINLY:#[0-9]+]]
; CHECK: attributes [[PLAINLY]] = { nounwind }
