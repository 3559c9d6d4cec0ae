; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A pseudo-function whose address is taken cannot be expanded: reported.
; RUN: not %drust_opt -passes=drust-expand,drust-verify -disable-output %s 2>&1 | FileCheck %s

; CHECK: error: {{.*}}the drust plugin left '__drust_i_drop' unexpanded

declare void @__drust_i_drop(ptr)

@p = global ptr @__drust_i_drop
