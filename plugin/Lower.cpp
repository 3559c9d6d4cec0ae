// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk: statements, variables with cleanups, the hidden prologue.
//
#include "Lower.h"
#include "Lowering.h"

#include "drust/abi.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

FunctionDecl *Lowering::pseudo(StringRef Name, ArrayRef<QualType> Parameters) {
  return B.function(Name, C.VoidPtrTy, Parameters);
}

FunctionDecl *Lowering::cleanup(StringRef Name) {
  return B.function(Name, C.VoidTy, {C.VoidPtrTy});
}

//===-- The prologue ------------------------------------------------------===//

// Stands first of all, so that it is closed after everything else was left.
void Lowering::makeOpenCall() {
  if (A.MayJump.empty())
    return;
  OpenCall = B.hidden(fresh("open"), B.arrayOf(C.VoidPtrTy, 2), nullptr,
                      cleanup("__drust_i_close"));
  Prologue.push_back(B.declare(OpenCall));
  std::string Symbol =
      Context.Out.site(F->getLocation(), F->getName(), 0, false);
  Prologue.push_back(
      B.call(B.function("__drust_i_open", C.VoidTy, {C.VoidPtrTy, C.VoidPtrTy}),
             {B.voidPointer(B.addressOf(B.ref(OpenCall))),
              B.voidPointer(B.addressOf(B.ref(B.record(Symbol))))},
             {}));
}

// A frame is one word of used bits and three words a pin (struct drust_frame).
// Only the first word is initialised: entering costs one store. Frames stand
// first, so they are left last, after every drop.
void Lowering::makeFrames() {
  if (Context.Options.Plain)
    return;
  for (unsigned Left = A.Pins; Left > 0;) {
    unsigned Pins = std::min<unsigned>(Left, DRUST_FRAME_PINS);
    bool First = Frames.empty();
    VarDecl *V = B.hidden(
        fresh("frame"), B.arrayOf(C.UnsignedLongTy, 1 + 3 * Pins), nullptr,
        cleanup(First && A.ReturnsBorrow ? "__drust_i_leave_borrow"
                                         : "__drust_i_leave"));
    Frames.push_back(V);
    Prologue.push_back(B.declare(V));
    Prologue.push_back(B.assign(B.element(V, 0), B.number(0)));
    Left -= Pins;
  }
  if (!A.ReturnsView)
    return;
  QualType T = B.arrayOf(C.VoidPtrTy, 3);
  Expr *Init =
      B.list(T, {frame(0), B.convert(B.number(A.ReturnsView), C.VoidPtrTy),
                 B.null(C.VoidPtrTy)});
  Prologue.push_back(B.declare(
      B.hidden(fresh("returned"), T, Init, cleanup("__drust_i_leave_view"))));
}

void Lowering::makeVariables() {
  for (QualType T : A.Temporaries) {
    // One with a cleanup is dropped also if the full expression does not end.
    VarDecl *V = T->isPointerType()
                     ? B.hidden(fresh("temporary"), C.VoidPtrTy,
                                B.null(C.VoidPtrTy), cleanup("__drust_i_drop"))
                     : B.hidden(fresh("temporary"), T, nullptr);
    Temporaries.push_back(V);
    Prologue.push_back(B.declare(V));
  }
  for (auto &[V, Info] : A.Variables) {
    if (!Info.NeedsSlot || Context.Options.Plain)
      continue;
    VarDecl *Slot = B.hidden(fresh("slot"), C.VoidPtrTy, B.null(C.VoidPtrTy));
    Slots[V] = Slot;
    Prologue.push_back(B.declare(Slot));
  }
}

// The hidden variable holds the parameter's address, so that a move out of the
// parameter is seen when the function is left.
void Lowering::parameters() {
  for (ParmVarDecl *P : F->parameters()) {
    const Variable *Info = A.find(P);
    bool Record = A.hasRecord(P);
    if (!Record && (!Info || Info->K != Kind::Own))
      continue;
    P->setReferenced();
    P->setIsUsed();
    if (Record) {
      Prologue.push_back(record(P));
      continue;
    }
    VarDecl *V = B.hidden(fresh("parameter"), C.VoidPtrTy,
                          B.voidPointer(B.addressOf(B.ref(P))),
                          cleanup("__drust_i_drop_param"));
    Prologue.push_back(B.declare(V));
  }
}

void Lowering::localOwner(VarDecl *V) {
  if (!V->getInit())
    V->setInit(V->getType()->isArrayType() || V->getType()->isRecordType()
                   ? B.zero(V->getType())
                   : B.null(V->getType().getUnqualifiedType()));
  // Returned, a struct with owners moves out of its variable, which is then
  // left with NULLs: it must not be the result itself.
  V->setNRVOVariable(false);
  V->setReferenced();
  V->setIsUsed();
}

// {address of the first element, count, type} with a cleanup: what drops a
// local array of owners or structs with owners, or joins threads; the type is
// the structs'. Views have their bytes for a count. Stands directly after the
// declaration, or first for a parameter.
Stmt *Lowering::record(VarDecl *V) {
  bool Struct = A.Structs.count(V), View = A.Views.count(V);
  uint64_t Count =
      View ? bytesOf(C, V->getType()) : elementCount(C, V->getType());
  QualType Element = elementType(V->getType());
  QualType T = B.arrayOf(C.VoidPtrTy, 3);
  Expr *Init =
      B.list(T, {B.voidPointer(B.addressOf(B.ref(V))),
                 B.convert(B.number(Count), C.VoidPtrTy),
                 Struct ? type(Element, Kind::Raw) : B.null(C.VoidPtrTy)});
  return B.declare(
      B.hidden(fresh("array"), T, Init,
               cleanup(Struct               ? "__drust_i_drop_structs"
                       : View               ? "__drust_i_forget_view"
                       : A.Threads.count(V) ? "__drust_i_drop_threads"
                                            : "__drust_i_drop_array")));
}

void Lowering::run() {
  B.enter(F);
  makeOpenCall();
  makeFrames();
  makeVariables();
  parameters();
  makeExtents();
  auto *Body = cast<CompoundStmt>(F->getBody());
  Stmt *New = Body;
  compound(New);
  SmallVector<Stmt *, 16> All(Prologue.begin(), Prologue.end());
  All.append(cast<CompoundStmt>(New)->body_begin(),
             cast<CompoundStmt>(New)->body_end());
  // One flat block: a nested one would be a lexical block of its own to a
  // debugger.
  F->setBody(Prologue.empty() ? New : B.compound(All, Body));
}

//===-- The walk ----------------------------------------------------------===//

// Appends the record of each variable that S declares and that has one; false
// if there is none.
bool Lowering::records(Stmt *S, SmallVectorImpl<Stmt *> &All) {
  while (S && isa<LabelStmt, SwitchCase>(S)) // a declaration may carry labels
    S = isa<LabelStmt>(S) ? cast<LabelStmt>(S)->getSubStmt()
                          : cast<SwitchCase>(S)->getSubStmt();
  const auto *D = dyn_cast_or_null<DeclStmt>(S);
  if (!D)
    return false;
  size_t Before = All.size();
  for (Decl *Each : D->decls())
    if (auto *V = dyn_cast<VarDecl>(Each); V && A.hasRecord(V))
      All.push_back(record(V));
  return All.size() != Before;
}

// The variables of the compound literals that live in Block, each with its
// record; they stand at the start of the block.
void Lowering::literals(const Stmt *Block, SmallVectorImpl<Stmt *> &All) {
  for (auto &[L, LivesIn] : A.Literals) {
    if (LivesIn != Block)
      continue;
    QualType T = L->getType().getUnqualifiedType();
    VarDecl *V = B.hidden(fresh("literal"), T, B.zero(T));
    Literals[L] = V;
    (elementType(T)->isPointerType() ? A.Arrays : A.Structs).insert(V);
    All.push_back(B.declare(V));
    All.push_back(record(V));
  }
}

void Lowering::compound(Stmt *&S) {
  auto *Body = cast<CompoundStmt>(S);
  SmallVector<Stmt *, 16> All;
  literals(Body, All);
  bool Changed = !All.empty();
  for (Stmt *&Child : Body->body()) {
    walk(Child);
    All.push_back(Child);
    Changed |= records(Child, All);
  }
  if (Changed)
    S = B.compound(All, Body);
}

// What the head of `for` declares moves in front of it, with its records, into
// a block of their own.
void Lowering::loopHead(Stmt *&S) {
  auto *For = cast<ForStmt>(S);
  SmallVector<Stmt *, 4> All{For->getInit()};
  if (!records(For->getInit(), All))
    return;
  For->setInit(nullptr);
  All.push_back(For);
  S = CompoundStmt::Create(C, All, FPOptionsOverride(), For->getBeginLoc(),
                           For->getEndLoc());
}

void Lowering::scope(IfStmt *S) {
  S->setCond(B.integer(1, C.IntTy));
  Stmt *Then = S->getThen();
  auto *Body = cast<CompoundStmt>(Then);
  if (Context.Options.Plain) {
    compound(Then);
    return S->setThen(Then);
  }
  QualType T;
  for (NamedDecl *D :
       C.getTranslationUnitDecl()->lookup(&C.Idents.get("drust_scope")))
    if (auto *R = dyn_cast<RecordDecl>(D))
      T = C.getRecordType(R);
  VarDecl *V =
      B.hidden(fresh("scope"), T, B.zero(T),
               B.function("__drust_scope_leave", C.VoidTy, {C.VoidPtrTy}));
  ScopeVariables[S] = V;
  compound(Then);
  SmallVector<Stmt *, 16> All{B.declare(V)};
  All.append(cast<CompoundStmt>(Then)->body_begin(),
             cast<CompoundStmt>(Then)->body_end());
  S->setThen(B.compound(All, Body));
}

void Lowering::children(Stmt *S) {
  if (auto *G = dyn_cast<GenericSelectionExpr>(S)) {
    for (Stmt *&Child : G->children())
      if (Child == G->getResultExpr())
        return walk(Child);
    return;
  }
  if (auto *Choose = dyn_cast<ChooseExpr>(S)) {
    for (Stmt *&Child : Choose->children())
      if (Child == Choose->getChosenSubExpr())
        return walk(Child);
    return;
  }
  if (auto *Binary = dyn_cast<BinaryConditionalOperator>(S)) {
    // common, condition, true, false: the two in the middle refer to common.
    unsigned Index = 0;
    for (Stmt *&Child : Binary->children()) {
      if (Index == 0 || Index == 3)
        walk(Child);
      ++Index;
    }
    return;
  }
  bool Declares = isa<DeclStmt>(S);
  const Stmt *Before = nullptr;
  Stmt *After = nullptr;
  for (Stmt *&Child : S->children()) {
    // One node may stand in two places: the size of a variable array in every
    // type made from it, the value of a range designator in each element.
    if (Child && Child == Before) {
      Child = After;
      continue;
    }
    if (Declares && Rewritten.count(Child))
      continue;
    Before = Child;
    walk(Child);
    After = Child;
    if (Declares)
      Rewritten.insert(Child);
  }
}

void Lowering::walk(Stmt *&S) {
  SmallVector<Stmt *, 4> All;
  if (S && !isa<CompoundStmt>(S))
    literals(S, All);
  rewrite(S);
  if (All.empty())
    return;
  All.push_back(S);
  S = CompoundStmt::Create(C, All, FPOptionsOverride(), S->getBeginLoc(),
                           S->getEndLoc());
}

void Lowering::rewrite(Stmt *&S) {
  if (!S)
    return;
  if (isa<UnaryExprOrTypeTraitExpr, OpaqueValueExpr>(S))
    return;
  if (isa<CompoundStmt>(S))
    return compound(S);
  if (auto *If = dyn_cast<IfStmt>(S); If && A.Scopes.count(If))
    return scope(If);
  if (auto *If = dyn_cast<IfStmt>(S); If && A.Unsafes.count(If))
    If->setCond(B.integer(1, C.IntTy));
  if (auto *List = dyn_cast<InitListExpr>(S); List && List->getSemanticForm()) {
    Stmt *Semantic = List->getSemanticForm();
    return children(Semantic);
  }
  children(S);
  if (auto *D = dyn_cast<DeclStmt>(S)) {
    for (Decl *Each : D->decls()) {
      auto *V = dyn_cast<VarDecl>(Each);
      if (!V)
        continue;
      const Variable *Info = A.find(V);
      if (A.hasRecord(V)) {
        localOwner(V);
      } else if (Info && Info->K == Kind::Own) {
        localOwner(V);
        V->addAttr(CleanupAttr::CreateImplicit(C, cleanup("__drust_i_drop")));
      }
    }
    return;
  }
  if (isa<ForStmt>(S))
    return loopHead(S);
  auto *E = dyn_cast<Expr>(S);
  if (!E)
    return;
  const Expr *Key = E;
  if (auto I = A.Table.find(Key); I != A.Table.end())
    E = apply(E, I->second);
  if (auto I = A.Ends.find(Key); I != A.Ends.end())
    E = end(E, I->second);
  S = E;
}

void lower(FunctionDecl *F, FunctionActions &A, LowerContext &Context) {
  Lowering(F, A, Context).run();
}

} // namespace drust
