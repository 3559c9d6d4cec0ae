/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An object that was compiled for another version of the runtime's interface
 * does not link, and the linker's message names the version.
 *
 * RUN: rm -rf %t && mkdir %t
 * RUN: %drustcc -O1 -c %s -o %t/new.o
 * RUN: %clang %t/new.o -o %t/good %libs && %t/good | FileCheck --check-prefix=GOOD %s
 * GOOD: 5
 * RUN: objcopy --redefine-sym __drust_abi_4=__drust_abi_0 %t/new.o %t/old.o
 * RUN: not %clang %t/old.o -o %t/bad %libs 2>&1 | FileCheck %s
 * RUN: not %clang -fuse-ld=lld-19 %t/old.o -o %t/bad %libs 2>&1 | FileCheck %s
 * RUN: not test -e %t/bad
 * CHECK: {{undefined reference to [`']__drust_abi_0'|undefined symbol: __drust_abi_0}}
 *
 * Also with the linker's removal of what nobody calls.
 * RUN: %drustcc -O1 -ffunction-sections -fdata-sections -c %s -o %t/new.o
 * RUN: objcopy --redefine-sym __drust_abi_4=__drust_abi_0 %t/new.o %t/old.o
 * RUN: not %clang -Wl,--gc-sections %t/old.o -o %t/bad %libs 2>&1 | FileCheck %s
 *
 * A program without the library, or without the wrapped main, does not link
 * or does not start.
 * RUN: not %clang -no-pie %t/new.o -o %t/bad 2>&1 | FileCheck --check-prefix=LIBRARY %s
 * LIBRARY: undefined reference to {{.}}__drust_
 */
#include "Inputs/item.h"
