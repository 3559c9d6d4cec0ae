// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tracked pointers and the places they lead to. Every form of pointer
// expression meets what its surroundings want from it here and gets its action.
//
#include "Analyser.h"

using namespace clang;

namespace drust {

//===-- Pointer values ----------------------------------------------------===//

void Analyser::pointer(const Expr *E, const Want &W) {
  E = E->IgnoreParens();
  if (const auto *C = dyn_cast<CastExpr>(E))
    return trackedCast(C, W);
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    Kind K = exprKind(C);
    if (K == Kind::Raw)
      return rawPointer(E, W);
    call(C);
    return K == Kind::Own ? ownedResult(E, W) : borrowedResult(E, K, W);
  }
  if (const FieldDecl *Field = E->isPRValue() ? viewPlace(E) : nullptr)
    return loadViewField(E, E, Field, W);
  switch (E->getStmtClass()) {
  case Stmt::ConditionalOperatorClass: {
    const auto *C = cast<ConditionalOperator>(E);
    condition(C->getCond());
    pointer(C->getTrueExpr(), W);
    return pointer(C->getFalseExpr(), W);
  }
  case Stmt::BinaryConditionalOperatorClass:
    return eitherPointer(cast<BinaryConditionalOperator>(E), W);
  case Stmt::BinaryOperatorClass:
    return binaryPointer(cast<BinaryOperator>(E), W);
  case Stmt::CompoundAssignOperatorClass: {
    const auto *B = cast<CompoundAssignOperator>(E);
    if (!isTracked(E))
      return rawPointer(E, W);
    value(B->getRHS());
    return arithmetic(E, B->getLHS(), W);
  }
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    if (U->getOpcode() == UO_AddrOf)
      return addressOf(E, U->getSubExpr(), W);
    if (U->getOpcode() == UO_Extension)
      return pointer(U->getSubExpr(), W);
    if (U->isIncrementDecrementOp() && isTracked(E))
      return arithmetic(E, U->getSubExpr(), W);
    return rawPointer(E, W);
  }
  case Stmt::StmtExprClass:
    return statementPointer(cast<StmtExpr>(E), W);
  case Stmt::GenericSelectionExprClass:
    return pointer(cast<GenericSelectionExpr>(E)->getResultExpr(), W);
  case Stmt::ChooseExprClass:
    return pointer(cast<ChooseExpr>(E)->getChosenSubExpr(), W);
  default:
    if (isTracked(E)) {
      error(diag::unknown_form, E) << E->getStmtClassName();
      return;
    }
    return rawPointer(E, W);
  }
}

// `a ?: b`: the first operand is evaluated for what the whole is wanted for,
// and then tested: NULL is never the value that goes on.
void Analyser::eitherPointer(const BinaryConditionalOperator *E,
                             const Want &W) {
  if (!isTracked(E) && !touches(E))
    return rawPointer(E, W);
  Want First = W.F == Want::Discard ? Want::test() : W;
  First.Nullable = true;
  pointer(E->getCommon(), First);
  pointer(E->getFalseExpr(), W);
}

void Analyser::binaryPointer(const BinaryOperator *E, const Want &W) {
  const Expr *LHS = E->getLHS(), *RHS = E->getRHS();
  if (E->getOpcode() == BO_Comma) {
    if (!comma(E))
      return;
    if (!isMoveMark(E))
      return pointer(RHS, W);
    pointer(RHS, Want::own());
    return ownedResult(E, W);
  }
  if (E->getOpcode() == BO_Assign && exprKind(LHS) != Kind::Raw) {
    const VarDecl *V = variable(LHS);
    if (W.F == Want::Borrow ||
        (W.F == Want::Address && (!V || Out.Variables[V].K == Kind::Own))) {
      error(diag::bad_mark, E->getOperatorLoc())
          << "the value of this assignment"
          << "assign first, then use the variable";
      return;
    }
    assignment(E, W);
    if (W.F == Want::Address && writable(E, W, V) && Out.Variables[V].Word)
      resolve(E, W, variablePin(V));
    return;
  }
  if (E->isAdditiveOp() && isTracked(E))
    return arithmetic(E, LHS->getType()->isPointerType() ? LHS : RHS, W);
  return rawPointer(E, W);
}

void Analyser::statementPointer(const StmtExpr *E, const Want &W) {
  Kind K = exprKind(E);
  if (K == Kind::Raw && !isTracked(E)) {
    Want Last = W.F == Want::Own || W.F == Want::Borrow ? W : Want::discard();
    return statementExpr(E, &Last);
  }
  if (K != Kind::Own)
    return statementExpr(E, &W);
  Want Last = Want::own();
  statementExpr(E, &Last);
  return ownedResult(E, W);
}

void Analyser::trackedCast(const CastExpr *C, const Want &W) {
  if (markValue(C, W))
    return;
  const Expr *Sub = C->getSubExpr();
  switch (C->getCastKind()) {
  case CK_LValueToRValue:
    return load(C, W);
  case CK_NoOp:
    return pointer(Sub, W);
  case CK_ArrayToPointerDecay:
    return addressOf(C, Sub, W);
  case CK_BitCast:
    // The arms of a conditional get their qualifiers so.
    if (Context.hasSameUnqualifiedType(C->getType()->getPointeeType(),
                                       Sub->getType()->getPointeeType()))
      return pointer(Sub, W);
    if (!isTracked(Sub))
      return rawPointer(C, W);
    if (castKeepsMeaning(C, Sub, W))
      return pointer(Sub, W);
    // What memchr or bsearch returns is what its caller says.
    if (const auto *Call = dyn_cast<CallExpr>(Sub->IgnoreParens());
        Call && Sub->getType()->isVoidPointerType() && returnsArgument(Call))
      return pointer(Sub, W);
    error(diag::wrong_cast, C) << C->getType();
    return;
  default:
    if (isTracked(C)) {
      error(diag::unknown_form, C) << C->getCastKindName();
      return;
    }
    return rawPointer(C, W);
  }
}

void Analyser::load(const CastExpr *E, const Want &W) {
  if (takes(E))
    return ownedResult(E, W);
  const Expr *Place = E->getSubExpr();
  Kind K = exprKind(Place);
  if (K == Kind::Raw)
    return rawPointer(E, W);
  if (K == Kind::Own)
    return ownerPlace(E, Place, W);
  if (const VarDecl *V = variable(Place))
    return borrowVariable(E, V, W);
  if (const FieldDecl *Field = viewPlace(Place))
    return loadViewField(E, Place, Field, W);
  error(diag::unsupported, E)
      << "a borrow kept anywhere but in a local variable or parameter";
}

// True, with an error, if Place is a static owner: How says what it cannot be.
bool Analyser::staysStatic(const Expr *Place, StringRef How) {
  const VarDecl *V = staticOwner(Place);
  if (!V)
    return false;
  error(diag::owner_in_static, Place) << V << How;
  Diag.report(diag::note_take, Place->getBeginLoc())
      << takeFrom(Place, Context);
  return true;
}

void Analyser::ownerPlace(const CastExpr *E, const Expr *Place, const Want &W) {
  const VarDecl *V = variable(Place);
  if ((W.F == Want::Address || W.F == Want::Borrow) &&
      staysStatic(Place, "borrowed"))
    return;
  switch (W.F) {
  case Want::Discard:
    return place(Place, Access::Read);
  case Want::Test:
    act(E, ActionKind::LoadWord);
    return place(Place, Access::Read);
  case Want::Address:
    resolve(E, W, V && W.Mode == Access::Read ? variablePin(V) : NoPin)
        .FromPlace = true;
    return place(Place, W.Mode);
  case Want::Own:
    if (!movable(Place))
      return;
    act(E, ActionKind::Move);
    return place(Place, Access::Write);
  case Want::Borrow:
    if (W.Word) {
      act(E, ActionKind::LoadWord);
      if (W.Variable && Out.Variables[W.Variable].NeedsSlot) {
        Action &Bind = act(E, ActionKind::BindSlot);
        Bind.Variable = W.Variable;
        Bind.FromPlace = true;
      }
      if (!W.Nullable)
        act(E, ActionKind::NotNull);
    } else {
      resolve(E, W, V && W.Mode == Access::Read ? variablePin(V) : NoPin)
          .FromPlace = true;
    }
    return place(Place, W.Mode);
  }
}

// E may be NULL, and this is asked for where it is known which tests stand
// before it.
void Analyser::mustNotBeNull(const Expr *E, const Want &W) {
  if (!W.Nullable && (W.F == Want::Address || W.F == Want::Borrow))
    Out.NonNull.push_back({E, W.F == Want::Borrow ? W.Dest : nullptr});
}

// False, with an error, if a shared borrow is used to write.
bool Analyser::writable(const Expr *E, const Want &W, const VarDecl *V) {
  if (W.Mode == Access::Read || Out.Variables[V].K != Kind::Ref)
    return true;
  diag::Id Id = W.F == Want::Borrow ? diag::pass_shared_as_mut
                : W.Dest            ? diag::shared_to_mutable_raw
                                    : diag::write_through_shared;
  if (Id == diag::shared_to_mutable_raw)
    error(Id, E) << V << W.Dest;
  else
    error(Id, E) << V;
  Diag.report(diag::note_make_mut, V->getLocation())
      << V << changeKind(V, Kind::Ref, Kind::Mref);
  if (const auto *P = dyn_cast_or_null<ParmVarDecl>(W.Dest);
      P && Id == diag::shared_to_mutable_raw)
    noteRawParameter(P);
  return Diag.passes(Id);
}

void Analyser::borrowVariable(const CastExpr *E, const VarDecl *V,
                              const Want &W) {
  const Variable Info = Out.Variables[V];
  if (W.F == Want::Discard || W.F == Want::Test)
    return;
  if (W.F == Want::Own) {
    error(diag::move_out_of_borrow, E) << quoted(E);
    return noteDeclared(V);
  }
  if (Info.Nullable)
    mustNotBeNull(E, W);
  if (!writable(E, W, V) || Info.K == Kind::Mref)
    return;
  if (W.F == Want::Borrow && W.Word) {
    if (W.Variable && Out.Variables[W.Variable].NeedsSlot)
      act(E, ActionKind::BindSlot).Variable = W.Variable;
    return;
  }
  if (Info.Word) {
    Want Shared = W;
    Shared.Mode = Access::Read;
    resolve(E, Shared, variablePin(V));
    return;
  }
  if (W.Pin != NoPin && (!Info.Parameter || Info.Assigned)) {
    Action &A = act(E, ActionKind::Share);
    A.From = variablePin(V);
    A.Pin = W.Pin;
  }
}

void Analyser::addressOf(const Expr *E, const Expr *Place, const Want &W) {
  if (isBorrow(exprKind(Place)) && (variable(Place) || viewPlace(Place))) {
    error(diag::unsupported, E) << "taking the address of a borrow variable";
    return;
  }
  switch (W.F) {
  case Want::Discard:
  case Want::Test:
    return place(Place, Access::Read);
  case Want::Own:
    if (W.Dest)
      error(diag::forged_kind, E) << W.Dest;
    else
      error(diag::forged_kind, E) << "the owner assigned to";
    return;
  case Want::Address:
    if (W.ForCall && staysStatic(Place, "borrowed"))
      return;
    if (variable(Place) || exprKind(Place) == Kind::Own ||
        isThreadHandle(Place->getType())) {
      // Only the plugin itself asks for a slot's address, and not this way.
      if (W.ForCall) {
        error(diag::kind_erased, E)
            << kindSpelling(exprKind(Place)) << quoted(Place);
        if (!Diag.passes(diag::kind_erased))
          return;
      }
    }
    return place(Place, W.Mode, W.Pin);
  case Want::Borrow:
    if (placeRoot(Place) == Root::Raw)
      return rawIntoBorrow(E, W);
    if (staysStatic(Place, "borrowed"))
      return;
    if (const VarDecl *V = staticVariable(Place);
        V &&
        (W.Mode == Access::Write || !Place->getType().isConstQualified())) {
      error(diag::borrow_of_static, E) << V;
      if (!Diag.passes(diag::borrow_of_static))
        return;
    }
    return place(Place, W.Mode, W.Pin);
  }
}

// E is a call, or another rvalue, that gives an owner nobody holds yet.
void Analyser::ownedResult(const Expr *E, const Want &W) {
  switch (W.F) {
  case Want::Own:
    return;
  case Want::Discard:
    act(E, ActionKind::DropValue);
    if (!W.Aloud)
      Diag.report(diag::unused_owner, E->getExprLoc()) << maker(E);
    return;
  case Want::Test:
    temporary(E);
    return;
  case Want::Borrow:
    if (!W.ForCall) {
      error(diag::temporary_dies, E) << W.Dest << maker(E);
      if (const auto *V = dyn_cast<VarDecl>(W.Dest))
        Diag.report(diag::note_make_own, V->getLocation())
            << V << changeKind(V, declKind(V), Kind::Own);
      return;
    }
    [[fallthrough]];
  case Want::Address:
    if (W.Escapes) {
      error(diag::temporary_raw, E);
      return;
    }
    temporary(E);
    resolve(E, W);
    return;
  }
}

// E is a call that returns a borrow. Its pin is taken over at once, also when
// nobody wants the borrow.
void Analyser::borrowedResult(const Expr *E, Kind K, const Want &W) {
  if (W.F == Want::Own) {
    error(diag::move_out_of_borrow, E) << quoted(E);
    return;
  }
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
  if (!Callee || isNullable(Callee->getReturnType()) ||
      markOf(Callee) != Mark::None)
    mustNotBeNull(E, W);
  if (K == Kind::Mref)
    return;
  if (W.Mode == Access::Write && W.F != Want::Discard && W.F != Want::Test) {
    error(diag::write_through_shared, E) << quoted(E);
    if (!Diag.passes(diag::write_through_shared))
      return;
  }
  // An un-annotated function hands no pin over: what it was given stays pinned
  // here, long enough for all but a borrow that is kept.
  if (C && returnsArgument(C) && (W.F != Want::Borrow || W.ForCall))
    return;
  act(E, ActionKind::Adopt).Pin = W.Pin != NoPin ? W.Pin : newPin();
}

void Analyser::arithmetic(const Expr *E, const Expr *Base, const Want &W) {
  if (exprKind(E) == Kind::Own) {
    error(diag::owner_arithmetic, E) << quoted(Base);
    return;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && !B->isCompoundAssignmentOp())
    value(Base == B->getLHS() ? B->getRHS() : B->getLHS());
  Want Inner = W;
  Inner.Word = false;
  if (W.F == Want::Discard || W.F == Want::Test)
    Inner = Want::address(Access::Read);
  const VarDecl *V = variable(Base);
  if (!Base->isLValue())
    return pointer(Base, Inner);
  if (const FieldDecl *Field = V ? nullptr : viewPlace(Base)) {
    loadViewField(E, Base, Field, Inner);
    return place(Base, Access::Write);
  }
  if (!V)
    return pointer(Base, Inner);
  // p++, p += k: the variable keeps its pin, what is made from it shares it.
  if (!writable(E, Inner, V) || Inner.F == Want::Own) {
    if (Inner.F == Want::Own) {
      error(diag::move_out_of_borrow, E) << V;
      noteDeclared(V);
    }
    return;
  }
  const Variable Info = Out.Variables[V];
  if (W.Pin != NoPin && Info.K == Kind::Ref &&
      (!Info.Parameter || Info.Assigned)) {
    Action &A = act(E, ActionKind::Share);
    A.From = variablePin(V);
    A.Pin = W.Pin;
  }
}

//===-- Untracked pointers ------------------------------------------------===//

bool isNull(const Expr *E, ASTContext &Context) {
  if (!E->getType()->isPointerType())
    return false;
  E = E->IgnoreParenImpCasts();
  while (const auto *C = dyn_cast<CStyleCastExpr>(E)) {
    if (C->getCastKind() == CK_NullToPointer)
      return true;
    if (C->getCastKind() != CK_BitCast)
      break;
    E = C->getSubExpr()->IgnoreParenImpCasts();
  }
  return E->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent) !=
         Expr::NPCK_NotNull;
}

void Analyser::rawPointer(const Expr *E, const Want &W) {
  if (isNull(E)) {
    if (W.F == Want::Borrow && !W.Nullable) {
      error(diag::null_into_borrow, E) << W.Dest;
      noteDeclared(W.Dest);
    }
    return;
  }
  if (W.F == Want::Own) {
    if (W.Dest)
      error(diag::forged_kind, E) << W.Dest;
    else
      error(diag::forged_kind, E) << "the owner assigned to";
    return;
  }
  if (W.F == Want::Borrow)
    return rawIntoBorrow(E, W);
  value(E);
}

// A raw pointer meets a borrow parameter for the duration of the call.
void Analyser::rawIntoBorrow(const Expr *E, const Want &W) {
  if (!W.ForCall) {
    error(diag::raw_into_borrow_var, E) << W.Dest;
    if (!Diag.passes(diag::raw_into_borrow_var))
      return;
  } else if (pointeeHoldsKinds(E)) {
    error(diag::raw_into_borrow, E) << W.Dest;
    if (!Diag.passes(diag::raw_into_borrow))
      return;
  } else if (Diag.wants(diag::raw_borrow, E->getExprLoc())) {
    Diag.report(diag::raw_borrow, E->getExprLoc()) << quoted(E);
  }
  value(E);
}

//===-- Places ------------------------------------------------------------===//

// Place cannot be moved because of Through, the pointer it is reached through
// (if any), but it may be possible to take it.
void Analyser::moveOutOf(diag::Id Id, const Expr *Place, const Expr *Through) {
  error(Id, Place) << quoted(Place);
  if (const auto *C =
          Through ? dyn_cast<CastExpr>(stripTransparent(Through)) : nullptr)
    if (const VarDecl *V = variable(C->getSubExpr()))
      noteDeclared(V);
  if (Fixes Take = takeFrom(Place, Context); !Take.empty())
    Diag.report(diag::note_take, Place->getBeginLoc()) << Take;
}

// Only a local owner, and field paths of one, may be moved out of. Whole, if
// given, is the place that is to be moved and Place is on the way to it.
bool Analyser::movable(const Expr *Place, const Expr *Whole) {
  const Expr *E = Place->IgnoreParens();
  if (!Whole)
    Whole = Place;
  const Expr *Reached = nullptr;
  auto Fail = [&](diag::Id Id) {
    if (Id != diag::kind_through_raw)
      moveOutOf(Id, Whole, Reached);
    else if (Diag.passes(Id))
      return true; // the walk to the place reports it
    else
      error(Id, Place) << quoted(Place);
    return false;
  };
  auto Through = [&](const Expr *Base) {
    const Expr *P = stripTransparent(Base);
    Reached = Base;
    switch (exprKind(Base)) {
    case Kind::Ref:
    case Kind::Mref:
      return Fail(diag::move_out_of_borrow);
    case Kind::Raw:
      if (pointeeRoot(Base) != Root::Raw)
        return Fail(diag::move_out_of_borrow);
      return Unsafe || Fail(diag::kind_through_raw);
    case Kind::Own:
      break;
    }
    const auto *C = dyn_cast<CastExpr>(P);
    return C && C->getCastKind() == CK_LValueToRValue
               ? movable(C->getSubExpr(), Whole)
               : true;
  };
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    QualType Parent = M->getBase()->getType();
    if (M->isArrow())
      Parent = Parent->getPointeeType();
    if (hasDropHook(Parent)) {
      error(diag::move_out_of_hooked, Place)
          << quoted(Place) << Parent.getUnqualifiedType();
      return false;
    }
    return M->isArrow() ? Through(M->getBase()) : movable(M->getBase(), Whole);
  }
  if (isa<ArraySubscriptExpr>(E))
    return Fail(diag::move_out_of_array);
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_Deref && isOwnerStruct(E->getType()))
    return Through(U->getSubExpr()); // what the object holds, as a whole
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_Deref) {
    Reached = U->getSubExpr();
    return Fail(exprKind(Reached) == Kind::Own ? diag::move_out_of_array
                                               : diag::move_out_of_borrow);
  }
  if (const VarDecl *V = staticVariable(E)) {
    error(diag::owner_in_static, Whole) << V << "moved";
    Diag.report(diag::note_take, E->getBeginLoc()) << takeFrom(E, Context);
    return false;
  }
  return true;
}

// The place E is reached through the pointer Base.
void Analyser::through(const Expr *E, const Expr *Base, Access Mode, int Pin) {
  if (isTracked(Base))
    return pointer(Base, Want::address(Mode, Pin));
  if (exprKind(E) != Kind::Raw && pointeeRoot(Base) == Root::Raw && !Unsafe) {
    error(diag::kind_through_raw, E)
        << (std::string(kindSpelling(exprKind(E))) + " " + quoted(E));
    if (!Diag.passes(diag::kind_through_raw))
      return;
  }
  if (const auto *C = dyn_cast<CastExpr>(Base->IgnoreParens());
      C && C->getCastKind() == CK_ArrayToPointerDecay)
    return place(C->getSubExpr(), Mode, Pin);
  value(Base);
}

// Whether a value of List is a whole view.
static bool takesView(const InitListExpr *List) {
  return llvm::any_of(List->inits(), [](const Expr *E) {
    const auto *Inner = dyn_cast<InitListExpr>(E);
    return Inner ? takesView(Inner)
                 : isView(E->getType()) && !isa<ImplicitValueInitExpr>(E);
  });
}

// A view without a name keeps the borrows that it is made with, each in a pin
// of its own: nothing would end those of others, or keep those of other views.
void Analyser::literalPlace(const CompoundLiteralExpr *E, Access Mode) {
  if (isView(E->getType())) {
    const auto *List = dyn_cast<InitListExpr>(E->getInitializer());
    if (Mode == Access::Read && List && !takesView(List))
      return viewList(List, nullptr, 0, E->getType());
    error(diag::unsupported, E)
        << "a view without a name that is written to or made of other views";
    return;
  }
  if (isOwnerPlace(E))
    return literal(E);
  initializer(E->getInitializer(), Want::discard());
}

// Every pointer on the way to a place is resolved for Mode, the outermost
// first; Pin, if given, is where the pin of the last one goes.
void Analyser::place(const Expr *E, Access Mode, int Pin) {
  E = E->IgnoreParens();
  auto Through = [&](const Expr *Base) { through(E, Base, Mode, Pin); };
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
  case Stmt::StringLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::OpaqueValueExprClass:
    return;
  case Stmt::MemberExprClass: {
    const auto *M = cast<MemberExpr>(E);
    if (M->isArrow())
      return Through(M->getBase());
    const Expr *Base = M->getBase();
    if (Base->isLValue() || isa<MemberExpr>(Base->IgnoreParens()))
      return place(Base, Mode, Pin);
    if (!isOwnerStruct(Base->getType()))
      return value(Base); // a view's value says itself how long it lives
    structValue(Base);    // its owners live as long as what reads the member
    temporary(Base->IgnoreParens());
    return;
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *S = cast<ArraySubscriptExpr>(E);
    value(S->getIdx());
    if (!S->getBase()->getType()->isPointerType()) // a vector
      return place(S->getBase(), Mode, Pin);
    return Through(S->getBase());
  }
  case Stmt::ExtVectorElementExprClass: {
    const auto *V = cast<ExtVectorElementExpr>(E);
    return V->isArrow() ? Through(V->getBase())
                        : place(V->getBase(), Mode, Pin);
  }
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    switch (U->getOpcode()) {
    case UO_Deref:
      return Through(U->getSubExpr());
    case UO_Real:
    case UO_Imag:
    case UO_Extension:
      return place(U->getSubExpr(), Mode, Pin);
    default:
      return value(E);
    }
  }
  case Stmt::CompoundLiteralExprClass:
    return literalPlace(cast<CompoundLiteralExpr>(E), Mode);
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass:
    if (cast<CastExpr>(E)->getCastKind() == CK_LValueBitCast)
      return place(cast<CastExpr>(E)->getSubExpr(), Mode, Pin);
    return value(E);
  case Stmt::GenericSelectionExprClass:
    return place(cast<GenericSelectionExpr>(E)->getResultExpr(), Mode, Pin);
  case Stmt::ChooseExprClass:
    return place(cast<ChooseExpr>(E)->getChosenSubExpr(), Mode, Pin);
  default:
    return value(E);
  }
}

} // namespace drust
