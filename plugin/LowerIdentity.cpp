// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which object a pointer names: giving ownership up and taking it back, checked
// casts, identity.
//
#include "Lowering.h"

using namespace clang;

namespace drust {

static CallExpr *markIn(Expr *E) {
  return cast<CallExpr>(cast<CastExpr>(E)->getSubExpr()->IgnoreParens());
}

Expr *Lowering::intoRaw(Expr *E) {
  Expr *Word = stripped(markIn(E)->getArg(0));
  if (Context.Options.Plain)
    return back(Word, E);
  return back(B.call(B.function("__drust_into_raw", C.VoidPtrTy,
                                {C.UnsignedLongTy, C.VoidPtrTy}),
                     {Word, site(E, NoPin, false)}, E->getExprLoc()),
              E);
}

Expr *Lowering::fromRaw(Expr *E, const Action &Act) {
  Expr *At = B.voidPointer(stripped(markIn(E)->getArg(0)));
  Expr *Type = Act.Element->isVoidType() ? B.null(C.VoidPtrTy)
                                         : type(Act.Element, Act.ElementKind);
  SourceLocation L = E->getExprLoc();
  if (Context.Options.Plain)
    return back(B.call(B.function("__drust_plain_from_raw", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.VoidPtrTy}),
                       {At, Type}, L),
                E);
  return back(B.call(B.function("__drust_from_raw", C.UnsignedLongTy,
                                {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
                     {At, Type, site(E, NoPin, false)}, L),
              E);
}

Expr *Lowering::checkedCast(Expr *E, const Action &Act) {
  Expr *Operand = stripped(markIn(E)->getArg(0));
  Expr *Type = type(Act.Element, Act.ElementKind);
  SourceLocation L = E->getExprLoc();
  if (Context.Options.Plain)
    return back(B.call(B.function("__drust_plain_cast", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.VoidPtrTy}),
                       {Operand, Type}, L),
                E);
  bool Owner = Act.Kind == ActionKind::CastOwner;
  QualType Carried = Owner ? C.UnsignedLongTy : C.VoidPtrTy;
  return back(
      B.call(B.function(Owner ? "__drust_cast_owner" : "__drust_cast_borrow",
                        Carried, {Carried, C.VoidPtrTy, C.VoidPtrTy}),
             {Operand, Type, site(E, NoPin, false)}, L),
      E);
}

Expr *Lowering::same(Expr *E) {
  auto *Call = cast<CallExpr>(E);
  Expr *L = B.convert(stripped(Call->getArg(0)), C.UnsignedLongTy);
  Expr *R = B.convert(stripped(Call->getArg(1)), C.UnsignedLongTy);
  if (Context.Options.Plain)
    return BinaryOperator::Create(C, L, R, BO_EQ, C.IntTy, VK_PRValue,
                                  OK_Ordinary, E->getExprLoc(), {});
  return B.call(
      B.function("__drust_same", C.IntTy, {C.UnsignedLongTy, C.UnsignedLongTy}),
      {L, R}, E->getExprLoc());
}

Expr *Lowering::id(Expr *E) {
  Expr *Word =
      B.convert(stripped(cast<CallExpr>(E)->getArg(0)), C.UnsignedLongTy);
  if (!Context.Options.Plain)
    Word =
        B.call(B.function("__drust_id", C.UnsignedLongTy, {C.UnsignedLongTy}),
               {Word}, E->getExprLoc());
  return back(Word, E);
}

Expr *Lowering::applyIdentity(Expr *E, const Action &Act) {
  switch (Act.Kind) {
  case ActionKind::IntoRaw:
    return intoRaw(E);
  case ActionKind::FromRaw:
    return fromRaw(E, Act);
  case ActionKind::CastOwner:
  case ActionKind::CastBorrow:
    return checkedCast(E, Act);
  case ActionKind::Same:
    return same(E);
  case ActionKind::Id:
    return id(E);
  default:
    llvm_unreachable("no mark that asks which object it is");
  }
}

} // namespace drust
