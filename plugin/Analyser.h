// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk that fills the Actions table. Private to Actions*.cpp: statements
// and values stand in Actions.cpp, structs that move in ActionsStruct.cpp,
// tracked pointers and places in ActionsPointer.cpp, calls and marks in
// ActionsCall.cpp, the hatch in ActionsUnsafe.cpp, casts and identity in
// ActionsIdentity.cpp.
//
#ifndef DRUST_PLUGIN_ANALYSER_H
#define DRUST_PLUGIN_ANALYSER_H

#include "Actions.h"
#include "Diagnostics.h"
#include "Fixes.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

namespace drust {

struct Contract;

/// What the surroundings of a pointer expression need from it.
struct Want {
  enum Form : unsigned char {
    Discard, ///< nothing
    Test,    ///< whether it is NULL
    Address, ///< a resolved local address, for an access or a plain C callee
    Own,     ///< the owner itself: moves
    Borrow   ///< a borrow for Dest: an address, or a word if Word
  };
  Form F = Discard;
  Access Mode = Access::Read;
  int Pin = NoPin;       ///< where the last resolve's pin goes; else its own
  bool Word = false;     ///< Borrow: an owner's word will do
  bool Nullable = false; ///< NULL passes
  bool ForCall = false;  ///< lives until the call returns
  bool Escapes = false;  ///< Address: kept as an untracked pointer
  bool Aloud = false;    ///< Discard: (void) says so
  const clang::NamedDecl *Dest = nullptr;   ///< for messages
  const clang::VarDecl *Variable = nullptr; ///< Borrow: the variable bound
  /// Own: the compound literal that an initialiser stands in.
  const clang::CompoundLiteralExpr *Literal = nullptr;

  static Want discard() { return {}; }
  static Want test() {
    Want W;
    W.F = Test;
    return W;
  }
  static Want address(Access Mode, int Pin = NoPin) {
    Want W;
    W.F = Address;
    W.Mode = Mode;
    W.Pin = Pin;
    return W;
  }
  /// An address that is kept where nothing tracks it (-permissive).
  static Want erased() {
    Want W = address(Access::Read);
    W.Nullable = true;
    return W;
  }
  static Want own(const clang::NamedDecl *Dest = nullptr) {
    Want W;
    W.F = Own;
    W.Dest = Dest;
    return W;
  }
};

class Analyser {
public:
  Analyser(const clang::FunctionDecl *F, clang::ASTContext &Context,
           Diagnostics &Diag, FunctionActions &Out)
      : F(F), Context(Context), Diag(Diag), Out(Out) {}

  bool run();

private:
  const clang::FunctionDecl *F;
  clang::ASTContext &Context;
  Diagnostics &Diag;
  FunctionActions &Out;
  bool Failed = false;
  clang::SourceLocation JumpedTo; ///< of a call that may return twice
  const clang::FunctionDecl *JumpedToName = nullptr;
  bool Unsafe = false; ///< inside a block DRUST_UNSAFE

  const clang::Expr *FullExpr = nullptr;
  /// Where the temporaries of FullExpr end if that is braces.
  const clang::Expr *EndsAt = nullptr;
  /// Variables with a cleanup and drust_scopes whose scope is open, in order.
  llvm::SmallVector<const void *, 8> Open;
  using Snapshot = llvm::SmallVector<const void *, 8>;
  llvm::DenseMap<const clang::LabelDecl *, Snapshot> Labels;
  llvm::SmallVector<std::pair<const clang::GotoStmt *, Snapshot>, 4> Gotos;
  /// Jumps whose target is not known, and jumps out of inline assembly: they
  /// run no cleanup.
  struct BareJump {
    clang::SourceLocation From;
    const clang::LabelDecl *Target; ///< null: any label whose address is taken
    Snapshot Source;
  };
  llvm::SmallVector<BareJump, 1> BareJumps;
  llvm::SetVector<const clang::LabelDecl *> AddressTaken;
  llvm::SmallPtrSet<const clang::Expr *, 4> Sizes; ///< of variable arrays, seen
  llvm::SmallPtrSet<const clang::Expr *, 4> Initialisers; ///< in views, seen
  /// Statement expressions that are operands beside tracked pointers.
  unsigned Operands = 0;
  llvm::SmallVector<Snapshot, 2> Switches;
  /// The blocks around, the function's body first.
  llvm::SmallVector<const clang::Stmt *, 8> Blocks;
  llvm::SmallVector<const clang::IfStmt *, 2> ScopeStack;
  /// For each variable declared inside a drust_scope, the innermost one.
  llvm::DenseMap<const clang::VarDecl *, const clang::IfStmt *> DeclaredIn;

  //===-- Helpers -----------------------------------------------------------//
  clang::DiagnosticBuilder error(diag::Id Id, clang::SourceLocation L) {
    Failed |= !Diag.passes(Id);
    return Diag.report(Id, L);
  }
  clang::DiagnosticBuilder error(diag::Id Id, const clang::Expr *E) {
    return error(Id, E->getExprLoc());
  }
  std::string source(const clang::Stmt *S) const {
    return sourceOf(S, Context);
  }
  std::string quoted(const clang::Stmt *S) const {
    return "'" + source(S) + "'";
  }
  std::string maker(const clang::Expr *E) const;
  void noteDeclared(const clang::NamedDecl *D);
  void noteRawParameter(const clang::ParmVarDecl *P);
  Action &act(const clang::Expr *E, ActionKind K);
  Action &resolve(const clang::Expr *E, const Want &W, int DefaultPin = NoPin);
  int newPin() { return static_cast<int>(Out.Pins++); }
  int variablePin(const clang::VarDecl *V);
  unsigned temporary(const clang::Expr *E);
  const clang::VarDecl *variable(const clang::Expr *Place) const;
  const Variable *info(const clang::VarDecl *V) const { return Out.find(V); }
  bool touches(const clang::Stmt *S) const;
  bool isNull(const clang::Expr *E) const { return drust::isNull(E, Context); }

  //===-- Statements (Actions.cpp) ------------------------------------------//
  void statement(const clang::Stmt *S);
  void compound(const clang::CompoundStmt *S);
  void block(const clang::Stmt *S);
  void ifStatement(const clang::IfStmt *S);
  void loop(const clang::Stmt *S);
  void declaration(const clang::DeclStmt *S);
  void declare(const clang::VarDecl *V);
  void initialize(const clang::VarDecl *V, Kind K);
  void countHere(const clang::Decl *D);
  void arraySizes(clang::QualType T);
  void hiddenSizes(clang::QualType T, clang::SourceLocation L);
  bool isOpenScope(const void *Entry) const;
  void variableError(diag::Id Id, clang::SourceLocation From,
                     const void *Entry);
  void bareJump(const BareJump &J, const clang::LabelDecl *Target);
  void leavesOperand(clang::SourceLocation L);
  bool isLocalThread(const clang::Expr *Place) const;
  bool lostInto(const clang::Expr *E, const clang::VarDecl *V);
  bool checkInner(const clang::Expr *E, const clang::NamedDecl *Dest);
  void returns(const clang::ReturnStmt *S);
  void inlineAsm(const clang::GCCAsmStmt *S);
  void checkJumps();
  void jump(clang::SourceLocation From, const Snapshot &Source,
            const Snapshot &Target);
  template <class Fn> void full(const clang::Expr *E, Fn Visit) {
    llvm::SaveAndRestore Expression(FullExpr, E);
    llvm::SaveAndRestore<const clang::Expr *> Whole(EndsAt, nullptr);
    Visit();
  }
  void fullDiscard(const clang::Expr *E);
  void fullCondition(const clang::Expr *E);

  //===-- Values (Actions.cpp) ----------------------------------------------//
  void discard(const clang::Expr *E, bool Aloud = false);
  void condition(const clang::Expr *E);
  bool noPlainValue(const clang::Expr *E);
  void value(const clang::Expr *E);
  void namedValue(const clang::DeclRefExpr *E);
  void sizeValue(const clang::UnaryExprOrTypeTraitExpr *E);
  void atomicValue(const clang::AtomicExpr *E);
  void unaryValue(const clang::UnaryOperator *U);
  void binaryValue(const clang::BinaryOperator *B);
  void castValue(const clang::CastExpr *C);
  void comparison(const clang::BinaryOperator *B);
  void assignment(const clang::BinaryOperator *B, const Want &W);
  bool endsInResolve(const clang::Expr *E) const;
  void rawAssignment(const clang::BinaryOperator *B);
  void initializer(const clang::Expr *E, const Want &W);
  void statementExpr(const clang::StmtExpr *S, const Want *Last);

  //===-- Owner structs (ActionsStruct.cpp) ---------------------------------//
  void consume(const clang::Expr *E);
  void structValue(const clang::Expr *E);
  void structDiscard(const clang::Expr *E);
  Action &moveOut(const clang::CastExpr *E);
  void structAssignment(const clang::BinaryOperator *B);
  void structList(const clang::InitListExpr *I);
  void literal(const clang::CompoundLiteralExpr *L);

  //===-- Structs with borrows (ActionsView.cpp) ----------------------------//
  void viewValue(const clang::Expr *E);
  int viewPins(clang::QualType T);
  bool viewRoot(const clang::Expr *Place);
  void viewAssignment(const clang::BinaryOperator *B);
  bool staysInView(const clang::BinaryOperator *B);
  void viewList(const clang::Expr *E, const clang::VarDecl *V, uint64_t Offset,
                clang::QualType T, const clang::FieldDecl *Field = nullptr);
  void emptyView(clang::QualType T, const clang::FieldDecl *Field,
                 clang::SourceLocation L);
  void viewField(const clang::Expr *E, const clang::VarDecl *V, uint64_t Offset,
                 const clang::FieldDecl *Field);
  Want viewWant(const clang::FieldDecl *Field);
  const clang::FieldDecl *viewPlace(const clang::Expr *Place) const;
  void viewFieldAssignment(const clang::BinaryOperator *B);
  void loadViewField(const clang::Expr *E, const clang::Expr *Place,
                     const clang::FieldDecl *Field, const Want &W);

  //===-- Tracked pointers (ActionsPointer.cpp) -----------------------------//
  void pointer(const clang::Expr *E, const Want &W);
  void eitherPointer(const clang::BinaryConditionalOperator *E, const Want &W);
  void binaryPointer(const clang::BinaryOperator *E, const Want &W);
  void statementPointer(const clang::StmtExpr *E, const Want &W);
  void trackedCast(const clang::CastExpr *C, const Want &W);
  void load(const clang::CastExpr *E, const Want &W);
  bool staysStatic(const clang::Expr *Place, llvm::StringRef How);
  void ownerPlace(const clang::CastExpr *E, const clang::Expr *Place,
                  const Want &W);
  void borrowVariable(const clang::CastExpr *E, const clang::VarDecl *V,
                      const Want &W);
  void addressOf(const clang::Expr *E, const clang::Expr *Place, const Want &W);
  void ownedResult(const clang::Expr *E, const Want &W);
  void borrowedResult(const clang::Expr *E, Kind K, const Want &W);
  void rawPointer(const clang::Expr *E, const Want &W);
  void rawIntoBorrow(const clang::Expr *E, const Want &W);
  void arithmetic(const clang::Expr *E, const clang::Expr *Base, const Want &W);
  bool movable(const clang::Expr *Place, const clang::Expr *Whole = nullptr);
  void moveOutOf(diag::Id Id, const clang::Expr *Place,
                 const clang::Expr *Through);
  void mustNotBeNull(const clang::Expr *E, const Want &W);
  bool writable(const clang::Expr *E, const Want &W, const clang::VarDecl *V);
  void through(const clang::Expr *E, const clang::Expr *Base, Access Mode,
               int Pin);
  void literalPlace(const clang::CompoundLiteralExpr *E, Access Mode);
  void place(const clang::Expr *E, Access Mode, int Pin = NoPin);

  //===-- Pointers to functions (ActionsFunction.cpp) -----------------------//
  void functionPointer(const clang::Expr *E, const Contract &Wanted,
                       const clang::NamedDecl *Dest);
  void functionValue(const clang::Expr *E);
  void indirectCall(const clang::CallExpr *C);

  //===-- Calls and marks (ActionsCall.cpp) ---------------------------------//
  void call(const clang::CallExpr *C);
  void argument(const clang::CallExpr *C, const clang::ParmVarDecl *P,
                const clang::Expr *E);
  void rawArgument(const clang::CallExpr *C, const clang::ParmVarDecl *P,
                   const clang::Expr *E);
  void mayEscape(const clang::CallExpr *C, const clang::ParmVarDecl *P,
                 const clang::Expr *E);
  void rawAliases(const clang::CallExpr *C);
  void variadicArgument(const clang::CallExpr *C, unsigned Index);
  bool markValue(const clang::CastExpr *C, const Want &W);
  void newObject(const clang::CastExpr *C, const clang::CallExpr *Call, Mark M);
  bool takes(const clang::CastExpr *Load);
  void replacement(const clang::CallExpr *Call, const clang::Expr *Load);
  bool comma(const clang::BinaryOperator *B);
  bool slotOperand(const clang::Expr *E, llvm::StringRef Macro,
                   bool Static = false);
  void markCall(const clang::CallExpr *C, Mark M);
  void join(const clang::CallExpr *C);

  //===-- Marks that make and change objects (ActionsHeap.cpp) --------------//
  bool objectType(const clang::Expr *E, clang::QualType T, Kind K);
  bool clone(const clang::CastExpr *C, const clang::CallExpr *Call);
  void duplicate(const clang::CastExpr *C, const clang::CallExpr *Call);
  void resize(const clang::CallExpr *C);
  void sortOrSearch(const clang::CallExpr *C, Mark M);

  //===-- The hatch (ActionsUnsafe.cpp) -------------------------------------//
  bool unsafeBlock(const clang::IfStmt *S);
  bool inUnsafe(const clang::Expr *E, llvm::StringRef What);
  void keepAsRaw(const clang::Expr *E);
  bool rawOperand(const clang::Expr *E, llvm::StringRef Macro);
  void intoRaw(const clang::CastExpr *C, const clang::CallExpr *Call);
  bool fromRaw(const clang::CastExpr *C, const clang::CallExpr *Call);
  void assume(const clang::CastExpr *C, const clang::CallExpr *Call, Mark M,
              const Want &W);

  //===-- Which object it is (ActionsIdentity.cpp) --------------------------//
  bool castKeepsMeaning(const clang::CastExpr *C, const clang::Expr *Sub,
                        const Want &W);
  void checkedCast(const clang::CastExpr *C, const clang::CallExpr *Call,
                   const Want &W);
  void identity(const clang::CallExpr *C, Mark M);

  //===-- What C can do around owners (ActionsForeign.cpp) ------------------//
  void jumpingCall(const clang::Expr *E, const clang::FunctionDecl *Callee);
  void checkJumpedTo();
  void watchJumps();
  void readShared(const clang::Expr *Place);

  //===-- Threads (ActionsLend.cpp) -----------------------------------------//
  bool spawn(const clang::Expr *E);
  void spawnArgument(SpawnCall &S, const clang::ParmVarDecl *P,
                     const clang::Expr *E);
  void lend(SpawnCall &S, const clang::ParmVarDecl *P, const clang::Expr *E,
            SpawnArgument &A);
  bool lendLoad(const clang::ParmVarDecl *P, const clang::Expr *E,
                const clang::Expr *Place, SpawnArgument &A);
  void lendPlace(const SpawnCall &S, const clang::ParmVarDecl *P,
                 const clang::Expr *E, const clang::Expr *Place,
                 SpawnArgument &A);
  void lendElements(const SpawnCall &S, const clang::ParmVarDecl *P,
                    const clang::Expr *E, SpawnArgument &A);
  void unknownExtent(const clang::ParmVarDecl *P, const clang::Expr *E);
  bool within(const clang::Expr *Place, Extent &X) const;
  Extent extentOf(const clang::Expr *E) const;
  void bindExtent(const clang::VarDecl *V, const clang::Expr *Source);
  void split(const clang::CallExpr *C);
  void checkLent(const clang::Expr *Place, const clang::Expr *E);
};

/// The call of the spawned function inside the expansion of drust_spawn; null
/// if E is none. Server receives the operand of drust_spawn_on's mark.
const clang::CallExpr *spawnedCall(const clang::Expr *E,
                                   const clang::Expr **Server);

} // namespace drust

#endif
