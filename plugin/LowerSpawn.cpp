// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads: the argument records of a spawn, the function that unpacks them on
// the other side, and joins.
//
#include "Lowering.h"

#include "drust/abi.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace drust {

VarDecl *Lowering::variable(StringRef What, QualType T) {
  VarDecl *V = B.hidden(fresh(What), T, nullptr);
  Prologue.push_back(B.declare(V));
  return V;
}

//===-- The thunk ---------------------------------------------------------===//

// static void __drust_run_F(void *arguments, void *result)
// { *(R *)result = F(*(T0 *)((char *)arguments + offset0), …); }
// The call is made here, after lowering, so it is passed as it stands.
void Lowering::makeThunk(const FunctionDecl *Callee, StringRef Name) {
  TranslationUnitDecl *TU = C.getTranslationUnitDecl();
  QualType T = C.getFunctionType(C.VoidTy, {C.VoidPtrTy, C.VoidPtrTy}, {});
  auto *Run = FunctionDecl::Create(C, TU, {}, {}, &C.Idents.get(Name), T,
                                   C.getTrivialTypeSourceInfo(T), SC_Static);
  ParmVarDecl *Params[2];
  for (unsigned I = 0; I < 2; ++I)
    Params[I] = ParmVarDecl::Create(C, Run, {}, {}, nullptr, C.VoidPtrTy,
                                    C.getTrivialTypeSourceInfo(C.VoidPtrTy),
                                    SC_None, nullptr);
  Run->setParams(Params);
  Run->setImplicit();
  Run->addAttr(UsedAttr::CreateImplicit(C));
  Run->addAttr(NoDebugAttr::CreateImplicit(C));
  // A function inlined into one without debug information loses its lines.
  Run->addAttr(OptimizeNoneAttr::CreateImplicit(C));
  Run->addAttr(NoInlineAttr::CreateImplicit(C));
  TU->addDecl(Run);

  uint32_t Bytes = 0;
  auto Offsets = Records::argumentOffsets(C, Callee, Bytes);
  SmallVector<Expr *, 4> Args;
  for (auto [I, P] : llvm::enumerate(Callee->parameters())) {
    QualType Type = P->getType().getUnqualifiedType();
    Expr *At = byteAt(B.read(B.ref(Params[0])), Offsets[I]);
    Args.push_back(B.read(B.deref(B.convert(At, C.getPointerType(Type)))));
  }
  Expr *Body = B.call(const_cast<FunctionDecl *>(Callee), Args, {});
  if (!Callee->getReturnType()->isVoidType()) {
    QualType R = Callee->getReturnType().getUnqualifiedType();
    Body = B.assign(
        B.deref(B.convert(B.read(B.ref(Params[1])), C.getPointerType(R))),
        Body);
  }
  Run->setBody(CompoundStmt::Create(C, {Body}, FPOptionsOverride(), {}, {}));
  Context.Emit(Run);
}

//===-- The call ----------------------------------------------------------===//

// The word of an array of struct drust_actual for a member of one of them.
static uint64_t word(unsigned Argument, size_t Offset) {
  return (sizeof(drust_actual) * Argument + Offset) / 8;
}

void Lowering::fill(Spawning &S, unsigned Argument, size_t Offset,
                    Expr *Value) {
  S.Steps.push_back(B.assign(B.element(S.Actuals, word(Argument, Offset)),
                             B.convert(Value, C.UnsignedLongTy)));
}

// Evaluates one argument.
void Lowering::spawnArgument(Spawning &S, unsigned Index) {
  const SpawnArgument &Arg = S.Call.Arguments[Index];
  const ParmVarDecl *P = S.Call.Function->getParamDecl(Index);
  Expr *Given = const_cast<CallExpr *>(S.Call.Call)->getArg(Index);
  VarDecl *Value = nullptr;
  QualType Sized;
  Expr *At = nullptr, *Copy = B.number(0);
  switch (static_cast<drust_pass>(Arg.Pass)) {
  case DRUST_PASS_VALUE: {
    Sized = P->getType().getUnqualifiedType();
    Value = variable("argument", Sized);
    S.Steps.push_back(B.assign(B.ref(Value), Given));
    At = B.addressOf(B.ref(Value));
    break;
  }
  case DRUST_PASS_OWN:
    At = Given;
    break;
  case DRUST_PASS_REF_WORD:
  case DRUST_PASS_MREF_WORD:
    Sized = Arg.Element;
    if (!Arg.Word) {
      At = B.addressOf(const_cast<Expr *>(Arg.Place));
    } else if (auto Slot = Slots.find(Arg.Word); Slot != Slots.end()) {
      At = B.read(B.ref(Slot->second));
      Copy = B.addressOf(B.ref(const_cast<VarDecl *>(Arg.Word)));
    } else { // plain: the variable's own bytes are the word
      At = B.addressOf(B.ref(const_cast<VarDecl *>(Arg.Word)));
    }
    break;
  case DRUST_PASS_REF_BYTES:
  case DRUST_PASS_MREF_BYTES:
    Sized = Arg.Place ? Arg.Place->getType() : Arg.Element;
    At = Arg.Place ? B.addressOf(const_cast<Expr *>(Arg.Place)) : Given;
    break;
  }
  S.Values.push_back(Value);
  Expr *Type = B.number(0);
  if (Arg.Owners)
    Type = type((Arg.Place              ? Arg.Place->getType()
                 : Arg.Element.isNull() ? P->getType()
                                        : Arg.Element)
                    .getUnqualifiedType(),
                Arg.PlaceKind);
  uint64_t Flags = Arg.Whole              ? DRUST_ACTUAL_WHOLE
                   : Arg.Element.isNull() ? 0
                                          : DRUST_ACTUAL_COUNTED;
  uint64_t Bytes = Sized.isNull() ? 8 : bytesOf(C, Sized);
  static_assert(offsetof(drust_actual, flags) == 4, "the upper half of pass");
  fill(S, Index, offsetof(drust_actual, pass),
       B.number(Arg.Pass | Flags << 32));
  fill(S, Index, offsetof(drust_actual, bytes), B.number(Bytes));
  fill(S, Index, offsetof(drust_actual, at), At);
  fill(S, Index, offsetof(drust_actual, type), Type);
  fill(S, Index, offsetof(drust_actual, copy), Copy);
}

// How much of it is lent: after all arguments, which the count may name.
void Lowering::lentExtent(Spawning &S, unsigned Index) {
  const SpawnArgument &Arg = S.Call.Arguments[Index];
  Expr *Count = B.number(0), *From = Count, *End = Count;
  if (!Arg.Element.isNull() && !Arg.Whole) {
    Count = count(S.Call.Function->getParamDecl(Index),
                  [&](unsigned I) { return S.Values[I]; });
    auto At = [&] {
      return B.read(
          B.element(S.Actuals, word(Index, offsetof(drust_actual, at))));
    };
    From = begin(Arg.Extent, At);
    End = end(Arg.Extent, At);
  }
  fill(S, Index, offsetof(drust_actual, count), Count);
  fill(S, Index, offsetof(drust_actual, from), From);
  fill(S, Index, offsetof(drust_actual, end), End);
}

Expr *Lowering::spawn(Expr *E, const SpawnCall &S) {
  SourceLocation L = E->getExprLoc();
  std::string Run;
  bool New = false;
  std::string Symbol = Context.Out.entry(S.Function, Run, New);
  if (New)
    makeThunk(S.Function, Run);

  Spawning Made{S, nullptr, {}, {}};
  Expr *ActualsRef = B.null(C.VoidPtrTy);
  if (!S.Arguments.empty()) {
    auto Count = static_cast<unsigned>(S.Arguments.size());
    Made.Actuals =
        variable("actuals",
                 B.arrayOf(C.UnsignedLongTy, sizeof(drust_actual) / 8 * Count));
    for (unsigned I = 0; I < Count; ++I)
      spawnArgument(Made, I);
    for (unsigned I = 0; I < Count; ++I)
      lentExtent(Made, I);
    ActualsRef = B.voidPointer(B.addressOf(B.ref(Made.Actuals)));
  }
  Expr *Entry = B.voidPointer(B.addressOf(B.ref(B.record(Symbol))));
  Expr *Result;
  if (Context.Options.Plain) {
    Result = B.call(B.function("__drust_plain_spawn", E->getType(),
                               {C.VoidPtrTy, C.VoidPtrTy}),
                    {Entry, ActualsRef}, L);
  } else {
    auto Scope = ScopeVariables.find(S.Scope);
    Expr *ScopeRef = Scope == ScopeVariables.end()
                         ? B.null(C.VoidPtrTy)
                         : B.voidPointer(B.addressOf(B.ref(Scope->second)));
    Result = B.call(B.function("__drust_spawn", E->getType(),
                               {C.VoidPtrTy, C.LongTy, C.VoidPtrTy, C.VoidPtrTy,
                                C.VoidPtrTy}),
                    {Entry, const_cast<Expr *>(S.Server), ScopeRef, ActualsRef,
                     site(E, NoPin, false)},
                    L);
  }
  for (Expr *Step : llvm::reverse(Made.Steps))
    Result = B.comma(Step, Result);
  return Result;
}

Expr *Lowering::join(Expr *E, const Action &Act) {
  auto *Call = cast<CallExpr>(E);
  SourceLocation L = E->getExprLoc();
  SmallVector<Expr *, 5> Args{
      B.voidPointer(const_cast<Expr *>(stripTransparent(Call->getArg(0)))),
      B.voidPointer(const_cast<Expr *>(stripTransparent(Call->getArg(1)))),
      Call->getArg(2),
      Act.Element.isNull() ? B.null(C.VoidPtrTy)
                           : type(Act.Element, Act.ElementKind)};
  SmallVector<QualType, 5> Types{C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy,
                                 C.VoidPtrTy};
  if (!Context.Options.Plain) {
    Args.push_back(site(E, NoPin, false));
    Types.push_back(C.VoidPtrTy);
  }
  return B.call(
      B.function(Context.Options.Plain ? "__drust_plain_join" : "__drust_join",
                 C.IntTy, Types),
      Args, L);
}

// Function, or its twin of the plain build; takes handles and their count.
FunctionDecl *Lowering::handles(StringRef Function) {
  return B.function(Context.Options.Plain ? "__drust_plain_thread_drop"
                                          : Function,
                    C.VoidTy, {C.VoidPtrTy, C.UnsignedLongTy});
}

// new = value; place = &handle; join what *place holds; *place = new.
Expr *Lowering::assignThread(Expr *E) {
  auto *Op = cast<BinaryOperator>(E);
  QualType T = Op->getLHS()->getType().getUnqualifiedType();
  VarDecl *New = variable("thread", T);
  VarDecl *Place = variable("place", C.getPointerType(T));
  FunctionDecl *Drop = handles("__drust_thread_drop");
  Expr *Steps = B.assign(B.ref(New), Op->getRHS());
  Steps = B.comma(Steps, B.assign(B.ref(Place), B.addressOf(Op->getLHS())));
  Steps = B.comma(Steps, B.call(Drop, {B.read(B.ref(Place)), B.number(1)}, {}));
  return B.comma(Steps, B.assign(B.deref(B.read(B.ref(Place))),
                                 B.read(B.ref(New)), Op->getOperatorLoc()));
}

// place = &handle; old = *place; *place = empty; old.
Expr *Lowering::moveThread(Expr *E) {
  QualType T = E->getType().getUnqualifiedType();
  VarDecl *Empty = B.hidden(fresh("empty"), T, B.zero(T));
  Prologue.push_back(B.declare(Empty));
  VarDecl *Place = variable("place", C.getPointerType(T));
  VarDecl *Old = variable("thread", T);
  auto At = [&] { return B.deref(B.read(B.ref(Place))); };
  Expr *Steps = B.assign(B.ref(Place), B.addressOf(placeOf(E)));
  Steps = B.comma(Steps, B.assign(B.ref(Old), B.read(At())));
  Steps = B.comma(Steps, B.assign(At(), B.read(B.ref(Empty)), E->getExprLoc()));
  return B.comma(Steps, B.read(B.ref(Old)));
}

// A handle that nobody takes: Function joins the thread, or leaves it to the
// scope.
Expr *Lowering::dropThread(Expr *E, StringRef Function) {
  VarDecl *V = variable("thread", E->getType().getUnqualifiedType());
  return B.comma(
      B.assign(B.ref(V), E),
      B.call(handles(Function), {B.addressOf(B.ref(V)), B.number(1)}, {}));
}

} // namespace drust
