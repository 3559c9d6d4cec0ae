// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Statics.h"
#include "Actions.h"
#include "Diagnostics.h"
#include "Lower.h"

#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

//===-- Declarations ------------------------------------------------------===//

bool holdsStaticOwners(const VarDecl *V) {
  QualType T = elementType(V->getType());
  return T->isPointerType() ? declKind(V) == Kind::Own : holdsOwners(T);
}

// Whether Init leaves every owner NULL in Dest, which has type T: before the
// program runs there is nothing that one could own.
static bool startsEmpty(Diagnostics &Diag, const ValueDecl *Dest, QualType T,
                        const Expr *Init) {
  QualType Element = elementType(T);
  bool Owner = Element->isPointerType() && declKind(Dest) == Kind::Own;
  if (!Init || (!Owner && !holdsOwners(Element)) ||
      isa<ImplicitValueInitExpr, NoInitExpr>(Init))
    return true;
  if (T->isPointerType()) {
    if (isNull(Init, Dest->getASTContext()))
      return true;
    Diag.report(diag::forged_kind, Init->getExprLoc()) << Dest;
    return false;
  }
  if (const auto *C = dyn_cast<CastExpr>(Init->IgnoreParens()))
    Init = C->getSubExpr();
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(Init->IgnoreParens()))
    Init = L->getInitializer();
  const auto *List = dyn_cast<InitListExpr>(Init);
  if (!List) {
    Diag.report(diag::unknown_form, Init->getExprLoc())
        << Init->getStmtClassName();
    return false;
  }
  if (List->getSemanticForm())
    List = List->getSemanticForm();
  if (T->isIncompleteArrayType() && isa<FieldDecl>(Dest)) {
    Diag.report(diag::unsupported, Init->getExprLoc())
        << "a flexible array member with owners in static storage";
    return false;
  }
  if (const ArrayType *A = T->getAsArrayTypeUnsafe())
    return llvm::all_of(List->inits(), [&](const Expr *Child) {
      return startsEmpty(Diag, Dest, A->getElementType(), Child);
    });
  return eachInitializer(List, [&](const FieldDecl *F, const Expr *Each) {
    return startsEmpty(Diag, F, F->getType(), Each);
  });
}

bool checkStaticOwners(Diagnostics &Diag, const VarDecl *V) {
  if (!holdsStaticOwners(V))
    return true;
  QualType T = elementType(V->getType());
  if (!T->isPointerType() && !isOwnerStruct(T)) { // _Atomic
    Diag.report(diag::owner_struct_value, V->getLocation()) << T;
    return false;
  }
  return startsEmpty(Diag, V, V->getType(), V->getInit());
}

//===-- Where they are ----------------------------------------------------===//

// static void *NAME(void) { return &V; }
static FunctionDecl *makeAddress(VarDecl *V, StringRef Name,
                                 LowerContext &Context) {
  Builder &B = Context.Make;
  ASTContext &C = B.context();
  TranslationUnitDecl *TU = C.getTranslationUnitDecl();
  QualType T = C.getFunctionType(C.VoidPtrTy, {}, {});
  auto *F = FunctionDecl::Create(C, TU, {}, {}, &C.Idents.get(Name), T,
                                 C.getTrivialTypeSourceInfo(T), SC_Static);
  F->setImplicit();
  F->addAttr(UsedAttr::CreateImplicit(C));
  F->addAttr(NoDebugAttr::CreateImplicit(C));
  TU->addDecl(F);
  V->setReferenced();
  V->setIsUsed();
  Expr *At = B.voidPointer(B.addressOf(B.ref(V)));
  F->setBody(CompoundStmt::Create(C, {ReturnStmt::Create(C, {}, At, nullptr)},
                                  FPOptionsOverride(), {}, {}));
  return F;
}

void recordStatic(VarDecl *V, LowerContext &Context) {
  QualType T = V->getType();
  VarDecl *Defined = V->isStaticLocal() ? V : V->getDefinition();
  if (!Defined)
    Defined = V->getActingDefinition();
  if (V->hasExternalFormalLinkage() &&
      (Defined || V->isUsed() || V->isReferenced()))
    Context.Out.contract(V, Defined != nullptr);
  // A constant one is NULL for ever.
  if (!Defined || elementType(T).isConstQualified())
    return;
  uint64_t Count = elementCount(Context.Make.context(), Defined->getType());
  T = elementType(Defined->getType());
  Kind K = T->isPointerType() ? Kind::Own : Kind::Raw;
  std::string Name =
      Context.Out.staticOwner(Context.Out.type(T.getUnqualifiedType(), K),
                              Count, V->getTLSKind() != VarDecl::TLS_None);
  Context.Emit(makeAddress(Defined, Name, Context));
}

} // namespace drust
