; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; The records that lowering leaves become the tables of abi.h: layout, sections,
; linkage, and the declarations that code refers to them by are replaced.
; RUN: %drust_opt -passes=drust-tables,verify -S %s | FileCheck %s
; RUN: %drust_opt -passes=drust-tables -S %s | FileCheck %s --check-prefix=ABSENT
; RUN: %drust_opt -passes=drust-tables-plain,verify -S %s | FileCheck %s --check-prefix=PLAIN

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

@__drust_type_000000000000000c000000000000000d = external global i8
@__drust_entry_work = external dso_local global i8
@__drust_entry_hidden = external global i8
@.drust.site.0 = external global i8
@.drust.site.1 = external global i8
@.drust.site.2 = external global i8

; An internal function's entry is in no comdat; a site without a resolve goes.
; ABSENT-NOT: $__drust_entry_hidden
; ABSENT-NOT: @.drust.site.2
; ABSENT: define ptr @f(
; ABSENT-NOT: @.drust.site.2

; CHECK-DAG: $__drust_type_000000000000000a000000000000000b = comdat any
; CHECK-DAG: $__drust_type_000000000000000c000000000000000d = comdat any
; CHECK-DAG: $__drust_entry_work = comdat any

; Sites: written at run time, one a resolve that is left.
; CHECK-DAG: [[FILE:@[.0-9a-z]+]] = private unnamed_addr constant [4 x i8] c"t.c\00"
; CHECK-DAG: [[WHAT:@[.0-9a-z]+]] = private unnamed_addr constant [8 x i8] c"n->next\00"
; CHECK-DAG: @.drust.site.0 = internal global <{ ptr, ptr, i32, i32, i32, [4 x i8] }> <{ ptr [[FILE]], ptr [[WHAT]], i32 9, i32 3, i32 0, [4 x i8] zeroinitializer }>, no_sanitize_address, no_sanitize_hwaddress, align 8
; CHECK-DAG: @.drust.site.1 = internal global <{ ptr, ptr, i32, i32, i32, [4 x i8] }> <{ ptr [[FILE]], ptr [[WHAT]], i32 9, i32 3, i32 1, [4 x i8] zeroinitializer }>

; Types, also the one that no code mentions.
; CHECK-DAG: [[INT:@[.0-9a-z]+]] = private unnamed_addr constant [4 x i8] c"int\00"
; CHECK-DAG: [[T1:@[.0-9a-z]+]] = private unnamed_addr constant [6 x i8] c"t.c:1\00"
; CHECK-DAG: @__drust_type_000000000000000a000000000000000b = linkonce_odr constant <{ i64, i64, ptr, ptr, i64, i32, i32, ptr, i32, i32, ptr, i32, i32 }> <{ i64 10, i64 11, ptr [[INT]], ptr [[T1]], i64 4, i32 4, i32 0, ptr null, i32 0, i32 0, ptr null, i32 0, i32 0 }>, section "drust_types", no_sanitize_address, no_sanitize_hwaddress, comdat, align 8
; CHECK-DAG: [[NODE:@[.0-9a-z]+]] = private unnamed_addr constant [12 x i8] c"struct node\00"
; CHECK-DAG: [[SLOTS:@[.0-9a-z]+]] = private unnamed_addr constant [2 x <{ i32, i32, i32, i32 }>] [<{ i32, i32, i32, i32 }> <{ i32 8, i32 1, i32 8, i32 0 }>, <{ i32, i32, i32, i32 }> <{ i32 16, i32 4, i32 16, i32 0 }>], {{.*}}align 4
; CHECK-DAG: @__drust_type_000000000000000c000000000000000d = linkonce_odr constant {{.*}} <{ i64 12, i64 13, ptr [[NODE]], ptr {{[^,]*}}, i64 96, i32 8, i32 2, ptr [[SLOTS]], i32 0, i32 0, ptr null, i32 0, i32 0 }>, section "drust_types", {{.*}}comdat
; PLAIN-NOT: @.drust.site.
; PLAIN: @__drust_type_000000000000000c000000000000000d = linkonce_odr constant

; Contracts.
; CHECK-DAG: [[NAME:@[.0-9a-z]+]] = private unnamed_addr constant [5 x i8] c"work\00"
; CHECK-DAG: [[KINDS:@[.0-9a-z]+]] = private unnamed_addr constant [15 x i8] c"own (own, int)\00"
; CHECK-DAG: [[T5:@[.0-9a-z]+]] = private unnamed_addr constant [6 x i8] c"t.c:5\00"
; CHECK-DAG: @.drust.contract.work = private constant <{ ptr, ptr, ptr, i64, i32, [4 x i8] }> <{ ptr [[NAME]], ptr [[KINDS]], ptr [[T5]], i64 77, i32 3, [4 x i8] zeroinitializer }>, section "drust_contracts", no_sanitize_address, no_sanitize_hwaddress, align 8
; CHECK-DAG: @.drust.contract.look = private constant {{.*}} i64 78, i32 0, {{.*}}, section "drust_contracts"

; Entries: comdat for an external function, internal for an internal one.
; CHECK-DAG: [[SIGN:@[.0-9a-z]+]] = private unnamed_addr constant [25 x i8] c"own node (own node, int)\00"
; CHECK-DAG: [[OFFS:@[.0-9a-z]+]] = private unnamed_addr constant [2 x i32] [i32 0, i32 16], {{.*}}align 4
; CHECK-DAG: @__drust_entry_work = linkonce_odr dso_local constant <{ ptr, ptr, ptr, ptr, i32, i32, i32, i32, ptr }> <{ ptr [[NAME]], ptr @.drust.run.work, ptr [[OFFS]], ptr [[SIGN]], i32 2, i32 32, i32 8, i32 0, ptr @__drust_type_000000000000000c000000000000000d }>, section "drust_entries", no_sanitize_address, no_sanitize_hwaddress, comdat, align 8
; CHECK-DAG: @__drust_entry_hidden = internal constant {{.*}} <{ ptr {{[^,]*}}, ptr @.drust.run.hidden, ptr null, ptr {{[^,]*}}, i32 0, i32 0, i32 0, i32 -1, ptr null }>, section "drust_entries", no_sanitize_address

; PLAIN-NOT: @.drust.site.
; PLAIN: define ptr @f(
; PLAIN-NOT: @.drust.site.

; All of them are retained, and so is the reference to the ABI version; sites
; are not.
; CHECK: @llvm.used = appending global [8 x ptr] [ptr @__drust_type_000000000000000a000000000000000b, ptr @__drust_type_000000000000000c000000000000000d, ptr @.drust.contract.work, ptr @.drust.contract.look, ptr @__drust_entry_work, ptr @__drust_entry_hidden, ptr @.drust.object, ptr @.drust.abi], section "llvm.metadata"

declare ptr @work(ptr, i32)
declare ptr @__drust_new(ptr, i64, ptr)
declare ptr @__drust_i_read(ptr, ptr, ptr)
declare void @spawn(ptr, ptr)

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

define ptr @f(ptr %w) {
; CHECK-LABEL: define ptr @f(
; CHECK:         call ptr @__drust_new(ptr @__drust_type_000000000000000c000000000000000d, i64 1, ptr null)
; CHECK:         @__drust_shared(i64 {{.*}}, ptr @.drust.site.0)
; CHECK:         @__drust_shared(i64 {{.*}}, ptr @.drust.site.1)
; CHECK:         call void @spawn(ptr @__drust_entry_work, ptr @__drust_entry_hidden)
  %n = call ptr @__drust_new(ptr @__drust_type_000000000000000c000000000000000d, i64 1, ptr null)
  %a = call ptr @__drust_i_read(ptr %w, ptr null, ptr @.drust.site.0)
  %b = call ptr @__drust_i_read(ptr %a, ptr null, ptr @.drust.site.1)
  call void @spawn(ptr @__drust_entry_work, ptr @__drust_entry_hidden)
  ret ptr %b
}
