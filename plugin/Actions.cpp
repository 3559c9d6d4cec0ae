// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements and values: the part of the walk that knows C and hands tracked
// pointers on to ActionsPointer.cpp.
//
#include "Actions.h"
#include "Analyser.h"
#include "Contract.h"
#include "Infer.h"
#include "Nulls.h"
#include "Variables.h"

#include "drust/abi.h"
#include "clang/AST/Attr.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace drust {

//===-- Helpers -----------------------------------------------------------===//

std::string sourceOf(const Stmt *S, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  auto Text = [&](CharSourceRange Range) {
    return Lexer::getSourceText(Range, SM, Context.getLangOpts()).str();
  };
  std::string Written =
      Text(CharSourceRange::getTokenRange(S->getSourceRange()));
  return !Written.empty() // a macro's expansion is written nowhere
             ? Written
             : Text(SM.getExpansionRange(S->getSourceRange()));
}

// What gives the owner that E is: a function, or a macro as it is written.
std::string Analyser::maker(const Expr *E) const {
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *Maker = C ? C->getDirectCallee() : nullptr;
  if (Maker && markOf(Maker) == Mark::None)
    return "'" + Maker->getNameAsString() + "'";
  return quoted(E);
}

void Analyser::noteDeclared(const NamedDecl *D) {
  Diag.report(diag::note_declared, D->getLocation()) << D;
}

Action &Analyser::act(const Expr *E, ActionKind K) {
  auto &List = Out.Table[E];
  List.push_back(Action{K});
  return List.back();
}

int Analyser::variablePin(const VarDecl *V) {
  Variable &Info = Out.Variables[V];
  if (Info.Pin == NoPin)
    Info.Pin = newPin();
  return Info.Pin;
}

Action &Analyser::resolve(const Expr *E, const Want &W, int DefaultPin) {
  int Pin = W.Pin != NoPin ? W.Pin : DefaultPin;
  if (W.Mode == Access::Read && Pin == NoPin)
    Pin = newPin();
  Action &A = act(E, ActionKind::Resolve);
  A.Mode = W.Mode;
  A.Pin = Pin;
  A.Nullable = W.Nullable;
  A.Borrowed = W.F == Want::Borrow;
  return A;
}

unsigned Analyser::temporary(const Expr *E) {
  unsigned Index = static_cast<unsigned>(Out.Temporaries.size());
  Out.Temporaries.push_back(E->getType().getUnqualifiedType());
  act(E, ActionKind::Temporary).Index = static_cast<int>(Index);
  Out.Ends[EndsAt ? EndsAt : FullExpr].push_back(Index);
  return Index;
}

const VarDecl *Analyser::variable(const Expr *Place) const {
  const auto *D = dyn_cast<DeclRefExpr>(stripPlace(Place));
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  return V && Out.find(V) ? V : nullptr;
}

// True if anything below S touches a tracked pointer: the guard of forms that
// have no rule.
bool Analyser::touches(const Stmt *S) const {
  if (!S)
    return false;
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (isTracked(E) || exprKind(E) != Kind::Raw || markOf(E) != Mark::None ||
        (E->isPRValue() &&
         (isMoveOnly(E->getType()) || isView(E->getType()))) ||
        (isa<CompoundLiteralExpr>(E) && isOwnerPlace(E)))
      return true;
  }
  if (const auto *Block = dyn_cast<BlockExpr>(S))
    return touches(Block->getBody());
  if (const auto *Outlined = dyn_cast<CapturedStmt>(S))
    return touches(Outlined->getCapturedStmt());
  if (const auto *D = dyn_cast<DeclStmt>(S))
    for (const Decl *Each : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Each);
          V &&
          (declKind(V) != Kind::Raw || holdsOwners(V->getType()) ||
           isView(V->getType()) || isThreadHandle(elementType(V->getType()))))
        return true;
  for (const Stmt *Child : S->children())
    if (touches(Child))
      return true;
  return false;
}

//===-- Full expressions --------------------------------------------------===//

void Analyser::fullDiscard(const Expr *E) {
  full(E, [&] { discard(E); });
}

void Analyser::fullCondition(const Expr *E) {
  full(E, [&] { condition(E); });
}

//===-- Statements --------------------------------------------------------===//

bool Analyser::run() {
  classifyVariables(F, Out);
  Out.ReturnsBorrow = declKind(F) == Kind::Ref;
  if (Out.ReturnsBorrow) // pin 0 is the one that is handed over
    newPin();
  if (isView(F->getReturnType())) { // likewise, as many as there are borrows
    viewPins(F->getReturnType());
    Out.ReturnsView = Out.Pins;
  }
  for (const ParmVarDecl *P : F->parameters()) {
    if (hidesContract(P))
      error(diag::hidden_contract, P->getLocation());
    Failed |= isTrackedArray(P); // its declaration reports it
    hiddenSizes(P->getOriginalType(), P->getLocation());
    if (isThreadHandle(P->getType()))
      Out.Threads.insert(P);
    else if (isOwnerStruct(P->getType()))
      Out.Structs.insert(P);
    else if (isView(P->getType()))
      Out.Views.insert(P);
  }
  statement(F->getBody());
  checkJumps();
  checkJumpedTo();
  watchJumps();
  auto Adopts = [](const auto &Entry) {
    return llvm::any_of(Entry.second, [](const Action &A) {
      return A.Kind == ActionKind::Adopt || A.Kind == ActionKind::Keep ||
             A.Kind == ActionKind::KeepPart || A.Kind == ActionKind::KeepView ||
             A.Kind == ActionKind::PinField || A.Kind == ActionKind::PinView ||
             A.Kind == ActionKind::AdoptView;
    });
  };
  // Adopting looks through one frame.
  if (Out.Pins > DRUST_FRAME_PINS && llvm::any_of(Out.Table, Adopts))
    error(diag::too_many_pins, F->getLocation());
  if (Out.ReturnsBorrow && Out.empty())
    Out.Pins = 1; // callers adopt what it hands over, even if it is nothing
  return !Failed;
}

void Analyser::statement(const Stmt *S) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<Expr>(S))
    return fullDiscard(E);
  switch (S->getStmtClass()) {
  case Stmt::NullStmtClass:
    return;
  case Stmt::BreakStmtClass:
  case Stmt::ContinueStmtClass:
    return leavesOperand(S->getBeginLoc());
  case Stmt::CompoundStmtClass:
    return compound(cast<CompoundStmt>(S));
  case Stmt::DeclStmtClass:
    return declaration(cast<DeclStmt>(S));
  case Stmt::IfStmtClass:
    return ifStatement(cast<IfStmt>(S));
  case Stmt::WhileStmtClass:
  case Stmt::DoStmtClass:
  case Stmt::ForStmtClass:
    return loop(S);
  case Stmt::SwitchStmtClass: {
    const auto *W = cast<SwitchStmt>(S);
    full(W->getCond(), [&] { value(W->getCond()); });
    Switches.emplace_back(Open.begin(), Open.end());
    block(W->getBody());
    Switches.pop_back();
    return;
  }
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass: {
    const auto *C = cast<SwitchCase>(S);
    if (!Switches.empty())
      jump(C->getKeywordLoc(), Switches.back(), Open);
    return statement(C->getSubStmt());
  }
  case Stmt::LabelStmtClass: {
    const auto *L = cast<LabelStmt>(S);
    Labels[L->getDecl()] = Open;
    return statement(L->getSubStmt());
  }
  case Stmt::GotoStmtClass:
    leavesOperand(S->getBeginLoc());
    Gotos.emplace_back(cast<GotoStmt>(S), Open);
    return;
  case Stmt::IndirectGotoStmtClass:
    leavesOperand(S->getBeginLoc());
    BareJumps.push_back({S->getBeginLoc(), nullptr, Open});
    return full(cast<IndirectGotoStmt>(S)->getTarget(),
                [&] { value(cast<IndirectGotoStmt>(S)->getTarget()); });
  case Stmt::ReturnStmtClass:
    return returns(cast<ReturnStmt>(S));
  case Stmt::AttributedStmtClass:
    return statement(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::GCCAsmStmtClass:
    return inlineAsm(cast<GCCAsmStmt>(S));
  default:
    if (touches(S))
      error(diag::unknown_form, S->getBeginLoc()) << S->getStmtClassName();
  }
}

void Analyser::compound(const CompoundStmt *S) {
  size_t Depth = Open.size();
  Blocks.push_back(S);
  for (const Stmt *Child : S->body())
    statement(Child);
  Blocks.pop_back();
  Open.truncate(Depth);
}

// What a statement controls is a block, also without braces.
void Analyser::block(const Stmt *S) {
  Blocks.push_back(S);
  statement(S);
  Blocks.pop_back();
}

static bool isScope(const IfStmt *S) {
  return S->getCond() && markOf(S->getCond()) == Mark::Scope;
}

void Analyser::ifStatement(const IfStmt *S) {
  if (unsafeBlock(S))
    return;
  if (!isScope(S)) {
    fullCondition(S->getCond());
    block(S->getThen());
    return block(S->getElse());
  }
  if (S->getElse() || !isa<CompoundStmt>(S->getThen())) {
    error(diag::bad_mark, S->getIfLoc())
        << "'drust_scope'" << "write 'drust_scope { ... }'";
    return;
  }
  Out.Scopes.insert(S);
  ScopeStack.push_back(S);
  Open.push_back(S);
  statement(S->getThen());
  Open.pop_back();
  ScopeStack.pop_back();
}

void Analyser::loop(const Stmt *S) {
  size_t Depth = Open.size();
  if (const auto *W = dyn_cast<WhileStmt>(S)) {
    fullCondition(W->getCond());
    block(W->getBody());
  } else if (const auto *D = dyn_cast<DoStmt>(S)) {
    block(D->getBody());
    fullCondition(D->getCond());
  } else {
    const auto *L = cast<ForStmt>(S);
    statement(L->getInit());
    if (L->getCond())
      fullCondition(L->getCond());
    if (L->getInc())
      fullDiscard(L->getInc());
    block(L->getBody());
  }
  Open.truncate(Depth);
}

// The conversions C makes by itself are errors where they would lose a kind.
void Analyser::returns(const ReturnStmt *S) {
  leavesOperand(S->getBeginLoc());
  const Expr *E = S->getRetValue();
  if (!E)
    return;
  full(E, [&] {
    Kind K = declKind(F);
    if (K != Kind::Raw && !checkInner(E, F))
      return;
    if (isView(F->getReturnType())) {
      viewValue(E);
      act(E, ActionKind::PinView).Pin = 0;
      return;
    }
    if (!F->getReturnType()->isPointerType())
      return consume(E);
    Want W;
    W.Dest = F;
    W.Nullable = isNullable(F->getReturnType());
    switch (K) {
    case Kind::Raw:
      return isFunctionPointer(F->getReturnType())
                 ? functionPointer(E, resultContract(F), F)
                 : value(E);
    case Kind::Own:
      return pointer(E, Want::own(F));
    case Kind::Ref:
      W.Pin = 0;
      break;
    case Kind::Mref:
      W.Mode = Access::Write;
      break;
    }
    W.F = Want::Borrow;
    pointer(E, W);
  });
}

void Analyser::inlineAsm(const GCCAsmStmt *S) {
  auto Operand = [&](const Expr *E, Access Mode) {
    full(E, [&] {
      if (isTracked(E))
        error(diag::asm_operand, E) << quoted(E);
      else if (E->isLValue())
        place(E, Mode);
      else
        value(E);
    });
  };
  for (unsigned I = 0; I < S->getNumOutputs(); ++I)
    Operand(S->getOutputExpr(I), Access::Write);
  for (unsigned I = 0; I < S->getNumInputs(); ++I)
    Operand(S->getInputExpr(I), Access::Read);
  for (const AddrLabelExpr *L : S->labels())
    BareJumps.push_back({S->getAsmLoc(), L->getLabel(), Open});
}

//===-- Values ------------------------------------------------------------===//

// Nobody takes E's value; Aloud: the program says so by (void).
void Analyser::discard(const Expr *E, bool Aloud) {
  E = E->IgnoreParens();
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && markOf(B->getRHS()) != Mark::Spawned) {
    if (B->getOpcode() == BO_Comma) {
      if (!comma(B))
        return;
      if (!isMoveMark(B))
        return discard(B->getRHS(), Aloud);
    }
    if (B->getOpcode() == BO_Assign)
      return assignment(B, Want::discard());
  }
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    condition(C->getCond());
    discard(C->getTrueExpr(), Aloud);
    return discard(C->getFalseExpr(), Aloud);
  }
  if (const auto *C = dyn_cast<CastExpr>(E); C && C->getCastKind() == CK_ToVoid)
    return discard(C->getSubExpr(), Aloud || isa<ExplicitCastExpr>(C));
  if (const auto *S = dyn_cast<StmtExpr>(E))
    return statementExpr(S, nullptr);
  if (isFunctionPointer(E->getType()) && E->isPRValue())
    return functionValue(E);
  if (E->getType()->isPointerType() && isTracked(E)) {
    Want W = Want::discard();
    W.Aloud = Aloud;
    return pointer(E, W);
  }
  if (E->isLValue())
    return place(E, Access::Read);
  isMoveOnly(E->getType()) ? structDiscard(E) : value(E);
}

void Analyser::condition(const Expr *E) {
  if (isFunctionPointer(E->getType()))
    return functionValue(E);
  if (E->getType()->isPointerType())
    return pointer(E, Want::test());
  value(E);
}

void Analyser::statementExpr(const StmtExpr *S, const Want *Last) {
  size_t Depth = Open.size();
  bool Operand =
      FullExpr && FullExpr->IgnoreParenImpCasts() != S && touches(FullExpr);
  llvm::SaveAndRestore Counted(Operands, Operands + (Operand ? 1 : 0));
  const CompoundStmt *Body = S->getSubStmt();
  Blocks.push_back(Body);
  const Expr *Value = Last ? valueOf(S) : nullptr;
  for (const Stmt *Child : Body->body()) {
    if (!Value || Child != Body->getStmtExprResult()) {
      statement(Child);
      continue;
    }
    while (Child != Value) { // labels and attributes before the value
      if (const auto *L = dyn_cast<LabelStmt>(Child)) {
        Labels[L->getDecl()] = Open;
        Child = L->getSubStmt();
      } else {
        Child = cast<AttributedStmt>(Child)->getSubStmt();
      }
    }
    full(Value, [&] {
      if (Last->F == Want::Discard)
        value(Value);
      else
        Value->getType()->isPointerType() ? pointer(Value, *Last)
                                          : consume(Value);
    });
  }
  Blocks.pop_back();
  Open.truncate(Depth);
}

// Whether E is of a class without operands.
static bool isConstantForm(const Expr *E) {
  switch (E->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::ImaginaryLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::NoInitExprClass:
  case Stmt::GNUNullExprClass:
  case Stmt::SourceLocExprClass:
    return true;
  default:
    return false;
  }
}

// A function, a pointer to one or the address of such a pointer, with kinds in
// its contract: nothing here says that they are kept.
static bool losesContract(const Expr *E) {
  QualType T = E->getType();
  while (T->isPointerType() && !isFunctionPointer(T))
    T = T->getPointeeType();
  return (isFunctionPointer(T) || T->isFunctionType()) &&
         hasKinds(contractOf(E));
}

// What cannot be used as a plain value: reported, or kept in the hatch.
bool Analyser::noPlainValue(const Expr *E) {
  if (isThreadHandle(E->getType())) {
    error(diag::thread_copy, E);
  } else if (E->isPRValue() && isOwnerStruct(E->getType())) {
    error(diag::owner_struct_value, E) << E->getType();
  } else if (E->getType()->isPointerType() && isTracked(E)) {
    lostInto(E, nullptr);
  } else if (losesContract(E)) {
    Failed = true;
    reportMismatch(Diag, E, {}, nullptr);
  } else {
    return false;
  }
  return true;
}

// E's plain value. A tracked pointer here would become an untracked one.
void Analyser::value(const Expr *E) {
  E = E->IgnoreParens();
  if (E->isPRValue() && isView(E->getType()))
    return viewValue(E);
  if (noPlainValue(E))
    return;
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return unaryValue(U);
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return binaryValue(B);
  if (const auto *C = dyn_cast<CastExpr>(E))
    return castValue(C);
  if (const auto *C = dyn_cast<CallExpr>(E))
    return call(C);
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    return namedValue(R);
  if (const auto *U = dyn_cast<UnaryExprOrTypeTraitExpr>(E))
    return sizeValue(U);
  if (const auto *A = dyn_cast<AtomicExpr>(E))
    return atomicValue(A);
  if (isConstantForm(E))
    return;
  switch (E->getStmtClass()) {
  case Stmt::AddrLabelExprClass:
    AddressTaken.insert(cast<AddrLabelExpr>(E)->getLabel());
    return;
  case Stmt::MemberExprClass:
  case Stmt::ArraySubscriptExprClass:
  case Stmt::CompoundLiteralExprClass:
    return place(E, Access::Read);
  case Stmt::OffsetOfExprClass: {
    const auto *O = cast<OffsetOfExpr>(E);
    for (unsigned I = 0; I < O->getNumExpressions(); ++I)
      value(O->getIndexExpr(I));
    return;
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *C = cast<ConditionalOperator>(E);
    condition(C->getCond());
    value(C->getTrueExpr());
    return value(C->getFalseExpr());
  }
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *C = cast<BinaryConditionalOperator>(E);
    value(C->getCommon());
    return value(C->getFalseExpr());
  }
  case Stmt::OpaqueValueExprClass:
    return; // evaluated where its source stands
  case Stmt::StmtExprClass: {
    Want None = Want::discard();
    return statementExpr(cast<StmtExpr>(E), &None);
  }
  case Stmt::InitListExprClass:
  case Stmt::DesignatedInitUpdateExprClass:
    return initializer(E, Want::discard());
  case Stmt::GenericSelectionExprClass:
    return value(cast<GenericSelectionExpr>(E)->getResultExpr());
  case Stmt::ChooseExprClass:
    return value(cast<ChooseExpr>(E)->getChosenSubExpr());
  case Stmt::ConstantExprClass:
    return value(cast<ConstantExpr>(E)->getSubExpr());
  case Stmt::VAArgExprClass:
    return value(cast<VAArgExpr>(E)->getSubExpr());
  case Stmt::ShuffleVectorExprClass:
  case Stmt::ConvertVectorExprClass:
    for (const Stmt *Child : E->children())
      if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
        value(Sub);
    return;
  default:
    if (touches(E))
      error(diag::unknown_form, E) << E->getStmtClassName();
  }
}

void Analyser::namedValue(const DeclRefExpr *E) {
  const auto *Named = dyn_cast<FunctionDecl>(E->getDecl());
  Named ? jumpingCall(E, Named) : place(E, Access::Read);
}

void Analyser::sizeValue(const UnaryExprOrTypeTraitExpr *E) {
  if (E->isArgumentType()) {
    hiddenSizes(E->getArgumentType(), E->getExprLoc());
    return;
  }
  if (E->getArgumentExpr()->getType()->isVariablyModifiedType() &&
      touches(E->getArgumentExpr()))
    error(diag::unsupported, E) << "'sizeof' of a variable-length array "
                                   "reached through a tracked pointer";
}

void Analyser::atomicValue(const AtomicExpr *E) {
  for (const Stmt *Child : E->children()) {
    const auto *Sub = cast<Expr>(Child);
    bool Pointer = Sub->getType()->isPointerType();
    if (const Expr *Place = Pointer ? addressedPlace(Sub) : nullptr)
      readShared(Place);
    if (Pointer && pointeeHoldsKinds(Sub))
      error(diag::owners_atomic, Sub) << quoted(Sub);
    else if (Pointer && isTracked(Sub))
      pointer(Sub, Want::address(Access::Write));
    else
      value(Sub);
  }
}

void Analyser::unaryValue(const UnaryOperator *U) {
  const Expr *Sub = U->getSubExpr();
  switch (U->getOpcode()) {
  case UO_Deref:
    return place(U, Access::Read);
  case UO_AddrOf:
    if (Sub->getType()->isFunctionType())
      return value(Sub);
    return place(Sub, Access::Read); // of a place no tracked pointer leads to
  case UO_LNot:
    return condition(Sub);
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec:
    return place(Sub, Access::Write);
  case UO_Plus:
  case UO_Minus:
  case UO_Not:
  case UO_Extension:
    return value(Sub);
  case UO_Real:
  case UO_Imag:
    return Sub->isLValue() ? place(Sub, Access::Read) : value(Sub);
  case UO_Coawait:
    break;
  }
  if (touches(U))
    error(diag::unknown_form, U) << U->getStmtClassName();
}

void Analyser::binaryValue(const BinaryOperator *B) {
  if (B->getOpcode() == BO_Comma)
    return comma(B) ? value(B->getRHS()) : void();
  if (B->getOpcode() == BO_Assign)
    return assignment(B, Want::discard());
  if (B->isCompoundAssignmentOp()) {
    value(B->getRHS());
    return place(B->getLHS(), Access::Write);
  }
  if (B->isLogicalOp()) {
    condition(B->getLHS());
    return condition(B->getRHS());
  }
  if (B->isComparisonOp() || B->getOpcode() == BO_Sub)
    return comparison(B);
  value(B->getLHS());
  value(B->getRHS());
}

// Tracked pointers compare with NULL; two borrows compare as addresses.
void Analyser::comparison(const BinaryOperator *B) {
  const Expr *L = B->getLHS(), *R = B->getRHS();
  auto Tracked = [&](const Expr *E) {
    return E->getType()->isPointerType() && isTracked(E);
  };
  if (!Tracked(L) && !Tracked(R)) {
    for (const Expr *E : {L, R})
      isFunctionPointer(E->getType()) ? functionValue(E) : value(E);
    return;
  }
  if (isNull(L) || isNull(R)) {
    pointer(isNull(L) ? R : L, Want::test());
    return;
  }
  if (exprKind(L) == Kind::Own || exprKind(R) == Kind::Own) {
    error(diag::identity, B->getOperatorLoc()) << compareIdentity(B, Context);
    if (!Diag.passes(diag::identity))
      return;
  }
  for (const Expr *E : {L, R}) {
    if (!Tracked(E)) {
      value(E);
      continue;
    }
    Want W = Want::address(Access::Read);
    W.Nullable = true;
    pointer(E, W);
  }
}

void Analyser::castValue(const CastExpr *C) {
  const Expr *Sub = C->getSubExpr();
  if (isa<ExplicitCastExpr>(C))
    hiddenSizes(C->getType(), C->getExprLoc());
  if (markOf(Sub) == Mark::IntoRaw)
    return intoRaw(C, cast<CallExpr>(Sub->IgnoreParens()));
  if (markOf(Sub) == Mark::Cast) // of what is not tracked
    return checkedCast(C, cast<CallExpr>(Sub->IgnoreParens()), Want::discard());
  switch (C->getCastKind()) {
  case CK_LValueToRValue:
    if (!C->getType()->isPointerType() && holdsOwners(C->getType())) {
      error(diag::owner_struct_value, C) << C->getType();
      return;
    }
    readShared(Sub);
    return place(Sub, Access::Read);
  case CK_ArrayToPointerDecay:
  case CK_LValueBitCast:
    return place(Sub, Access::Read);
  case CK_FunctionToPointerDecay:
    return value(Sub);
  case CK_ToVoid:
    return discard(Sub, isa<ExplicitCastExpr>(C));
  case CK_PointerToBoolean:
    return condition(Sub);
  case CK_PointerToIntegral:
    if (isTracked(Sub)) {
      error(diag::identity, C) << numberOf(Sub, "", Context);
      if (Diag.passes(diag::identity))
        pointer(Sub, Want::erased());
      return;
    }
    return value(Sub);
  default:
    return Sub->isLValue() ? place(Sub, Access::Read) : value(Sub);
  }
}

//===-- Entry points ------------------------------------------------------===//

bool analyse(const FunctionDecl *F, ASTContext &Context, Diagnostics &Diag,
             FunctionActions &Out) {
  Out.Function = F;
  if (!inferLocals(F, Context, Diag))
    return false;
  return Analyser(F, Context, Diag, Out).run() &&
         checkNulls(Out, Context, Diag);
}

} // namespace drust
