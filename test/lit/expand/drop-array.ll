; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Local arrays of owners, structs with owners and thread handles are dropped by
; one call with the record's fields.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

declare void @__drust_i_drop_array(ptr)
declare void @__drust_i_drop_structs(ptr)
declare void @__drust_i_drop_threads(ptr)

define void @owners(ptr %record) {
; CHECK-LABEL: define void @owners(
; CHECK-NEXT:    [[FIRST:%.*]] = load ptr, ptr %record, align 8
; CHECK-NEXT:    [[FIELD:%.*]] = getelementptr inbounds i8, ptr %record, i64 8
; CHECK-NEXT:    [[COUNT:%.*]] = load i64, ptr [[FIELD]], align 8
; CHECK-NEXT:    call void @__drust_drop_slots(ptr [[FIRST]], i64 [[COUNT]])
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @owners(
; PLAIN-NEXT:    [[FIRST:%.*]] = load ptr, ptr %record, align 8
; PLAIN-NEXT:    [[FIELD:%.*]] = getelementptr inbounds i8, ptr %record, i64 8
; PLAIN-NEXT:    [[COUNT:%.*]] = load i64, ptr [[FIELD]], align 8
; PLAIN-NEXT:    call void @__drust_plain_drop_slots(ptr [[FIRST]], i64 [[COUNT]])
; PLAIN-NEXT:    ret void
  call void @__drust_i_drop_array(ptr %record)
  ret void
}

define void @structs(ptr %record) {
; CHECK-LABEL: define void @structs(
; CHECK-NEXT:    [[FIRST:%.*]] = load ptr, ptr %record, align 8
; CHECK-NEXT:    [[FIELD:%.*]] = getelementptr inbounds i8, ptr %record, i64 8
; CHECK-NEXT:    [[COUNT:%.*]] = load i64, ptr [[FIELD]], align 8
; CHECK-NEXT:    [[LAST:%.*]] = getelementptr inbounds i8, ptr %record, i64 16
; CHECK-NEXT:    [[TYPE:%.*]] = load ptr, ptr [[LAST]], align 8
; CHECK-NEXT:    call void @__drust_drop_structs(ptr [[FIRST]], i64 [[COUNT]], ptr [[TYPE]])
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @structs(
; PLAIN:         call void @__drust_plain_drop_structs(ptr {{%.*}}, i64 {{%.*}}, ptr {{%.*}})
; PLAIN-NEXT:    ret void
  call void @__drust_i_drop_structs(ptr %record)
  ret void
}

define void @threads(ptr %record) {
; CHECK-LABEL: define void @threads(
; CHECK-NEXT:    [[FIRST:%.*]] = load ptr, ptr %record, align 8
; CHECK-NEXT:    [[FIELD:%.*]] = getelementptr inbounds i8, ptr %record, i64 8
; CHECK-NEXT:    [[COUNT:%.*]] = load i64, ptr [[FIELD]], align 8
; CHECK-NEXT:    call void @__drust_thread_drop(ptr [[FIRST]], i64 [[COUNT]])
; CHECK-NEXT:    ret void
; PLAIN-LABEL: define void @threads(
; PLAIN:         call void @__drust_plain_thread_drop(ptr {{%.*}}, i64 {{%.*}})
; PLAIN-NEXT:    ret void
  call void @__drust_i_drop_threads(ptr %record)
  ret void
}
