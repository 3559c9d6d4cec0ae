// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one place that answers "which kind has this pointer level of this
// declaration or expression?" A kind belongs to one `*`; levels are counted
// from the outermost pointer of a declared type inwards, arrays are
// transparent: in `struct node *OWN *REF p[3]` level 0 is REF, level 1 OWN.
//
#ifndef DRUST_PLUGIN_KINDS_H
#define DRUST_PLUGIN_KINDS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

namespace drust {

enum class Kind : unsigned char { Raw, Own, Ref, Mref };

inline bool isBorrow(Kind K) { return K == Kind::Ref || K == Kind::Mref; }

/// As users write it: "drust_owned".
llvm::StringRef kindSpelling(Kind K);

using Levels = llvm::SmallVector<Kind, 2>;

/// The kinds of a variable's, parameter's or field's declared type, or of a
/// function's result. Levels beyond the end are Raw.
Levels declLevels(const clang::Decl *D);

/// The kinds of a declared type T with these kinds written in its declarator.
Levels levelsOf(clang::QualType T, const Levels &Written);

/// The kinds of a type written by itself (a cast, an argument of drust_new):
/// only typedefs carry any.
Levels typeLevels(clang::QualType T);

/// The kinds of the value (or, for an lvalue, of the place) an expression
/// denotes. Calls of the marks in drust.h are answered as what they stand for.
Levels exprLevels(const clang::Expr *E);

inline Kind outer(const Levels &L) { return L.empty() ? Kind::Raw : L[0]; }
inline Kind declKind(const clang::Decl *D) { return outer(declLevels(D)); }
inline Kind exprKind(const clang::Expr *E) { return outer(exprLevels(E)); }

/// True if a borrow declared so may be NULL.
bool isNullable(clang::QualType T);
bool isNullable(const clang::VarDecl *V);

/// True if the kind of V is not written but inferred.
bool isInferred(const clang::VarDecl *V);

/// True for a parameter or field with DRUST_AFFINITY.
bool hasAffinity(const clang::Decl *D);

/// True for a parameter that is declared as an array of tracked pointers.
bool isTrackedArray(const clang::ParmVarDecl *P);

/// True if the owner place E is a field with DRUST_AFFINITY, or an element of
/// one; MayBe is also true if it may be one because it is reached through a
/// borrow of an owner's place.
bool isAffinityPlace(const clang::Expr *E, bool MayBe = false);

/// True for a field with DRUST_RAW.
bool isMarkedRaw(const clang::FieldDecl *F);

/// The element type of an array of any rank; T itself if it is no array.
clang::QualType elementType(clang::QualType T);

/// How many elements such an array has, over all ranks; 1 if T is no array.
uint64_t elementCount(const clang::ASTContext &Context, clang::QualType T);

/// sizeof(T).
uint64_t bytesOf(const clang::ASTContext &Context, clang::QualType T);

/// Calls Visit for each field of the struct that List initialises, with its
/// initialiser, or null if there is none left; ends early, and returns false,
/// once Visit does.
bool eachInitializer(
    const clang::InitListExpr *List,
    llvm::function_ref<bool(const clang::FieldDecl *, const clang::Expr *)>
        Visit);

/// True if a value of this type holds an owner, or a struct with DRUST_DROP, at
/// any depth: it moves, and it is dropped.
bool holdsOwners(clang::QualType T);

/// True for a struct with an owner or a struct with DRUST_DROP in it, by value,
/// and for one with DRUST_DROP.
bool isOwnerStruct(clang::QualType T);

/// True for a struct with DRUST_VIEW, which may hold borrows.
bool isView(clang::QualType T);

/// The borrows in a value of type T, a view or an array of views: calls Visit
/// with the kind and the offset of each, in their order.
void eachBorrow(const clang::ASTContext &Context, clang::QualType T,
                llvm::function_ref<void(Kind, uint64_t)> Visit);

/// True for a struct that moves as a whole: one with owners, a thread handle.
bool isMoveOnly(clang::QualType T);

/// True for a struct with DRUST_DROP.
bool hasDropHook(clang::QualType T);

/// True if a value of this type is or holds a struct with DRUST_DROP.
bool holdsDropHook(clang::QualType T);

/// The flexible array member that an object of type T ends with; null if there
/// is none.
const clang::FieldDecl *flexibleMember(clang::QualType T);

/// True if T, or what an array of T or an _Atomic of T holds, is a pointer to
/// data: an address means something on one server only.
bool isDataPointer(clang::QualType T);

/// The field of a raw data pointer or a borrow inside T at any depth, fields
/// with DRUST_RAW left out; null if the bytes of T mean the same on every
/// server.
const clang::FieldDecl *rawPointerField(clang::QualType T);

/// What a place is reached through.
enum class Root : unsigned char {
  Named,  ///< a variable or literal, no pointer in between
  Raw,    ///< an untracked pointer
  Tracked ///< an owner or a borrow
};
Root placeRoot(const clang::Expr *Place);
Root pointeeRoot(const clang::Expr *Pointer);

/// The variable with static storage, or of a thread, that Place is or is part
/// of, without a pointer variable in between; null if there is none.
const clang::VarDecl *staticVariable(const clang::Expr *Place);

/// True if the place E is or holds an owner.
bool isOwnerPlace(const clang::Expr *E);

/// staticVariable if Place is or holds an owner.
const clang::VarDecl *staticOwner(const clang::Expr *Place);

/// The place whose address E is, by & or as an array; null if E is none.
const clang::Expr *addressedPlace(const clang::Expr *E);

/// A place without parentheses and without `*&` before it.
const clang::Expr *stripPlace(const clang::Expr *Place);

/// True if the value of E is an owner, a borrow, or the address of a place that
/// is reached through one or holds one.
bool isTracked(const clang::Expr *E);

/// True if the call of an un-annotated function gives a borrow of what the
/// function was given.
bool returnsArgument(const clang::CallExpr *C);

/// The functions drust.h declares for the plugin alone.
enum class Mark {
  None,
  New,
  TryNew,
  NewFlex,
  TryNewFlex,
  Clone,
  Strdup,
  Resize,
  Sort,
  Search,
  Unsafe,
  IntoRaw,
  FromRaw,
  AssumeBorrow,
  AssumeMut,
  Cast,
  Same,
  Id,
  Take,
  Replace,
  Move,
  Drop,
  Len,
  Spawn,
  Spawned,
  Join,
  Scope,
  Split
};
Mark markOf(const clang::FunctionDecl *F);
Mark markOf(const clang::Expr *Call);

/// The call in `*(T *)mark(slot, ...)`, what drust_take and drust_replace read;
/// null if Place is no such thing.
const clang::CallExpr *takenPlace(const clang::Expr *Place);

/// True for the expansion of drust_move, whose right side moves.
bool isMoveMark(const clang::BinaryOperator *B);

/// The struct drust_thread of drust.h.
bool isThreadHandle(clang::QualType T);

/// What an untracked pointer made from E would lose, for messages: E's kind,
/// or that of a borrow if E is the address of a tracked place.
llvm::StringRef lostKind(const clang::Expr *E);

/// A function with kinds in its contract that S mentions; null if none.
const clang::FunctionDecl *kindedFunctionIn(const clang::Stmt *S);

/// True if F has a kind anywhere in its contract.
bool hasKinds(const clang::FunctionDecl *F);

/// True if what the pointer E points to is or holds an owner or a borrow, or
/// may: behind a tracked pointer to void there may be any object.
bool pointeeHoldsKinds(const clang::Expr *E);

/// True if the kinds behind the outermost level of E and of Dest agree.
bool sameInnerKinds(const clang::Expr *E, Levels Dest);

/// The expression whose value is that of S; null if S has none. Labels and
/// attributes may stand before it, and lone semicolons behind it.
const clang::Expr *valueOf(const clang::StmtExpr *S);

/// E without parentheses and without casts that change neither value nor kind.
const clang::Expr *stripTransparent(const clang::Expr *E);

} // namespace drust

#endif
