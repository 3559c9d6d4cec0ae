// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every expression of a function does to the tracked pointers in it. One
// walk over the body fills one table; checking and lowering read the same
// table, so what is checked is what is lowered. An expression form that no
// rule covers is an error with its location, never silence.
//
#ifndef DRUST_PLUGIN_ACTIONS_H
#define DRUST_PLUGIN_ACTIONS_H

#include "Kinds.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"

namespace drust {

enum class Access : unsigned char { Read, Write };

/// Where the elements that a borrow leads to begin and end, as far as the
/// function knows. What an object of the heap has, its header says.
struct Extent {
  const clang::VarDecl *Of = nullptr; ///< where this borrow variable's do
  const clang::Expr *Array = nullptr; ///< this place of a variable
  clang::QualType Within = {};        ///< an array of this type: a field
  const clang::Expr *Index = nullptr; ///< Within: of the first one; null for 0
  const clang::VarDecl *Owner = nullptr; ///< they begin with this one's object
  bool Start = false; ///< the pointer leads to where an object begins
};

enum class ActionKind : unsigned char {
#define DRUST_ACTION(Name, Spelling, Meaning) Name,
#include "Actions.def"
#undef DRUST_ACTION
};

/// No pin.
constexpr int NoPin = -1;

struct Action {
  ActionKind Kind;
  Access Mode = Access::Read;
  bool Nullable = false; ///< Resolve: NULL passes
  bool Owned = false;    ///< New: may fail
  /// Assign, Replace: the place is a field with affinity, so the object comes
  /// to the server of the object the field lies in.
  bool Near = false;
  /// Resolve, BindSlot: the expression loads an owner place, so that place is
  /// the slot. (Kinds cannot be asked again once the place is rewritten.)
  bool FromPlace = false;
  bool Borrowed = false; ///< Resolve: for a borrow, not for an access
  int Pin = NoPin;       ///< Resolve, Adopt, Share: the pin that is set
  int From = NoPin;      ///< Share: the pin it is taken from
  /// Clone, Resize, Sort, Search, FromRaw, casts: the type of the elements, and
  /// its outer kind. Join: the type of the result, if it moves.
  clang::QualType Element = {};
  drust::Kind ElementKind = drust::Kind::Raw;
  int Index = -1; ///< Temporary: its number; Spawn: into spawns()
  /// BindSlot, BindExtent: what is bound. Split: the first part. KeepPart,
  /// KeepView, AdoptView: the view that takes it, and where in it; null for the
  /// left side of an assignment, a temporary.
  const clang::VarDecl *Variable = nullptr;
  const clang::VarDecl *Second = nullptr; ///< Split: the other part
  drust::Extent Extent = {};              ///< BindExtent
  uint64_t Offset = 0;
  /// Move, Assign, Replace and theirs of structs: the variable with static
  /// storage that the place is part of, so that other threads may reach it.
  const clang::VarDecl *Static = nullptr;
};

/// How one argument of a spawn crosses; the values are those of enum
/// drust_pass.
struct SpawnArgument {
  unsigned Pass = 0;
  const clang::Expr *E = nullptr;           ///< the argument as written
  const clang::Expr *Place = nullptr;       ///< word or bytes lent: the place
  bool Owners = false;                      ///< the bytes hold owners
  drust::Kind PlaceKind = drust::Kind::Raw; ///< of a lent place that is one
  const clang::VarDecl *Word = nullptr; ///< lent through this borrow variable
  /// The type of the elements, if E says where they begin: as many as the
  /// parameter counts, or the whole object that begins there.
  clang::QualType Element = {};
  bool Whole = false;
  drust::Extent Extent = {}; ///< of what E leads to
};

struct SpawnCall {
  const clang::FunctionDecl *Function = nullptr;
  const clang::Expr *Server = nullptr; ///< null for drust_spawn
  const clang::CallExpr *Call = nullptr;
  const clang::IfStmt *Scope = nullptr; ///< the enclosing drust_scope
  llvm::SmallVector<SpawnArgument, 4> Arguments;
};

/// A use of a pointer that must not be NULL.
struct NonNullUse {
  const clang::Expr *Pointer;
  const clang::NamedDecl *Dest; ///< a borrow that takes it; null: dereferenced
};

/// What is known about one local variable or parameter with a kind.
struct Variable {
  Kind K = Kind::Raw;
  bool Parameter = false;
  bool Nullable = false;
  /// A shared borrow that may hold an owner's word and resolves when it is
  /// dereferenced. Every other borrow variable holds a resolved address.
  bool Word = false;
  bool NeedsSlot = false; ///< Word, and lent to a thread somewhere
  /// A borrow that only takes whole owners and stays where they begin.
  bool Whole = false;
  bool Extent = false;   ///< remembers the array or part that it is of
  bool Assigned = false; ///< takes a value after its declaration or entry
  int Pin = NoPin;
};

class FunctionActions {
public:
  const clang::FunctionDecl *Function = nullptr;

  llvm::MapVector<const clang::Expr *, llvm::SmallVector<Action, 1>> Table;
  llvm::MapVector<const clang::VarDecl *, Variable> Variables;
  /// Local arrays of owners, thread handles and arrays of them.
  llvm::SetVector<const clang::VarDecl *> Arrays, Threads;
  /// Locals and parameters that are structs with owners, or arrays of them.
  llvm::SetVector<const clang::VarDecl *> Structs;
  /// Locals and parameters that are views, or arrays of them.
  llvm::SetVector<const clang::VarDecl *> Views;
  /// Compound literals with owners that are places, and the blocks they live
  /// in: compound statements, or single ones where those might stand.
  llvm::MapVector<const clang::CompoundLiteralExpr *, const clang::Stmt *>
      Literals;
  /// Calls of what may jump over this function instead of returning to it.
  llvm::SetVector<const clang::CallExpr *> MayJump;
  /// Owners in static storage that the function declares.
  llvm::SetVector<const clang::VarDecl *> Statics;
  /// Full expressions at whose end temporaries are dropped.
  llvm::MapVector<const clang::Expr *, llvm::SmallVector<unsigned, 1>> Ends;
  llvm::SmallVector<SpawnCall, 2> Spawns;
  llvm::SetVector<const clang::IfStmt *> Scopes;
  /// Expansions of DRUST_UNSAFE.
  llvm::SetVector<const clang::IfStmt *> Unsafes;
  /// Functions that are used here and leave their callers behind.
  llvm::SmallVector<
      std::pair<clang::SourceLocation, const clang::FunctionDecl *>, 1>
      Jumps;
  /// Uses that are sound only where their pointer is not NULL (Nulls.cpp).
  llvm::SmallVector<NonNullUse, 2> NonNull;
  /// Functions with kinds that are called here.
  llvm::SetVector<const clang::FunctionDecl *> Callees;
  /// The types of the temporaries: pointers, or structs with owners.
  llvm::SmallVector<clang::QualType, 2> Temporaries;
  unsigned Pins = 0;
  bool ReturnsBorrow = false;
  unsigned ReturnsView = 0; ///< how many borrows are in it

  bool empty() const {
    return Table.empty() && Variables.empty() && Arrays.empty() &&
           Threads.empty() && Structs.empty() && Views.empty() &&
           Scopes.empty() && Spawns.empty() && Unsafes.empty();
  }
  /// True if V needs a record with its address and size for its cleanup.
  bool hasRecord(const clang::VarDecl *V) const {
    return Arrays.count(V) || Threads.count(V) || Structs.count(V) ||
           Views.count(V);
  }
  const Variable *find(const clang::VarDecl *V) const {
    auto I = Variables.find(V);
    return I == Variables.end() ? nullptr : &I->second;
  }
};

/// True for a null pointer constant in pointer position.
bool isNull(const clang::Expr *E, clang::ASTContext &Context);

/// S as it is written in the source.
std::string sourceOf(const clang::Stmt *S, const clang::ASTContext &Context);

class Diagnostics;

/// Fills Out; returns false after reporting an error.
bool analyse(const clang::FunctionDecl *F, clang::ASTContext &Context,
             Diagnostics &Diag, FunctionActions &Out);

/// One line an action: "LINE:COLUMN ACTION DETAILS: SOURCE".
void dump(const FunctionActions &A, clang::ASTContext &Context,
          llvm::raw_ostream &OS);

llvm::StringRef spelling(ActionKind K);

} // namespace drust

#endif
