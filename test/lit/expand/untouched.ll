; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A module without pseudo-calls comes out byte for byte as it went in, by either
; pass, and nothing is declared in it.
; RUN: opt-19 -passes=verify -S %s -o %t.before
; RUN: %drust_opt -passes=drust-expand,drust-verify -S %s -o %t.after
; RUN: cmp %t.before %t.after
; RUN: %drust_opt -passes=drust-expand-plain,drust-verify -S %s -o %t.plain
; RUN: cmp %t.before %t.plain
; RUN: %drust_opt -disable-output -debug-pass-manager -passes='require<module-summary>,drust-expand,require<module-summary>' %s 2>&1 | FileCheck %s

; The pass says that it changed nothing: no analysis is thrown away.
; CHECK: Running pass: {{.*}}ExpandPass
; CHECK-NOT: Invalidating analysis

@g = global i32 0

declare void @__drust_drop(i64)

define i32 @f(i64 %w) {
  %v = load i32, ptr @g
  call void @__drust_drop(i64 %w)
  ret i32 %v
}
