// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two questions about each un-annotated pointer local. What does it take? The
// values of its initialiser and assignments, down to the arms of `?:`. What
// becomes of its value? Each use is followed outwards, through members,
// elements and owners reached from it, to a write, a call or another variable.
// Both answers depend on other such locals, so each is a fixed point.
//
#include "Infer.h"
#include "Actions.h"
#include "Analyser.h"
#include "Attrs.h"
#include "Library.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace drust {

namespace {

struct Candidate {
  SmallVector<const Expr *, 2> Sources; ///< without parentheses, casts, arms
  SmallVector<const VarDecl *, 2> FlowsInto; ///< other candidates
  bool Written = false;
  bool Nullable = false;
};

class Inference : public RecursiveASTVisitor<Inference> {
public:
  Inference(const FunctionDecl *F, ASTContext &Context, Diagnostics &Diag)
      : F(F), Context(Context), Diag(Diag) {}

  bool run();

  bool VisitVarDecl(VarDecl *V);
  bool VisitBinaryOperator(BinaryOperator *B);
  bool VisitStmt(Stmt *S);
  bool VisitDeclRefExpr(DeclRefExpr *E);

private:
  const FunctionDecl *F;
  ASTContext &Context;
  Diagnostics &Diag;
  llvm::MapVector<VarDecl *, Candidate> Candidates;
  llvm::DenseMap<const Stmt *, const Stmt *> Parents;
  llvm::DenseMap<const Stmt *, const VarDecl *> InitOf;
  SmallVector<const DeclRefExpr *, 16> Uses;

  static bool isCandidate(const VarDecl *V);
  Candidate *candidate(const Expr *Place);
  void addSources(Candidate &C, const Expr *E);
  bool isRaw(const Expr *Source);
  bool mayBeNull(const Expr *Source);
  void follow(Candidate &From, const Expr *Use);
  const Expr *followValue(Candidate &From, const Expr *E, const Stmt *Parent);
  const Expr *followPlace(Candidate &From, const Expr *E, const Stmt *Parent);
  void flowInto(Candidate &From, const VarDecl *V);
  bool calleeWrites(const CallExpr *C, const Expr *Argument) const;
  template <class Fn> void fixedPoint(Fn Changes);
  bool record(VarDecl *V, const Candidate &C);
};

} // namespace

//===-- What a local takes ------------------------------------------------===//

bool Inference::isCandidate(const VarDecl *V) {
  return V->isLocalVarDecl() && V->hasLocalStorage() &&
         V->getType()->isPointerType() &&
         !V->getType()->isFunctionPointerType() && declKind(V) == Kind::Raw;
}

bool Inference::VisitVarDecl(VarDecl *V) {
  if (V->getInit())
    InitOf[V->getInit()] = V;
  if (!isCandidate(V))
    return true;
  Candidate &C = Candidates[V];
  if (V->getInit())
    addSources(C, V->getInit());
  return true;
}

bool Inference::VisitBinaryOperator(BinaryOperator *B) {
  if (B->getOpcode() == BO_Assign)
    if (Candidate *C = candidate(B->getLHS()))
      addSources(*C, B->getRHS());
  return true;
}

bool Inference::VisitStmt(Stmt *S) {
  for (const Stmt *Child : S->children())
    if (Child)
      Parents[Child] = S;
  return true;
}

bool Inference::VisitDeclRefExpr(DeclRefExpr *E) {
  Uses.push_back(E);
  return true;
}

Candidate *Inference::candidate(const Expr *Place) {
  const auto *D = dyn_cast<DeclRefExpr>(stripPlace(Place));
  auto *V =
      D ? dyn_cast<VarDecl>(const_cast<ValueDecl *>(D->getDecl())) : nullptr;
  auto I = Candidates.find(V);
  return I == Candidates.end() ? nullptr : &I->second;
}

void Inference::addSources(Candidate &C, const Expr *E) {
  E = stripTransparent(E);
  if (const auto *I = dyn_cast<InitListExpr>(E); I && I->getNumInits() == 1)
    return addSources(C, I->getInit(0));
  if (const auto *Cast = dyn_cast<CastExpr>(E);
      Cast && Cast->getCastKind() == CK_BitCast)
    return addSources(C, Cast->getSubExpr());
  if (const auto *O = dyn_cast<ConditionalOperator>(E)) {
    addSources(C, O->getTrueExpr());
    return addSources(C, O->getFalseExpr());
  }
  if (const auto *O = dyn_cast<BinaryConditionalOperator>(E)) {
    addSources(C, O->getCommon());
    return addSources(C, O->getFalseExpr());
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if ((B->getOpcode() == BO_Comma && !isMoveMark(B)) ||
        B->getOpcode() == BO_Assign)
      return addSources(C, B->getRHS());
    if (B->isAdditiveOp())
      return addSources(C, B->getLHS()->getType()->isPointerType()
                               ? B->getLHS()
                               : B->getRHS());
  }
  if (const auto *S = dyn_cast<StmtExpr>(E); S && valueOf(S))
    return addSources(C, valueOf(S));
  C.Sources.push_back(E);
}

// The variable whose value E reads or steps; null if E is no such thing.
static const Expr *variableIn(const Expr *E) {
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && C->getCastKind() == CK_LValueToRValue)
    return C->getSubExpr();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->isIncrementDecrementOp())
    return U->getSubExpr();
  const auto *B = dyn_cast<CompoundAssignOperator>(E);
  return B ? B->getLHS() : nullptr;
}

// Whether a local that takes Source is a borrow. A new owner has nobody that a
// borrow could be of.
static bool isTrackedSource(const Expr *Source) {
  if (const Expr *Place = addressedPlace(Source))
    return isTracked(Source) && !isThreadHandle(Place->getType());
  if (const Expr *Place = variableIn(Source))
    return exprKind(Place) != Kind::Raw && !takenPlace(Place);
  return isBorrow(exprKind(Source));
}

// Neither tracked nor a constant that is valid everywhere and for ever. Asked
// when it is settled which locals are tracked. A new owner is diagnosed where
// it is taken.
bool Inference::isRaw(const Expr *Source) {
  const Expr *Place = addressedPlace(Source);
  return !isTrackedSource(Source) && exprKind(Source) != Kind::Own &&
         !isNull(Source, Context) &&
         !(Place && isa<StringLiteral>(Place->IgnoreParens()));
}

bool Inference::mayBeNull(const Expr *Source) {
  if (isNull(Source, Context))
    return true;
  if (addressedPlace(Source))
    return false;
  if (const Expr *Place = variableIn(Source)) {
    if (const Candidate *C = candidate(Place))
      return C->Nullable;
    const auto *D = dyn_cast<DeclRefExpr>(stripPlace(Place));
    return exprKind(Place) == Kind::Own || !D ||
           isNullable(D->getDecl()->getType());
  }
  const auto *C = dyn_cast<CallExpr>(Source);
  const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
  return !Callee || returnsArgument(C) || isNullable(Callee->getReturnType());
}

//===-- What becomes of it ------------------------------------------------===//

void Inference::flowInto(Candidate &From, const VarDecl *V) {
  if (Candidates.count(const_cast<VarDecl *>(V)))
    From.FlowsInto.push_back(V);
  else if (declKind(V) == Kind::Mref)
    From.Written = true;
}

// Whether the callee may write through this argument.
bool Inference::calleeWrites(const CallExpr *C, const Expr *Argument) const {
  const FunctionDecl *Callee = C->getDirectCallee();
  Mark M = markOf(Callee);
  if (M == Mark::Take || M == Mark::Replace || M == Mark::Resize ||
      M == Mark::Sort)
    return true;
  for (unsigned I = 0; I < C->getNumArgs(); ++I) {
    if (C->getArg(I) != Argument)
      continue;
    if (Callee && I >= Callee->getNumParams() && formats(Callee))
      return false;
    if (!Callee || I >= Callee->getNumParams())
      return !Argument->getType()->getPointeeType().isConstQualified();
    const ParmVarDecl *P = Callee->getParamDecl(I);
    Kind K = declKind(P);
    return K == Kind::Mref ||
           (K == Kind::Raw && P->getType()->isPointerType() &&
            !P->getType()->getPointeeType().isConstQualified());
  }
  return false; // the callee itself
}

// E is a pointer that leads into what the local borrows. Returns the expression
// to go on with; null at the end.
const Expr *Inference::followValue(Candidate &From, const Expr *E,
                                   const Stmt *Parent) {
  if (isa<ReturnStmt>(Parent)) {
    From.Written |= declKind(F) == Kind::Mref;
    return nullptr;
  }
  if (isa<CompoundStmt>(Parent)) {
    const auto *S = dyn_cast_or_null<StmtExpr>(Parents.lookup(Parent));
    return S && valueOf(S) == E ? S : nullptr;
  }
  const auto *P = dyn_cast<Expr>(Parent);
  if (!P || !E->getType()->isPointerType())
    return nullptr;
  if (const auto *C = dyn_cast<CallExpr>(P)) {
    if (markOf(C) == Mark::Cast)
      return P;
    From.Written |= calleeWrites(C, E);
    return nullptr;
  }
  if (isa<AtomicExpr>(P)) {
    From.Written = true;
    return nullptr;
  }
  if (isa<InitListExpr>(P) && isView(P->getType())) {
    eachBorrow(Context, P->getType(),
               [&](Kind K, uint64_t) { From.Written |= K == Kind::Mref; });
    return nullptr;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign) {
      const auto *D = dyn_cast<DeclRefExpr>(B->getLHS()->IgnoreParens());
      if (const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr)
        flowInto(From, V);
      else // a field of a view
        From.Written |= exprKind(B->getLHS()) == Kind::Mref;
      return P;
    }
    bool Passes =
        B->getOpcode() == BO_Comma ? B->getRHS() == E : B->isAdditiveOp();
    return Passes ? P : nullptr;
  }
  if (const auto *C = dyn_cast<ConditionalOperator>(P))
    return C->getCond() == E ? nullptr : P;
  return isa<ParenExpr, CastExpr, UnaryOperator, MemberExpr, ArraySubscriptExpr,
             BinaryConditionalOperator, OpaqueValueExpr, GenericSelectionExpr,
             ChooseExpr, InitListExpr>(P)
             ? P
             : nullptr;
}

// E is a place that is reached through the local.
const Expr *Inference::followPlace(Candidate &From, const Expr *E,
                                   const Stmt *Parent) {
  if (isa<GCCAsmStmt>(Parent)) {
    From.Written = true; // an output, or an input that may be one, too
    return nullptr;
  }
  const auto *P = dyn_cast<Expr>(Parent);
  if (!P)
    return nullptr;
  if (const auto *B = dyn_cast<BinaryOperator>(P)) {
    From.Written |= B->isAssignmentOp() && B->getLHS() == E;
    return nullptr;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(P)) {
    From.Written |= U->isIncrementDecrementOp();
    return U->isIncrementDecrementOp() ? nullptr : P;
  }
  if (const auto *C = dyn_cast<CastExpr>(P);
      C && C->getCastKind() == CK_LValueToRValue)
    return exprKind(E) == Kind::Own || exprKind(E) == Kind::Mref ? P : nullptr;
  return P;
}

// Use names the local. Its own assignment and stepping are no use of what it
// points to.
void Inference::follow(Candidate &From, const Expr *Use) {
  const Expr *E = Use;
  const Stmt *Parent = Parents.lookup(E);
  while (isa_and_nonnull<ParenExpr>(Parent)) {
    E = cast<Expr>(Parent);
    Parent = Parents.lookup(E);
  }
  const auto *P = dyn_cast_or_null<Expr>(Parent);
  const auto *B = dyn_cast_or_null<BinaryOperator>(P);
  bool Assigns = B && B->getOpcode() == BO_Assign && B->getLHS() == E;
  if (!P || (!Assigns && variableIn(P) != E))
    return;
  for (E = P; E && !From.Written;) {
    if (const VarDecl *V = InitOf.lookup(E))
      return flowInto(From, V);
    Parent = Parents.lookup(E);
    if (!Parent)
      return;
    E = E->isLValue() ? followPlace(From, E, Parent)
                      : followValue(From, E, Parent);
  }
}

//===-- The answer --------------------------------------------------------===//

// Changes(V, Candidate) returns whether it changed something.
template <class Fn> void Inference::fixedPoint(Fn Changes) {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &[V, C] : Candidates)
      Changed |= Changes(V, C);
  }
}

bool Inference::record(VarDecl *V, const Candidate &C) {
  const Expr *Raw = nullptr, *Taken = nullptr;
  for (const Expr *Source : C.Sources) {
    if (isRaw(Source))
      Raw = Source;
    else if (isTrackedSource(Source) && !Taken)
      Taken = Source;
  }
  if (Raw) {
    Diag.report(diag::mixed_tracking, Raw->getExprLoc()) << V;
    Diag.report(diag::note_tracked, Taken->getExprLoc()) << V;
    return false;
  }
  Levels L = exprLevels(Taken);
  if (L.empty())
    L.push_back(Kind::Raw);
  if (!elementType(V->getType()->getPointeeType())->isPointerType())
    L.resize(1, Kind::Raw); // the cast to V's type left the rest behind
  L[0] = C.Written ? Kind::Mref : Kind::Ref;
  setInferredKinds(Context, V, L, C.Nullable);
  return true;
}

bool Inference::run() {
  TraverseStmt(F->getBody());
  if (Candidates.empty())
    return true;
  fixedPoint([&](VarDecl *V, Candidate &C) {
    if (isInferred(V) || llvm::none_of(C.Sources, isTrackedSource))
      return false;
    // From here on places reached through V are tracked. Which borrow it is
    // comes later.
    setInferredKinds(Context, V, {Kind::Ref}, false);
    return true;
  });
  Candidates.remove_if(
      [](const auto &Entry) { return !isInferred(Entry.first); });
  for (const DeclRefExpr *Use : Uses)
    if (Candidate *C = candidate(Use))
      follow(*C, Use);
  fixedPoint([&](VarDecl *, Candidate &C) {
    bool Written = C.Written, Nullable = C.Nullable;
    for (const VarDecl *V : C.FlowsInto)
      C.Written |= Candidates.find(const_cast<VarDecl *>(V))->second.Written;
    C.Nullable |= llvm::any_of(
        C.Sources, [&](const Expr *Source) { return mayBeNull(Source); });
    return C.Written != Written || C.Nullable != Nullable;
  });
  bool Sound = true;
  for (auto &[V, C] : Candidates)
    Sound &= record(V, C);
  return Sound;
}

bool inferLocals(const FunctionDecl *F, ASTContext &Context,
                 Diagnostics &Diag) {
  return Inference(F, Context, Diag).run();
}

} // namespace drust
