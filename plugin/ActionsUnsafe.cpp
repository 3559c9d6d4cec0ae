// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hatch: a block DRUST_UNSAFE("reason") { ... }, and what is allowed in it
// only. The compiler goes on tracking owners and borrows there; it takes the
// program's word for what an untracked pointer is.
//
#include "Analyser.h"

using namespace clang;

namespace drust {

// The condition that DRUST_UNSAFE expands to is `1 || mark(reason)`: clang's
// own analyses then know that the block is always entered.
static const CallExpr *unsafeMark(const IfStmt *S) {
  const auto *B =
      dyn_cast_or_null<BinaryOperator>(S->getCond()->IgnoreParenImpCasts());
  return B && B->getOpcode() == BO_LOr &&
                 markOf(B->getRHS()->IgnoreParenImpCasts()) == Mark::Unsafe
             ? cast<CallExpr>(B->getRHS()->IgnoreParenImpCasts())
             : nullptr;
}

// True if S is an expansion of DRUST_UNSAFE; its block is then walked.
bool Analyser::unsafeBlock(const IfStmt *S) {
  const CallExpr *C = unsafeMark(S);
  if (!C)
    return false;
  Out.Unsafes.insert(S);
  const auto *Reason =
      dyn_cast<StringLiteral>(C->getArg(0)->IgnoreParenImpCasts());
  if (!Reason || Reason->getString().trim().empty())
    error(diag::no_reason, S->getIfLoc());
  if (S->getElse() || !isa<CompoundStmt>(S->getThen()))
    error(diag::bad_mark, S->getIfLoc())
        << "'DRUST_UNSAFE'" << "write 'DRUST_UNSAFE(\"reason\") { ... }'";
  llvm::SaveAndRestore Hatch(Unsafe, true);
  statement(S->getThen());
  statement(S->getElse());
  return true;
}

// False, with an error, outside the hatch.
bool Analyser::inUnsafe(const Expr *E, StringRef What) {
  if (!Unsafe)
    error(diag::outside_unsafe, E) << What;
  return Unsafe;
}

// The value of a tracked pointer is kept as an untracked one: where the object
// lies now, for as long as the program makes sure that it stays there.
void Analyser::keepAsRaw(const Expr *E) {
  Want W = Want::address(E->getType()->getPointeeType().isConstQualified()
                             ? Access::Read
                             : Access::Write);
  W.Nullable = true;
  W.Escapes = true;
  pointer(E, W);
}

// The operand of the marks that make something tracked of an untracked pointer.
bool Analyser::rawOperand(const Expr *E, StringRef Macro) {
  E = stripTransparent(E);
  if (!isTracked(E)) {
    value(E);
    return true;
  }
  if (pointeeRoot(E) != Root::Raw) {
    error(diag::bad_mark, E) << Macro << "its operand is tracked already";
    return false;
  }
  pointer(E, Want::address(Access::Read)); // an owner slot in plain memory
  return true;
}

void Analyser::intoRaw(const CastExpr *C, const CallExpr *Call) {
  const Expr *E = stripTransparent(Call->getArg(0));
  if (!inUnsafe(C, "'drust_into_raw'"))
    return;
  if (exprKind(E) != Kind::Own) {
    error(diag::bad_mark, C) << "'drust_into_raw'"
                             << "its operand is no owner";
    return;
  }
  pointer(E, Want::own());
  act(C, ActionKind::IntoRaw);
}

bool Analyser::fromRaw(const CastExpr *C, const CallExpr *Call) {
  QualType T = C->getType()->getPointeeType().getUnqualifiedType();
  if (!inUnsafe(C, "'drust_from_raw'") ||
      !rawOperand(Call->getArg(0), "'drust_from_raw'"))
    return false;
  if (!T->isVoidType() && T->isIncompleteType()) {
    error(diag::incomplete_new, C) << T;
    return false;
  }
  Action &A = act(C, ActionKind::FromRaw);
  A.Element = T;
  A.ElementKind = outer(typeLevels(T));
  return true;
}

void Analyser::assume(const CastExpr *C, const CallExpr *Call, Mark M,
                      const Want &W) {
  StringRef Macro =
      M == Mark::AssumeMut ? "'drust_assume_mut'" : "'drust_assume_borrow'";
  if (!inUnsafe(C, Macro) || !rawOperand(Call->getArg(0), Macro))
    return;
  act(C, ActionKind::Through);
  if (W.F == Want::Own)
    error(diag::move_out_of_borrow, C) << ("'" + source(C) + "'");
  else if (M == Mark::AssumeBorrow && W.Mode == Access::Write &&
           (W.F == Want::Address || W.F == Want::Borrow))
    error(diag::write_through_shared, C) << ("'" + source(C) + "'");
}

} // namespace drust
