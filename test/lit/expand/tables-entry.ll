; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; An entry whose thunk is missing from the module is an error that names both.
; RUN: not %drust_opt -passes=drust-tables -disable-output %s 2>&1 | FileCheck %s

; CHECK: error: the drust plugin found no '.drust.run.work' for the spawned function 'work'; this is an error in the plugin
