// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Fixes.h"
#include "Attrs.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace drust {

// How the kinds are written: as a macro, as one with DRUST_SHORT, as attribute.
static constexpr const char *Spellings[][3] = {
    {"", "", ""},
    {"DRUST_OWNED", "own", "drust_owned"},
    {"DRUST_BORROW", "ref", "drust_borrow"},
    {"DRUST_MUT_BORROW", "mref", "drust_mut_borrow"}};

// The place in a file where D says From, and what to write there; null if it
// says it in a way that is not known here.
static FixItHint changeOne(const Decl *D, Kind From, Kind To) {
  SourceRange Range = kindRange(D);
  if (Range.isInvalid())
    return {};
  const ASTContext &Context = D->getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange InFile = SM.getExpansionRange(Range);
  StringRef Text = Lexer::getSourceText(InFile, SM, Context.getLangOpts());
  for (unsigned Form = 0; Form < 3; ++Form)
    if (Text == Spellings[static_cast<unsigned>(From)][Form])
      return FixItHint::CreateReplacement(
          InFile, Spellings[static_cast<unsigned>(To)][Form]);
  return {};
}

Fixes changeKind(const VarDecl *V, Kind From, Kind To) {
  SmallVector<const Decl *, 2> Declarations = {V};
  if (const auto *P = dyn_cast<ParmVarDecl>(V)) {
    const auto *F = dyn_cast<FunctionDecl>(P->getDeclContext());
    if (!F)
      return {};
    Declarations.clear();
    for (const FunctionDecl *Each : F->redecls())
      Declarations.push_back(Each->getParamDecl(P->getFunctionScopeIndex()));
  }
  Fixes Result;
  for (const Decl *D : Declarations) {
    Result.push_back(changeOne(D, From, To));
    if (Result.back().isNull())
      return {};
  }
  return Result;
}

Fixes addKind(const VarDecl *V, Kind K) {
  if (V->getLocation().isMacroID())
    return {};
  return {FixItHint::CreateInsertion(
      V->getLocation(),
      std::string(Spellings[static_cast<unsigned>(K)][0]) + " ")};
}

Fixes countOne(const ParmVarDecl *P) {
  if (P->getLocation().isMacroID() || !P->getIdentifier())
    return {};
  return {FixItHint::CreateInsertion(P->getLocation(), "DRUST_COUNT(1) ")};
}

Fixes wrap(const Expr *E, StringRef Before, StringRef After,
           const ASTContext &Context) {
  if (E->getBeginLoc().isMacroID() || E->getEndLoc().isMacroID())
    return {};
  SourceLocation End = Lexer::getLocForEndOfToken(
      E->getEndLoc(), 0, Context.getSourceManager(), Context.getLangOpts());
  return {FixItHint::CreateInsertion(E->getBeginLoc(), Before),
          FixItHint::CreateInsertion(End, After)};
}

static bool canTake(const Expr *Place) {
  const Expr *E = Place->IgnoreParens();
  while (true) {
    const Expr *Base = nullptr;
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (!M->isArrow()) {
        E = M->getBase()->IgnoreParens();
        continue;
      }
      Base = M->getBase();
    } else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E)) {
      Base = S->getBase();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E);
               U && U->getOpcode() == UO_Deref) {
      Base = U->getSubExpr();
    } else {
      const auto *D = dyn_cast<DeclRefExpr>(E);
      const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
      return V != nullptr;
    }
    const auto *C = dyn_cast<CastExpr>(stripTransparent(Base));
    bool Array = C && C->getCastKind() == CK_ArrayToPointerDecay;
    Kind K = exprKind(Base);
    if (!Array && K != Kind::Own && K != Kind::Mref)
      return false;
    if (!C || (!Array && C->getCastKind() != CK_LValueToRValue))
      return true;
    E = C->getSubExpr()->IgnoreParens();
  }
}

Fixes takeFrom(const Expr *Place, const ASTContext &Context) {
  if (!Place->getType()->isPointerType() || exprKind(Place) != Kind::Own ||
      !canTake(Place))
    return {};
  return wrap(Place, "drust_take(&", ")", Context);
}

// Whether drust_same and drust_id may ask E: they ask no owner that every
// thread can reach.
static bool canAsk(const Expr *E) {
  const auto *C = dyn_cast<CastExpr>(stripTransparent(E));
  return !C || C->getCastKind() != CK_LValueToRValue ||
         !staticOwner(C->getSubExpr());
}

Fixes numberOf(const Expr *E, StringRef Before, const ASTContext &Context) {
  if (!isTracked(E) || !canAsk(E))
    return {};
  return wrap(E, (Before + "drust_id(").str(), ")", Context);
}

Fixes compareIdentity(const BinaryOperator *B, const ASTContext &Context) {
  const Expr *L = B->getLHS(), *R = B->getRHS();
  if (!canAsk(L) || !canAsk(R) || B->getOperatorLoc().isMacroID())
    return {};
  if (B->isRelationalOp()) {
    Fixes Result = numberOf(L, "", Context), Right = numberOf(R, "", Context);
    if (Result.empty() || Right.empty())
      return {};
    Result.append(Right);
    return Result;
  }
  if (!B->isEqualityOp())
    return {};
  const char *Same = B->getOpcode() == BO_NE ? "!drust_same(" : "drust_same(";
  Fixes Result = wrap(B, Same, ")", Context);
  SourceLocation After = Lexer::getLocForEndOfToken(
      L->getEndLoc(), 0, Context.getSourceManager(), Context.getLangOpts());
  if (Result.empty() || After.isInvalid() || L->getEndLoc().isMacroID() ||
      R->getBeginLoc().isMacroID())
    return {};
  Result.push_back(FixItHint::CreateReplacement(
      CharSourceRange::getCharRange(After, R->getBeginLoc()), ", "));
  return Result;
}

Fixes renameCallee(const CallExpr *C, StringRef Name) {
  SourceRange Range = C->getCallee()->getSourceRange();
  if (Range.getBegin().isMacroID() || Range.getEnd().isMacroID())
    return {};
  return {FixItHint::CreateReplacement(Range, Name)};
}

} // namespace drust
