// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kinds of locals that are declared without one. A local that takes a tracked
// pointer is a borrow, never an owner; it is exclusive if it is written
// through.
//
#ifndef DRUST_PLUGIN_INFER_H
#define DRUST_PLUGIN_INFER_H

#include "Diagnostics.h"

#include "clang/AST/Decl.h"

namespace drust {

/// Gives such locals of F the kinds that Kinds.h then answers with; false after
/// reporting one that would be tracked on one path and untracked on another.
bool inferLocals(const clang::FunctionDecl *F, clang::ASTContext &Context,
                 Diagnostics &Diag);

} // namespace drust

#endif
