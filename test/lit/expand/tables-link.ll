; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; In the linked program every table is an array without gaps between the
; linker's __start_ and __stop_ symbols, survives --gc-sections although nothing
; refers to it, and two files' records of one type or entry are one.
; RUN: %drust_opt -passes=drust-tables %s -o %t.bc
; RUN: llc-19 -filetype=obj -relocation-model=static %t.bc -o %t.o
; RUN: llvm-readelf --sections %t.o | FileCheck %s --check-prefix=OBJECT
; RUN: ld.lld-19 --gc-sections -z start-stop-gc -e _start --defsym=__drust_abi_4=0 --defsym=work=0 %t.o -o %t.one
; RUN: llvm-readelf --sections %t.one | FileCheck %s --check-prefix=ONE
; RUN: sed 's/@_start/@other/' %s > %t.second.ll
; RUN: %drust_opt -passes=drust-tables %t.second.ll -o %t.second.bc
; RUN: llc-19 -filetype=obj -relocation-model=static %t.second.bc -o %t.second.o
; RUN: ld.lld-19 --gc-sections -z start-stop-gc -e _start --defsym=__drust_abi_4=0 --defsym=work=0 %t.o %t.second.o -o %t.two
; RUN: llvm-readelf --sections %t.two | FileCheck %s --check-prefix=TWO

; The same by link-time optimisation.
; RUN: ld.lld-19 --gc-sections -z start-stop-gc -e _start --defsym=__drust_abi_4=0 --defsym=work=0 %t.bc %t.second.bc -o %t.lto
; RUN: llvm-readelf --sections %t.lto | FileCheck %s --check-prefix=TWO

; SHF_GNU_RETAIN.
; OBJECT-DAG: drust_types {{.*}} AGR
; OBJECT-DAG: drust_contracts {{.*}} AR
; OBJECT-DAG: drust_entries {{.*}} AGR
; OBJECT-DAG: drust_abi {{.*}} AR

; Sizes: 2 * 80, 2 * 40, 2 * 64.
; ONE-DAG: drust_types PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 0000a0 00 AR
; ONE-DAG: drust_contracts PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 000050 00 AR
; ONE-DAG: drust_entries PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 000070 00 AR

; The types are shared; contracts are one a file; of the entries, the internal
; function's are two.
; TWO-DAG: drust_types PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 0000a0 00 AR
; TWO-DAG: drust_contracts PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 0000a0 00 AR
; TWO-DAG: drust_entries PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 0000a8 00 AR

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare ptr @work(ptr, i32)

define internal void @hidden() {
  ret void
}

define internal void @.drust.run.work(ptr %arguments, ptr %result) {
  %r = call ptr @work(ptr null, i32 0)
  ret void
}

define internal void @.drust.run.hidden(ptr %arguments, ptr %result) {
  call void @hidden()
  ret void
}

define void @_start() {
  ret void
}
