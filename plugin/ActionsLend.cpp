// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads: what each argument of a spawn is, and how much of it crosses.
//
#include "Analyser.h"
#include "Count.h"

#include "drust/abi.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

//===-- Spawn -------------------------------------------------------------===//

const CallExpr *spawnedCall(const Expr *E, const Expr **Server) {
  const auto *Outer = dyn_cast<BinaryOperator>(E->IgnoreParens());
  if (!Outer || Outer->getOpcode() != BO_Comma ||
      markOf(Outer->getRHS()) != Mark::Spawned)
    return nullptr;
  const auto *Inner = dyn_cast<BinaryOperator>(Outer->getLHS()->IgnoreParens());
  if (!Inner || Inner->getOpcode() != BO_Comma ||
      markOf(Inner->getLHS()) != Mark::Spawn)
    return nullptr;
  if (Server)
    *Server = cast<CallExpr>(Inner->getLHS()->IgnoreParens())->getArg(0);
  const auto *Void = dyn_cast<CastExpr>(Inner->getRHS()->IgnoreParens());
  return Void ? dyn_cast<CallExpr>(Void->getSubExpr()->IgnoreParens())
              : nullptr;
}

// True if E is an expansion of drust_spawn; its action is then recorded.
bool Analyser::spawn(const Expr *E) {
  E = E->IgnoreParens();
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B || B->getOpcode() != BO_Comma || markOf(B->getRHS()) != Mark::Spawned)
    return false;
  SpawnCall S;
  S.Call = spawnedCall(E, &S.Server);
  S.Function = S.Call ? S.Call->getDirectCallee() : nullptr;
  if (!S.Function || !S.Function->hasPrototype() || S.Function->isVariadic() ||
      S.Function->hasAttr<OverloadableAttr>() ||
      markOf(S.Function) != Mark::None) {
    error(diag::spawn_target, E);
    return true;
  }
  S.Scope = ScopeStack.empty() ? nullptr : ScopeStack.back();
  if (hasKinds(S.Function))
    Out.Callees.insert(S.Function);
  Kind Result = declKind(S.Function);
  if (isBorrow(Result) ||
      (isDataPointer(S.Function->getReturnType()) && Result == Kind::Raw) ||
      rawPointerField(S.Function->getReturnType()))
    error(diag::raw_in_spawn, E) << "(the result)" << S.Function;
  value(S.Server);
  for (unsigned I = 0; I < S.Call->getNumArgs(); ++I)
    spawnArgument(S, S.Function->getParamDecl(I), S.Call->getArg(I));
  act(E, ActionKind::Spawn).Index = static_cast<int>(Out.Spawns.size());
  Out.Spawns.push_back(std::move(S));
  return true;
}

void Analyser::spawnArgument(SpawnCall &S, const ParmVarDecl *P,
                             const Expr *E) {
  SpawnArgument A;
  A.E = E;
  Kind K = declKind(P);
  QualType T = P->getType();
  if (K == Kind::Own) {
    A.Pass = DRUST_PASS_OWN;
    pointer(E, Want::own(P));
  } else if (isBorrow(K)) {
    lend(S, P, E, A);
  } else {
    A.Pass = DRUST_PASS_VALUE;
    A.Owners = isOwnerStruct(T);
    if (isDataPointer(T) || rawPointerField(T))
      error(diag::raw_in_spawn, E) << P << S.Function;
    else
      consume(E);
  }
  S.Arguments.push_back(A);
}

//===-- Lending -----------------------------------------------------------===//

static Access modeOf(const ParmVarDecl *P) {
  return declKind(P) == Kind::Mref ? Access::Write : Access::Read;
}

static unsigned passOfBytes(const ParmVarDecl *P) {
  return modeOf(P) == Access::Read ? DRUST_PASS_REF_BYTES
                                   : DRUST_PASS_MREF_BYTES;
}

static Want borrowWant(const ParmVarDecl *P) {
  Want W;
  W.F = Want::Borrow;
  W.Mode = modeOf(P);
  W.Nullable = isNullable(P->getType());
  W.ForCall = true;
  W.Dest = P;
  return W;
}

static bool isElement(const Expr *Place) {
  Place = Place->IgnoreParens();
  const auto *U = dyn_cast<UnaryOperator>(Place);
  return isa<ArraySubscriptExpr>(Place) || (U && U->getOpcode() == UO_Deref);
}

void Analyser::unknownExtent(const ParmVarDecl *P, const Expr *E) {
  error(isCounted(P) ? diag::lent_form : diag::extent_unknown, E);
  if (!isCounted(P))
    Diag.report(diag::note_count, P->getLocation()) << P << countOne(P);
}

// A whole object crosses as its owner's word; anything else by value, so it
// must be known how much of it.
void Analyser::lend(SpawnCall &S, const ParmVarDecl *P, const Expr *E,
                    SpawnArgument &A) {
  const Expr *Stripped = stripTransparent(E);
  if (!S.Scope) {
    error(diag::unscoped_borrow, E) << P;
    return noteDeclared(P);
  }
  if (isNull(E)) {
    A.Pass = passOfBytes(P);
    return pointer(E, borrowWant(P));
  }
  for (const Expr *Each = E->IgnoreParens(); Each != Stripped;) {
    const auto *C = cast<CastExpr>(Each);
    if (C->getCastKind() == CK_BitCast && isTracked(C->getSubExpr()) &&
        !castKeepsMeaning(C, C->getSubExpr(), borrowWant(P))) {
      error(diag::wrong_cast, C) << C->getType();
      return;
    }
    Each = C->getSubExpr()->IgnoreParens();
  }
  const auto *Load = dyn_cast<CastExpr>(Stripped);
  if (Load && Load->getCastKind() == CK_LValueToRValue &&
      lendLoad(P, E, Load->getSubExpr(), A))
    return;
  if (isCounted(P) || A.Whole)
    return lendElements(S, P, E, A);
  const auto *U = dyn_cast<UnaryOperator>(Stripped);
  if (!U || U->getOpcode() != UO_AddrOf ||
      (isElement(U->getSubExpr()) && placeRoot(U->getSubExpr()) != Root::Raw))
    return unknownExtent(P, E);
  lendPlace(S, P, E, U->getSubExpr(), A);
}

// E loads Place. True if its word is lent; A.Whole is set for a variable that
// is lent with all there is from where it leads to.
bool Analyser::lendLoad(const ParmVarDecl *P, const Expr *E, const Expr *Place,
                        SpawnArgument &A) {
  bool Shared = modeOf(P) == Access::Read;
  if (isCounted(P))
    A.Element = P->getType()->getPointeeType().getUnqualifiedType();
  if (staysStatic(Place, "lent to a thread"))
    return true;
  if (exprKind(Place) == Kind::Own) {
    A.Pass = Shared ? DRUST_PASS_REF_WORD : DRUST_PASS_MREF_WORD;
    A.Place = Place;
    checkLent(Place, E);
    place(Place, modeOf(P));
    return true;
  }
  const VarDecl *V = variable(Place);
  const Variable *Info = V ? Out.find(V) : nullptr;
  if (Info && Info->Word && Shared) {
    A.Pass = DRUST_PASS_REF_WORD;
    A.Word = V;
    return true;
  }
  A.Whole = Info && !isCounted(P) && (Info->Whole || Info->Word);
  return false;
}

void Analyser::lendPlace(const SpawnCall &S, const ParmVarDecl *P,
                         const Expr *E, const Expr *Place, SpawnArgument &A) {
  if (staysStatic(Place, "lent to a thread"))
    return;
  if (placeRoot(Place) == Root::Raw ||
      (Place->getType()->isPointerType() && exprKind(Place) != Kind::Own) ||
      rawPointerField(Place->getType())) {
    error(diag::raw_in_spawn, E) << P << S.Function;
    return;
  }
  if (!checkInner(E, P))
    return;
  A.PlaceKind = Place->getType()->isPointerType() ? exprKind(Place) : Kind::Raw;
  A.Owners = A.PlaceKind == Kind::Own || holdsOwners(Place->getType());
  A.Pass = passOfBytes(P);
  A.Place = Place;
  checkLent(Place, E);
  pointer(E, borrowWant(P));
}

// Elements from where E leads to: a variable, an element, a place or an array,
// and steps from there.
void Analyser::lendElements(const SpawnCall &S, const ParmVarDecl *P,
                            const Expr *E, SpawnArgument &A) {
  const Expr *Base = stripTransparent(E);
  while (const auto *B = dyn_cast<BinaryOperator>(Base)) {
    if (!B->isAdditiveOp())
      return unknownExtent(P, E);
    Base = stripTransparent(
        B->getLHS()->getType()->isPointerType() ? B->getLHS() : B->getRHS());
  }
  const Expr *Place = addressedPlace(Base);
  const auto *Load = dyn_cast<CastExpr>(Base);
  bool Loads = Load && Load->getCastKind() == CK_LValueToRValue;
  if (!Place && !Loads)
    return unknownExtent(P, E);
  if (Place && staysStatic(Place, "lent to a thread"))
    return;
  QualType Element = Base->getType()->getPointeeType();
  Kind Inner = Kind::Raw;
  if (Levels L = exprLevels(Base); L.size() > 1)
    Inner = L[1];
  if ((Place ? placeRoot(Place) == Root::Raw
             : exprKind(Load->getSubExpr()) == Kind::Raw) ||
      (isDataPointer(Element) && Inner != Kind::Own) ||
      rawPointerField(Element)) {
    error(diag::raw_in_spawn, E) << P << S.Function;
    return;
  }
  if (!checkInner(E, P))
    return;
  // What the parameter counts is what it points to. Owners cross as what they
  // are, so nobody may lend them as something else.
  A.Element = P->getType()->getPointeeType().getUnqualifiedType();
  A.Owners = Inner == Kind::Own || holdsOwners(Element);
  if (A.Owners && !Context.hasSameUnqualifiedType(Element, A.Element)) {
    error(diag::wrong_cast, E) << P->getType();
    return;
  }
  if (Element->isIncompleteType() || flexibleMember(Element) ||
      A.Element->isIncompleteType())
    return unknownExtent(P, E);
  A.PlaceKind = Inner;
  A.Pass = passOfBytes(P);
  A.Extent = extentOf(E);
  checkLent(Place ? Place : Base, E);
  pointer(E, borrowWant(P));
}

//===-- Extents -----------------------------------------------------------===//

// A variable, or a field of one: naming it twice does nothing twice.
static bool isNamed(const Expr *Place) {
  Place = Place->IgnoreParens();
  if (const auto *M = dyn_cast<MemberExpr>(Place))
    return !M->isArrow() && isNamed(M->getBase());
  return isa<DeclRefExpr>(Place);
}

// Whether Place, which a pointer leads to by '&' or as an array, is a field
// that is an array of known length, or an element of one.
bool Analyser::within(const Expr *Place, Extent &X) const {
  Place = Place->IgnoreParens();
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place)) {
    X.Index = S->getIdx();
    Place = addressedPlace(S->getBase());
    if (!Place || X.Index->HasSideEffects(Context) || touches(X.Index))
      return false;
    Place = Place->IgnoreParens();
  }
  if (!isa<MemberExpr>(Place) || isNamed(Place) ||
      !Context.getAsConstantArrayType(Place->getType()))
    return false;
  X.Within = Place->getType();
  return true;
}

// For a pointer: the innermost pointer on the way to what E leads to decides.
Extent Analyser::extentOf(const Expr *E) const {
  E = stripTransparent(E);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (!B->isAdditiveOp())
      return {};
    Extent X = extentOf(B->getLHS()->getType()->isPointerType() ? B->getLHS()
                                                                : B->getRHS());
    return X.Within.isNull() ? X : Extent(); // how far it steps is not asked
  }
  Extent Result;
  const Expr *Place = addressedPlace(E);
  if (!Place) {
    const auto *Load = dyn_cast<CastExpr>(E);
    if (!Load || Load->getCastKind() != CK_LValueToRValue)
      return {};
    const VarDecl *V = variable(Load->getSubExpr());
    Result.Start = exprKind(Load->getSubExpr()) == Kind::Own;
    if (const Variable *Info = V ? info(V) : nullptr) {
      if (Result.Start)
        Result.Owner = V;
      else if (Info->Extent)
        Result.Of = V;
    }
    return Result;
  }
  if (within(Place, Result))
    return Result;
  while (!isNamed(Place)) {
    Place = Place->IgnoreParens();
    const Expr *Base = nullptr;
    if (const auto *M = dyn_cast<MemberExpr>(Place))
      Base = M->getBase();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place))
      Base = S->getBase();
    else if (const auto *U = dyn_cast<UnaryOperator>(Place);
             U && U->getOpcode() == UO_Deref)
      Base = U->getSubExpr();
    if (!Base)
      return {};
    if (Base->getType()->isPointerType() && !addressedPlace(Base)) {
      Result = extentOf(Base);
      Result.Start = false;
      return Result;
    }
    Place = Base->getType()->isPointerType() ? addressedPlace(Base) : Base;
  }
  Result.Array = Place;
  return Result;
}

void Analyser::bindExtent(const VarDecl *V, const Expr *Source) {
  if (!Out.Variables[V].Extent)
    return;
  Action &A = act(Source, ActionKind::BindExtent);
  A.Variable = V;
  A.Extent = extentOf(Source);
}

// What drust_split_mut ends with; its operands are the addresses of the parts.
void Analyser::split(const CallExpr *C) {
  const VarDecl *Parts[2];
  for (unsigned I = 0; I < 2; ++I) {
    const Expr *Place = addressedPlace(stripTransparent(C->getArg(I)));
    Parts[I] = Place ? variable(Place) : nullptr;
    if (!Parts[I] || !isBorrow(Out.Variables[Parts[I]].K)) {
      error(diag::bad_mark, C) << "'drust_split_mut'"
                               << "its parts go to '&' of borrow variables";
      return;
    }
  }
  Action &A = act(C, ActionKind::Split);
  A.Variable = Parts[0];
  A.Second = Parts[1];
}

// What is lent must outlive the scope: its root is declared outside.
void Analyser::checkLent(const Expr *Place, const Expr *E) {
  const Expr *Root = Place->IgnoreParens();
  while (true) {
    if (const auto *M = dyn_cast<MemberExpr>(Root))
      Root = stripTransparent(M->getBase());
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Root))
      Root = stripTransparent(S->getBase());
    else if (const auto *U = dyn_cast<UnaryOperator>(Root))
      Root = stripTransparent(U->getSubExpr());
    else if (const auto *C = dyn_cast<CastExpr>(Root))
      Root = stripTransparent(C->getSubExpr());
    else if (const auto *B = dyn_cast<BinaryOperator>(Root);
             B && B->isAdditiveOp())
      Root = stripTransparent(
          B->getLHS()->getType()->isPointerType() ? B->getLHS() : B->getRHS());
    else
      break;
  }
  if (isa<CompoundLiteralExpr>(Root)) { // a variable of a block in the scope
    error(diag::lent_inside_scope, E) << quoted(Root);
    return;
  }
  const auto *D = dyn_cast<DeclRefExpr>(Root);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (!V || DeclaredIn.lookup(V) != ScopeStack.back())
    return;
  if (const Variable *Info = Out.find(V); Info && isBorrow(Info->K))
    return; // a borrow variable may stand inside; its owner is checked by loans
  error(diag::lent_inside_scope, E) << V;
  noteDeclared(V);
}

} // namespace drust
