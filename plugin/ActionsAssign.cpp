// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Assignments: an owner place drops what it held, a borrow variable changes
// what it pins, an untracked place takes no tracked pointer.
//
#include "Analyser.h"
#include "Contract.h"

using namespace clang;

namespace drust {

void Analyser::assignment(const BinaryOperator *B, const Want &W) {
  const Expr *LHS = B->getLHS(), *RHS = B->getRHS();
  if (isThreadHandle(LHS->getType())) {
    if (!isLocalThread(LHS)) {
      error(diag::thread_copy, B);
      return;
    }
    structValue(RHS);
    act(B, ActionKind::AssignThread);
    return place(LHS, Access::Write);
  }
  if (!LHS->getType()->isPointerType())
    return rawAssignment(B);
  Kind K = exprKind(LHS);
  if (K == Kind::Raw)
    return rawAssignment(B);
  if (!sameInnerKinds(RHS, exprLevels(LHS)) && !isNull(RHS)) {
    error(diag::inner_kinds, B->getOperatorLoc()) << ("'" + source(LHS) + "'");
    return;
  }
  if (K == Kind::Own) {
    if (W.F != Want::Discard && W.F != Want::Test)
      error(diag::bad_mark, B->getOperatorLoc())
          << "the value of an assignment to an owner"
          << "it may only be tested or compared with NULL";
    pointer(RHS, Want::own());
    Action &Assign = act(B, ActionKind::Assign);
    Assign.Static = staticVariable(LHS);
    Assign.Near = isAffinityPlace(LHS);
    return place(LHS, Access::Write);
  }
  const VarDecl *V = variable(LHS);
  if (!V && viewPlace(LHS))
    return viewFieldAssignment(B);
  if (!V) {
    error(diag::unsupported, B->getOperatorLoc())
        << "assigning a borrow to anything but a local variable";
    return;
  }
  const Variable &Info = Out.Variables[V];
  Want Bind;
  Bind.F = Want::Borrow;
  Bind.Mode = K == Kind::Mref ? Access::Write : Access::Read;
  Bind.Nullable = Info.Nullable;
  Bind.Word = Info.Word;
  Bind.Dest = V;
  Bind.Variable = V;
  if (K == Kind::Ref && !Info.Word) {
    Bind.Pin = variablePin(V);
    if (endsInResolve(RHS)) {
      pointer(RHS, Bind);
      return bindExtent(V, RHS);
    }
    // The old pin must outlive the right side, which may read through it: the
    // new one is taken aside and handed to the variable at the end.
    Bind.Pin = newPin();
    pointer(RHS, Bind);
    Action &A = act(RHS, ActionKind::Share);
    A.From = Bind.Pin;
    A.Pin = variablePin(V);
    return bindExtent(V, RHS);
  }
  pointer(RHS, Bind);
  bindExtent(V, RHS);
}

// Whether the last thing that E does is to resolve an owner: the owner's word
// has been read by then, so nothing is read any more through a pin that this
// resolve replaces. True of the usual step of a walk, `cur = cur->next`.
bool Analyser::endsInResolve(const Expr *E) const {
  E = E->IgnoreParens();
  if (isNull(E))
    return true;
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return endsInResolve(C->getTrueExpr()) && endsInResolve(C->getFalseExpr());
  const auto *C = dyn_cast<ImplicitCastExpr>(E);
  if (C && C->getCastKind() == CK_NoOp)
    return endsInResolve(C->getSubExpr());
  return C && C->getCastKind() == CK_LValueToRValue &&
         exprKind(C->getSubExpr()) == Kind::Own;
}

// What a place is a part or an element of, for messages.
static const NamedDecl *named(const Expr *Place) {
  const Expr *E = Place->IgnoreParenCasts();
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getMemberDecl();
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return named(S->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return named(U->getSubExpr());
  const auto *D = dyn_cast<DeclRefExpr>(E);
  return D ? D->getDecl() : nullptr;
}

void Analyser::rawAssignment(const BinaryOperator *B) {
  const Expr *LHS = B->getLHS(), *RHS = B->getRHS();
  if (isOwnerStruct(LHS->getType()))
    return structAssignment(B);
  if (isView(LHS->getType()))
    return viewAssignment(B);
  if (RHS->getType()->isPointerType() && isTracked(RHS)) {
    const auto *D = dyn_cast<DeclRefExpr>(LHS->IgnoreParens());
    if (lostInto(RHS, D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr))
      place(LHS, Access::Write);
    return;
  }
  // Clang evaluates the left side of a struct assignment first, but a place is
  // resolved after everything that could still move it.
  if (LHS->getType()->isRecordType() && placeRoot(LHS) == Root::Tracked) {
    struct Finder {
      static bool find(const Stmt *S) {
        return S && (isa<StmtExpr, CallExpr>(S) ||
                     llvm::any_of(S->children(), find));
      }
    };
    if (Finder::find(RHS))
      act(B, ActionKind::StoreAfter);
  }
  if (isFunctionPointer(LHS->getType()))
    functionPointer(RHS, contractOf(LHS), named(LHS));
  else
    value(RHS);
  place(LHS, Access::Write);
}

} // namespace drust
