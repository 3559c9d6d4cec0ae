// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls: arguments meet parameters by kind, untracked callees get resolved
// addresses, and the marks of drust.h become actions.
//
#include "Analyser.h"
#include "Contract.h"
#include "Library.h"

#include "drust/abi.h"
#include "clang/AST/Attr.h"
#include "clang/AST/FormatString.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace drust {

//===-- Calls -------------------------------------------------------------===//

void Analyser::call(const CallExpr *C) {
  const FunctionDecl *Callee = C->getDirectCallee();
  if (Mark M = markOf(Callee); M != Mark::None)
    return markCall(C, M);
  if (Callee)
    jumpingCall(C, Callee);
  if (!Callee) {
    if (!hasKinds(contractOf(C->getCallee())))
      Out.MayJump.insert(C);
    return indirectCall(C);
  }
  if (hasKinds(Callee))
    Out.Callees.insert(Callee);
  else
    Out.MayJump.insert(C);
  for (unsigned I = 0; I < C->getNumArgs(); ++I) {
    const Expr *E = C->getArg(I);
    bool Tracked = E->getType()->isPointerType() && isTracked(E);
    if (I < Callee->getNumParams()) {
      argument(C, Callee->getParamDecl(I), E);
    } else if (!Tracked) {
      value(E);
    } else if (!Callee->hasPrototype() && !Callee->getBuiltinID()) {
      error(diag::unprototyped_call, E) << Callee << quoted(E);
    } else {
      variadicArgument(C, I);
    }
  }
  if (Callee)
    rawAliases(C);
}

// The variable that the place E points to is part of, and the fields that lead
// to it; false if E is not the address of a place of a named variable.
static bool namedPlace(const Expr *E, const ValueDecl *&Root,
                       SmallVectorImpl<const ValueDecl *> &Fields) {
  const Expr *Place = addressedPlace(E);
  if (!Place || placeRoot(Place) != Root::Named)
    return false;
  for (Place = Place->IgnoreParens();;) {
    if (const auto *M = dyn_cast<MemberExpr>(Place)) {
      Fields.insert(Fields.begin(), M->getMemberDecl());
      Place = M->getBase()->IgnoreParens();
    } else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place)) {
      Place = addressedPlace(S->getBase());
      Fields.clear(); // an element: which one is not asked
      if (!Place)
        return false;
      Place = Place->IgnoreParens();
    } else {
      break;
    }
  }
  const auto *D = dyn_cast<DeclRefExpr>(Place);
  Root = D ? D->getDecl() : nullptr;
  return D || isa<StringLiteral, CompoundLiteralExpr>(Place);
}

static bool mayAlias(const Expr *A, const Expr *B) {
  const ValueDecl *RootA = nullptr, *RootB = nullptr;
  SmallVector<const ValueDecl *, 4> FieldsA, FieldsB;
  if (!namedPlace(A, RootA, FieldsA) || !namedPlace(B, RootB, FieldsB))
    return true;
  if (RootA != RootB || !RootA) // a literal is no other object
    return false;
  size_t N = std::min(FieldsA.size(), FieldsB.size());
  for (size_t I = 0; I < N; ++I)
    if (FieldsA[I] != FieldsB[I])
      return cast<FieldDecl>(FieldsA[I])->getParent()->isUnion();
  return true;
}

// Untracked pointers that are borrowed for one call, one of them mutably: the
// callee relies on what nobody has checked.
void Analyser::rawAliases(const CallExpr *C) {
  const FunctionDecl *Callee = C->getDirectCallee();
  unsigned Count = std::min(C->getNumArgs(), Callee->getNumParams());
  auto Borrowed = [&](unsigned I) {
    const Expr *E = C->getArg(I);
    return isBorrow(declKind(Callee->getParamDecl(I))) &&
           E->getType()->isPointerType() && !isTracked(E) && !isNull(E);
  };
  for (unsigned I = 0; I < Count; ++I) {
    for (unsigned J = 0; J < I && Borrowed(I); ++J) {
      bool Mutable = declKind(Callee->getParamDecl(I)) == Kind::Mref ||
                     declKind(Callee->getParamDecl(J)) == Kind::Mref;
      if (Mutable && Borrowed(J) && mayAlias(C->getArg(J), C->getArg(I)))
        Diag.report(diag::raw_alias, C->getArg(I)->getExprLoc())
            << quoted(C->getArg(J)) << quoted(C->getArg(I));
    }
  }
}

void Analyser::argument(const CallExpr *C, const ParmVarDecl *P,
                        const Expr *E) {
  Kind K = declKind(P);
  if (isFunctionPointer(P->getType()))
    return functionPointer(E, contractOf(P), P);
  if (!P->getType()->isPointerType())
    return consume(E);
  if (isTrackedArray(P)) {
    Failed = true;
    if (!isa<FunctionDecl>(P->getDeclContext())) // of a pointer to functions
      reportTrackedArray(Diag, P);
    return;
  }
  if (K != Kind::Raw && !checkInner(E, P))
    return;
  if (K == Kind::Own)
    return pointer(E, Want::own(P));
  if (K == Kind::Raw)
    return rawArgument(C, P, E);
  Want W;
  W.F = Want::Borrow;
  W.Mode = K == Kind::Mref ? Access::Write : Access::Read;
  W.Nullable = isNullable(P->getType());
  W.ForCall = true;
  W.Dest = P;
  pointer(E, W);
}

void Analyser::noteRawParameter(const ParmVarDecl *P) {
  if (P->getIdentifier())
    Diag.report(diag::note_raw_parameter, P->getLocation()) << P;
}

// Whether C is given a place for a pointer, as strtol is: the pointer that is
// stored there may be another argument.
static bool storesPointers(const CallExpr *C, ASTContext &Context) {
  return llvm::any_of(C->arguments(), [&](const Expr *E) {
    return E->getType()->isPointerType() &&
           isDataPointer(E->getType()->getPointeeType()) && !isNull(E, Context);
  });
}

void Analyser::mayEscape(const CallExpr *C, const ParmVarDecl *P,
                         const Expr *E) {
  const FunctionDecl *Callee = C->getDirectCallee();
  if (!Diag.wants(diag::may_escape, E->getExprLoc()) ||
      (keepsNothing(Callee, P) && !storesPointers(C, Context)))
    return;
  Diag.report(diag::may_escape, E->getExprLoc()) << Callee << quoted(E);
  Diag.report(diag::note_noescape, P->getLocation()) << P;
}

// Whether C copies the owners or borrows that E leads to, as memcpy does, to
// where they could be used as pointers: numbers are only looked at.
static bool copiesKinds(const CallExpr *C, const Expr *E) {
  const FunctionDecl *Callee = C->getDirectCallee();
  std::optional<unsigned> To = Callee ? copiesTo(Callee) : std::nullopt;
  E = stripTransparent(E);
  if (!To || *To >= C->getNumArgs() || E->getType()->isVoidPointerType() ||
      !pointeeHoldsKinds(E))
    return false;
  const Expr *Place = stripTransparent(C->getArg(*To));
  if (isTracked(Place) && pointeeHoldsKinds(Place))
    return false; // reported as what would be written
  QualType T = Place->getType();
  return !T->isPointerType() ||
         !elementType(T->getPointeeType())->isArithmeticType();
}

void Analyser::rawArgument(const CallExpr *C, const ParmVarDecl *P,
                           const Expr *E) {
  const FunctionDecl *Callee = C->getDirectCallee();
  if (!isTracked(E)) {
    if (P->getType()->isPointerType() && isNull(E))
      return;
    return value(E);
  }
  if (Callee && releases(Callee)) {
    // What drops an owner is called with nothing else.
    Fixes Drop = exprKind(E) == Kind::Own && C->getNumArgs() == 1
                     ? renameCallee(C, "drust_drop")
                     : Fixes();
    error(diag::wrong_release, E) << Callee << quoted(E) << Drop;
    return;
  }
  if (Callee && keeps(Callee)) {
    error(diag::kept_by_callee, E) << Callee;
    if (!Diag.passes(diag::kept_by_callee))
      return;
  }
  QualType Pointee = P->getType()->getPointeeType();
  bool Const = Pointee.isConstQualified();
  if (!Const && pointeeHoldsKinds(stripTransparent(E))) {
    if (Callee)
      error(diag::owners_to_raw, E) << Callee;
    else
      error(diag::owners_to_raw, E) << "the function called here";
    noteRawParameter(P);
    if (!Diag.passes(diag::owners_to_raw))
      return;
  }
  if (Const && copiesKinds(C, E)) {
    error(diag::owners_copied, E) << Callee << quoted(E);
    if (!Diag.passes(diag::owners_copied))
      return;
  }
  if (Callee && !keeps(Callee))
    mayEscape(C, P, E);
  Want W = Want::address(Const ? Access::Read : Access::Write);
  W.ForCall = true;
  W.Nullable = true;
  W.Dest = P;
  pointer(E, W);
}

// Whether argument number Index is printed by a '%p' of the format before it.
static bool printsAddress(const CallExpr *C, unsigned Index,
                          const ASTContext &Context) {
  struct Finder : analyze_format_string::FormatStringHandler {
    unsigned Wanted = 0;
    bool Found = false;
    bool HandlePrintfSpecifier(const analyze_printf::PrintfSpecifier &S,
                               const char *, unsigned,
                               const TargetInfo &) override {
      Found |= S.consumesDataArgument() && S.getArgIndex() == Wanted &&
               S.getConversionSpecifier().getKind() ==
                   analyze_format_string::ConversionSpecifier::pArg;
      return true;
    }
  };
  for (const auto *A : C->getDirectCallee()->specific_attrs<FormatAttr>()) {
    unsigned Format = static_cast<unsigned>(A->getFormatIdx()) - 1;
    unsigned First = static_cast<unsigned>(A->getFirstArg()) - 1;
    const auto *Text =
        Format < C->getNumArgs()
            ? dyn_cast<StringLiteral>(C->getArg(Format)->IgnoreParenImpCasts())
            : nullptr;
    if (!formats(C->getDirectCallee()) || !Text || !Text->isOrdinary() ||
        A->getFirstArg() == 0 || Index < First)
      continue;
    Finder Find;
    Find.Wanted = Index - First;
    StringRef String = Text->getString();
    analyze_format_string::ParsePrintfString(
        Find, String.begin(), String.end(), Context.getLangOpts(),
        Context.getTargetInfo(), /*isFreeBSDKPrintf=*/false);
    if (Find.Found)
      return true;
  }
  return false;
}

// Tracked pointers go through '...' only as '%s' of a printf format: a string
// is read and nothing of it is kept.
void Analyser::variadicArgument(const CallExpr *C, unsigned Index) {
  const Expr *E = C->getArg(Index);
  const FunctionDecl *Callee = C->getDirectCallee();
  QualType Pointee = E->getType()->getPointeeType();
  if (Callee->getBuiltinID() &&
      Context.BuiltinInfo.hasCustomTypechecking(Callee->getBuiltinID()) &&
      !pointeeHoldsKinds(E)) // __builtin_add_overflow and its like: a place
    return pointer(E,
                   Want::address(Pointee.isConstQualified() ? Access::Read
                                                            : Access::Write));
  if (printsAddress(C, Index, Context)) {
    error(diag::identity, E) << numberOf(E, "(void *)", Context);
    if (Diag.passes(diag::identity))
      pointer(E, Want::erased());
    return;
  }
  if (!formats(Callee) || !Pointee->isCharType()) {
    error(diag::kind_through_varargs, E) << quoted(E);
    return;
  }
  Want W = Want::address(Access::Read);
  W.ForCall = true;
  W.Dest = Callee;
  pointer(E, W);
}

//===-- Marks -------------------------------------------------------------===//

static constexpr llvm::StringLiteral TakeMacros =
    "'drust_take' or 'drust_replace'";

// `(T *)mark(…)`: the marks that give a pointer.
bool Analyser::markValue(const CastExpr *C, const Want &W) {
  const auto *Call = dyn_cast<CallExpr>(C->getSubExpr()->IgnoreParens());
  if (!Call)
    return false;
  switch (markOf(Call->getDirectCallee())) {
  case Mark::New:
  case Mark::TryNew:
  case Mark::NewFlex:
  case Mark::TryNewFlex:
    newObject(C, Call, markOf(Call->getDirectCallee()));
    break;
  case Mark::Clone:
    if (!clone(C, Call))
      return true;
    break;
  case Mark::Strdup:
    duplicate(C, Call);
    break;
  case Mark::FromRaw:
    if (!fromRaw(C, Call))
      return true;
    break;
  case Mark::AssumeBorrow:
  case Mark::AssumeMut:
    assume(C, Call, markOf(Call->getDirectCallee()), W);
    return true;
  case Mark::Cast:
    checkedCast(C, Call, W);
    return true;
  default:
    return false;
  }
  ownedResult(C, W);
  return true;
}

// True if Load is what drust_take or drust_replace expand to; its actions are
// then recorded.
bool Analyser::takes(const CastExpr *Load) {
  const CallExpr *Call = takenPlace(Load->getSubExpr());
  if (!Call)
    return false;
  bool Replace = markOf(Call->getDirectCallee()) == Mark::Replace;
  if (Replace)
    replacement(Call, Load);
  slotOperand(Call->getArg(0), TakeMacros, /*Static=*/true);
  const Expr *Place = addressedPlace(Call->getArg(0));
  const VarDecl *Static = Place ? staticVariable(Place) : nullptr;
  if (Replace) {
    Action &Act = act(Load, ActionKind::Replace);
    Act.Static = Static;
    Act.Near =
        Load->getType()->isPointerType() && Place && isAffinityPlace(Place);
  } else {
    act(Call, ActionKind::Through);
    moveOut(Load).Static = Static;
  }
  return true;
}

// The value that drust_replace moves in, where Load moved out.
void Analyser::replacement(const CallExpr *Call, const Expr *Load) {
  const Expr *E = Call->getArg(1);
  if (E->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent) &&
      Load->getType()->isPointerType())
    return;
  if (!Context.hasSameUnqualifiedType(E->getType(), Load->getType())) {
    error(diag::bad_mark, E) << "'drust_replace'"
                             << "its value is not of the type of the place";
    return;
  }
  if (!E->getType()->isPointerType())
    return structValue(E);
  if (!sameInnerKinds(E, exprLevels(Load)))
    error(diag::inner_kinds, E) << "the place of 'drust_replace'";
  else
    pointer(E, Want::own());
}

// The left side of a comma. That of drust_move only says that the right side,
// which moves by itself, is meant to; false, with an error, if it does not
// move.
bool Analyser::comma(const BinaryOperator *B) {
  if (!isMoveMark(B)) {
    discard(B->getLHS());
    return true;
  }
  const Expr *E = B->getRHS();
  act(B->getLHS()->IgnoreParens(), ActionKind::Nothing);
  if (exprKind(E) == Kind::Own || isMoveOnly(E->getType()))
    return true;
  error(diag::bad_mark, B) << "'drust_move'" << "its operand does not move";
  return false;
}

// The operand of drust_take and its like: a pointer to a place that holds an
// owner or what moves like one. False, with an error, if it is none.
// Static: it may be a static owner.
bool Analyser::slotOperand(const Expr *E, StringRef Macro, bool Static) {
  E = stripTransparent(E);
  const auto *U = dyn_cast<UnaryOperator>(E);
  const Expr *Operand =
      U && U->getOpcode() == UO_AddrOf ? U->getSubExpr() : nullptr;
  if (Operand && isThreadHandle(Operand->getType()) && isLocalThread(Operand)) {
    place(Operand, Access::Write);
    return true;
  }
  if (Operand && (placeRoot(Operand) != Root::Raw || Unsafe) &&
      ((exprKind(Operand) == Kind::Own &&
        Operand->getType()->isPointerType()) ||
       isOwnerStruct(Operand->getType()))) {
    if (!Static && staysStatic(Operand, ("given to " + Macro).str()))
      return false;
    if (Operand->getType().isConstQualified() && staticVariable(Operand)) {
      error(diag::bad_mark, E) << Macro << "its operand is constant";
      return false;
    }
    place(Operand, Access::Write);
    return true;
  }
  Levels L = exprLevels(E);
  bool Owner = L.size() > 1 && L[1] == Kind::Own && L[0] == Kind::Mref;
  bool Struct = E->getType()->isPointerType() &&
                isOwnerStruct(E->getType()->getPointeeType()) &&
                (outer(L) == Kind::Mref || outer(L) == Kind::Own);
  if (Owner || Struct) {
    pointer(E, Want::address(Access::Write));
    return true;
  }
  error(diag::bad_mark, E) << Macro << "its operand is no pointer to an owner";
  return false;
}

void Analyser::markCall(const CallExpr *C, Mark M) {
  switch (M) {
  case Mark::Drop: {
    const Expr *E = stripTransparent(C->getArg(0));
    if (isNull(E))
      return;
    if (exprKind(E) != Kind::Own) {
      error(diag::bad_mark, C) << "'drust_drop'" << "its operand is no owner";
      return;
    }
    pointer(E, Want::own());
    act(C, ActionKind::Drop);
    return;
  }
  case Mark::Len: {
    const Expr *E = stripTransparent(C->getArg(0));
    if (exprKind(E) != Kind::Own) {
      error(diag::bad_mark, C) << "'drust_len'" << "its operand is no owner";
      return;
    }
    Want W = Want::address(Access::Read);
    W.Nullable = true;
    pointer(E, W);
    act(C, ActionKind::Len);
    return;
  }
  case Mark::Join:
    return join(C);
  case Mark::Resize:
    return resize(C);
  case Mark::Sort:
  case Mark::Search:
    return sortOrSearch(C, M);
  case Mark::Same:
  case Mark::Id:
    return identity(C, M);
  case Mark::Split:
    return split(C);
  case Mark::New:
  case Mark::TryNew:
  case Mark::NewFlex:
  case Mark::TryNewFlex:
  case Mark::Clone:
  case Mark::Strdup:
  case Mark::Take:
  case Mark::Replace:
  case Mark::Move:
  case Mark::Spawn:
  case Mark::Spawned:
  case Mark::Scope:
  case Mark::Unsafe:
  case Mark::IntoRaw:
  case Mark::FromRaw:
  case Mark::AssumeBorrow:
  case Mark::AssumeMut:
  case Mark::Cast:
  case Mark::None:
    error(diag::bad_mark, C)
        << C->getDirectCallee() << "use the macros of drust.h as they are";
  }
}

// True for a local thread handle, or an element of a local array of them.
bool Analyser::isLocalThread(const Expr *Place) const {
  const Expr *E = Place->IgnoreParens();
  while (const auto *S = dyn_cast<ArraySubscriptExpr>(E)) {
    const auto *Decay = dyn_cast<CastExpr>(S->getBase()->IgnoreParens());
    if (!Decay || Decay->getCastKind() != CK_ArrayToPointerDecay)
      return false;
    E = Decay->getSubExpr()->IgnoreParens();
  }
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  return V && isThreadHandle(Place->getType()) && Out.Threads.count(V);
}

void Analyser::join(const CallExpr *C) {
  const Expr *Handle = stripTransparent(C->getArg(0));
  const auto *H = dyn_cast<UnaryOperator>(Handle);
  if (!H || H->getOpcode() != UO_AddrOf || !isLocalThread(H->getSubExpr())) {
    error(diag::bad_mark, C)
        << "'drust_join'" << "its first operand is no 'drust_thread'";
    return;
  }
  place(H->getSubExpr(), Access::Write);
  Action &A = act(C, ActionKind::Join);
  const Expr *Result = stripTransparent(C->getArg(1));
  if (isNull(Result))
    return;
  if (pointeeHoldsKinds(Result)) {
    A.Element = Result->getType()->getPointeeType().getUnqualifiedType();
    A.ElementKind = A.Element->isPointerType() ? Kind::Own : Kind::Raw;
    slotOperand(Result, "'drust_join'");
    return;
  }
  isTracked(Result) ? pointer(Result, Want::address(Access::Write))
                    : value(Result);
}

} // namespace drust
