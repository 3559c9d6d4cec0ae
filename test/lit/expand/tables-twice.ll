; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; A symbol that the module defines already is not defined again.
; RUN: not %drust_opt -passes=drust-tables -disable-output %s 2>&1 | FileCheck %s

; CHECK: error: the drust plugin defines '__drust_type_000000000000000a000000000000000b' twice; this is an error in the plugin

@__drust_type_000000000000000a000000000000000b = global i8 0
