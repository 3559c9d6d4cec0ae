; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A pseudo-call of the wrong type is not expanded but reported.
; RUN: not %drust_opt -passes=drust-expand,drust-verify -disable-output %s 2>&1 | FileCheck %s

; CHECK: in function f {{.*}}: the drust plugin left '__drust_i_adopt' unexpanded

declare ptr @__drust_i_adopt(ptr, ptr, i32)

define ptr @f(ptr %at, ptr %frame) {
  %r = call ptr @__drust_i_adopt(ptr %at, ptr %frame, i32 3)
  ret ptr %r
}
