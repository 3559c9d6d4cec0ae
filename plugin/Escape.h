// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A view that is reached through a parameter outlives the call, so it may only
// take borrows of what it borrows already, and of constant static data.
//
#ifndef DRUST_PLUGIN_ESCAPE_H
#define DRUST_PLUGIN_ESCAPE_H

#include "Kinds.h"

#include <optional>

namespace drust {

/// A store of a borrow that outlives what it is known to be of.
struct Escape {
  const clang::ParmVarDecl *From = nullptr; ///< null: of a variable of F
  const clang::ParmVarDecl *Through = nullptr;
};

/// Whether Value, a borrow or a view, may not be stored to Place, which is a
/// view or in one. Both are in the body of F.
std::optional<Escape> escapes(const clang::FunctionDecl *F,
                              const clang::Expr *Place,
                              const clang::Expr *Value);

} // namespace drust

#endif
