// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declarations and jumps: what enters a scope with a cleanup, and how it may be
// left.
//
#include "Analyser.h"
#include "Attrs.h"
#include "Contract.h"
#include "Count.h"
#include "Statics.h"

#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

//===-- Declarations ------------------------------------------------------===//

static bool hasCleanup(const VarDecl *V) {
  QualType T = elementType(V->getType());
  return (T->isPointerType() && declKind(V) == Kind::Own) ||
         isThreadHandle(T) || isOwnerStruct(T) || isView(T);
}

void Analyser::declaration(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    if (const auto *V = dyn_cast<VarDecl>(D))
      declare(V);
    else if (const auto *T = dyn_cast<TypedefNameDecl>(D)) {
      arraySizes(T->getUnderlyingType());
      countHere(T);
    }
  }
}

// A count among the parameters of a function pointer.
void Analyser::countHere(const Decl *D) {
  if (const ParmVarDecl *P = countInPointer(D))
    error(diag::count_misplaced, countLocation(P));
}

// The sizes of a declared array, each evaluated once where it is written.
void Analyser::arraySizes(QualType T) {
  // Only what is written here: sizes behind a typedef were met at the typedef.
  while (const auto *A = dyn_cast<ArrayType>(T.getTypePtr())) {
    T = A->getElementType();
    const auto *VLA = dyn_cast<VariableArrayType>(A);
    const Expr *Size = VLA ? VLA->getSizeExpr() : nullptr;
    if (Size && Sizes.insert(Size).second)
      full(Size, [&] { value(Size); });
  }
  hiddenSizes(T, SourceLocation());
}

// Sizes inside a type that no rewriting reaches.
void Analyser::hiddenSizes(QualType T, SourceLocation L) {
  while (T->isVariablyModifiedType()) {
    if (const ArrayType *A = T->getAsArrayTypeUnsafe()) {
      const auto *VLA = dyn_cast<VariableArrayType>(A);
      const Expr *Size = VLA ? VLA->getSizeExpr() : nullptr;
      if (Size && !Sizes.count(Size) && touches(Size))
        error(diag::hidden_size, L.isValid() ? L : Size->getExprLoc());
      T = A->getElementType();
    } else if (T->isPointerType()) {
      T = T->getPointeeType();
    } else if (const auto *Fn = T->getAs<FunctionType>()) {
      T = Fn->getReturnType();
    } else {
      return;
    }
  }
}

void Analyser::declare(const VarDecl *V) {
  QualType T = V->getType(), Element = elementType(T);
  arraySizes(T);
  if (hidesContract(V))
    error(diag::hidden_contract, V->getLocation());
  countHere(V);
  Levels L = declLevels(V);
  Kind K = Element->isPointerType() ? outer(L) : Kind::Raw;
  for (size_t I = 1; I < L.size(); ++I)
    if (isBorrow(L[I]))
      error(diag::unsupported, V->getLocation()) << "a pointer to a borrow";
  if (!V->isLocalVarDecl() || V->isStaticLocal() || V->hasExternalStorage()) {
    if (isThreadHandle(Element))
      error(diag::thread_declared, V->getLocation()) << V;
    if (isBorrow(K) || isView(T))
      error(diag::borrow_in_static, V->getLocation());
    if (holdsStaticOwners(V))
      Out.Statics.insert(V);
    Failed |=
        !checkStatic(Diag, V, V->getInit()) || !checkStaticOwners(Diag, V);
    return;
  }
  if (isBorrow(K) && T->isArrayType()) {
    error(diag::unsupported, V->getLocation()) << "an array of borrows";
    return;
  }
  if (isThreadHandle(Element)) {
    if (T->isArrayType() && !Context.getAsConstantArrayType(T))
      error(diag::thread_declared, V->getLocation()) << V;
    Out.Threads.insert(V);
  } else if (isOwnerStruct(Element)) {
    if (T->isArrayType() && !Context.getAsConstantArrayType(T))
      error(diag::unsupported, V->getLocation())
          << "an array of owners of variable length";
    Out.Structs.insert(V);
  } else if (isView(Element)) {
    if (T->isArrayType() && !Context.getAsConstantArrayType(T))
      error(diag::unsupported, V->getLocation())
          << "an array of views of variable length";
    Out.Views.insert(V);
  } else if (!Element->isPointerType() && holdsOwners(Element)) {
    error(diag::owner_struct_value, V->getLocation()) << Element;
    return;
  } else if (K == Kind::Own && T->isArrayType()) {
    if (!Context.getAsConstantArrayType(T))
      error(diag::unsupported, V->getLocation())
          << "an array of owners of variable length";
    Out.Arrays.insert(V);
  }
  if (hasCleanup(V) && V->hasAttr<CleanupAttr>())
    error(diag::user_cleanup, V->getLocation()) << V;
  if (!ScopeStack.empty())
    DeclaredIn[V] = ScopeStack.back();
  if (V->getInit())
    initialize(V, K);
  if (hasCleanup(V))
    Open.push_back(V);
}

void Analyser::initialize(const VarDecl *V, Kind K) {
  const Expr *Init = V->getInit();
  QualType T = V->getType();
  full(Init, [&] {
    if (isView(T))
      return viewList(Init, V, 0, T);
    if (K != Kind::Raw && T->isPointerType() && !checkInner(Init, V))
      return;
    Want W;
    W.Dest = V;
    switch (K) {
    case Kind::Own:
      return initializer(Init, Want::own(V));
    case Kind::Ref:
    case Kind::Mref: {
      const Variable &Info = Out.Variables[V];
      W.F = Want::Borrow;
      W.Mode = K == Kind::Mref ? Access::Write : Access::Read;
      W.Nullable = Info.Nullable;
      W.Word = Info.Word;
      W.Variable = V;
      if (K == Kind::Ref && !Info.Word)
        W.Pin = variablePin(V);
      pointer(Init, W);
      return bindExtent(V, Init);
    }
    case Kind::Raw:
      if (T->isPointerType() && isTracked(Init)) {
        lostInto(Init, V);
        return;
      }
      return initializer(Init, W);
    }
  });
}

// A tracked pointer given to the untracked V, or to what is no variable. A
// local would be a borrow by inference, but not of an object that nothing owns.
// True in the hatch, where it is kept.
bool Analyser::lostInto(const Expr *E, const VarDecl *V) {
  const auto *Load = dyn_cast<CastExpr>(stripTransparent(E));
  if (V && V->isLocalVarDecl() && exprKind(E) == Kind::Own &&
      (!Load || Load->getCastKind() != CK_LValueToRValue)) {
    error(diag::new_owner_into_plain, E) << V << addKind(V, Kind::Own);
    return false;
  }
  if (Unsafe) {
    keepAsRaw(E);
    return true;
  }
  error(diag::kept_as_raw, E) << lostKind(E) << quoted(E);
  if (!Diag.passes(diag::kept_as_raw))
    return false;
  pointer(E, Want::erased());
  return true;
}

// The outer level decides what happens to the value; what stands behind it
// must mean the same on both sides.
bool Analyser::checkInner(const Expr *E, const NamedDecl *Dest) {
  if (isNull(E) || sameInnerKinds(E, declLevels(Dest)))
    return true;
  error(diag::inner_kinds, E) << Dest;
  return false;
}

void Analyser::initializer(const Expr *E, const Want &W) {
  if (const auto *I = dyn_cast<InitListExpr>(E)) {
    if (I->getSemanticForm())
      I = I->getSemanticForm();
    if (I->getType()->isRecordType() && !I->getType()->isUnionType())
      return structList(I);
    const Expr *Before = nullptr;
    for (const Expr *Child : I->inits()) {
      if (Child == Before) { // [0 ... 9] = e: one expression, evaluated often
        bool Empty = isa<ImplicitValueInitExpr, NoInitExpr>(Child) ||
                     (Child->getType()->isPointerType() && isNull(Child));
        if (!Empty && (W.F == Want::Own || isMoveOnly(Child->getType()))) {
          error(diag::range_of_owners, Child);
          return;
        }
        continue;
      }
      Before = Child;
      initializer(Child, W);
    }
    if (const Expr *Filler =
            I->getType()->isArrayType() ? I->getArrayFiller() : nullptr)
      initializer(Filler, W);
    return;
  }
  if (isa<ImplicitValueInitExpr, NoInitExpr>(E))
    return;
  if (const auto *D = dyn_cast<DesignatedInitUpdateExpr>(E)) {
    if (holdsOwners(E->getType())) {
      error(diag::unknown_form, E) << E->getStmtClassName();
      return;
    }
    initializer(D->getBase(), W);
    return initializer(D->getUpdater(), W);
  }
  // In a declaration's braces each of them is a full expression.
  bool InBraces = FullExpr && isa<InitListExpr>(FullExpr);
  llvm::SaveAndRestore Full(EndsAt, InBraces && !EndsAt ? E : EndsAt);
  if (W.F == Want::Own && E->getType()->isPointerType()) {
    if (W.Dest && !checkInner(E, W.Dest))
      return;
    if (W.Literal && !isNull(E) && !sameInnerKinds(E, exprLevels(W.Literal))) {
      error(diag::inner_kinds, E) << quoted(W.Literal);
      return;
    }
    return pointer(E, W);
  }
  if (isFunctionPointer(E->getType()) && W.Dest)
    return functionPointer(E, contractOf(W.Dest), W.Dest);
  consume(E);
}

//===-- Jumps -------------------------------------------------------------===//

// Whether an entry of Open is a drust_scope; else it is a variable.
bool Analyser::isOpenScope(const void *Entry) const {
  return llvm::any_of(Out.Scopes, [&](const IfStmt *S) {
    return static_cast<const void *>(S) == Entry;
  });
}

void Analyser::variableError(diag::Id Id, SourceLocation From,
                             const void *Entry) {
  const auto *V = static_cast<const VarDecl *>(Entry);
  error(Id, From) << V;
  noteDeclared(V);
}

// Sema checks jumps before the cleanups exist, so it is done here: whatever is
// open at the target must be open at the source.
void Analyser::jump(SourceLocation From, const Snapshot &Source,
                    const Snapshot &Target) {
  for (const void *Entry : Target) {
    if (llvm::is_contained(Source, Entry))
      continue;
    if (isOpenScope(Entry))
      error(diag::bad_mark, From)
          << "'drust_scope'" << "a jump into it would skip its start";
    else
      variableError(diag::jump_over_owner, From, Entry);
    return;
  }
}

void Analyser::bareJump(const BareJump &J, const LabelDecl *Target) {
  const Snapshot &Label = Labels[Target];
  jump(J.From, J.Source, Label);
  for (const void *Entry : J.Source) {
    if (llvm::is_contained(Label, Entry))
      continue;
    if (isOpenScope(Entry))
      error(diag::bad_mark, J.From)
          << "'drust_scope'" << "a computed jump out of it would not join";
    else
      variableError(diag::computed_jump_out, J.From, Entry);
    return;
  }
}

void Analyser::checkJumps() {
  for (auto &[G, Source] : Gotos)
    jump(G->getGotoLoc(), Source, Labels[G->getLabel()]);
  for (const BareJump &J : BareJumps) {
    if (J.Target)
      bareJump(J, J.Target);
    else
      for (const LabelDecl *L : AddressTaken)
        bareJump(J, L);
  }
}

// A jump out of an operand would lose what its siblings hold already.
void Analyser::leavesOperand(SourceLocation L) {
  if (Operands)
    error(diag::jump_out_of_operand, L);
}

} // namespace drust
