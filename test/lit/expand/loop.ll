; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Splitting a block keeps a loop's metadata on its latch, and phis behind the
; call see the new block.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s

declare ptr @__drust_i_read(ptr, ptr, ptr)

define i64 @sum(ptr %first) {
; CHECK-LABEL: define i64 @sum(
; CHECK:       loop:
; CHECK-NEXT:    phi ptr [ %first, %entry ], [ %next, %[[LATCH:.*]] ]
; CHECK:       [[LATCH]]:
; CHECK-NEXT:    phi ptr
; CHECK:         br i1 %more, label %loop, label %exit, !llvm.loop
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
  br i1 %more, label %loop, label %exit, !llvm.loop !0

exit:
  ret i64 %t
}

!0 = distinct !{!0, !1}
!1 = !{!"llvm.loop.mustprogress"}
