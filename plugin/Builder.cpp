// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Builder.h"

#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

FunctionDecl *Builder::function(StringRef Name, QualType Result,
                                ArrayRef<QualType> Parameters) {
  TranslationUnitDecl *TU = C.getTranslationUnitDecl();
  IdentifierInfo &Id = C.Idents.get(Name);
  for (NamedDecl *D : TU->lookup(&Id))
    if (auto *F = dyn_cast<FunctionDecl>(D))
      return F;
  QualType T = C.getFunctionType(Result, Parameters, {});
  auto *F = FunctionDecl::Create(C, TU, {}, {}, &Id, T, nullptr, SC_Extern);
  SmallVector<ParmVarDecl *, 4> Params;
  for (QualType P : Parameters)
    Params.push_back(ParmVarDecl::Create(C, F, {}, {}, nullptr, P, nullptr,
                                         SC_None, nullptr));
  F->setParams(Params);
  F->setImplicit();
  F->addAttr(NoThrowAttr::CreateImplicit(C));
  TU->addDecl(F);
  return F;
}

Expr *Builder::call(FunctionDecl *F, ArrayRef<Expr *> Args, SourceLocation L) {
  SmallVector<Expr *, 6> Converted;
  for (auto [I, E] : llvm::enumerate(Args))
    Converted.push_back(
        I < F->getNumParams() ? convert(E, F->getParamDecl(I)->getType()) : E);
  F->setReferenced();
  F->setIsUsed();
  Expr *Callee = ImplicitCastExpr::Create(
      C, C.getPointerType(F->getType()), CK_FunctionToPointerDecay,
      DeclRefExpr::Create(C, {}, {}, F, false, L, F->getType(), VK_LValue),
      nullptr, VK_PRValue, {});
  return CallExpr::Create(C, Callee, Converted, F->getReturnType(), VK_PRValue,
                          L, {});
}

VarDecl *Builder::record(StringRef Symbol) {
  TranslationUnitDecl *TU = C.getTranslationUnitDecl();
  IdentifierInfo &Id = C.Idents.get(Symbol);
  for (NamedDecl *D : TU->lookup(&Id))
    if (auto *V = dyn_cast<VarDecl>(D))
      return V;
  auto *V = VarDecl::Create(C, TU, {}, {}, &Id, C.CharTy,
                            C.getTrivialTypeSourceInfo(C.CharTy), SC_Extern);
  V->setImplicit();
  V->setReferenced();
  V->addAttr(NoDebugAttr::CreateImplicit(C));
  TU->addDecl(V);
  return V;
}

VarDecl *Builder::hidden(StringRef Name, QualType T, Expr *Init,
                         FunctionDecl *Cleanup) {
  auto *V = VarDecl::Create(C, Current, {}, {}, &C.Idents.get(Name), T,
                            C.getTrivialTypeSourceInfo(T), SC_None);
  V->setImplicit();
  V->setReferenced();
  V->setIsUsed();
  if (Init)
    V->setInit(Init);
  V->addAttr(NoDebugAttr::CreateImplicit(C));
  if (Cleanup) {
    Cleanup->setReferenced();
    V->addAttr(CleanupAttr::CreateImplicit(C, Cleanup));
  }
  Current->addDecl(V);
  return V;
}

Stmt *Builder::declare(VarDecl *V) {
  return new (C) DeclStmt(DeclGroupRef(V), {}, {});
}

Expr *Builder::ref(ValueDecl *D, SourceLocation L) {
  return DeclRefExpr::Create(C, {}, {}, D, false, L,
                             D->getType().getNonReferenceType(), VK_LValue);
}

Expr *Builder::read(Expr *LValue) {
  return ImplicitCastExpr::Create(C, LValue->getType().getUnqualifiedType(),
                                  CK_LValueToRValue, LValue, nullptr,
                                  VK_PRValue, {});
}

Expr *Builder::addressOf(Expr *LValue, SourceLocation L) {
  return UnaryOperator::Create(C, LValue, UO_AddrOf,
                               C.getPointerType(LValue->getType()), VK_PRValue,
                               OK_Ordinary, L, false, {});
}

Expr *Builder::convert(Expr *E, QualType To) {
  QualType From = E->getType();
  if (C.hasSameType(From, To))
    return E;
  CastKind K = CK_BitCast;
  if (From->isPointerType() && To->isPointerType())
    K = CK_BitCast;
  else if (From->isPointerType())
    K = CK_PointerToIntegral;
  else if (To->isPointerType())
    K = CK_IntegralToPointer;
  else if (From->isIntegralOrEnumerationType())
    K = CK_IntegralCast;
  else
    return E; // records: the same type
  return ImplicitCastExpr::Create(C, To, K, E, nullptr, VK_PRValue, {});
}

Expr *Builder::null(QualType T) {
  return ImplicitCastExpr::Create(C, T, CK_NullToPointer, integer(0, C.IntTy),
                                  nullptr, VK_PRValue, {});
}

Expr *Builder::integer(uint64_t Value, QualType T) {
  return IntegerLiteral::Create(C, llvm::APInt(C.getTypeSize(T), Value), T, {});
}

Expr *Builder::assign(Expr *LHS, Expr *RHS, SourceLocation L) {
  return BinaryOperator::Create(C, LHS, RHS, BO_Assign,
                                LHS->getType().getUnqualifiedType(), VK_PRValue,
                                OK_Ordinary, L, {});
}

Expr *Builder::comma(Expr *A, Expr *B) {
  return BinaryOperator::Create(C, A, B, BO_Comma, B->getType(), VK_PRValue,
                                OK_Ordinary, B->getExprLoc(), {});
}

Expr *Builder::deref(Expr *Pointer) {
  return UnaryOperator::Create(C, Pointer, UO_Deref,
                               Pointer->getType()->getPointeeType(), VK_LValue,
                               OK_Ordinary, {}, false, {});
}

Expr *Builder::element(VarDecl *Array, uint64_t Index) {
  QualType T = C.getAsArrayType(Array->getType())->getElementType();
  Expr *Base =
      ImplicitCastExpr::Create(C, C.getPointerType(T), CK_ArrayToPointerDecay,
                               ref(Array), nullptr, VK_PRValue, {});
  return new (C)
      ArraySubscriptExpr(Base, number(Index), T, VK_LValue, OK_Ordinary, {});
}

QualType Builder::arrayOf(QualType Element, uint64_t Count) {
  return C.getConstantArrayType(Element, llvm::APInt(64, Count), nullptr,
                                ArraySizeModifier::Normal, 0);
}

Expr *Builder::zero(QualType T) { return new (C) ImplicitValueInitExpr(T); }

Expr *Builder::list(QualType T, ArrayRef<Expr *> Inits) {
  auto *L = new (C) InitListExpr(C, {}, Inits, {});
  L->setType(T);
  return L;
}

CompoundStmt *Builder::compound(ArrayRef<Stmt *> Body,
                                const CompoundStmt *Like) {
  FPOptionsOverride FP = Like->hasStoredFPFeatures()
                             ? Like->getStoredFPFeatures()
                             : FPOptionsOverride();
  return CompoundStmt::Create(C, Body, FP, Like->getLBracLoc(),
                              Like->getRBracLoc());
}

} // namespace drust
