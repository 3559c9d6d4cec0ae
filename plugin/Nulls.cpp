// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A forward analysis over clang's control flow graph. A path, which is a
// variable or a field of one, is in one of three states: it is not NULL; it
// came from an owner and was not tested, so that its use is checked when it
// runs, as that of the owner is; or it may be NULL. Branches on a test refine
// the state, and where ways meet the worst of their states holds.
//
#include "Nulls.h"
#include "Contract.h"

#include "clang/AST/Attr.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Analysis/CFG.h"

#include <map>
#include <optional>

using namespace clang;

namespace drust {

namespace {

enum class Nullness : unsigned char { NonNull, Unchecked, Maybe };

/// A variable, then fields: of it, or of the view that it points to.
using Path = SmallVector<const ValueDecl *, 2>;

Nullness declared(const ValueDecl *D) {
  Kind K = declKind(D);
  if (K == Kind::Own)
    return Nullness::Unchecked;
  const auto *V = dyn_cast<VarDecl>(D);
  if (V && isInferred(V))
    return isNullable(V) ? Nullness::Unchecked : Nullness::NonNull;
  bool Maybe = V ? isNullable(V) : isNullable(D->getType());
  return Maybe ? Nullness::Maybe : Nullness::NonNull;
}

/// What differs from the declarations.
class State {
public:
  Nullness get(const Path &P) const {
    auto I = Known.find(P);
    return I == Known.end() ? declared(P.back()) : I->second;
  }
  void set(const Path &P, Nullness N) {
    if (N == declared(P.back()))
      Known.erase(P);
    else
      Known[P] = N;
  }
  void forget(const ValueDecl *Root) {
    for (auto I = Known.begin(); I != Known.end();)
      I = I->first.front() == Root ? Known.erase(I) : std::next(I);
  }
  /// True if this changed.
  bool join(const State &Other) {
    bool Changed = false;
    auto Worse = [&](const Path &P) {
      Nullness N = std::max(get(P), Other.get(P));
      Changed |= N != get(P);
      set(P, N);
    };
    std::map<Path, Nullness> Before = Known;
    for (const auto &Entry : Before)
      Worse(Entry.first);
    for (const auto &Entry : Other.Known)
      Worse(Entry.first);
    return Changed;
  }

private:
  std::map<Path, Nullness> Known;
};

class NullFlow {
public:
  NullFlow(const FunctionActions &Out, ASTContext &Context, Diagnostics &Diag)
      : Out(Out), Context(Context), Diag(Diag) {
    for (const NonNullUse &U : Out.NonNull)
      Uses[U.Pointer->IgnoreParens()] = &U;
  }
  bool run();

private:
  const FunctionActions &Out;
  ASTContext &Context;
  Diagnostics &Diag;
  llvm::DenseMap<const Expr *, const NonNullUse *> Uses;
  llvm::DenseMap<const CFGBlock *, std::optional<State>> Entry;
  bool Reporting = false;
  bool Sound = true;

  std::optional<Path> pathOf(const Expr *Place) const;
  std::optional<Path> valuePath(const Expr *E) const;
  Nullness nullness(const Expr *E, const State &S) const;
  Nullness callNullness(const CallExpr *C, const State &S) const;
  void assume(State &S, const Expr *Condition, bool Holds) const;
  void assumeCompared(State &S, const BinaryOperator *B, bool Equal) const;
  void assumeChosen(State &S, const ConditionalOperator *C, bool Holds) const;
  void initialise(State &S, const Path &P, const Expr *Init) const;
  void evaluate(State &S, const Stmt *Element);
  void use(State &S, const Expr *E, const NonNullUse &U);
  State leave(const CFGBlock *B, State S);
  bool flow(const CFGBlock *From, const State &S);
  bool unknownFlow();
  void report(const NonNullUse &U, const ValueDecl *Holder);
};

} // namespace

//===-- Values ------------------------------------------------------------===//

std::optional<Path> NullFlow::pathOf(const Expr *Place) const {
  Place = Place->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(Place))
    return isa<VarDecl>(D->getDecl()) ? std::optional(Path{D->getDecl()})
                                      : std::nullopt;
  const auto *M = dyn_cast<MemberExpr>(Place);
  if (!M)
    return std::nullopt;
  std::optional<Path> P =
      M->isArrow() ? valuePath(M->getBase()) : pathOf(M->getBase());
  if (P && M->isArrow() && !isView(M->getBase()->getType()->getPointeeType()))
    return std::nullopt; // others may write what lies on the heap
  if (P)
    P->push_back(M->getMemberDecl());
  return P;
}

// The path that holds what E evaluates to.
std::optional<Path> NullFlow::valuePath(const Expr *E) const {
  E = stripTransparent(E);
  if (const auto *C = dyn_cast<CastExpr>(E))
    return C->getCastKind() == CK_LValueToRValue ? pathOf(C->getSubExpr())
                                                 : std::nullopt;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma && !isMoveMark(B))
      return valuePath(B->getRHS());
    return B->isAssignmentOp() ? pathOf(B->getLHS()) : std::nullopt;
  }
  if (const auto *X = dyn_cast<StmtExpr>(E); X && valueOf(X))
    return valuePath(valueOf(X));
  const auto *U = dyn_cast<UnaryOperator>(E);
  return U && U->isIncrementDecrementOp() ? pathOf(U->getSubExpr())
                                          : std::nullopt;
}

Nullness NullFlow::callNullness(const CallExpr *C, const State &S) const {
  const FunctionDecl *F = C->getDirectCallee();
  switch (markOf(F)) {
  case Mark::New:
  case Mark::NewFlex:
    return Nullness::NonNull;
  case Mark::Search:
    return Nullness::Maybe;
  case Mark::Cast:
    return nullness(C->getArg(0), S);
  default:
    break;
  }
  if (!F)
    return contractOf(C->getCallee()).ResultNullable ? Nullness::Maybe
                                                     : Nullness::Unchecked;
  if (isNullable(F->getReturnType()))
    return Nullness::Maybe;
  return isBorrow(declKind(F)) || F->hasAttr<ReturnsNonNullAttr>()
             ? Nullness::NonNull
             : Nullness::Unchecked;
}

Nullness NullFlow::nullness(const Expr *E, const State &S) const {
  E = stripTransparent(E);
  if (isNull(E, Context))
    return Nullness::Maybe;
  if (addressedPlace(E))
    return Nullness::NonNull;
  if (std::optional<Path> P = valuePath(E))
    return S.get(*P);
  if (const auto *C = dyn_cast<CallExpr>(E))
    return callNullness(C, S);
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && markOf(C->getSubExpr()) != Mark::None)
    return callNullness(cast<CallExpr>(C->getSubExpr()->IgnoreParens()), S);
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    State Then = S, Else = S;
    assume(Then, C->getCond(), true);
    assume(Else, C->getCond(), false);
    return std::max(nullness(C->getTrueExpr(), Then),
                    nullness(C->getFalseExpr(), Else));
  }
  if (const auto *C = dyn_cast<BinaryConditionalOperator>(E))
    return nullness(C->getCommon(), S) == Nullness::NonNull
               ? Nullness::NonNull
               : nullness(C->getFalseExpr(), S);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma || B->getOpcode() == BO_Assign)
      return nullness(B->getRHS(), S);
    if (B->isAdditiveOp())
      return nullness(B->getLHS()->getType()->isPointerType() ? B->getLHS()
                                                              : B->getRHS(),
                      S);
  }
  if (const auto *X = dyn_cast<StmtExpr>(E); X && valueOf(X))
    return nullness(valueOf(X), S);
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return nullness(G->getResultExpr(), S);
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return nullness(C->getChosenSubExpr(), S);
  if (const auto *I = dyn_cast<InitListExpr>(E); I && I->getNumInits() == 1)
    return nullness(I->getInit(0), S);
  return Nullness::Unchecked;
}

//===-- Tests -------------------------------------------------------------===//

void NullFlow::assumeCompared(State &S, const BinaryOperator *B,
                              bool Equal) const {
  const Expr *L = B->getLHS(), *R = B->getRHS();
  if (isNull(L, Context))
    return assume(S, R, !Equal);
  if (isNull(R, Context))
    return assume(S, L, !Equal);
  for (auto [This, Other] : {std::pair(L, R), std::pair(R, L)}) {
    std::optional<llvm::APSInt> Number = Other->getIntegerConstantExpr(Context);
    if (Number && *Number == 0)
      return assume(S, This, !Equal);
    if (Number && *Number == 1 &&
        This->IgnoreImpCasts()->isKnownToHaveBooleanValue())
      return assume(S, This, Equal);
  }
  if (!Equal || !L->getType()->isPointerType())
    return;
  // Equal to something that is not NULL.
  for (auto [This, Other] : {std::pair(L, R), std::pair(R, L)})
    if (nullness(Other, S) == Nullness::NonNull)
      assume(S, This, true);
}

// An arm that is a constant tells which one was taken.
void NullFlow::assumeChosen(State &S, const ConditionalOperator *C,
                            bool Holds) const {
  auto IsOther = [&](const Expr *Arm) {
    std::optional<llvm::APSInt> Number = Arm->getIntegerConstantExpr(Context);
    return Number && (*Number != 0) != Holds;
  };
  bool Then = IsOther(C->getFalseExpr());
  if (!Then && !IsOther(C->getTrueExpr()))
    return;
  assume(S, C->getCond(), Then);
  assume(S, Then ? C->getTrueExpr() : C->getFalseExpr(), Holds);
}

void NullFlow::assume(State &S, const Expr *Condition, bool Holds) const {
  const Expr *E = Condition->IgnoreParens();
  if (E->getType()->isPointerType()) {
    if (std::optional<Path> P = valuePath(E))
      S.set(*P, Holds                              ? Nullness::NonNull
                : declKind(P->back()) == Kind::Own ? Nullness::Unchecked
                                                   : Nullness::Maybe);
    return;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_LNot)
      assume(S, U->getSubExpr(), !Holds);
    else if (U->getOpcode() == UO_Extension)
      assume(S, U->getSubExpr(), Holds);
    return;
  }
  if (const auto *C = dyn_cast<CastExpr>(E))
    return C->getCastKind() == CK_LValueToRValue
               ? void()
               : assume(S, C->getSubExpr(), Holds);
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    if (C->getBuiltinCallee() == Builtin::BI__builtin_expect)
      assume(S, C->getArg(0), Holds);
    return;
  }
  if (const auto *X = dyn_cast<StmtExpr>(E); X && valueOf(X))
    return assume(S, valueOf(X), Holds);
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return assumeChosen(S, C, Holds);
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return;
  if (B->isEqualityOp())
    return assumeCompared(S, B, Holds == (B->getOpcode() == BO_EQ));
  if (B->getOpcode() == BO_Comma)
    return assume(S, B->getRHS(), Holds);
  // Both operands are known only if neither was left out, or may be the other.
  BinaryOperatorKind Op = B->getOpcode();
  if (((Op == BO_LAnd || Op == BO_And) && Holds) ||
      ((Op == BO_LOr || Op == BO_Or) && !Holds)) {
    assume(S, B->getLHS(), Holds);
    assume(S, B->getRHS(), Holds);
  }
}

//===-- Flow --------------------------------------------------------------===//

void NullFlow::use(State &S, const Expr *E, const NonNullUse &U) {
  Nullness N = nullness(E, S);
  std::optional<Path> P = valuePath(E);
  if (P) // what follows is reached only if it is not
    S.set(*P, Nullness::NonNull);
  if (!Reporting || N != Nullness::Maybe)
    return;
  report(U, P ? P->front() : nullptr);
}

void NullFlow::report(const NonNullUse &U, const ValueDecl *Holder) {
  Sound = false;
  SourceLocation L = U.Pointer->getExprLoc();
  std::string Text = "'" + sourceOf(U.Pointer, Context) + "'";
  if (U.Dest)
    Diag.report(diag::maybe_null_into_borrow, L) << Text << U.Dest;
  else
    Diag.report(diag::null_dereference, L) << Text;
  if (Holder)
    Diag.report(diag::note_declared, Holder->getLocation()) << Holder;
}

// The fields of a view at P that have initialisers of their own.
void NullFlow::initialise(State &S, const Path &P, const Expr *Init) const {
  const auto *I = dyn_cast_or_null<InitListExpr>(Init);
  if (!I || !I->getType()->isRecordType())
    return;
  eachInitializer(I, [&](const FieldDecl *Field, const Expr *Each) {
    Path Inner = P;
    Inner.push_back(Field);
    if (Each && isBorrow(declKind(Field)))
      S.set(Inner, isa<ImplicitValueInitExpr>(Each) ? Nullness::Maybe
                                                    : nullness(Each, S));
    else
      initialise(S, Inner, Each);
    return true;
  });
}

void NullFlow::evaluate(State &S, const Stmt *Element) {
  if (const auto *E = dyn_cast<Expr>(Element))
    if (const NonNullUse *U = Uses.lookup(E))
      use(S, E, *U);
  if (const auto *D = dyn_cast<DeclStmt>(Element)) {
    for (const Decl *Each : D->decls()) {
      const auto *V = dyn_cast<VarDecl>(Each);
      if (!V || !V->hasLocalStorage())
        continue;
      S.forget(V);
      if (V->getType()->isPointerType())
        S.set({V}, V->getInit() ? nullness(V->getInit(), S) : declared(V));
      else if (isView(V->getType()))
        initialise(S, {V}, V->getInit());
    }
    return;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(Element)) {
    std::optional<Path> P =
        B->getOpcode() == BO_Assign ? pathOf(B->getLHS()) : std::nullopt;
    Nullness N = P && B->getType()->isPointerType() ? nullness(B->getRHS(), S)
                                                    : Nullness::Unchecked;
    if (P && (P->size() == 1 || !B->getType()->isPointerType()))
      S.forget(P->front());
    if (P && B->getType()->isPointerType())
      S.set(*P, N);
    return;
  }
  // Whoever is given a pointer to a view may assign its fields.
  if (const auto *C = dyn_cast<CallExpr>(Element)) {
    for (const Expr *Argument : C->arguments())
      if (std::optional<Path> P = Argument->getType()->isPointerType()
                                      ? valuePath(Argument)
                                      : std::nullopt;
          P && isView(Argument->getType()->getPointeeType()))
        S.forget(P->front());
    return;
  }
  // What leaves its place leaves NULL there, and whoever has the address of a
  // variable may write it.
  const Expr *Place = nullptr;
  if (const auto *U = dyn_cast<UnaryOperator>(Element);
      U && U->getOpcode() == UO_AddrOf)
    Place = U->getSubExpr();
  if (const auto *C = dyn_cast<CastExpr>(Element)) {
    auto Acts = Out.Table.find(C);
    if (Acts != Out.Table.end() &&
        llvm::any_of(Acts->second, [](const Action &A) {
          return A.Kind == ActionKind::Move || A.Kind == ActionKind::MoveStruct;
        }))
      Place = C->getSubExpr();
  }
  if (std::optional<Path> P = Place ? pathOf(Place) : std::nullopt)
    S.forget(P->front());
}

// The state behind the last element of B.
State NullFlow::leave(const CFGBlock *B, State S) {
  for (const CFGElement &Element : *B)
    if (auto Each = Element.getAs<CFGStmt>())
      evaluate(S, Each->getStmt());
  return S;
}

// Hands S on to what follows From; true if that learnt something.
bool NullFlow::flow(const CFGBlock *From, const State &S) {
  bool Changed = false;
  const Expr *Condition =
      From->succ_size() == 2 ? From->getLastCondition() : nullptr;
  unsigned Index = 0;
  for (const CFGBlock *To : From->succs()) {
    bool First = Index++ == 0;
    if (!To)
      continue;
    State Given = S;
    if (Condition && !isa_and_nonnull<SwitchStmt>(From->getTerminatorStmt()))
      assume(Given, Condition, First);
    std::optional<State> &Target = Entry[To];
    if (!Target) {
      Target = std::move(Given);
      Changed = true;
    } else {
      Changed |= Target->join(Given);
    }
  }
  return Changed;
}

bool NullFlow::run() {
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  std::unique_ptr<CFG> Graph =
      CFG::buildCFG(Out.Function, Out.Function->getBody(), &Context, Options);
  if (!Graph)
    return unknownFlow();
  PostOrderCFGView Order(Graph.get());
  Entry[&Graph->getEntry()].emplace();
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *B : Order)
      if (const std::optional<State> S = Entry[B])
        Changed |= flow(B, leave(B, *S));
  }
  Reporting = true;
  for (const CFGBlock *B : Order)
    if (const std::optional<State> S = Entry[B])
      leave(B, *S);
  // No graph leaves anything out but what it shows as dead.
  for (const CFGBlock *B : *Graph)
    for (const CFGElement &Element : *B)
      if (auto Each = Element.getAs<CFGStmt>())
        Uses.erase(dyn_cast<Expr>(Each->getStmt()));
  return unknownFlow();
}

// Of the uses that are left, nothing is known about the ways there.
bool NullFlow::unknownFlow() {
  Reporting = true;
  for (const NonNullUse &U : Out.NonNull)
    if (State Unknown; Uses.count(U.Pointer->IgnoreParens()))
      use(Unknown, U.Pointer->IgnoreParens(), U);
  return Sound;
}

bool checkNulls(const FunctionActions &Out, ASTContext &Context,
                Diagnostics &Diag) {
  return Out.NonNull.empty() || NullFlow(Out, Context, Diag).run();
}

} // namespace drust
