; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A pseudo-call that no expansion knows is an error that names it and the line.
; RUN: not %drust_opt -passes=drust-expand,drust-verify -disable-output %s 2>&1 | FileCheck %s

; CHECK: error: f.c:10:3: in function f {{.*}}: the drust plugin left '__drust_i_unheard_of' unexpanded; this is an error in the plugin

declare void @__drust_i_unheard_of(ptr)

define void @f(ptr %w) !dbg !4 {
  call void @__drust_i_unheard_of(ptr %w), !dbg !10
  ret void, !dbg !10
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 9, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!10 = !DILocation(line: 10, column: 3, scope: !4)
