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
    Expr *Base =
        B.convert(B.read(B.ref(Params[0])), C.getPointerType(C.CharTy));
    Expr *At = BinaryOperator::Create(C, Base, B.number(Offsets[I]), BO_Add,
                                      C.getPointerType(C.CharTy), VK_PRValue,
                                      OK_Ordinary, {}, {});
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

// One argument fills one struct drust_actual: four words of Actuals.
void Lowering::spawnArgument(const SpawnArgument &Arg, unsigned Index,
                             const ParmVarDecl *P, Expr *Given,
                             VarDecl *Actuals, SmallVectorImpl<Expr *> &Steps) {
  uint64_t Bytes = 8;
  Expr *At = nullptr, *Copy = B.number(0);
  switch (static_cast<drust_pass>(Arg.Pass)) {
  case DRUST_PASS_VALUE: {
    QualType T = P->getType().getUnqualifiedType();
    Bytes = static_cast<uint64_t>(C.getTypeSizeInChars(T).getQuantity());
    VarDecl *V = variable("argument", T);
    Steps.push_back(B.assign(B.ref(V), Given));
    At = B.addressOf(B.ref(V));
    break;
  }
  case DRUST_PASS_OWN:
    At = Given;
    break;
  case DRUST_PASS_REF_WORD:
  case DRUST_PASS_MREF_WORD:
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
    Bytes = static_cast<uint64_t>(
        C.getTypeSizeInChars(Arg.Place->getType()).getQuantity());
    At = B.addressOf(const_cast<Expr *>(Arg.Place));
    break;
  }
  Expr *Type = B.number(0);
  if (Arg.Owners)
    Type = B.convert(type((Arg.Place ? Arg.Place->getType() : P->getType())
                              .getUnqualifiedType(),
                          Arg.PlaceKind),
                     C.UnsignedLongTy);
  Expr *Words[4] = {B.number(Arg.Pass | Bytes << 32),
                    B.convert(At, C.UnsignedLongTy), Type,
                    B.convert(Copy, C.UnsignedLongTy)};
  for (unsigned I = 0; I < 4; ++I)
    Steps.push_back(B.assign(B.element(Actuals, 4 * Index + I), Words[I]));
}

Expr *Lowering::spawn(Expr *E, const SpawnCall &S) {
  SourceLocation L = E->getExprLoc();
  std::string Run;
  bool New = false;
  std::string Symbol = Context.Out.entry(S.Function, Run, New);
  if (New)
    makeThunk(S.Function, Run);

  auto *Call = const_cast<CallExpr *>(S.Call);
  SmallVector<Expr *, 16> Steps;
  Expr *ActualsRef = B.null(C.VoidPtrTy);
  if (!S.Arguments.empty()) {
    auto *Actuals =
        B.hidden(fresh("actuals"),
                 B.arrayOf(C.UnsignedLongTy, 4 * S.Arguments.size()), nullptr);
    Prologue.push_back(B.declare(Actuals));
    for (auto [I, Arg] : llvm::enumerate(S.Arguments))
      spawnArgument(Arg, static_cast<unsigned>(I),
                    S.Function->getParamDecl(static_cast<unsigned>(I)),
                    Call->getArg(static_cast<unsigned>(I)), Actuals, Steps);
    ActualsRef = B.voidPointer(B.addressOf(B.ref(Actuals)));
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
  for (Expr *Step : llvm::reverse(Steps))
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
