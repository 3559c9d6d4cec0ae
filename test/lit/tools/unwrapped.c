/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program that was linked without a flag of `drust config --libs` is told so
 * at the link, at the start or at the first allocation, and never runs on.
 *
 * RUN: %drustcc -O1 -c %s -o %t.o
 * RUN: %clang -no-pie %t.o %libs -Wl,--wrap=nothing -o %t.good && %t.good | FileCheck --check-prefix=GOOD %s
 * GOOD: 5
 * RUN: %clang -no-pie %t.o $(echo "%libs" | sed 's/-Wl,--wrap=main//') -o %t.unwrapped
 * RUN: %S/Inputs/job --status 70 --program %t.unwrapped %t.unwrapped | FileCheck --check-prefix=ALONE %s
 * RUN: %S/Inputs/job --status 70 --program %t.unwrapped %run2 %t.unwrapped | FileCheck --check-prefix=JOB %s
 * ALONE-NOT: {{^}}5
 * ALONE: drust: {{.*}}'drust config --libs'
 * JOB-NOT: {{^}}5
 * JOB: drust: {{.*}}'drust config --libs'
 */
#include "Inputs/item.h"
