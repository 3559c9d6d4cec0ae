; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A module with an expanded pseudo-call refers to the ABI version's symbol from
; a retained section, in both modes: an object of another version cannot link.
; RUN: %drust_opt -passes=drust-expand,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand-plain,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-expand %s -o %t.bc
; RUN: llc-19 -filetype=obj %t.bc -o %t.o
; RUN: not ld.lld-19 --gc-sections -e f %t.o -o %t.out 2>&1 | FileCheck %s --check-prefix=LINK

; CHECK-DAG: @__drust_abi_4 = external global i8
; CHECK-DAG: @.drust.abi = private constant ptr @__drust_abi_4, section "drust_abi", {{.*}}align 8
; CHECK-DAG: @llvm.used = appending global [2 x ptr] [ptr @.drust.object, ptr @.drust.abi], section "llvm.metadata"
; LINK: undefined symbol: __drust_abi_4

declare ptr @__drust_i_take(ptr)

define ptr @f(ptr %slot) {
  %w = call ptr @__drust_i_take(ptr %slot)
  ret ptr %w
}
