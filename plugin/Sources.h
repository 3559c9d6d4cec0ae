// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the borrow that a function returns comes from: its only parameter that
// borrows, or what DRUST_FROM says.
//
#ifndef DRUST_PLUGIN_SOURCES_H
#define DRUST_PLUGIN_SOURCES_H

#include "Diagnostics.h"

#include "clang/AST/Decl.h"

namespace drust {

/// Reports a declaration of F that does not tell, or tells what cannot be.
void checkSources(const clang::FunctionDecl *F, Diagnostics &Diag);

} // namespace drust

#endif
