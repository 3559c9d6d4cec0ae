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
    return true;
  }
  bool VisitCallExpr(CallExpr *C) {
    AnySpawn |= markOf(C->getDirectCallee()) == Mark::Spawned;
    return true;
  }

  void add(const VarDecl *V) {
    if (!V->isLocalVarDeclOrParm() || V->isStaticLocal() ||
        V->hasExternalStorage())
      return;
    if (!V->getType()->isPointerType())
      return;
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
    const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
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

// True if E can only give an owner's word: a whole owner, NULL, or another
// variable that holds a word.
static bool isWhole(const Expr *E, const FunctionActions &Out) {
  E = E->IgnoreParens();
  if (isNull(E, Out.Function->getASTContext()))
    return true;
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return isWhole(C->getTrueExpr(), Out) && isWhole(C->getFalseExpr(), Out);
  const auto *Cast = dyn_cast<CastExpr>(E);
  if (!Cast)
    return false;
  switch (Cast->getCastKind()) {
  case CK_NullToPointer:
    return true;
  case CK_NoOp:
    return isWhole(Cast->getSubExpr(), Out);
  case CK_BitCast:
    return isa<ImplicitCastExpr>(Cast) && isWhole(Cast->getSubExpr(), Out);
  case CK_LValueToRValue: {
    const Expr *Place = Cast->getSubExpr()->IgnoreParens();
    if (exprKind(Place) == Kind::Own)
      return true;
    const auto *D = dyn_cast<DeclRefExpr>(Place);
    const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
    const Variable *Info = V ? Out.find(V) : nullptr;
    return Info && Info->Word;
  }
  default:
    return false;
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
  // A variable is a word only if all its sources are: take variables out until
  // nothing changes.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &[V, List] : C.Sources) {
      Variable &Info = Out.Variables[V];
      if (!Info.Word ||
          llvm::all_of(List, [&](const Expr *E) { return isWhole(E, Out); }))
        continue;
      Info.Word = false;
      Changed = true;
    }
  }
  for (auto &[V, Info] : Out.Variables) {
    (void)V;
    Info.NeedsSlot = Info.Word && C.AnySpawn;
  }
}

} // namespace drust
