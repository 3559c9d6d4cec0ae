// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Contract.h"
#include "Actions.h"
#include "Attrs.h"
#include "Diagnostics.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace drust {

bool isFunctionPointer(QualType T) { return T->isFunctionPointerType(); }

//===-- Declarations ------------------------------------------------------===//

static Levels withoutOuter(const Levels &L, size_t N) {
  return N < L.size() ? Levels(L.begin() + static_cast<long>(N), L.end())
                      : Levels();
}

namespace {
struct Found {
  Contract C;
  unsigned Pointers = 0; ///< before the function
  bool Opaque = false;   ///< behind something that values do not show
  bool Typedef = false;  ///< the function type itself comes from a typedef
};
} // namespace

static Found find(TypeLoc TL, const Levels &Written) {
  Found F;
  while (!TL.isNull()) {
    TL = TL.getUnqualifiedLoc();
    if (auto Fn = TL.getAs<FunctionTypeLoc>()) {
      F.C.Written = true;
      QualType Result = Fn.getReturnLoc().getType();
      F.C.Result = levelsOf(Result, withoutOuter(Written, F.Pointers));
      F.C.ResultNullable = isNullable(Result);
      if (auto Proto = Fn.getAs<FunctionProtoTypeLoc>()) {
        F.C.Parameters.assign(Proto.getParams().begin(),
                              Proto.getParams().end());
        F.C.Variadic = Proto.getTypePtr()->isVariadic();
      }
      return F;
    }
    if (auto Name = TL.getAs<TypedefTypeLoc>()) {
      const TypedefNameDecl *D = Name.getTypedefNameDecl();
      Found Inner =
          find(D->getTypeSourceInfo()->getTypeLoc(), explicitKinds(D).Explicit);
      Inner.Typedef = Inner.Typedef || !Inner.Pointers;
      Inner.Pointers += F.Pointers;
      Inner.Opaque |= F.Opaque;
      return Inner;
    }
    if (auto Of = TL.getAs<TypeOfExprTypeLoc>()) {
      F.C = contractOf(Of.getUnderlyingExpr());
      return F;
    }
    if (TL.getAs<PointerTypeLoc>())
      ++F.Pointers;
    else if (TL.getAs<AtomicTypeLoc>())
      F.Opaque = true;
    TL = TL.getNextTypeLoc();
  }
  return {};
}

static Found find(const Decl *D) {
  const TypeSourceInfo *Source = nullptr;
  if (const auto *DD = dyn_cast<DeclaratorDecl>(D))
    Source = DD->getTypeSourceInfo();
  else if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    Source = T->getTypeSourceInfo();
  return Source ? find(Source->getTypeLoc(), explicitKinds(D).Explicit)
                : Found();
}

Contract contractOf(const Decl *D) {
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    Contract C;
    C.Written = true;
    C.Variadic = F->isVariadic();
    C.Result = declLevels(F);
    C.ResultNullable = isNullable(F->getReturnType());
    C.Parameters.assign(F->param_begin(), F->param_end());
    return C;
  }
  if (const auto *V = dyn_cast<VarDecl>(D);
      V && V->getInit() && isa<AutoType>(V->getType().getTypePtr()))
    return contractOf(V->getInit());
  return find(D).C;
}

bool hidesContract(const Decl *D) {
  Found F = find(D);
  if (!hasKinds(F.C))
    return false;
  if (isa<FunctionDecl>(D))
    return F.Typedef; // its parameters have no attributes of their own
  return F.Opaque || F.Pointers > 1;
}

Contract resultContract(const FunctionDecl *F) {
  const TypeSourceInfo *Source = F->getTypeSourceInfo();
  auto Fn = Source ? Source->getTypeLoc().getAs<FunctionTypeLoc>()
                   : FunctionTypeLoc();
  return Fn ? find(Fn.getReturnLoc(), explicitKinds(F).Explicit).C : Contract();
}

//===-- Expressions -------------------------------------------------------===//

Contract contractOf(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return contractOf(D->getDecl());
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return contractOf(M->getMemberDecl());
  if (const auto *C = dyn_cast<CStyleCastExpr>(E);
      C && C->getTypeInfoAsWritten())
    return find(C->getTypeInfoAsWritten()->getTypeLoc(), {}).C;
  if (const auto *C = dyn_cast<ImplicitCastExpr>(E))
    return contractOf(C->getSubExpr());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return contractOf(S->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return contractOf(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma)
      return contractOf(B->getRHS());
    return contractOf(B->getLHS()); // an assignment, or arithmetic
  }
  if (const auto *C = dyn_cast<AbstractConditionalOperator>(E)) {
    Contract Then = contractOf(C->getTrueExpr());
    return hasKinds(Then) ? Then : contractOf(C->getFalseExpr());
  }
  if (const auto *S = dyn_cast<StmtExpr>(E))
    return valueOf(S) ? contractOf(valueOf(S)) : Contract();
  if (const auto *O = dyn_cast<OpaqueValueExpr>(E))
    return O->getSourceExpr() ? contractOf(O->getSourceExpr()) : Contract();
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return contractOf(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return contractOf(C->getChosenSubExpr());
  if (const auto *C = dyn_cast<CompoundLiteralExpr>(E))
    return find(C->getTypeSourceInfo()->getTypeLoc(), {}).C;
  if (const auto *C = dyn_cast<CallExpr>(E);
      C && C->getDirectCallee() && isFunctionPointer(C->getType()))
    return resultContract(C->getDirectCallee());
  return {};
}

//===-- Comparing ---------------------------------------------------------===//

static bool anyKind(const Levels &L) {
  return llvm::any_of(L, [](Kind K) { return K != Kind::Raw; });
}

bool hasKinds(const Contract &C) {
  return anyKind(C.Result) ||
         llvm::any_of(C.Parameters, [](const ParmVarDecl *P) {
           return P && (anyKind(declLevels(P)) || hasKinds(contractOf(P)));
         });
}

bool hasKinds(const FunctionDecl *F) {
  return hasKinds(contractOf(F)) || hasKinds(resultContract(F));
}

static void put(std::string &Text, Levels L, bool Nullable) {
  while (!L.empty() && L.back() == Kind::Raw)
    L.pop_back();
  for (Kind K : L)
    Text += (Text.empty() ? "" : " ") + kindSpelling(K).str();
  if (isBorrow(outer(L)) && Nullable)
    Text += " nullable";
}

std::string levelText(const Decl *D) {
  std::string Text;
  const auto *F = dyn_cast_or_null<FunctionDecl>(D);
  const auto *V = dyn_cast_or_null<ValueDecl>(D);
  if (V)
    put(Text, declLevels(D), isNullable(F ? F->getReturnType() : V->getType()));
  Contract Inner = F ? resultContract(F) : D ? contractOf(D) : Contract();
  if (hasKinds(Inner))
    Text += contractText(Inner);
  return Text.empty() ? std::string("untracked") : Text;
}

static std::string resultText(const Contract &C) {
  std::string Text;
  put(Text, C.Result, C.ResultNullable);
  return Text.empty() ? std::string("untracked") : Text;
}

std::string contractText(const Contract &C) {
  std::string Text = resultText(C) + "(";
  for (const ParmVarDecl *P : C.Parameters)
    Text += levelText(P) + ", ";
  return Text + ")";
}

Agreement agree(const Contract &Wanted, const Contract &Given) {
  bool Kinds = hasKinds(Wanted);
  if (!Kinds && !hasKinds(Given))
    return Agreement::Same;
  if (contractText(Wanted) == contractText(Given))
    return Agreement::Same;
  if (!Kinds || hasKinds(Given) || anyKind(Wanted.Result) || !Given.Written ||
      Given.Parameters.size() != Wanted.Parameters.size())
    return Agreement::Different;
  for (auto [W, G] : llvm::zip(Wanted.Parameters, Given.Parameters)) {
    Levels L = declLevels(W);
    if (hasKinds(contractOf(W)))
      return Agreement::Different;
    if (!anyKind(L))
      continue;
    QualType T = G->getType();
    if (outer(L) != Kind::Ref || anyKind(withoutOuter(L, 1)) ||
        !T->isPointerType() || !T->getPointeeType().isConstQualified())
      return Agreement::Different;
  }
  return Agreement::Unannotated;
}

// Where the two differ, for messages.
static std::string difference(const Contract &Wanted, const Contract &Given) {
  std::string W = resultText(Wanted), G = resultText(Given),
              What = "the result";
  for (size_t I = 0; W == G; ++I) {
    if (I == Wanted.Parameters.size() || I == Given.Parameters.size())
      return "nothing says which kinds the other has";
    W = levelText(Wanted.Parameters[I]);
    G = levelText(Given.Parameters[I]);
    What = "parameter " + std::to_string(I + 1);
  }
  return What + " is '" + StringRef(G).rtrim().str() + "' there and '" +
         StringRef(W).rtrim().str() + "' here";
}

static std::string nameOf(const Expr *E) {
  const Expr *Base = E->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Base))
    Base = U->getSubExpr()->IgnoreParenCasts();
  if (const auto *D = dyn_cast<DeclRefExpr>(Base))
    return "'" + D->getDecl()->getNameAsString() + "'";
  if (const auto *M = dyn_cast<MemberExpr>(Base))
    return "'" + M->getMemberDecl()->getNameAsString() + "'";
  return "this function pointer";
}

void reportMismatch(Diagnostics &Diag, const Expr *Given,
                    const Contract &Wanted, const NamedDecl *Dest) {
  if (!Dest || !isFunctionPointer(Given->getType()))
    Diag.report(diag::fnptr_lost, Given->getExprLoc()) << nameOf(Given);
  else
    Diag.report(diag::fnptr_mismatch, Given->getExprLoc())
        << nameOf(Given) << Dest << difference(Wanted, contractOf(Given));
}

void reportTrackedArray(Diagnostics &Diag, const ParmVarDecl *P) {
  QualType T = elementType(P->getOriginalType());
  Kind K = outer(levelsOf(P->getOriginalType(), explicitKinds(P).Explicit));
  bool Named = outer(typeLevels(T)) != Kind::Raw;
  std::string Text = Named ? T.getAsString() + " "
                           : T->getPointeeType().getAsString() + " *" +
                                 (K == Kind::Own   ? "DRUST_OWNED "
                                  : K == Kind::Ref ? "DRUST_BORROW "
                                                   : "DRUST_MUT_BORROW ");
  Text += K == Kind::Ref ? "*DRUST_BORROW " : "*DRUST_MUT_BORROW ";
  Diag.report(diag::array_parameter, P->getLocation())
      << P << Text + P->getNameAsString();
}

bool checkStatic(Diagnostics &Diag, const ValueDecl *Dest, const Expr *Init) {
  if (!Init)
    return true;
  if (const auto *I = dyn_cast<InitListExpr>(Init)) {
    if (I->getSemanticForm())
      I = I->getSemanticForm();
    const auto *R = I->getType()->getAs<RecordType>();
    if (!R || R->getDecl()->isUnion())
      return llvm::all_of(I->inits(), [&](const Expr *Child) {
        return checkStatic(Diag, Dest, Child);
      });
    return eachInitializer(I, [&](const FieldDecl *F, const Expr *Each) {
      return checkStatic(Diag, F, Each);
    });
  }
  bool Fits = true;
  if (!isFunctionPointer(Init->getType()))
    Fits = !kindedFunctionIn(Init);
  else if (!isNull(Init, Dest->getASTContext()))
    Fits = agree(contractOf(Dest), contractOf(Init)) != Agreement::Different;
  if (!Fits)
    reportMismatch(Diag, Init, contractOf(Dest), Dest);
  return Fits;
}

} // namespace drust
