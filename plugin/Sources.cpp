// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Sources.h"
#include "Attrs.h"
#include "Kinds.h"

#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace drust {

static bool lends(const ParmVarDecl *P) {
  return isBorrow(declKind(P)) || isView(P->getType());
}

// DRUST_FROM as it is written: 'static', or names of parameters.
static void checkWritten(const FunctionDecl *F, const SourceNames &From,
                         Diagnostics &Diag) {
  if (From.Names.empty())
    Diag.report(diag::source_unknown, From.Where) << "" << F;
  if (From.Names.size() == 1 && From.Names[0] == "static")
    return;
  for (const std::string &Name : From.Names) {
    auto P = llvm::find_if(F->parameters(), [&](const ParmVarDecl *Each) {
      return Each->getName() == Name;
    });
    if (P == F->param_end())
      Diag.report(diag::source_unknown, From.Where) << Name << F;
    else if (!lends(*P))
      Diag.report(diag::source_not_borrow, From.Where) << *P;
  }
}

static std::string candidates(const FunctionDecl *F) {
  SmallVector<std::string, 4> Names;
  for (const ParmVarDecl *P : F->parameters())
    if (lends(P))
      Names.push_back("'" + P->getNameAsString() + "'");
  return llvm::join(Names, ", ");
}

void checkSources(const FunctionDecl *F, Diagnostics &Diag) {
  bool Borrows = isBorrow(declKind(F)) || isView(F->getReturnType());
  if (std::optional<SourceNames> From = sourceNames(F)) {
    if (Borrows)
      checkWritten(F, *From, Diag);
    else
      Diag.report(diag::source_of_nothing, From->Where) << F;
    return;
  }
  auto Count = llvm::count_if(F->parameters(), lends);
  if (!Borrows || Count == 1 || F->getPreviousDecl())
    return;
  if (Count == 0)
    Diag.report(diag::no_source, F->getLocation()) << F;
  else
    Diag.report(diag::ambiguous_source, F->getLocation()) << F << candidates(F);
}

} // namespace drust
