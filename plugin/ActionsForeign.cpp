// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What C has that owners and borrows cannot live with: jumps out of functions,
// and memory that changes while it is only read.
//
#include "Analyser.h"
#include "Library.h"

using namespace clang;

namespace drust {

// E calls Callee or takes its address. A jump is an error in a file with
// annotations only, and they may stand behind it.
void Analyser::jumpingCall(const Expr *E, const FunctionDecl *Callee) {
  if (jumps(Callee))
    Out.Jumps.emplace_back(E->getExprLoc(), Callee);
  if (jumpedTo(Callee)) {
    JumpedTo = E->getExprLoc();
    JumpedToName = Callee;
  }
}

// At the end of the function, when it is known what it works with.
void Analyser::checkJumpedTo() {
  if (JumpedTo.isInvalid() || Out.empty())
    return;
  error(diag::setjmp_with_kinds, JumpedTo) << JumpedToName;
}

// A function with something to leave behind, or one that others with something
// call by its kinds, says at run time that it is open while it calls code that
// may jump.
void Analyser::watchJumps() {
  bool None = Out.empty() && !hasKinds(F);
  Out.MayJump.remove_if([&](const CallExpr *C) {
    const FunctionDecl *Callee = C->getDirectCallee();
    return None || (Callee && !mayJump(Callee));
  });
  for (const CallExpr *C : Out.MayJump)
    act(C, ActionKind::Returned);
}

// Whether the place is reached through a shared borrow, at the end or on the
// way: an owner in what is only read is only read, too.
static bool throughShared(const Expr *Place) {
  while (true) {
    const Expr *E = Place->IgnoreParens();
    const Expr *Pointer = nullptr;
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (!M->isArrow()) {
        Place = M->getBase();
        continue;
      }
      Pointer = M->getBase();
    } else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E)) {
      Pointer = S->getBase();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E);
               U && U->getOpcode() == UO_Deref) {
      Pointer = U->getSubExpr();
    } else {
      return false;
    }
    Pointer = stripTransparent(Pointer);
    while (const auto *B = dyn_cast<BinaryOperator>(Pointer)) {
      if (!B->isAdditiveOp())
        return false;
      Pointer = stripTransparent(
          B->getLHS()->getType()->isPointerType() ? B->getLHS() : B->getRHS());
    }
    Kind K = exprKind(Pointer);
    if (K == Kind::Ref || K == Kind::Mref)
      return K == Kind::Ref;
    if (const Expr *Named = addressedPlace(Pointer)) {
      Place = Named;
      continue;
    }
    const auto *Load = dyn_cast<CastExpr>(Pointer);
    if (K == Kind::Raw || !Load || Load->getCastKind() != CK_LValueToRValue)
      return false;
    Place = Load->getSubExpr();
  }
}

// A volatile or atomic place is read.
void Analyser::readShared(const Expr *Place) {
  QualType T = Place->getType();
  if ((T.isVolatileQualified() || T->isAtomicType()) && throughShared(Place))
    error(diag::atomic_through_shared, Place)
        << (T->isAtomicType() ? "atomic" : "volatile")
        << ("'" + source(Place) + "'");
}

} // namespace drust
