// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Variables.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace drust {

namespace {

// Every value a shared borrow variable takes, and every use that needs its
// address rather than its word.
class Collector : public RecursiveASTVisitor<Collector> {
public:
  FunctionActions &Out;
  llvm::MapVector<const VarDecl *, SmallVector<const Expr *, 2>> Sources;
  llvm::SetVector<const VarDecl *> NeedAddress;
  llvm::SetVector<const VarDecl *> Stepped; ///< no longer what they took
  bool AnySpawn = false;

  explicit Collector(FunctionActions &Out) : Out(Out) {}

  bool VisitVarDecl(VarDecl *V) {
    add(V);
    if (V->getInit() && tracked(V))
      Sources[V].push_back(V->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *B) {
    if (B->getOpcode() == BO_Assign) {
      if (const VarDecl *V = variable(B->getLHS())) {
        Sources[V].push_back(B->getRHS());
        Out.Variables[V].Assigned = true;
      }
    } else if (B->isAdditiveOp() || B->isCompoundAssignmentOp()) {
      if (const VarDecl *V = variable(B->getLHS());
          V && B->isCompoundAssignmentOp())
        Stepped.insert(V);
      needAddress(B->getLHS());
      needAddress(B->getRHS());
    } else if (B->isComparisonOp() && !nullOperand(B)) {
      needAddress(B->getLHS());
      needAddress(B->getRHS());
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *U) {
    if (U->getOpcode() == UO_AddrOf || U->isIncrementDecrementOp())
      needAddress(U->getSubExpr());
    if (const VarDecl *V = variable(U->getSubExpr());
        V && U->isIncrementDecrementOp())
      Stepped.insert(V);
    return true;
  }
  bool VisitCallExpr(CallExpr *C) {
    AnySpawn |= markOf(C->getDirectCallee()) == Mark::Spawned;
    if (markOf(C->getDirectCallee()) == Mark::Split)
      for (const Expr *Part : C->arguments())
        if (const Expr *Place = addressedPlace(Part))
          if (const VarDecl *V = variable(Place))
            Stepped.insert(V); // begins where it did and ends before
    return true;
  }

  void add(const VarDecl *V) {
    if (!V->isLocalVarDeclOrParm() || V->isStaticLocal() ||
        V->hasExternalStorage())
      return;
    if (!V->getType()->isPointerType())
      return;
    if (isa<ParmVarDecl>(V) && V->getDeclContext() != Out.Function)
      return; // of a function declared in the body
    Kind K = declKind(V);
    if (K == Kind::Raw || Out.Variables.count(V))
      return;
    Variable &Info = Out.Variables[V];
    Info.K = K;
    Info.Parameter = isa<ParmVarDecl>(V);
    Info.Nullable = isNullable(V);
  }

private:
  bool tracked(const VarDecl *V) const { return Out.Variables.count(V); }
  const VarDecl *variable(const Expr *E) const {
    const auto *D = dyn_cast<DeclRefExpr>(stripPlace(E->IgnoreParenImpCasts()));
    const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
    return V && tracked(V) ? V : nullptr;
  }
  void needAddress(const Expr *E) {
    if (const VarDecl *V = variable(E))
      NeedAddress.insert(V);
  }
  bool nullOperand(const BinaryOperator *B) const {
    ASTContext &Context = Out.Function->getASTContext();
    return isNull(B->getLHS(), Context) || isNull(B->getRHS(), Context);
  }
};

} // namespace

// True if E can only give a whole owner, NULL, or another variable for which
// this is known: that it holds a word, or where an object starts. What a field
// with affinity owns moves with the object around it, also while it is
// borrowed: its word would not stay right.
static bool isWhole(const Expr *E, const FunctionActions &Out, bool Words) {
  E = E->IgnoreParens();
  if (isNull(E, Out.Function->getASTContext()))
    return true;
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return isWhole(C->getTrueExpr(), Out, Words) &&
           isWhole(C->getFalseExpr(), Out, Words);
  const auto *Cast = dyn_cast<CastExpr>(E);
  if (!Cast)
    return false;
  switch (Cast->getCastKind()) {
  case CK_NullToPointer:
    return true;
  case CK_NoOp:
    return isWhole(Cast->getSubExpr(), Out, Words);
  case CK_BitCast:
    return isa<ImplicitCastExpr>(Cast) &&
           isWhole(Cast->getSubExpr(), Out, Words);
  case CK_LValueToRValue: {
    const Expr *Place = Cast->getSubExpr()->IgnoreParens();
    if (exprKind(Place) == Kind::Own)
      return !isAffinityPlace(Place, /*MayBe=*/true);
    const auto *D = dyn_cast<DeclRefExpr>(Place);
    const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
    const Variable *Info = V ? Out.find(V) : nullptr;
    return Info && (Info->Word || (!Words && Info->Whole));
  }
  default:
    return false;
  }
}

// A variable is a word, or a whole object, only if all its sources are: take
// variables out until nothing changes.
static void
keepWhole(llvm::MapVector<const VarDecl *, SmallVector<const Expr *, 2>> &All,
          FunctionActions &Out, bool Words) {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &[V, List] : All) {
      bool &Flag = Words ? Out.Variables[V].Word : Out.Variables[V].Whole;
      if (!Flag || llvm::all_of(List, [&](const Expr *E) {
            return isWhole(E, Out, Words);
          }))
        continue;
      Flag = false;
      Changed = true;
    }
  }
}

void classifyVariables(const FunctionDecl *F, FunctionActions &Out) {
  Collector C(Out);
  for (const ParmVarDecl *P : F->parameters())
    C.add(P);
  C.TraverseStmt(F->getBody());
  for (auto &[V, Info] : Out.Variables)
    Info.Word = Info.K == Kind::Ref && !Info.Parameter &&
                !C.NeedAddress.count(V) && !V->getType().isVolatileQualified();
  for (auto &[V, Info] : Out.Variables)
    Info.Whole = isBorrow(Info.K) && !Info.Parameter && !C.Stepped.count(V) &&
                 C.Sources.count(V) && !V->getType().isVolatileQualified();
  keepWhole(C.Sources, Out, true);
  keepWhole(C.Sources, Out, false);
  for (auto &[V, Info] : Out.Variables) {
    (void)V;
    Info.NeedsSlot = Info.Word && C.AnySpawn;
    Info.Extent = isBorrow(Info.K) && !Info.Word && C.AnySpawn;
  }
}

} // namespace drust
