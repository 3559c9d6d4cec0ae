// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Kinds.h"
#include "Attrs.h"
#include "Contract.h"
#include "Library.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/TypeLoc.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace drust {

StringRef kindSpelling(Kind K) {
  switch (K) {
  case Kind::Raw:
    return "untracked";
  case Kind::Own:
    return "drust_owned";
  case Kind::Ref:
    return "drust_borrow";
  case Kind::Mref:
    return "drust_mut_borrow";
  }
  llvm_unreachable("every kind is in the switch");
}

// Walks the sugar of T from the outside in, taking what is written on the
// declaration first and what typedefs carry after it. Never canonicalises: the
// sugar is what carries the kinds.
Levels levelsOf(QualType T, const Levels &Written) {
  Levels Result;
  while (true) {
    if (const auto *TD = dyn_cast<TypedefType>(T.getTypePtr())) {
      Levels Inner = declLevels(TD->getDecl());
      size_t From = Result.size();
      for (size_t I = 0; I < Inner.size(); ++I)
        Result.push_back(Inner[I]);
      for (size_t I = From; I < Result.size() && I < Written.size(); ++I)
        if (Written[I] != Kind::Raw)
          Result[I] = Written[I];
      return Result;
    }
    if (const auto *P = dyn_cast<PointerType>(T.getTypePtr())) {
      size_t Level = Result.size();
      Result.push_back(Level < Written.size() ? Written[Level] : Kind::Raw);
      T = P->getPointeeType();
      continue;
    }
    if (const auto *A = dyn_cast<ArrayType>(T.getTypePtr())) {
      T = A->getElementType();
      continue;
    }
    if (const auto *Decayed = dyn_cast<DecayedType>(T.getTypePtr())) {
      T = Decayed->getDecayedType();
      continue;
    }
    if (isa<FunctionType>(T.getTypePtr()))
      return Result;
    // A type taken from an expression is only a type: what is declared with it
    // says its own kinds, or infers them.
    if (isa<AutoType, TypeOfExprType>(T.getTypePtr())) {
      T = T.getCanonicalType();
      continue;
    }
    const Type *Ty = T.getTypePtr();
    QualType Next = Ty->getLocallyUnqualifiedSingleStepDesugaredType();
    if (Next.getTypePtr() == Ty)
      return Result;
    T = Next;
  }
}

Levels declLevels(const Decl *D) {
  Levels Written = explicitKinds(D).Explicit;
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return levelsOf(F->getReturnType(), Written);
  if (const auto *P = dyn_cast<ParmVarDecl>(D))
    return levelsOf(P->getOriginalType()->isArrayType() ? P->getType()
                                                        : P->getOriginalType(),
                    Written);
  if (const auto *V = dyn_cast<ValueDecl>(D))
    return levelsOf(V->getType(), Written);
  if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    return levelsOf(T->getUnderlyingType(), Written);
  return {};
}

Levels typeLevels(QualType T) { return levelsOf(T, {}); }

bool isNullable(QualType T) {
  std::optional<NullabilityKind> N = T->getNullability();
  return N && *N == NullabilityKind::Nullable;
}

bool isNullable(const VarDecl *V) {
  return isNullable(V->getType()) || explicitKinds(V).Nullable;
}

bool isInferred(const VarDecl *V) { return explicitKinds(V).Inferred; }

bool hasAffinity(const Decl *D) { return explicitKinds(D).Affinity; }

bool isTrackedArray(const ParmVarDecl *P) {
  QualType T = P->getOriginalType();
  if (!T->isArrayType() || !elementType(T)->isPointerType())
    return false;
  return llvm::any_of(levelsOf(T, explicitKinds(P).Explicit),
                      [](Kind K) { return K != Kind::Raw; });
}

bool isAffinityPlace(const Expr *E, bool MayBe) {
  E = E->IgnoreParens();
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return hasAffinity(M->getMemberDecl());
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return isAffinityPlace(G->getResultExpr(), MayBe);
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return isAffinityPlace(C->getChosenSubExpr(), MayBe);
  const auto *U = dyn_cast<UnaryOperator>(E);
  if (U && U->getOpcode() == UO_Extension)
    return isAffinityPlace(U->getSubExpr(), MayBe);
  const auto *S = dyn_cast<ArraySubscriptExpr>(E);
  if (!S && !(U && U->getOpcode() == UO_Deref))
    return false;
  const Expr *Base = stripTransparent(S ? S->getBase() : U->getSubExpr());
  if (const Expr *Place = addressedPlace(Base))
    return isAffinityPlace(Place, MayBe);
  return MayBe && exprKind(Base) != Kind::Own;
}

bool isMarkedRaw(const FieldDecl *F) { return explicitKinds(F).Raw; }

//===-- Types -------------------------------------------------------------===//

QualType elementType(QualType T) {
  while (const ArrayType *A = T->getAsArrayTypeUnsafe())
    T = A->getElementType();
  return T;
}

uint64_t elementCount(const ASTContext &Context, QualType T) {
  const ConstantArrayType *A = Context.getAsConstantArrayType(T);
  return A ? Context.getConstantArrayElementCount(A) : 1;
}

uint64_t bytesOf(const ASTContext &Context, QualType T) {
  return static_cast<uint64_t>(Context.getTypeSizeInChars(T).getQuantity());
}

bool eachInitializer(
    const InitListExpr *List,
    llvm::function_ref<bool(const FieldDecl *, const Expr *)> Visit) {
  if (List->getSemanticForm())
    List = List->getSemanticForm();
  const RecordDecl *R = List->getType()->castAs<RecordType>()->getDecl();
  unsigned Next = 0;
  for (const FieldDecl *F : R->getDefinition()->fields()) {
    if (F->isUnnamedBitField())
      continue;
    if (!Visit(F, Next < List->getNumInits() ? List->getInit(Next) : nullptr))
      return false;
    ++Next;
  }
  return true;
}

// What objects of type T consist of, through arrays and _Atomic.
static QualType storedType(QualType T) {
  T = elementType(T);
  const auto *A = T->getAs<AtomicType>();
  return A ? elementType(A->getValueType()) : T;
}

static bool enterAll(const FieldDecl *) { return true; }

// Calls Visit for every field inside a value of type T until it says stop.
// Fields that Enter refuses are left out, with all that they hold.
static const FieldDecl *
findField(QualType T, llvm::function_ref<bool(const FieldDecl *)> Visit,
          llvm::function_ref<bool(const FieldDecl *)> Enter = enterAll) {
  const auto *R = storedType(T)->getAs<RecordType>();
  if (!R || !R->getDecl()->getDefinition())
    return nullptr;
  for (const FieldDecl *F : R->getDecl()->getDefinition()->fields()) {
    if (!Enter(F))
      continue;
    if (Visit(F))
      return F;
    if (const FieldDecl *Inner = findField(F->getType(), Visit, Enter))
      return Inner;
  }
  return nullptr;
}

bool hasDropHook(QualType T) {
  const auto *R = T->getAs<RecordType>();
  return R && dropHook(R->getDecl());
}

bool holdsDropHook(QualType T) {
  return hasDropHook(storedType(T)) || findField(T, [](const FieldDecl *F) {
           return hasDropHook(storedType(F->getType()));
         });
}

static const FieldDecl *ownerField(QualType T) {
  return findField(T, [](const FieldDecl *F) {
    return elementType(F->getType())->isPointerType() &&
           declKind(F) == Kind::Own;
  });
}

bool holdsOwners(QualType T) {
  if (elementType(T)->isPointerType())
    return outer(typeLevels(T)) == Kind::Own;
  return ownerField(T) || holdsDropHook(T);
}

bool isOwnerStruct(QualType T) { return T->isRecordType() && holdsOwners(T); }

bool isView(QualType T) {
  const auto *R = storedType(T)->getAs<RecordType>();
  return R && isViewRecord(R->getDecl());
}

static void eachBorrowAt(const ASTContext &Context, QualType T, uint64_t Offset,
                         llvm::function_ref<void(Kind, uint64_t)> Visit,
                         Kind K) {
  if (const auto *A = Context.getAsConstantArrayType(T)) {
    QualType Element = A->getElementType();
    uint64_t Size = bytesOf(Context, Element);
    for (uint64_t I = 0; I < A->getSize().getZExtValue(); ++I)
      eachBorrowAt(Context, Element, Offset + I * Size, Visit, K);
  } else if (T->isPointerType()) {
    if (isBorrow(K))
      Visit(K, Offset);
  } else if (isView(T)) {
    const RecordDecl *R = T->castAs<RecordType>()->getDecl()->getDefinition();
    for (const FieldDecl *F : R->fields())
      eachBorrowAt(Context, F->getType(),
                   Offset + Context.getFieldOffset(F) / 8, Visit, declKind(F));
  }
}

void eachBorrow(const ASTContext &Context, QualType T,
                llvm::function_ref<void(Kind, uint64_t)> Visit) {
  eachBorrowAt(Context, T, 0, Visit, Kind::Raw);
}

bool isMoveOnly(QualType T) { return isOwnerStruct(T) || isThreadHandle(T); }

const FieldDecl *flexibleMember(QualType T) {
  const auto *R = T->getAs<RecordType>();
  const RecordDecl *D = R ? R->getDecl()->getDefinition() : nullptr;
  if (!D || !D->hasFlexibleArrayMember() || D->isUnion())
    return nullptr;
  const FieldDecl *Last = nullptr;
  for (const FieldDecl *F : D->fields())
    Last = F;
  return Last->getType()->isIncompleteArrayType()
             ? Last
             : flexibleMember(Last->getType());
}

bool isDataPointer(QualType T) {
  T = storedType(T);
  return (T->isPointerType() && !T->isFunctionPointerType()) ||
         T->isBlockPointerType();
}

const FieldDecl *rawPointerField(QualType T) {
  return findField(
      T,
      [](const FieldDecl *F) {
        return isDataPointer(F->getType()) && declKind(F) != Kind::Own;
      },
      [](const FieldDecl *F) { return !isMarkedRaw(F); });
}

const Expr *valueOf(const StmtExpr *S) {
  const CompoundStmt *Body = S->getSubStmt();
  const auto *Last = dyn_cast_or_null<ValueStmt>(
      Body->body_empty() ? nullptr : Body->getStmtExprResult());
  return Last ? Last->getExprStmt() : nullptr;
}

bool isThreadHandle(QualType T) {
  const auto *R = T->getAs<RecordType>();
  return R && R->getDecl()->getName() == "drust_thread";
}

//===-- Marks -------------------------------------------------------------===//

Mark markOf(const FunctionDecl *F) {
  if (!F || !F->getIdentifier() || !F->getName().starts_with("__drust_mark_"))
    return Mark::None;
  return llvm::StringSwitch<Mark>(F->getName().drop_front(13))
      .Case("new", Mark::New)
      .Case("try_new", Mark::TryNew)
      .Case("new_flex", Mark::NewFlex)
      .Case("try_new_flex", Mark::TryNewFlex)
      .Case("clone", Mark::Clone)
      .Case("strdup", Mark::Strdup)
      .Case("resize", Mark::Resize)
      .Case("sort", Mark::Sort)
      .Case("search", Mark::Search)
      .Case("unsafe", Mark::Unsafe)
      .Case("into_raw", Mark::IntoRaw)
      .Case("from_raw", Mark::FromRaw)
      .Case("assume_borrow", Mark::AssumeBorrow)
      .Case("assume_mut", Mark::AssumeMut)
      .Case("cast", Mark::Cast)
      .Case("same", Mark::Same)
      .Case("id", Mark::Id)
      .Case("take", Mark::Take)
      .Case("replace", Mark::Replace)
      .Case("move", Mark::Move)
      .Case("drop", Mark::Drop)
      .Case("len", Mark::Len)
      .Case("spawn", Mark::Spawn)
      .Case("spawned", Mark::Spawned)
      .Case("join", Mark::Join)
      .Case("scope", Mark::Scope)
      .Case("split", Mark::Split)
      .Default(Mark::None);
}

Mark markOf(const Expr *Call) {
  if (const auto *C = dyn_cast<CallExpr>(Call->IgnoreParens()))
    return markOf(C->getDirectCallee());
  return Mark::None;
}

const CallExpr *takenPlace(const Expr *Place) {
  const auto *U = dyn_cast<UnaryOperator>(Place->IgnoreParens());
  const auto *C = U && U->getOpcode() == UO_Deref
                      ? dyn_cast<CastExpr>(U->getSubExpr()->IgnoreParens())
                      : nullptr;
  Mark M = C ? markOf(C->getSubExpr()) : Mark::None;
  return M == Mark::Take || M == Mark::Replace
             ? cast<CallExpr>(C->getSubExpr()->IgnoreParens())
             : nullptr;
}

bool isMoveMark(const BinaryOperator *B) {
  return B->getOpcode() == BO_Comma && markOf(B->getLHS()) == Mark::Move;
}

//===-- Expressions -------------------------------------------------------===//

StringRef lostKind(const Expr *E) {
  Kind K = exprKind(E);
  return kindSpelling(K == Kind::Raw ? Kind::Ref : K);
}

const FunctionDecl *kindedFunctionIn(const Stmt *S) {
  if (!S)
    return nullptr;
  if (const auto *D = dyn_cast<DeclRefExpr>(S))
    if (const auto *F = dyn_cast<FunctionDecl>(D->getDecl()); F && hasKinds(F))
      return F;
  for (const Stmt *Child : S->children())
    if (const FunctionDecl *F = kindedFunctionIn(Child))
      return F;
  return nullptr;
}

bool pointeeHoldsKinds(const Expr *E) {
  Levels L = exprLevels(E);
  if (L.size() > 1 && L[1] != Kind::Raw)
    return true;
  if (!E->getType()->isPointerType())
    return false;
  const auto *C = dyn_cast<CallExpr>(E->IgnoreParens());
  if (E->getType()->isVoidPointerType() && !(C && returnsArgument(C)))
    return outer(L) != Kind::Raw;
  QualType Pointee = E->getType()->getPointeeType();
  return holdsOwners(Pointee) || isView(Pointee);
}

bool sameInnerKinds(const Expr *E, Levels Dest) {
  if (E->getType()->isVoidPointerType())
    return true; // what a pointer to void points to says itself what it is
  Levels L = exprLevels(E);
  size_t N = std::max(L.size(), Dest.size());
  L.resize(N, Kind::Raw);
  Dest.resize(N, Kind::Raw);
  return N < 2 || std::equal(L.begin() + 1, L.end(), Dest.begin() + 1);
}

const Expr *stripTransparent(const Expr *E) {
  while (true) {
    E = E->IgnoreParens();
    const auto *C = dyn_cast<CastExpr>(E);
    if (!C || (C->getCastKind() != CK_NoOp && C->getCastKind() != CK_BitCast))
      return E;
    if (markOf(C->getSubExpr()) != Mark::None) // the cast belongs to the mark
      return E;
    E = C->getSubExpr();
  }
}

const Expr *stripPlace(const Expr *Place) {
  while (true) {
    Place = Place->IgnoreParens();
    const auto *Deref = dyn_cast<UnaryOperator>(Place);
    const auto *Of =
        Deref && Deref->getOpcode() == UO_Deref
            ? dyn_cast<UnaryOperator>(Deref->getSubExpr()->IgnoreParens())
            : nullptr;
    if (!Of || Of->getOpcode() != UO_AddrOf)
      return Place;
    Place = Of->getSubExpr();
  }
}

static Levels dropOuter(Levels L) {
  if (!L.empty())
    L.erase(L.begin());
  return L;
}

static Levels addOuter(Levels L, Kind K) {
  L.insert(L.begin(), K);
  return L;
}

// The value of `(T *)mark(…)`, the form every value-giving macro expands to.
static bool markValueLevels(const CallExpr *Call, QualType Written, Levels &L) {
  Mark M = markOf(Call->getDirectCallee());
  switch (M) {
  case Mark::New:
  case Mark::TryNew:
  case Mark::NewFlex:
  case Mark::TryNewFlex:
  case Mark::Strdup:
  case Mark::FromRaw:
    L = typeLevels(Written);
    if (L.empty())
      L.push_back(Kind::Own);
    L[0] = Kind::Own;
    return true;
  case Mark::Take:
  case Mark::Replace:
    L = exprLevels(stripTransparent(Call->getArg(0)));
    return true;
  case Mark::Clone:
  case Mark::IntoRaw:
  case Mark::AssumeBorrow:
  case Mark::AssumeMut:
    L = exprLevels(stripTransparent(Call->getArg(0)));
    if (L.empty())
      L.push_back(Kind::Raw);
    L[0] = M == Mark::Clone          ? Kind::Own
           : M == Mark::AssumeBorrow ? Kind::Ref
           : M == Mark::AssumeMut    ? Kind::Mref
                                     : Kind::Raw;
    return true;
  case Mark::Cast:
    L = typeLevels(Written);
    if (L.empty())
      L.push_back(Kind::Raw);
    L[0] = exprKind(stripTransparent(Call->getArg(0)));
    return true;
  default:
    return false;
  }
}

static Kind returnedKind(const CallExpr *C);

static Levels castLevels(const CastExpr *C) {
  const Expr *Sub = C->getSubExpr();
  switch (C->getCastKind()) {
  case CK_LValueToRValue:
  case CK_NoOp:
    return exprLevels(Sub);
  case CK_ArrayToPointerDecay:
    return addOuter(exprLevels(Sub), Kind::Raw);
  case CK_NullToPointer:
    return {};
  case CK_BitCast: {
    Levels L;
    if (const auto *Call = dyn_cast<CallExpr>(Sub->IgnoreParens()))
      if (markValueLevels(Call, C->getType(), L))
        return L;
    if (!C->getType()->isPointerType() || !Sub->getType()->isPointerType())
      return {};
    L = exprLevels(Sub);
    if (C->getType()
            ->getPointeeType()
            .getCanonicalType()
            .getUnqualifiedType() == Sub->getType()
                                         ->getPointeeType()
                                         .getCanonicalType()
                                         .getUnqualifiedType())
      return L;
    // Another pointee: what is behind the star is what the type says.
    Kind Outer = outer(L);
    L = typeLevels(C->getType());
    if (L.empty())
      L.push_back(Outer);
    L[0] = Outer;
    return L;
  }
  default:
    return {};
  }
}

static Levels unaryLevels(const UnaryOperator *U) {
  switch (U->getOpcode()) {
  case UO_Deref:
    return dropOuter(exprLevels(U->getSubExpr()));
  case UO_AddrOf:
    return addOuter(exprLevels(U->getSubExpr()), Kind::Raw);
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec:
  case UO_Extension:
    return exprLevels(U->getSubExpr());
  default:
    return {};
  }
}

static Levels binaryLevels(const BinaryOperator *B) {
  if (B->getOpcode() == BO_Comma)
    return exprLevels(B->getRHS());
  if (B->isAssignmentOp())
    return exprLevels(B->getLHS());
  if (B->isAdditiveOp() && B->getType()->isPointerType())
    return exprLevels(B->getLHS()->getType()->isPointerType() ? B->getLHS()
                                                              : B->getRHS());
  return {};
}

// The kind an expression with two arms has: the tracked arm decides, NULL and
// untracked arms give way.
static Levels either(const Expr *A, const Expr *B) {
  Levels L = exprLevels(A);
  return outer(L) != Kind::Raw ? L : exprLevels(B);
}

Levels exprLevels(const Expr *E) {
  if (!E)
    return {};
  E = E->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    if (isa<FunctionDecl>(D->getDecl()))
      return {};
    return declLevels(D->getDecl());
  }
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return declLevels(M->getMemberDecl());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return dropOuter(exprLevels(S->getBase()));
  if (const auto *C = dyn_cast<CastExpr>(E))
    return castLevels(C);
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return unaryLevels(U);
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return binaryLevels(B);
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    Levels L;
    if (markValueLevels(C, C->getType(), L))
      return L;
    if (const FunctionDecl *F = C->getDirectCallee())
      L = declLevels(F);
    else
      L = contractOf(C->getCallee()).Result;
    if (Kind K = returnedKind(C); K != Kind::Raw)
      return {K};
    return L;
  }
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return either(C->getTrueExpr(), C->getFalseExpr());
  if (const auto *C = dyn_cast<BinaryConditionalOperator>(E))
    return either(C->getCommon(), C->getFalseExpr());
  if (const auto *O = dyn_cast<OpaqueValueExpr>(E))
    return exprLevels(O->getSourceExpr());
  if (const auto *S = dyn_cast<StmtExpr>(E)) {
    const Expr *Value = valueOf(S);
    return Value ? exprLevels(Value) : Levels{};
  }
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return exprLevels(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return exprLevels(C->getChosenSubExpr());
  if (const auto *C = dyn_cast<CompoundLiteralExpr>(E))
    return typeLevels(C->getTypeSourceInfo()->getType());
  return {};
}

//===-- Roots -------------------------------------------------------------===//

Root pointeeRoot(const Expr *Pointer) {
  if (exprKind(Pointer) != Kind::Raw)
    return Root::Tracked;
  if (const Expr *Place = addressedPlace(Pointer))
    return placeRoot(Place);
  const auto *B = dyn_cast<BinaryOperator>(stripTransparent(Pointer));
  if (B && B->isAdditiveOp())
    return pointeeRoot(B->getLHS()->getType()->isPointerType() ? B->getLHS()
                                                               : B->getRHS());
  return Root::Raw;
}

Root placeRoot(const Expr *Place) {
  const Expr *E = Place->IgnoreParens();
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->isArrow() ? pointeeRoot(M->getBase()) : placeRoot(M->getBase());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return pointeeRoot(S->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_Deref)
      return pointeeRoot(U->getSubExpr());
    return placeRoot(U->getSubExpr());
  }
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && C->getCastKind() == CK_LValueBitCast)
    return placeRoot(C->getSubExpr());
  return Root::Named;
}

static const VarDecl *staticPointee(const Expr *Pointer) {
  if (const Expr *Place = addressedPlace(Pointer))
    return staticVariable(Place);
  const Expr *E = stripTransparent(Pointer);
  if (const auto *C = dyn_cast<AbstractConditionalOperator>(E)) {
    const VarDecl *V = staticPointee(C->getTrueExpr());
    return V ? V : staticPointee(C->getFalseExpr());
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B || !(B->isAdditiveOp() || B->getOpcode() == BO_Comma))
    return nullptr;
  bool Left = B->isAdditiveOp() && B->getLHS()->getType()->isPointerType();
  return staticPointee(Left ? B->getLHS() : B->getRHS());
}

const VarDecl *staticVariable(const Expr *Place) {
  const Expr *E = Place->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    return V && V->hasGlobalStorage() ? V : nullptr;
  }
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->isArrow() ? staticPointee(M->getBase())
                        : staticVariable(M->getBase());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return staticPointee(S->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref ? staticPointee(U->getSubExpr())
                                      : staticVariable(U->getSubExpr());
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && C->getCastKind() == CK_LValueBitCast)
    return staticVariable(C->getSubExpr());
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return staticVariable(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return staticVariable(C->getChosenSubExpr());
  return nullptr;
}

bool isOwnerPlace(const Expr *E) {
  QualType T = E->getType();
  return elementType(T)->isPointerType() ? exprKind(E) == Kind::Own
                                         : holdsOwners(T);
}

const VarDecl *staticOwner(const Expr *Place) {
  return isOwnerPlace(Place) ? staticVariable(Place) : nullptr;
}

const Expr *addressedPlace(const Expr *E) {
  E = stripTransparent(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_AddrOf ? U->getSubExpr() : nullptr;
  const auto *C = dyn_cast<CastExpr>(E);
  return C && C->getCastKind() == CK_ArrayToPointerDecay ? C->getSubExpr()
                                                         : nullptr;
}

// Whether Place is a field or element, at any depth, of a struct with owners
// that no pointer leads to. Such a struct moves and is dropped, and with it
// what has no kind in it.
static bool isPartOfOwners(const Expr *Place) {
  while (Place) {
    Place = Place->IgnoreParens();
    if (const auto *M = dyn_cast<MemberExpr>(Place))
      Place = M->isArrow() ? addressedPlace(M->getBase()) : M->getBase();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(Place))
      Place = S->getBase()->getType()->isPointerType()
                  ? addressedPlace(S->getBase())
                  : S->getBase();
    else if (const auto *U = dyn_cast<UnaryOperator>(Place))
      Place = U->getOpcode() == UO_Deref ? addressedPlace(U->getSubExpr())
                                         : U->getSubExpr();
    else if (const auto *G = dyn_cast<GenericSelectionExpr>(Place))
      Place = G->getResultExpr();
    else if (const auto *C = dyn_cast<ChooseExpr>(Place))
      Place = C->getChosenSubExpr();
    else
      return false;
    if (Place && isOwnerStruct(Place->getType()))
      return true;
  }
  return false;
}

bool isTracked(const Expr *E) {
  if (!E->getType()->isPointerType())
    return false;
  if (exprKind(E) != Kind::Raw)
    return true;
  E = stripTransparent(E);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma)
      return isTracked(B->getRHS());
    if (B->isAdditiveOp())
      return isTracked(B->getLHS()) || isTracked(B->getRHS());
  }
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return isTracked(C->getTrueExpr()) || isTracked(C->getFalseExpr());
  if (const auto *C = dyn_cast<BinaryConditionalOperator>(E))
    return isTracked(C->getCommon()) || isTracked(C->getFalseExpr());
  const Expr *Place = addressedPlace(E);
  if (!Place)
    return false;
  QualType T = Place->getType();
  return placeRoot(Place) == Root::Tracked || exprKind(Place) != Kind::Raw ||
         holdsOwners(T) || isView(T) || isThreadHandle(T) ||
         isPartOfOwners(Place);
}

// What an un-annotated function returns may point into what it was given. The
// result is writable if the function may write through what it points into.
static Kind returnedKind(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!isDataPointer(C->getType()) ||
      (F && (markOf(F) != Mark::None || returnsOther(F))))
    return Kind::Raw;
  Contract Callee = F ? contractOf(F) : contractOf(C->getCallee());
  if (outer(Callee.Result) != Kind::Raw)
    return Kind::Raw;
  Kind Result = Kind::Raw;
  for (unsigned I = 0; I < C->getNumArgs(); ++I) {
    const ParmVarDecl *P =
        I < Callee.Parameters.size() ? Callee.Parameters[I] : nullptr;
    if (!P || declKind(P) != Kind::Raw || !P->getType()->isPointerType() ||
        !isTracked(C->getArg(I)))
      continue;
    bool Const = P->getType()->getPointeeType().isConstQualified();
    if (Result != Kind::Ref)
      Result = Const ? Kind::Ref : Kind::Mref;
  }
  return Result;
}

bool returnsArgument(const CallExpr *C) { return returnedKind(C) != Kind::Raw; }

} // namespace drust
