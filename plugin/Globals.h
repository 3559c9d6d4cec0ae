// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The warning 'global': every server has its own globals, so what a thread
// writes to one is not what others read. Facts are taken from each function
// before it is lowered, and put together at the end of the file.
//
#ifndef DRUST_PLUGIN_GLOBALS_H
#define DRUST_PLUGIN_GLOBALS_H

#include "Diagnostics.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace drust {

class GlobalWrites {
public:
  /// What F writes, calls and spawns. Diag must be inside F, for DRUST_ALLOW.
  void add(const clang::FunctionDecl *F, const Diagnostics &Diag);
  bool knows(const clang::FunctionDecl *F) const {
    return Functions.count(F->getCanonicalDecl());
  }
  bool anySpawn() const { return !Spawned.empty(); }
  /// Each write that a spawned function reaches, once.
  void report(Diagnostics &Diag) const;

private:
  using Calls = llvm::SmallMapVector<const clang::FunctionDecl *,
                                     clang::SourceLocation, 4>;
  struct Facts {
    llvm::SmallVector<std::pair<clang::SourceLocation, const clang::VarDecl *>,
                      2>
        Writes;
    Calls Callees;
  };
  llvm::MapVector<const clang::FunctionDecl *, Facts> Functions;
  Calls Spawned; ///< where first

  void expression(const clang::Expr *E, Facts &Into, const Diagnostics &Diag);
  void write(const clang::Expr *Place, clang::SourceLocation L, Facts &Into,
             const Diagnostics &Diag);
};

} // namespace drust

#endif
