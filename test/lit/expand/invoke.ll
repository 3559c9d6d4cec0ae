; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Under -fexceptions the calls in a cleanup's scope are invokes; they are
; expanded like calls and the unwind edge goes.
; RUN: %drust_opt -passes=drust-expand,verify,drust-verify -S %s | FileCheck %s

declare ptr @__drust_i_read(ptr, ptr, ptr)
declare void @__drust_i_drop(ptr)
declare i32 @__gcc_personality_v0(...)

define ptr @f(ptr %w, ptr %slot) personality ptr @__gcc_personality_v0 {
; CHECK-LABEL: define ptr @f(
; CHECK-NOT:     invoke
; CHECK:         call preserve_mostcc ptr @__drust_shared(
; CHECK:         [[R:%.*]] = phi ptr
; CHECK-NOT:     invoke
; CHECK:         call void @__drust_drop(
; CHECK:         ret ptr [[R]]
entry:
  %at = invoke ptr @__drust_i_read(ptr %w, ptr null, ptr null)
          to label %done unwind label %unwinding

done:
  call void @__drust_i_drop(ptr %slot)
  ret ptr %at

unwinding:
  %pad = landingpad { ptr, i32 } cleanup
  call void @__drust_i_drop(ptr %slot)
  resume { ptr, i32 } %pad
}
