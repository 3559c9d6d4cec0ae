// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers to functions. A value with kinds in its contract goes only to a
// place with the same contract; anything else would call it by other rules.
//
#include "Analyser.h"
#include "Contract.h"

using namespace clang;

namespace drust {

// E goes to Dest, whose contract is Wanted; Dest is null where there is none.
void Analyser::functionPointer(const Expr *E, const Contract &Wanted,
                               const NamedDecl *Dest) {
  E = E->IgnoreParens();
  if (isNull(E))
    return;
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    condition(C->getCond());
    functionPointer(C->getTrueExpr(), Wanted, Dest);
    return functionPointer(C->getFalseExpr(), Wanted, Dest);
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && B->getOpcode() == BO_Comma)
    return comma(B) ? functionPointer(B->getRHS(), Wanted, Dest) : void();
  switch (agree(Wanted, contractOf(E))) {
  case Agreement::Different:
    Failed = true;
    return reportMismatch(Diag, E, Wanted, Dest);
  case Agreement::Unannotated:
    Diag.report(diag::fnptr_unannotated, E->getExprLoc()) << quoted(E) << Dest;
    break;
  case Agreement::Same:
    break;
  }
  functionValue(E);
}

// E is evaluated; what its contract says is taken account of where it goes.
void Analyser::functionValue(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(E);
      D && isa<FunctionDecl>(D->getDecl())) {
    const auto *Named = cast<FunctionDecl>(D->getDecl());
    jumpingCall(E, Named);
    if (hasKinds(Named))
      Out.Callees.insert(Named);
    return;
  }
  if (!hasKinds(contractOf(E)))
    return value(E);
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = C->getSubExpr();
    if (C->getCastKind() == CK_LValueToRValue)
      return place(Sub, Access::Read);
    if (C->getCastKind() == CK_FunctionToPointerDecay)
      return functionValue(Sub);
    if ((C->getCastKind() == CK_NoOp || C->getCastKind() == CK_BitCast) &&
        isFunctionPointer(Sub->getType()) &&
        agree(contractOf(C), contractOf(Sub)) == Agreement::Same)
      return functionValue(Sub);
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && (U->getOpcode() == UO_Deref || U->getOpcode() == UO_Extension ||
            (U->getOpcode() == UO_AddrOf &&
             U->getSubExpr()->getType()->isFunctionType())))
    return functionValue(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && B->getOpcode() == BO_Assign)
    return assignment(B, Want::discard());
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && B->getOpcode() == BO_Comma)
    return comma(B) ? functionValue(B->getRHS()) : void();
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    Contract Both = contractOf(C); // whichever arm, the same rules
    if (agree(Both, contractOf(C->getTrueExpr())) == Agreement::Same &&
        agree(Both, contractOf(C->getFalseExpr())) == Agreement::Same) {
      condition(C->getCond());
      functionValue(C->getTrueExpr());
      return functionValue(C->getFalseExpr());
    }
  }
  if (const auto *C = dyn_cast<CallExpr>(E))
    return call(C);
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return functionValue(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return functionValue(C->getChosenSubExpr());
  Failed = true;
  reportMismatch(Diag, E, {}, nullptr);
}

// A call through a pointer: the pointer's contract is what the arguments meet.
void Analyser::indirectCall(const CallExpr *C) {
  const Expr *Callee = C->getCallee();
  Contract Calls = contractOf(Callee);
  functionValue(Callee);
  for (unsigned I = 0; I < C->getNumArgs(); ++I) {
    const Expr *E = C->getArg(I);
    const ParmVarDecl *P =
        I < Calls.Parameters.size() ? Calls.Parameters[I] : nullptr;
    bool Tracked = E->getType()->isPointerType() && isTracked(E);
    if (P)
      argument(C, P, E);
    else if (Tracked && Calls.Variadic)
      error(diag::kind_through_varargs, E) << quoted(E);
    else if (Tracked)
      error(diag::indirect_call, E) << quoted(Callee);
    else
      consume(E);
  }
}

} // namespace drust
