; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Everything that an expansion emits has the location of the pseudo-call, so a
; debugger's line table is the one of the program without expansions.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s

declare ptr @__drust_i_read(ptr, ptr, ptr)
declare ptr @__drust_i_write(ptr, ptr)
declare void @__drust_i_drop(ptr)
declare void @__drust_i_leave_borrow(ptr)
declare ptr @__drust_i_adopt(ptr, ptr, i64)

define void @f(ptr %w, ptr %slot, ptr %frame) !dbg !4 {
; CHECK-LABEL: define void @f(
; CHECK:         ptrtoint ptr %w to i64, !dbg [[L10:![0-9]+]]
; CHECK:         icmp ult i64 {{.*}}, !dbg [[L10]]
; CHECK:         br i1 {{.*}}, !dbg [[L10]]
; CHECK:         call {{.*}}@__drust_shared({{.*}}, !dbg [[L10]]
; CHECK-NEXT:    br label {{.*}}, !dbg [[L10]]
; CHECK:         phi ptr {{.*}}, !dbg [[L10]]
  %a = call ptr @__drust_i_read(ptr %w, ptr %frame, ptr null), !dbg !10
; CHECK:         load atomic ptr, ptr %slot {{.*}}, !dbg [[L11:![0-9]+]]
; CHECK:         call {{.*}}@__drust_exclusive({{.*}}, !dbg [[L11]]
; CHECK:         store atomic ptr {{.*}}, !dbg [[L11]]
; CHECK:         br label {{.*}}, !dbg [[L11]]
  %b = call ptr @__drust_i_write(ptr %slot, ptr null), !dbg !11
; CHECK:         load atomic ptr, ptr %slot {{.*}}, !dbg [[L12:![0-9]+]]
; CHECK:         br i1 {{.*}}, !dbg [[L12]]
; CHECK:         call void @__drust_drop({{.*}}, !dbg [[L12]]
; CHECK-NEXT:    br label {{.*}}, !dbg [[L12]]
  call void @__drust_i_drop(ptr %slot), !dbg !12
; CHECK:         call {{.*}}@__drust_hand_over({{.*}}, !dbg [[L13:![0-9]+]]
; CHECK:         store ptr null, {{.*}}, !dbg [[L13]]
  call void @__drust_i_leave_borrow(ptr %frame), !dbg !13
; CHECK:         call {{.*}}@__drust_adopt({{.*}}, !dbg [[L14:![0-9]+]]
  %c = call ptr @__drust_i_adopt(ptr %b, ptr %frame, i64 0), !dbg !14
  ret void, !dbg !15
}

; CHECK: [[L10]] = !DILocation(line: 10,
; CHECK: [[L11]] = !DILocation(line: 11,
; CHECK: [[L12]] = !DILocation(line: 12,
; CHECK: [[L13]] = !DILocation(line: 13,
; CHECK: [[L14]] = !DILocation(line: 14,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 9, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!10 = !DILocation(line: 10, column: 3, scope: !4)
!11 = !DILocation(line: 11, column: 3, scope: !4)
!12 = !DILocation(line: 12, column: 3, scope: !4)
!13 = !DILocation(line: 13, column: 3, scope: !4)
!14 = !DILocation(line: 14, column: 3, scope: !4)
!15 = !DILocation(line: 15, column: 1, scope: !4)
