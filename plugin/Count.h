// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DRUST_COUNT: how many elements a borrow parameter takes. It may name
// parameters that stand behind it, so the attribute carries text, which is
// parsed when all are known. Settled, a parameter is "$" and its index: then
// the text means the same in a declaration with other names.
//
#ifndef DRUST_PLUGIN_COUNT_H
#define DRUST_PLUGIN_COUNT_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class Sema;
} // namespace clang

namespace drust {

class Diagnostics;

bool isCounted(const clang::ParmVarDecl *P);

/// Checks the counts of F's parameters and settles them. Reports what cannot be
/// understood; false then.
bool settleCounts(clang::FunctionDecl *F, clang::Sema &S, Diagnostics &Diag);

/// The text, settled; and with the names of P's own function. Empty if P has
/// no count.
std::string countText(const clang::ParmVarDecl *P);
std::string countAsWritten(const clang::ParmVarDecl *P);

/// The count of P, an integer, with the variable Place(I) for parameter I; null
/// if it is not understood.
clang::Expr *countValue(const clang::ParmVarDecl *P, clang::Sema &S,
                        llvm::function_ref<clang::ValueDecl *(unsigned)> Place);

/// A parameter with a count in the type of a function pointer that D is, takes
/// or returns, where it has no meaning; null if there is none.
const clang::ParmVarDecl *countInPointer(const clang::Decl *D);

} // namespace drust

#endif
