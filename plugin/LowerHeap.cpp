// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The marks that stand for one operation on objects: calls of the runtime.
//
#include "Lowering.h"

using namespace clang;

namespace drust {

Expr *Lowering::type(QualType T, Kind K) {
  return B.voidPointer(B.addressOf(B.ref(B.record(Context.Out.type(T, K)))));
}

Expr *Lowering::newObject(Expr *E, bool MayFail) {
  auto *Call = cast<CallExpr>(cast<CastExpr>(E)->getSubExpr()->IgnoreParens());
  QualType T = E->getType()->getPointeeType();
  SourceLocation L = E->getExprLoc();
  Expr *Type = type(T, outer(typeLevels(T)));
  Expr *Count = Call->getArg(1);
  if (Context.Options.Plain)
    return back(B.call(B.function("__drust_plain_new", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.UnsignedLongTy}),
                       {Type, Count}, L),
                E);
  FunctionDecl *New =
      B.function(MayFail ? "__drust_try_new" : "__drust_new", C.UnsignedLongTy,
                 {C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy});
  return back(B.call(New, {Type, Count, site(E, NoPin, false)}, L), E);
}

// value = ...; slot = ...; old = *slot; *slot = value; old.
Expr *Lowering::replace(Expr *E, const Action &Act) {
  const VarDecl *Static = Act.Static;
  auto *Call = const_cast<CallExpr *>(takenPlace(placeOf(E)));
  SourceLocation L = E->getExprLoc();
  QualType T = E->getType().getUnqualifiedType();
  bool Pointer = T->isPointerType();
  VarDecl *Value = variable("value", T);
  VarDecl *Slot = variable("place", C.VoidPtrTy);
  VarDecl *Old = variable("old", T);
  Expr *New = Call->getArg(1);
  auto Place = [&] {
    return B.deref(B.convert(B.read(B.ref(Slot)), C.getPointerType(T)));
  };
  Expr *Steps = B.assign(B.ref(Value), Pointer ? B.convert(New, T) : New);
  Steps = B.comma(
      Steps, B.assign(B.ref(Slot), B.voidPointer(stripped(Call->getArg(0)))));
  if (Static && Pointer) {
    Expr *Taken = swap(B.read(B.ref(Value)), B.read(B.ref(Slot)), Static, L);
    Steps = B.comma(Steps, B.assign(B.ref(Old), B.convert(Taken, T)));
  } else if (Static) {
    Steps = B.comma(Steps, swapStruct(Value, B.read(B.ref(Slot)), Static, L));
    return B.comma(Steps, B.read(B.ref(Value)));
  } else if (Pointer) {
    Expr *Taken = B.convert(take(B.read(B.ref(Slot)), L), T);
    Steps = B.comma(Steps, B.assign(B.ref(Old), Taken));
    Expr *NewWord = B.read(B.ref(Value)), *At = B.read(B.ref(Slot));
    Steps = B.comma(Steps, Act.Near ? storeNear(NewWord, At, Call)
                                    : store(NewWord, At, L));
  } else {
    // The owners in *slot are in `old` now: what is there is overwritten.
    Steps = B.comma(Steps, B.assign(B.ref(Old), B.read(Place())));
    Steps = B.comma(Steps, B.assign(Place(), B.read(B.ref(Value)), L));
  }
  return B.comma(Steps, B.read(B.ref(Old)));
}

Expr *Lowering::len(Expr *E) {
  Expr *At = stripped(cast<CallExpr>(E)->getArg(0));
  return B.convert(B.call(B.function(Context.Options.Plain ? "__drust_plain_len"
                                                           : "__drust_len",
                                     C.UnsignedLongTy, {C.VoidPtrTy}),
                          {At}, E->getExprLoc()),
                   E->getType());
}

Expr *Lowering::clone(Expr *E, const Action &Act) {
  auto *Call = cast<CallExpr>(cast<CastExpr>(E)->getSubExpr()->IgnoreParens());
  Expr *At = stripped(Call->getArg(0));
  Expr *Type = type(Act.Element, Act.ElementKind);
  SourceLocation L = E->getExprLoc();
  if (Context.Options.Plain)
    return back(B.call(B.function("__drust_plain_clone", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.VoidPtrTy}),
                       {At, Type}, L),
                E);
  return back(B.call(B.function("__drust_clone", C.UnsignedLongTy,
                                {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
                     {At, Type, site(E, NoPin, false)}, L),
              E);
}

Expr *Lowering::duplicate(Expr *E) {
  auto *Call = cast<CallExpr>(cast<CastExpr>(E)->getSubExpr()->IgnoreParens());
  Expr *Text = B.voidPointer(stripped(Call->getArg(0)));
  Expr *Type = type(C.CharTy, Kind::Raw);
  SourceLocation L = E->getExprLoc();
  if (Context.Options.Plain)
    return back(B.call(B.function("__drust_plain_strdup", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.VoidPtrTy}),
                       {Type, Text}, L),
                E);
  return back(B.call(B.function("__drust_strdup", C.UnsignedLongTy,
                                {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
                     {Type, Text, site(E, NoPin, false)}, L),
              E);
}

// A parameter that borrows is an address, so the function is called as it is.
Expr *Lowering::sortOrSearch(Expr *E, const Action &Act) {
  auto *Call = cast<CallExpr>(E);
  bool Sort = Act.Kind == ActionKind::Sort;
  unsigned First = Sort ? 0 : 1;
  QualType Result = Sort ? C.VoidTy : C.UnsignedLongTy;
  uint64_t Size = bytesOf(C, Act.Element);
  SmallVector<Expr *, 6> Args{Call->getArg(First + 1), B.number(Size),
                              B.voidPointer(Call->getArg(First + 2))};
  SmallVector<QualType, 6> Types{C.UnsignedLongTy, C.UnsignedLongTy,
                                 C.VoidPtrTy};
  for (unsigned I = 0; I <= First; ++I) {
    Args.push_back(B.voidPointer(stripped(Call->getArg(I))));
    Types.push_back(C.VoidPtrTy);
  }
  std::string Name = Context.Options.Plain ? "__drust_plain_" : "__drust_";
  if (!Context.Options.Plain) {
    Args.push_back(site(E, NoPin, false));
    Types.push_back(C.VoidPtrTy);
  }
  return B.call(B.function(Name + (Sort ? "sort" : "search"), Result, Types),
                Args, E->getExprLoc());
}

// The count stands before the slot, whose place is resolved last.
Expr *Lowering::resize(Expr *E, const Action &Act) {
  auto *Call = cast<CallExpr>(E);
  Expr *Slot = stripped(Call->getArg(0)), *Count = Call->getArg(1);
  Expr *Type = type(Act.Element, Act.ElementKind);
  SourceLocation L = E->getExprLoc();
  if (Context.Options.Plain)
    return B.call(B.function("__drust_plain_resize", C.VoidTy,
                             {C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy}),
                  {Type, Count, Slot}, L);
  return B.call(
      B.function("__drust_resize", C.VoidTy,
                 {C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy, C.VoidPtrTy}),
      {Type, Count, Slot, site(E, NoPin, false)}, L);
}

// The marks that stand for one operation on objects.
Expr *Lowering::applyMark(Expr *E, const Action &Act) {
  switch (Act.Kind) {
  case ActionKind::New:
    return newObject(E, Act.Owned);
  case ActionKind::Replace:
    return replace(E, Act);
  case ActionKind::Drop:
    return B.call(cleanup("__drust_i_drop_value"),
                  {B.voidPointer(stripped(cast<CallExpr>(E)->getArg(0)))},
                  E->getExprLoc());
  case ActionKind::Len:
    return len(E);
  case ActionKind::Clone:
    return clone(E, Act);
  case ActionKind::Strdup:
    return duplicate(E);
  case ActionKind::Resize:
    return resize(E, Act);
  case ActionKind::Sort:
  case ActionKind::Search:
    return sortOrSearch(E, Act);
  default:
    llvm_unreachable("no mark that stands for one operation");
  }
}

} // namespace drust
