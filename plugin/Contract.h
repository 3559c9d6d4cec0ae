// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a function, or a pointer to one, promises about kinds. A function
// pointer's contract is written in its declarator or typedef; clang's types do
// not carry it, so it is found where the variable, field or parameter was
// declared.
//
#ifndef DRUST_PLUGIN_CONTRACT_H
#define DRUST_PLUGIN_CONTRACT_H

#include "Kinds.h"

namespace drust {

class Diagnostics;

struct Contract {
  /// False: nothing but the type is known, so there are no kinds.
  bool Written = false;
  bool Variadic = false;
  bool ResultNullable = false;
  Levels Result;
  llvm::SmallVector<const clang::ParmVarDecl *, 4> Parameters;
};

/// True for a pointer to a function.
bool isFunctionPointer(clang::QualType T);

/// The contract of the function D, or of the functions that D's pointers may
/// point to; of a typedef, of what is declared with it.
Contract contractOf(const clang::Decl *D);

/// The contract of the functions that F returns pointers to.
Contract resultContract(const clang::FunctionDecl *F);

/// The contract of what E, a function or a pointer to one, may call.
Contract contractOf(const clang::Expr *E);

/// True if C has a kind anywhere.
bool hasKinds(const Contract &C);

/// Where a kind stands in D's type so that no contract covers it: behind two
/// pointers, in _Atomic, in a type taken from a typedef of a function.
bool hidesContract(const clang::Decl *D);

/// As text, equal for equal contracts.
std::string contractText(const Contract &C);

/// The same for the result of the function D, or any other single declaration.
std::string levelText(const clang::Decl *D);

enum class Agreement {
  Same,
  Unannotated, ///< a function without kinds where only borrows are read
  Different
};
/// Whether functions with contract Given may be called by Wanted's.
Agreement agree(const Contract &Wanted, const Contract &Given);

/// Reports that Given does not fit what Dest says, or that Dest says nothing.
void reportMismatch(Diagnostics &Diag, const clang::Expr *Given,
                    const Contract &Wanted, const clang::NamedDecl *Dest);

/// Reports a parameter for which isTrackedArray.
void reportTrackedArray(Diagnostics &Diag, const clang::ParmVarDecl *P);

/// Checks the static initialiser Init of Dest; reports and returns false if a
/// function in it does not fit where it goes.
bool checkStatic(Diagnostics &Diag, const clang::ValueDecl *Dest,
                 const clang::Expr *Init);

} // namespace drust

#endif
