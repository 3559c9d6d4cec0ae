// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Library.h"
#include "Contract.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/SmallPtrSet.h"
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

std::optional<unsigned> copiesTo(const FunctionDecl *F) {
  static const struct {
    llvm::StringSet<> Name;
    unsigned To;
  } Copies[] = {
#define COPIES(Function, To) {{#Function}, To},
#include "library.def"
  };
  for (const auto &Each : Copies)
    if (isIn(Each.Name, F))
      return Each.To;
  return std::nullopt;
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

// The compiler's own, or known to have no effect.
static bool onlyLooks(const FunctionDecl *F) {
  unsigned Builtin = F->getBuiltinID();
  return (Builtin &&
          !F->getASTContext().BuiltinInfo.isPredefinedLibFunction(Builtin)) ||
         F->hasAttr<PureAttr>() || F->hasAttr<ConstAttr>();
}

// Whether a body in view calls only what returns.
static bool callsMayJump(const Stmt *S,
                         llvm::SmallPtrSetImpl<const FunctionDecl *> &Seen);

static bool mayJump(const FunctionDecl *F,
                    llvm::SmallPtrSetImpl<const FunctionDecl *> &Seen) {
  static const llvm::StringSet<> Names = {
#define RETURNS_FRESH(Function) #Function,
#define RETURNS_STATIC(Function) #Function,
#define USES(Function) #Function,
#define FREES(Function) #Function,
#define KEEPS(Function) #Function,
#include "library.def"
  };
  if (onlyLooks(F) || F->hasAttr<NoThrowAttr>() ||
      F->getName().starts_with("drust_"))
    return false;
  bool Calls = llvm::any_of(F->parameters(), [](const ParmVarDecl *P) {
    return P->getType()->isFunctionPointerType();
  });
  if ((F->getBuiltinID() || isIn(Names, F)) && !Calls)
    return false;
  const FunctionDecl *Body = nullptr;
  if (!F->hasBody(Body) || F->isWeak())
    return true;
  return Seen.insert(F->getCanonicalDecl()).second &&
         callsMayJump(Body->getBody(), Seen);
}

// Functions with kinds see to their own calls.
static bool callsMayJump(const Stmt *S,
                         llvm::SmallPtrSetImpl<const FunctionDecl *> &Seen) {
  if (!S)
    return false;
  if (const auto *C = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || (markOf(F) == Mark::None && !hasKinds(F) && mayJump(F, Seen)))
      return true;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return callsMayJump(Child, Seen);
  });
}

bool mayJump(const FunctionDecl *F) {
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
  return mayJump(F, Seen);
}

bool keepsNothing(const FunctionDecl *F, const ParmVarDecl *P) {
  static const llvm::StringSet<> Names = {
#define RETURNS_FRESH(Function) #Function,
#define RETURNS_STATIC(Function) #Function,
#define USES(Function) #Function,
#include "library.def"
  };
  if (onlyLooks(F) || isIn(Names, F))
    return true;
  return llvm::any_of(F->redecls(), [&](const FunctionDecl *Each) {
    return Each->getParamDecl(P->getFunctionScopeIndex())
        ->hasAttr<NoEscapeAttr>();
  });
}

} // namespace drust
