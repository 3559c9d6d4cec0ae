// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The marks that make objects and change how long they are.
//
#include "Analyser.h"

using namespace clang;

namespace drust {

// Whether objects can be made whose elements have type T, with K as the kind
// of its outer pointer; else an error.
bool Analyser::objectType(const Expr *E, QualType T, Kind K) {
  const FieldDecl *Tail = flexibleMember(T);
  if (T->isIncompleteType() || T->isVoidType() || T->isFunctionType() ||
      (Tail &&
       Context.getTypeSizeInChars(elementType(Tail->getType())).isZero())) {
    error(diag::incomplete_new, E) << T;
    return false;
  }
  if (isView(T)) {
    error(diag::view_stored, E) << T;
    return false;
  }
  const FieldDecl *Bad = rawPointerField(T);
  if (isDataPointer(T) && K != Kind::Own) {
    error(diag::raw_in_dsm, E) << "behind '*'" << T;
    return Diag.passes(diag::raw_in_dsm);
  }
  if (Bad) {
    error(diag::raw_in_dsm, E) << Bad << T;
    noteDeclared(Bad);
  }
  return !Bad || Diag.passes(diag::raw_in_dsm);
}

void Analyser::newObject(const CastExpr *C, const CallExpr *Call, Mark M) {
  bool Flexible = M == Mark::NewFlex || M == Mark::TryNewFlex;
  QualType T = C->getType()->getPointeeType();
  value(Call->getArg(1));
  act(C, ActionKind::New).Owned = M == Mark::TryNew || M == Mark::TryNewFlex;
  if (!objectType(C, T, outer(typeLevels(T))))
    return;
  const RecordDecl *R = T->getAsRecordDecl();
  bool Has = R && R->hasFlexibleArrayMember();
  if (Has && !Flexible)
    error(diag::flexible_new, C) << T;
  else if (Flexible && !flexibleMember(T))
    error(diag::inflexible_new, C) << T;
}

// False after an error. The operand is read, whether owner or borrow.
bool Analyser::clone(const CastExpr *C, const CallExpr *Call) {
  const Expr *E = stripTransparent(Call->getArg(0));
  Levels L = exprLevels(E);
  if (outer(L) == Kind::Raw) {
    error(diag::bad_mark, C) << "'drust_clone'"
                             << "its operand is no owner and no borrow";
    return false;
  }
  QualType T = E->getType()->getPointeeType().getUnqualifiedType();
  if (T->isIncompleteType()) {
    error(diag::incomplete_new, C) << T;
    return false;
  }
  if (holdsDropHook(T)) {
    error(diag::clone_hooked, C) << T;
    return false;
  }
  Want W = Want::address(Access::Read);
  W.Nullable = true;
  pointer(E, W);
  Action &A = act(C, ActionKind::Clone);
  A.Element = T;
  A.ElementKind = L.size() > 1 ? L[1] : Kind::Raw;
  return true;
}

void Analyser::duplicate(const CastExpr *C, const CallExpr *Call) {
  const Expr *E = Call->getArg(0);
  if (isTracked(E)) {
    Want W = Want::address(Access::Read);
    W.Nullable = true; // the runtime says what NULL is given to
    pointer(stripTransparent(E), W);
  } else {
    value(E);
  }
  act(C, ActionKind::Strdup);
}

void Analyser::resize(const CallExpr *C) {
  const Expr *Slot = stripTransparent(C->getArg(0));
  value(C->getArg(1));
  if (!slotOperand(Slot, "'drust_resize'"))
    return;
  Levels L = exprLevels(Slot);
  Action &A = act(C, ActionKind::Resize);
  A.Element = Slot->getType()->getPointeeType()->getPointeeType();
  A.ElementKind = L.size() > 2 ? L[2] : Kind::Raw;
  objectType(C, A.Element, A.ElementKind);
}

// The function that E names, with or without '&'; null if it names none.
static const FunctionDecl *namedFunction(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_AddrOf)
    E = U->getSubExpr()->IgnoreParens();
  const auto *D = dyn_cast<DeclRefExpr>(E);
  return D ? dyn_cast<FunctionDecl>(D->getDecl()) : nullptr;
}

// Whether F compares two elements of type T, each a shared borrow.
static bool compares(const FunctionDecl *F, QualType T, ASTContext &Context) {
  return F && F->hasPrototype() && !F->isVariadic() && F->getNumParams() == 2 &&
         Context.hasSameType(F->getReturnType(), Context.IntTy) &&
         llvm::all_of(F->parameters(), [&](const ParmVarDecl *P) {
           return P->getType()->isPointerType() && declKind(P) == Kind::Ref &&
                  P->getType()->getPointeeType().isConstQualified() &&
                  Context.hasSameUnqualifiedType(P->getType()->getPointeeType(),
                                                 T);
         });
}

// What is evaluated stands before what is resolved: the count, then the key,
// then the array.
void Analyser::sortOrSearch(const CallExpr *C, Mark M) {
  bool Sort = M == Mark::Sort;
  unsigned First = Sort ? 0 : 1;
  const Expr *Array = stripTransparent(C->getArg(First));
  const FunctionDecl *Compare = namedFunction(C->getArg(First + 2));
  QualType T = Array->getType()->getPointeeType();
  const Expr *Key = Sort ? nullptr : stripTransparent(C->getArg(0));
  if (T.isNull() || !compares(Compare, T, Context) ||
      (Key &&
       !Context.hasSameUnqualifiedType(Key->getType()->getPointeeType(), T))) {
    error(diag::bad_compare, C)
        << (Sort ? "'drust_sort'" : "'drust_search'")
        << (T.isNull() ? Array->getType() : T.getUnqualifiedType());
    return;
  }
  Out.Callees.insert(Compare);
  value(C->getArg(First + 1));
  auto Borrow = [&](const Expr *E, Access Mode, bool Nullable) {
    const ParmVarDecl *P = Compare->getParamDecl(0);
    if (!checkInner(E, P))
      return;
    Want W;
    W.F = Want::Borrow;
    W.Mode = Mode;
    W.Nullable = Nullable;
    W.ForCall = true;
    W.Dest = P;
    pointer(E, W);
  };
  if (Key)
    Borrow(Key, Access::Read, false);
  // No array is an array without elements.
  Borrow(Array, Sort ? Access::Write : Access::Read, true);
  act(C, Sort ? ActionKind::Sort : ActionKind::Search).Element =
      T.getUnqualifiedType();
}

} // namespace drust
