// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Globals.h"
#include "Analyser.h"

using namespace clang;

namespace drust {

// The variable that Place is, or is part of, without a pointer in between.
static const VarDecl *variableOf(const Expr *Place) {
  const Expr *E = Place->IgnoreParens();
  while (true) {
    if (const auto *M = dyn_cast<MemberExpr>(E); M && !M->isArrow())
      E = M->getBase()->IgnoreParens();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E);
             S && addressedPlace(S->getBase()))
      E = addressedPlace(S->getBase())->IgnoreParens();
    else
      break;
  }
  const auto *D = dyn_cast<DeclRefExpr>(E);
  return D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
}

void GlobalWrites::write(const Expr *Place, SourceLocation L, Facts &Into,
                         const Diagnostics &Diag) {
  const VarDecl *V = variableOf(Place);
  if (V && V->hasGlobalStorage() && V->getTLSKind() == VarDecl::TLS_None &&
      Diag.wants(diag::global_written, L))
    Into.Writes.push_back({L, V});
}

void GlobalWrites::expression(const Expr *E, Facts &Into,
                              const Diagnostics &Diag) {
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isAssignmentOp())
      write(B->getLHS(), B->getOperatorLoc(), Into, Diag);
    if (const CallExpr *C = spawnedCall(E, nullptr))
      if (const FunctionDecl *F = C->getDirectCallee())
        Spawned.insert({F->getCanonicalDecl(), E->getExprLoc()});
  } else if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->isIncrementDecrementOp())
      write(U->getSubExpr(), U->getOperatorLoc(), Into, Diag);
  } else if (const auto *C = dyn_cast<CallExpr>(E)) {
    Mark M = markOf(C->getDirectCallee());
    if (M == Mark::Take || M == Mark::Replace)
      if (const Expr *Place = addressedPlace(C->getArg(0)))
        write(Place, C->getExprLoc(), Into, Diag);
    if (const FunctionDecl *F = C->getDirectCallee())
      Into.Callees.insert({F->getCanonicalDecl(), C->getExprLoc()});
  }
}

void GlobalWrites::add(const FunctionDecl *F, const Diagnostics &Diag) {
  Facts &Into = Functions[F->getCanonicalDecl()];
  SmallVector<const Stmt *, 32> Stack = {F->getBody()};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S)
      continue;
    if (const auto *E = dyn_cast<Expr>(S))
      expression(E, Into, Diag);
    // In the order of the source: the stack turns it round.
    SmallVector<const Stmt *, 8> Children(S->child_begin(), S->child_end());
    Stack.append(Children.rbegin(), Children.rend());
  }
}

// From each spawned function outwards, so that the notes tell a shortest way.
void GlobalWrites::report(Diagnostics &Diag) const {
  llvm::SmallMapVector<const FunctionDecl *, const FunctionDecl *, 8> Caller;
  for (const auto &[F, Where] : Spawned)
    Caller.insert({F, nullptr});
  for (size_t I = 0; I < Caller.size(); ++I) {
    const FunctionDecl *F = (Caller.begin() + static_cast<ptrdiff_t>(I))->first;
    auto Found = Functions.find(F);
    if (Found == Functions.end())
      continue;
    for (const auto &[Callee, Where] : Found->second.Callees)
      Caller.insert({Callee, F});
    for (const auto &[Where, V] : Found->second.Writes) {
      Diag.report(diag::global_written, Where) << V << F;
      SmallVector<const FunctionDecl *, 4> Way = {F};
      while (const FunctionDecl *From = Caller.lookup(Way.back()))
        Way.push_back(From);
      Diag.report(diag::note_spawned, Spawned.lookup(Way.back())) << Way.back();
      for (size_t Step = Way.size() - 1; Step > 0; --Step)
        Diag.report(
            diag::note_called,
            Functions.find(Way[Step])->second.Callees.lookup(Way[Step - 1]))
            << Way[Step - 1];
    }
  }
}

} // namespace drust
