// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is decided about a function's tracked variables before its expressions
// are looked at: which shared borrows may stay words.
//
#ifndef DRUST_PLUGIN_VARIABLES_H
#define DRUST_PLUGIN_VARIABLES_H

#include "Actions.h"

namespace drust {

/// Finds every local and parameter with a kind and fills Out.Variables.
void classifyVariables(const clang::FunctionDecl *F, FunctionActions &Out);

} // namespace drust

#endif
