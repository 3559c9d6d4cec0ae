// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fix-its: changes to the source that remedy what a message says. One is
// offered only where the text it changes stands in a file as it is understood
// here, and where the result compiles.
//
#ifndef DRUST_PLUGIN_FIXES_H
#define DRUST_PLUGIN_FIXES_H

#include "Kinds.h"

#include "clang/Basic/Diagnostic.h"

namespace drust {

struct Fixes : llvm::SmallVector<clang::FixItHint, 2> {
  using SmallVector::SmallVector;
};

/// Writes To where the declaration of V says From; in all declarations of its
/// function if V is a parameter. Empty unless every one of them says it.
Fixes changeKind(const clang::VarDecl *V, Kind From, Kind To);

/// Writes K before the name of V.
Fixes addKind(const clang::VarDecl *V, Kind K);

/// Writes that P takes one element before its name.
Fixes countOne(const clang::ParmVarDecl *P);

/// Writes Before and After around E.
Fixes wrap(const clang::Expr *E, llvm::StringRef Before, llvm::StringRef After,
           const clang::ASTContext &Context);

/// Writes 'drust_take(&...)' around an owner place, if it may be taken from
/// there: no shared borrow, untracked pointer or static leads to it.
Fixes takeFrom(const clang::Expr *Place, const clang::ASTContext &Context);

/// Writes 'drust_same(L, R)' for the comparison B of two pointers, or
/// 'drust_id(...)' around both if B asks for an order.
Fixes compareIdentity(const clang::BinaryOperator *B,
                      const clang::ASTContext &Context);

/// Writes Before and 'drust_id(E)' for the tracked pointer E.
Fixes numberOf(const clang::Expr *E, llvm::StringRef Before,
               const clang::ASTContext &Context);

/// Writes Name instead of the name of the function that C calls.
Fixes renameCallee(const clang::CallExpr *C, llvm::StringRef Name);

inline const clang::StreamingDiagnostic &
operator<<(const clang::StreamingDiagnostic &D, const Fixes &List) {
  for (const clang::FixItHint &Hint : List)
    D.AddFixItHint(Hint);
  return D;
}

} // namespace drust

#endif
