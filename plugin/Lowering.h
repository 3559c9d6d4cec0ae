// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rewriter. Private to Lower*.cpp: Lower.cpp walks and handles statements
// and variables, LowerExpr.cpp turns actions into calls, LowerHeap.cpp does the
// marks that work on whole objects, LowerIdentity.cpp those that ask which
// object it is, LowerSpawn.cpp does threads.
//
#ifndef DRUST_PLUGIN_LOWERING_H
#define DRUST_PLUGIN_LOWERING_H

#include "Lower.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace drust {

/// `E` without the nodes that only pass its value on.
clang::Expr *stripped(clang::Expr *E);
/// The place of an lvalue-to-rvalue conversion; null if `E` is none.
clang::Expr *placeOf(clang::Expr *E);

class Lowering {
public:
  Lowering(clang::FunctionDecl *F, FunctionActions &A, LowerContext &Context)
      : F(F), A(A), Context(Context), B(Context.Make), C(B.context()) {}
  void run();

private:
  clang::FunctionDecl *F;
  FunctionActions &A;
  LowerContext &Context;
  Builder &B;
  clang::ASTContext &C;

  llvm::SmallVector<clang::Stmt *, 8> Prologue;
  llvm::SmallVector<clang::VarDecl *, 2> Frames;
  llvm::SmallVector<clang::VarDecl *, 2> Temporaries;
  llvm::DenseMap<const clang::VarDecl *, clang::VarDecl *> Slots;
  /// Of borrow variables: where what they are part of begins and ends, 0 where
  /// that is not known.
  struct Bounds {
    clang::VarDecl *From, *End;
  };
  llvm::DenseMap<const clang::VarDecl *, Bounds> Extents;
  llvm::DenseMap<const clang::IfStmt *, clang::VarDecl *> ScopeVariables;
  llvm::DenseMap<const clang::CompoundLiteralExpr *, clang::VarDecl *> Literals;
  llvm::SmallPtrSet<const clang::Stmt *, 4> Rewritten; ///< in declarations
  clang::VarDecl *OpenCall = nullptr; ///< struct drust_open; null if not needed
  unsigned Names = 0;

  std::string fresh(llvm::StringRef What) {
    return (".drust." + What + "." + std::to_string(Names++)).str();
  }
  clang::FunctionDecl *pseudo(llvm::StringRef Name,
                              llvm::ArrayRef<clang::QualType> Parameters);
  clang::FunctionDecl *cleanup(llvm::StringRef Name);

  //===-- Lower.cpp ---------------------------------------------------------//
  void makeOpenCall();
  void makeFrames();
  void makeVariables();
  void parameters();
  void localOwner(clang::VarDecl *V);
  clang::Stmt *record(clang::VarDecl *V);
  void walk(clang::Stmt *&S);
  void children(clang::Stmt *S);
  bool records(clang::Stmt *S, llvm::SmallVectorImpl<clang::Stmt *> &All);
  void compound(clang::Stmt *&S);
  void loopHead(clang::Stmt *&S);
  void literals(const clang::Stmt *Block,
                llvm::SmallVectorImpl<clang::Stmt *> &All);
  void rewrite(clang::Stmt *&S);
  void scope(clang::IfStmt *S);

  //===-- LowerExpr.cpp -----------------------------------------------------//
  clang::Expr *apply(clang::Expr *E, const llvm::SmallVector<Action, 1> &List);
  clang::Expr *applyOne(clang::Expr *E, const Action &Act,
                        const clang::Expr *Original);
  clang::Expr *applyWhole(clang::Expr *E, const Action &Act,
                          const clang::Expr *Original);
  clang::Expr *keep(clang::Expr *E, clang::VarDecl *V,
                    const clang::Expr *Original);
  clang::Expr *end(clang::Expr *E, llvm::ArrayRef<unsigned> Indices);
  clang::Expr *frame(int Pin);
  clang::Expr *pinNumber(int Pin);
  clang::Expr *site(const clang::Expr *At, int Pin, bool Nullable);
  clang::Expr *back(clang::Expr *Call, const clang::Expr *Like);
  clang::Expr *loadWord(clang::Expr *Place, clang::SourceLocation L);
  clang::Expr *notNull(clang::Expr *E, const clang::Expr *At);
  clang::Expr *resolveShared(clang::Expr *E, const Action &Act,
                             const clang::Expr *At);
  clang::Expr *resolveExclusive(clang::Expr *E, const Action &Act,
                                const clang::Expr *At);
  clang::Expr *take(clang::Expr *Slot, clang::SourceLocation L);
  clang::Expr *store(clang::Expr *Value, clang::Expr *Slot,
                     clang::SourceLocation L);
  clang::Expr *swap(clang::Expr *Value, clang::Expr *Slot,
                    const clang::VarDecl *Static, clang::SourceLocation L);
  clang::Expr *swapStruct(clang::VarDecl *V, clang::Expr *Place,
                          const clang::VarDecl *Static,
                          clang::SourceLocation L);
  clang::Expr *entering(const clang::VarDecl *Static, clang::Expr *E);
  clang::Expr *moveOwner(clang::Expr *Slot, const clang::VarDecl *Static,
                         clang::SourceLocation L);
  clang::Expr *assignOwner(clang::BinaryOperator *E, const Action &Act);
  clang::Expr *applyStruct(clang::Expr *E, const Action &Act);
  clang::Expr *moveStruct(clang::Expr *E, const clang::VarDecl *Static);
  clang::Expr *assignStruct(clang::Expr *E, const clang::VarDecl *Static);
  clang::Expr *storeNear(clang::Expr *Value, clang::Expr *Slot,
                         const clang::Expr *At);
  clang::Expr *dropStruct(clang::Expr *E);
  clang::Expr *returned(clang::Expr *E);
  clang::Expr *literal(clang::CompoundLiteralExpr *E);
  clang::Expr *dropStructIn(clang::VarDecl *V, clang::SourceLocation L);
  clang::Expr *bindSlot(clang::Expr *E, const Action &Act);
  clang::Expr *share(clang::Expr *E, const Action &Act,
                     clang::SourceLocation L);
  clang::Expr *storeAfter(clang::BinaryOperator *E);

  //===-- LowerView.cpp -----------------------------------------------------//
  clang::Expr *byteAt(clang::Expr *Base, uint64_t Offset);
  clang::Expr *anyFrame();
  void
  eachShared(clang::VarDecl *V,
             llvm::function_ref<void(uint64_t, unsigned, clang::Expr *)> Visit);
  clang::Expr *keepAt(clang::Expr *Field, clang::Expr *At,
                      clang::SourceLocation L);
  clang::Expr *keepField(clang::BinaryOperator *E);
  clang::Expr *keepView(clang::Expr *E, const Action &Act);
  clang::Expr *pinBorrow(clang::Expr *At, int Pin, clang::SourceLocation L);
  clang::Expr *pinView(clang::Expr *E, const Action &Act);
  clang::Expr *adoptView(clang::Expr *E, const Action &Act);
  clang::Expr *applyView(clang::Expr *E, const Action &Act);
  clang::Expr *forgetView(clang::VarDecl *V);

  //===-- LowerHeap.cpp -----------------------------------------------------//
  clang::Expr *applyMark(clang::Expr *E, const Action &Act);
  clang::Expr *type(clang::QualType T, Kind K);
  clang::Expr *newObject(clang::Expr *E, bool MayFail);
  clang::Expr *replace(clang::Expr *E, const Action &Act);
  clang::Expr *len(clang::Expr *E);
  clang::Expr *clone(clang::Expr *E, const Action &Act);
  clang::Expr *duplicate(clang::Expr *E);
  clang::Expr *sortOrSearch(clang::Expr *E, const Action &Act);
  clang::Expr *resize(clang::Expr *E, const Action &Act);

  //===-- LowerIdentity.cpp -------------------------------------------------//
  clang::Expr *applyIdentity(clang::Expr *E, const Action &Act);
  clang::Expr *intoRaw(clang::Expr *E);
  clang::Expr *fromRaw(clang::Expr *E, const Action &Act);
  clang::Expr *checkedCast(clang::Expr *E, const Action &Act);
  clang::Expr *same(clang::Expr *E);
  clang::Expr *id(clang::Expr *E);

  //===-- LowerSpawn.cpp ----------------------------------------------------//
  clang::Expr *spawn(clang::Expr *E, const SpawnCall &S);
  /// One spawn while it is built.
  struct Spawning {
    const SpawnCall &Call;
    clang::VarDecl *Actuals = nullptr; ///< the array of struct drust_actual
    llvm::SmallVector<clang::Expr *, 32> Steps;
    /// What each argument that crosses as a value was evaluated to.
    llvm::SmallVector<clang::VarDecl *, 4> Values;
  };
  void fill(Spawning &S, unsigned Argument, size_t Offset, clang::Expr *Value);
  void spawnArgument(Spawning &S, unsigned Index);
  void lentExtent(Spawning &S, unsigned Index);
  clang::Expr *join(clang::Expr *E, const Action &Act);
  clang::Expr *moveThread(clang::Expr *E);
  clang::Expr *assignThread(clang::Expr *E);
  clang::Expr *dropThread(clang::Expr *E, llvm::StringRef Function);
  clang::FunctionDecl *handles(llvm::StringRef Function);
  clang::VarDecl *variable(llvm::StringRef What, clang::QualType T);
  void makeThunk(const clang::FunctionDecl *Callee, llvm::StringRef Name);

  //===-- LowerExtent.cpp ---------------------------------------------------//
  void makeExtents();
  clang::Expr *count(const clang::ParmVarDecl *P,
                     llvm::function_ref<clang::ValueDecl *(unsigned)> Place);
  using Maker = llvm::function_ref<clang::Expr *()>;
  clang::Expr *begin(const Extent &X, Maker At);
  clang::Expr *end(const Extent &X, Maker At);
  clang::Expr *sum(clang::BinaryOperatorKind K, clang::Expr *Left,
                   clang::Expr *Right);
  clang::Expr *bindExtent(clang::Expr *E, const Action &Act);
  clang::Expr *split(const Action &Act);
};

} // namespace drust

#endif
