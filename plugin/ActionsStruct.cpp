// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structs that hold owners, and thread handles, by value. Such a struct moves
// like an owner: what takes its value takes the owners in it, and the place it
// came from keeps NULLs. A value is consumed exactly once: a use that no rule
// here covers is reported by Analyser::value.
//
#include "Analyser.h"

using namespace clang;

namespace drust {

// E's value goes to whatever stands around it: an owner struct moves.
void Analyser::consume(const Expr *E) {
  isMoveOnly(E->getType()) ? structValue(E) : value(E);
}

void Analyser::structValue(const Expr *E) {
  E = E->IgnoreParens();
  if (spawn(E))
    return;
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = C->getSubExpr()->IgnoreParens();
    if (C->getCastKind() == CK_NoOp)
      return structValue(Sub);
    if (C->getCastKind() == CK_LValueToRValue) {
      if (const auto *L = dyn_cast<CompoundLiteralExpr>(Sub))
        return initializer(L->getInitializer(), Want::discard());
      if (takes(C) || (!isThreadHandle(E->getType()) && !movable(Sub)))
        return;
      if (isThreadHandle(E->getType()) && !isLocalThread(Sub)) {
        error(diag::thread_copy, E);
        return;
      }
      moveOut(C);
      return place(Sub, Access::Write);
    }
  }
  if (const auto *C = dyn_cast<CallExpr>(E))
    return call(C);
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    condition(C->getCond());
    structValue(C->getTrueExpr());
    return structValue(C->getFalseExpr());
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && B->getOpcode() == BO_Comma) {
    return comma(B) ? structValue(B->getRHS()) : void();
  }
  if (const auto *S = dyn_cast<StmtExpr>(E)) {
    Want Last = Want::own();
    return statementExpr(S, &Last);
  }
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return structValue(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return structValue(C->getChosenSubExpr());
  error(diag::owner_struct_value, E) << E->getType();
}

// A place that nobody reads keeps its owners; any other value is dropped. A
// thread that nobody holds belongs to the scope it was spawned in.
void Analyser::structDiscard(const Expr *E) {
  const auto *C = dyn_cast<CastExpr>(E);
  const Expr *Sub = C && C->getCastKind() == CK_LValueToRValue
                        ? C->getSubExpr()->IgnoreParens()
                        : nullptr;
  if (Sub && !isa<CompoundLiteralExpr>(Sub) && !takenPlace(Sub))
    return place(Sub, Access::Read);
  structValue(E);
  if (!isThreadHandle(E->getType()))
    act(E, ActionKind::DropStruct);
  else if (spawnedCall(E, nullptr) && !ScopeStack.empty())
    act(E, ActionKind::LeaveThread);
  else
    act(E, ActionKind::DropThread);
}

// What the load E reads leaves its place.
Action &Analyser::moveOut(const CastExpr *E) {
  return act(E, E->getType()->isPointerType()  ? ActionKind::Move
                : isThreadHandle(E->getType()) ? ActionKind::MoveThread
                                               : ActionKind::MoveStruct);
}

// The value is complete before the old owners of the place are dropped.
void Analyser::structAssignment(const BinaryOperator *B) {
  const Expr *LHS = B->getLHS();
  if (placeRoot(LHS) == Root::Raw && !Unsafe) {
    error(diag::kind_through_raw, LHS) << quoted(LHS);
    if (!Diag.passes(diag::kind_through_raw))
      return;
  }
  structValue(B->getRHS());
  act(B, ActionKind::AssignStruct).Static = staticVariable(LHS);
  place(LHS, Access::Write);
}

// Each initialiser meets its field by the field's kind.
void Analyser::structList(const InitListExpr *I) {
  eachInitializer(I, [&](const FieldDecl *Field, const Expr *Init) {
    if (!Init || isa<ImplicitValueInitExpr, NoInitExpr>(Init))
      return true;
    QualType T = elementType(Field->getType());
    bool Owner = T->isPointerType() && declKind(Field) == Kind::Own;
    if (Owner && !Field->getType()->isArrayType() && !checkInner(Init, Field))
      return true;
    Want W = Owner ? Want::own(Field) : Want::discard();
    W.Dest = Field;
    initializer(Init, W);
    return true;
  });
}

//===-- Compound literals -------------------------------------------------===//

// Whether S may be entered elsewhere than at its start.
static bool isEnteredInside(const Stmt *S, bool InSwitch = false) {
  if (!S)
    return false;
  if (isa<LabelStmt>(S) || (isa<SwitchCase>(S) && !InSwitch))
    return true;
  InSwitch |= isa<SwitchStmt>(S);
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return isEnteredInside(Child, InSwitch);
  });
}

// Whether something in S leaves blocks without a word to their variables.
static bool hasBareJumps(const Stmt *S) {
  if (!S)
    return false;
  const auto *Asm = dyn_cast<GCCAsmStmt>(S);
  return isa<IndirectGotoStmt>(S) || (Asm && Asm->isAsmGoto()) ||
         llvm::any_of(S->children(), hasBareJumps);
}

// A place with owners that has no name. It is a variable of the block around;
// if that may be entered behind the variable's start, of one further out, whose
// end comes later. Each time the literal is reached its old owners are dropped.
void Analyser::literal(const CompoundLiteralExpr *L) {
  QualType T = elementType(L->getType());
  if (!T->isPointerType() && !isOwnerStruct(T)) { // _Atomic
    error(diag::owner_struct_value, L) << T;
    return;
  }
  size_t Depth = hasBareJumps(F->getBody()) ? 1 : Blocks.size();
  while (Depth > 1 && isEnteredInside(Blocks[Depth - 1]))
    --Depth;
  Out.Literals[L] = Blocks[Depth - 1];
  Want W = T->isPointerType() ? Want::own() : Want::discard();
  W.Literal = L;
  initializer(L->getInitializer(), W);
  act(L, ActionKind::Literal);
}

} // namespace drust
