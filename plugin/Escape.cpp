// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each expression is followed inwards to the parameters that its borrow can be
// of; a local variable stands for all that it takes anywhere in the function.
// What no rule follows counts as a local variable.
//
#include "Escape.h"
#include "Actions.h"
#include "Attrs.h"
#include "Contract.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallSet.h"

using namespace clang;

namespace drust {

namespace {

/// What P leads to, or what the views there (or the view P is) borrow; null: a
/// variable of the function.
using Origin = std::pair<const ParmVarDecl *, bool /*Inside*/>;

class Origins : public RecursiveASTVisitor<Origins> {
public:
  explicit Origins(const FunctionDecl *F) : Context(F->getASTContext()) {
    TraverseStmt(F->getBody());
  }

  llvm::SmallSet<Origin, 4> ofStored(const Expr *Value) {
    Found.clear();
    Seen.clear();
    stored(Value);
    return Found;
  }
  llvm::SmallSet<Origin, 4> ofPointer(const Expr *E) {
    Found.clear();
    Seen.clear();
    pointer(E, false);
    return Found;
  }

  bool VisitVarDecl(VarDecl *V) {
    if (V->getInit())
      Taken[V].push_back(V->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *B) {
    if (B->getOpcode() != BO_Assign)
      return true;
    if (const VarDecl *V = rootOf(B->getLHS()))
      Taken[V].push_back(B->getRHS());
    else if (isStored(B->getLHS()))
      TakenThroughPointers.push_back(B->getRHS());
    return true;
  }
  bool VisitCastExpr(CastExpr *C) {
    if (C->getCastKind() == CK_ArrayToPointerDecay)
      AddressTaken.insert(rootOf(C->getSubExpr()));
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *U) {
    if (U->getOpcode() == UO_AddrOf)
      AddressTaken.insert(rootOf(U->getSubExpr()));
    return true;
  }

private:
  ASTContext &Context;
  llvm::DenseMap<const VarDecl *, SmallVector<const Expr *, 2>> Taken;
  SmallVector<const Expr *, 2> TakenThroughPointers;
  llvm::SmallPtrSet<const VarDecl *, 4> AddressTaken;
  llvm::SmallSet<Origin, 4> Found;
  llvm::SmallSet<std::pair<const VarDecl *, bool>, 8> Seen;

  void local() { Found.insert({nullptr, false}); }
  static bool isStored(const Expr *Place) {
    return isView(Place->getType()) ||
           (Place->getType()->isPointerType() && isBorrow(exprKind(Place)));
  }
  static const VarDecl *rootOf(const Expr *Place);
  void stored(const Expr *E);
  void pointer(const Expr *E, bool Inside);
  void binary(const BinaryOperator *B, bool Inside);
  void load(const Expr *Place, bool Inside);
  void variable(const VarDecl *V, bool Inside);
  void place(const Expr *E);
  void view(const Expr *E);
  void initialisers(const InitListExpr *I);
  void call(const CallExpr *C);
  template <class Fn> bool inner(const Expr *E, Fn Follow);
};

} // namespace

// The variable that Place is or is part of, without a pointer in between.
const VarDecl *Origins::rootOf(const Expr *Place) {
  while (true) {
    Place = stripPlace(Place);
    if (const auto *M = dyn_cast<MemberExpr>(Place); M && !M->isArrow())
      Place = M->getBase();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place);
             S && addressedPlace(S->getBase()))
      Place = addressedPlace(S->getBase());
    else
      break;
  }
  const auto *D = dyn_cast<DeclRefExpr>(Place);
  return D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
}

// Forms whose value is that of an operand, for pointers and views alike; false
// if E is none.
template <class Fn> bool Origins::inner(const Expr *E, Fn Follow) {
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    Follow(C->getTrueExpr());
    Follow(C->getFalseExpr());
  } else if (const auto *Or = dyn_cast<BinaryConditionalOperator>(E)) {
    Follow(Or->getCommon());
    Follow(Or->getFalseExpr());
  } else if (const auto *B = dyn_cast<BinaryOperator>(E);
             B && (B->getOpcode() == BO_Comma || B->getOpcode() == BO_Assign)) {
    Follow(B->getRHS());
  } else if (const auto *S = dyn_cast<StmtExpr>(E); S && valueOf(S)) {
    Follow(valueOf(S));
  } else if (const auto *O = dyn_cast<OpaqueValueExpr>(E);
             O && O->getSourceExpr()) {
    Follow(O->getSourceExpr());
  } else if (const auto *G = dyn_cast<GenericSelectionExpr>(E)) {
    Follow(G->getResultExpr());
  } else if (const auto *Choose = dyn_cast<ChooseExpr>(E)) {
    Follow(Choose->getChosenSubExpr());
  } else {
    return false;
  }
  return true;
}

void Origins::stored(const Expr *E) {
  if (E->getType()->isPointerType())
    pointer(E, false);
  else
    view(E);
}

// What E leads to; Inside: what the views there borrow.
void Origins::pointer(const Expr *E, bool Inside) {
  E = stripTransparent(E);
  if (isNull(E, Context) ||
      inner(E, [&](const Expr *Sub) { pointer(Sub, Inside); }))
    return;
  if (const Expr *Place = addressedPlace(E))
    return Inside ? view(Place) : place(Place);
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return binary(B, Inside);
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->isIncrementDecrementOp())
      return load(U->getSubExpr(), Inside);
    return U->getOpcode() == UO_Extension ? pointer(U->getSubExpr(), Inside)
                                          : local();
  }
  if (const auto *C = dyn_cast<CallExpr>(E))
    return exprKind(C) == Kind::Own ? local() : call(C);
  const auto *C = dyn_cast<CastExpr>(E);
  if (!C)
    return local();
  if (C->getCastKind() == CK_LValueToRValue)
    return load(C->getSubExpr(), Inside);
  switch (markOf(C->getSubExpr())) {
  case Mark::AssumeBorrow:
  case Mark::AssumeMut:
    return; // the program says that it lives long enough
  case Mark::Cast:
    return pointer(cast<CallExpr>(C->getSubExpr()->IgnoreParens())->getArg(0),
                   Inside);
  default:
    return local();
  }
}

void Origins::binary(const BinaryOperator *B, bool Inside) {
  if (B->isCompoundAssignmentOp())
    load(B->getLHS(), Inside);
  else if (B->isAdditiveOp())
    pointer(B->getLHS()->getType()->isPointerType() ? B->getLHS() : B->getRHS(),
            Inside);
  else
    local();
}

// The pointer that stands at Place.
void Origins::load(const Expr *Place, bool Inside) {
  Place = stripPlace(Place);
  const auto *D = dyn_cast<DeclRefExpr>(Place);
  if (const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr)
    return isBorrow(declKind(V)) ? variable(V, Inside) : local();
  if (exprKind(Place) == Kind::Own)
    return place(Place);
  const auto *M = dyn_cast<MemberExpr>(Place);
  if (!M || !isBorrow(declKind(M->getMemberDecl())))
    return local();
  M->isArrow() ? pointer(M->getBase(), true) : view(M->getBase());
}

// A borrow variable; Inside: or a view.
void Origins::variable(const VarDecl *V, bool Inside) {
  if (!Seen.insert({V, Inside}).second)
    return;
  if (const auto *P = dyn_cast<ParmVarDecl>(V))
    Found.insert({P, Inside});
  auto Follow = [&](const Expr *E) {
    if (E->getType()->isPointerType())
      pointer(E, Inside && V->getType()->isPointerType());
    else if (isView(E->getType()))
      view(E);
  };
  for (const Expr *E : Taken.lookup(V))
    Follow(E);
  if (isView(V->getType()) && AddressTaken.count(V))
    for (const Expr *E : TakenThroughPointers)
      Follow(E);
}

// What the address of E leads to.
void Origins::place(const Expr *E) {
  E = E->IgnoreParens();
  if (isa<StringLiteral, PredefinedExpr>(E))
    return;
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    return V && V->hasGlobalStorage() ? void() : local();
  }
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->isArrow() ? pointer(M->getBase(), false) : place(M->getBase());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return S->getBase()->getType()->isPointerType()
               ? pointer(S->getBase(), false)
               : place(S->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref ? pointer(U->getSubExpr(), false)
                                      : place(U->getSubExpr());
  if (!inner(E, [&](const Expr *Sub) { place(Sub); }))
    local();
}

// What the view E, a place or a value, borrows.
void Origins::view(const Expr *E) {
  E = E->IgnoreParens();
  if (inner(E, [&](const Expr *Sub) { view(Sub); }))
    return;
  if (const auto *C = dyn_cast<CastExpr>(E))
    return view(C->getSubExpr());
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    return V ? variable(V, true) : local();
  }
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->isArrow() ? pointer(M->getBase(), true) : view(M->getBase());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return pointer(S->getBase(), true);
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref ? pointer(U->getSubExpr(), true)
                                      : view(U->getSubExpr());
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(E))
    return view(L->getInitializer());
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return initialisers(I);
  if (const auto *C = dyn_cast<CallExpr>(E))
    return call(C);
  local();
}

void Origins::initialisers(const InitListExpr *I) {
  if (I->getSemanticForm())
    I = I->getSemanticForm();
  if (!I->getType()->isRecordType()) { // views in an array, or one in braces
    for (const Expr *Each : I->inits())
      stored(Each);
    return;
  }
  eachInitializer(I, [&](const FieldDecl *Field, const Expr *Init) {
    bool Keeps = isBorrow(declKind(Field)) || isView(Field->getType());
    if (Keeps && Init && !isa<ImplicitValueInitExpr, NoInitExpr>(Init))
      stored(Init);
    return true;
  });
}

// The borrow or view that C returns: of any argument it may come from.
void Origins::call(const CallExpr *C) {
  const FunctionDecl *Callee = C->getDirectCallee();
  std::optional<SourceNames> From;
  if (Callee)
    From = sourceNames(Callee);
  if (From && From->Names.size() == 1 && From->Names[0] == "static")
    return;
  Contract Given = Callee ? contractOf(Callee) : contractOf(C->getCallee());
  bool Decayed = returnsArgument(C);
  for (unsigned I = 0; I < C->getNumArgs(); ++I) {
    const Expr *E = C->getArg(I);
    const ParmVarDecl *P =
        I < Given.Parameters.size() ? Given.Parameters[I] : nullptr;
    if (From && P && !llvm::is_contained(From->Names, P->getName()))
      continue;
    if (isView(E->getType())) {
      view(E);
    } else if (Decayed ? isTracked(E) : P && isBorrow(declKind(P))) {
      pointer(E, false);
      if (isView(E->getType()->getPointeeType()))
        pointer(E, true);
    }
  }
}

std::optional<Escape> escapes(const FunctionDecl *F, const Expr *Place,
                              const Expr *Value) {
  const Expr *Pointer = nullptr;
  while (!Pointer) {
    Place = stripPlace(Place);
    if (const auto *M = dyn_cast<MemberExpr>(Place)) {
      if (M->isArrow())
        Pointer = M->getBase();
      Place = M->getBase();
    } else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place)) {
      Pointer = addressedPlace(S->getBase()) ? nullptr : S->getBase();
      Place = Pointer ? Pointer : addressedPlace(S->getBase());
    } else if (const auto *U = dyn_cast<UnaryOperator>(Place);
               U && U->getOpcode() == UO_Deref) {
      Pointer = U->getSubExpr();
    } else {
      return std::nullopt;
    }
  }
  Origins Of(F);
  for (const auto &[Through, Unused] : Of.ofPointer(Pointer))
    for (const auto &[From, Inside] : Of.ofStored(Value))
      if (Through && (From != Through || !Inside))
        return Escape{From, Through};
  return std::nullopt;
}

} // namespace drust
