// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structs with borrows in them (DRUST_VIEW), by value. A view is copied like a
// borrow. The copies that its shared borrows lie in are pinned by the fields'
// addresses (runtime/src/views.h), so each action here says which field a
// borrow is stored into, or that it leaves the fields for numbered pins.
//
#include "Analyser.h"
#include "Escape.h"

#include "drust/abi.h"

using namespace clang;

namespace drust {

// E's value goes to whatever stands around it.
void Analyser::viewValue(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = C->getSubExpr()->IgnoreParens();
    if (C->getCastKind() == CK_NoOp)
      return viewValue(Sub);
    if (C->getCastKind() == CK_LValueToRValue) {
      if (const auto *L = dyn_cast<CompoundLiteralExpr>(Sub))
        return viewList(L->getInitializer(), nullptr, 0, L->getType());
      return viewRoot(Sub) ? place(Sub, Access::Read) : void();
    }
  }
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    call(C);
    unsigned Index = static_cast<unsigned>(Out.Temporaries.size());
    Out.Temporaries.push_back(E->getType().getUnqualifiedType());
    act(E, ActionKind::AdoptView).Index = static_cast<int>(Index);
    Out.Ends[FullExpr].push_back(Index);
    return;
  }
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    condition(C->getCond());
    viewValue(C->getTrueExpr());
    return viewValue(C->getFalseExpr());
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma)
      return comma(B) ? viewValue(B->getRHS()) : void();
    if (B->getOpcode() == BO_Assign)
      return viewAssignment(B);
  }
  if (const auto *S = dyn_cast<StmtExpr>(E); S && valueOf(S)) {
    Want Last = Want::own();
    statementExpr(S, &Last);
    // Its variables end inside: the borrows go on in pins of their own.
    Action &A = act(valueOf(S), ActionKind::PinView);
    A.Pin = viewPins(E->getType());
    return;
  }
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return viewValue(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return viewValue(C->getChosenSubExpr());
  if (const auto *M = dyn_cast<MemberExpr>(E)) // of a call's result
    return place(M, Access::Read);
  error(diag::unknown_form, E) << E->getStmtClassName();
}

// The first of as many new pins as a view of type T has borrows.
int Analyser::viewPins(QualType T) {
  int First = static_cast<int>(Out.Pins);
  eachBorrow(Context, T, [&](Kind, uint64_t) { newPin(); });
  return First;
}

// False, with an error, if nothing tells what the view at this place borrows.
bool Analyser::viewRoot(const Expr *Place) {
  if (placeRoot(Place) != Root::Raw || Unsafe)
    return true;
  error(diag::kind_through_raw, Place) << quoted(Place);
  return Diag.passes(diag::kind_through_raw);
}

// False, with an error, if the assignment B lets a borrow outlive what it is
// of.
bool Analyser::staysInView(const BinaryOperator *B) {
  std::optional<Escape> Found = escapes(F, B->getLHS(), B->getRHS());
  if (!Found)
    return true;
  error(diag::borrow_escapes, B->getOperatorLoc())
      << quoted(B->getRHS()) << Found->Through;
  if (Found->From && Found->From != Found->Through)
    noteDeclared(Found->From);
  noteDeclared(Found->Through);
  return false;
}

void Analyser::viewAssignment(const BinaryOperator *B) {
  if (!viewRoot(B->getLHS()) || !staysInView(B))
    return;
  viewValue(B->getRHS());
  act(B, ActionKind::KeepView);
  place(B->getLHS(), Access::Write);
}

// What has no initialiser among others that have one is NULL.
void Analyser::emptyView(QualType T, const FieldDecl *Field, SourceLocation L) {
  T = elementType(T);
  if (Field && T->isPointerType() && isBorrow(declKind(Field)) &&
      !isNullable(Field->getType())) {
    error(diag::null_into_borrow, L) << Field;
    return noteDeclared(Field);
  }
  if (isView(T))
    for (const FieldDecl *Each :
         T->castAs<RecordType>()->getDecl()->getDefinition()->fields())
      emptyView(Each->getType(), Each, L);
}

// One initialiser, of the field or element of type T at Offset in V; V is null
// in a compound literal, whose borrows are pinned by the expressions
// themselves.
void Analyser::viewList(const Expr *E, const VarDecl *V, uint64_t Offset,
                        QualType T, const FieldDecl *Field) {
  const auto *I = dyn_cast<InitListExpr>(E);
  if (I && I->getSemanticForm())
    I = I->getSemanticForm();
  if (!I && !Initialisers.insert(E).second) { // [0 ... 9] = e
    error(diag::unsupported, E) << "a range designator for views";
    return;
  }
  if (Field && T->isPointerType() && isBorrow(declKind(Field)))
    return viewField(I ? I->getInit(0) : E, V, Offset, Field);
  if (!isView(T)) {
    Want W;
    W.Dest = Field;
    return initializer(E, W);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E->IgnoreParens()); Call && V) {
    call(Call);
    Action &A = act(Call, ActionKind::AdoptView);
    A.Variable = V;
    A.Offset = Offset;
    return;
  }
  if (!I) {
    viewValue(E);
    if (V) {
      Action &A = act(E, ActionKind::KeepView);
      A.Variable = V;
      A.Offset = Offset;
    }
    return;
  }
  if (const auto *A = Context.getAsConstantArrayType(T)) {
    uint64_t Size = bytesOf(Context, A->getElementType());
    for (unsigned N = 0; N < I->getNumInits(); ++N)
      viewList(I->getInit(N), V, Offset + N * Size, A->getElementType(), Field);
    if (I->getNumInits() < A->getSize().getZExtValue())
      emptyView(A->getElementType(), Field, I->getBeginLoc());
    return;
  }
  eachInitializer(I, [&](const FieldDecl *Each, const Expr *Init) {
    if (!Init || isa<ImplicitValueInitExpr, NoInitExpr>(Init))
      emptyView(Each->getType(), Each, I->getBeginLoc());
    else
      viewList(Init, V, Offset + Context.getFieldOffset(Each) / 8,
               Each->getType(), Each);
    return true;
  });
}

// A borrow that starts in a field of a view.
void Analyser::viewField(const Expr *E, const VarDecl *V, uint64_t Offset,
                         const FieldDecl *Field) {
  if (!checkInner(E, Field))
    return;
  pointer(E, viewWant(Field));
  if (!V || declKind(Field) != Kind::Ref)
    return;
  Action &A = act(E, ActionKind::KeepPart);
  A.Variable = V;
  A.Offset = Offset;
}

Want Analyser::viewWant(const FieldDecl *Field) {
  bool Shared = declKind(Field) == Kind::Ref;
  Want W;
  W.F = Want::Borrow;
  W.Mode = Shared ? Access::Read : Access::Write;
  W.Nullable = isNullable(Field->getType());
  W.Dest = Field;
  if (Shared)
    W.Pin = newPin();
  return W;
}

// The field of a view that Place is; null if it is none.
const FieldDecl *Analyser::viewPlace(const Expr *Place) const {
  const auto *M = dyn_cast<MemberExpr>(Place->IgnoreParens());
  const auto *Field = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
  return Field && isBorrow(declKind(Field)) ? Field : nullptr;
}

void Analyser::viewFieldAssignment(const BinaryOperator *B) {
  const FieldDecl *Field = viewPlace(B->getLHS());
  if (!staysInView(B))
    return;
  pointer(B->getRHS(), viewWant(Field));
  if (declKind(Field) == Kind::Ref)
    act(B, ActionKind::Keep);
  place(B->getLHS(), Access::Write);
}

// E gives the borrow that stands in Field of a view, at Place.
void Analyser::loadViewField(const Expr *E, const Expr *Place,
                             const FieldDecl *Field, const Want &W) {
  Kind K = declKind(Field);
  if (W.F == Want::Own) {
    error(diag::move_out_of_borrow, E) << quoted(E);
    return noteDeclared(Field);
  }
  if (isNullable(Field->getType()))
    mustNotBeNull(E, W);
  bool Writes =
      W.Mode == Access::Write && (W.F == Want::Address || W.F == Want::Borrow);
  if (Writes && K == Kind::Ref) {
    error(W.F == Want::Borrow ? diag::pass_shared_as_mut
                              : diag::write_through_shared,
          E)
        << quoted(E);
    noteDeclared(Field);
    return;
  }
  // Also for a borrow of a part of what it points to.
  if (K == Kind::Ref && W.Pin != NoPin &&
      (W.F == Want::Borrow || W.F == Want::Address))
    act(E, ActionKind::PinField).Pin = W.Pin;
  place(Place, Writes ? Access::Write : Access::Read);
}

} // namespace drust
