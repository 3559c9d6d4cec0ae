// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Library.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace drust {

// Under its own name or as a builtin. A static function of the same name is
// another one.
static bool isIn(const llvm::StringSet<> &Names, const FunctionDecl *F) {
  if (!F->getIdentifier() || !F->isGlobal())
    return false;
  StringRef Name = F->getName();
  Name.consume_front("__builtin_");
  return Names.contains(Name);
}

bool returnsOther(const FunctionDecl *F) {
  if (F->hasAttr<RestrictAttr>()) // __attribute__((malloc))
    return true;
  static const llvm::StringSet<> Names = {
#define RETURNS_FRESH(Function) #Function,
#define RETURNS_STATIC(Function) #Function,
#include "library.def"
  };
  return isIn(Names, F);
}

bool formats(const FunctionDecl *F) {
  return llvm::any_of(F->specific_attrs<FormatAttr>(), [](const FormatAttr *A) {
    return A->getType()->getName() == "printf" ||
           A->getType()->getName() == "__printf__";
  });
}

bool releases(const FunctionDecl *F) {
  static const llvm::StringSet<> Names = {
#define FREES(Function) #Function,
#include "library.def"
  };
  return isIn(Names, F);
}

bool keeps(const FunctionDecl *F) {
  static const llvm::StringSet<> Names = {
#define KEEPS(Function) #Function,
#include "library.def"
  };
  return isIn(Names, F);
}

bool jumps(const FunctionDecl *F) {
  static const llvm::StringSet<> Names = {
#define JUMPS(Function) #Function,
#include "library.def"
  };
  return isIn(Names, F);
}

bool jumpedTo(const FunctionDecl *F) {
  static const llvm::StringSet<> Names = {
#define JUMPED_TO(Function) #Function,
#include "library.def"
  };
  return isIn(Names, F);
}

bool keepsNothing(const FunctionDecl *F, const ParmVarDecl *P) {
  static const llvm::StringSet<> Names = {
#define RETURNS_FRESH(Function) #Function,
#define RETURNS_STATIC(Function) #Function,
#define USES(Function) #Function,
#include "library.def"
  };
  unsigned Builtin = F->getBuiltinID();
  bool Compiler =
      Builtin &&
      !F->getASTContext().BuiltinInfo.isPredefinedLibFunction(Builtin);
  if (Compiler || F->hasAttr<PureAttr>() || F->hasAttr<ConstAttr>() ||
      isIn(Names, F))
    return true;
  return llvm::any_of(F->redecls(), [&](const FunctionDecl *Each) {
    return Each->getParamDecl(P->getFunctionScopeIndex())
        ->hasAttr<NoEscapeAttr>();
  });
}

} // namespace drust
