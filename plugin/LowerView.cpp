// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Borrows in views: each becomes one pseudo-call with the address of its field.
//
#include "Lowering.h"

using namespace clang;

namespace drust {

// The address Offset bytes behind Base.
Expr *Lowering::byteAt(Expr *Base, uint64_t Offset) {
  Base = B.convert(Base, C.getPointerType(C.CharTy));
  if (Offset)
    Base = BinaryOperator::Create(C, Base, B.number(Offset), BO_Add,
                                  C.getPointerType(C.CharTy), VK_PRValue,
                                  OK_Ordinary, {}, {});
  return B.voidPointer(Base);
}

Expr *Lowering::anyFrame() { return frame(A.Pins ? 0 : NoPin); }

Expr *Lowering::keepAt(Expr *Field, Expr *At, SourceLocation L) {
  return B.call(
      pseudo("__drust_i_keep", {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
      {B.voidPointer(Field), B.voidPointer(At), anyFrame()}, L);
}

// Calls Visit(offset, index, borrow) for each shared borrow in the view V.
void Lowering::eachShared(
    VarDecl *V, llvm::function_ref<void(uint64_t, unsigned, Expr *)> Visit) {
  unsigned Index = 0;
  eachBorrow(C, V->getType(), [&](Kind K, uint64_t Offset) {
    if (K == Kind::Ref)
      Visit(Offset, Index,
            B.read(B.deref(B.convert(byteAt(B.addressOf(B.ref(V)), Offset),
                                     C.getPointerType(C.VoidPtrTy)))));
    ++Index;
  });
}

// value = right side; place = &left side; *place = keep(place, value).
Expr *Lowering::keepField(BinaryOperator *E) {
  SourceLocation L = E->getOperatorLoc();
  QualType T = E->getLHS()->getType().getUnqualifiedType();
  VarDecl *Value = variable("borrow", T);
  VarDecl *Place = variable("place", C.getPointerType(T));
  Expr *Steps = B.comma(B.assign(B.ref(Value), E->getRHS()),
                        B.assign(B.ref(Place), B.addressOf(E->getLHS(), L)));
  Expr *Kept = keepAt(B.read(B.ref(Place)), B.read(B.ref(Value)), L);
  return B.comma(
      Steps, B.assign(B.deref(B.read(B.ref(Place))), B.convert(Kept, T), L));
}

// The view goes to a variable, or to the left side of an assignment.
Expr *Lowering::keepView(Expr *E, const Action &Act) {
  auto *Op = Act.Variable ? nullptr : cast<BinaryOperator>(E);
  SourceLocation L = E->getExprLoc();
  QualType T = E->getType().getUnqualifiedType();
  VarDecl *Value = variable("view", T);
  VarDecl *Place = Op ? variable("place", C.getPointerType(T)) : nullptr;
  Expr *Steps = B.assign(B.ref(Value), Op ? Op->getRHS() : E);
  if (Op)
    Steps =
        B.comma(Steps, B.assign(B.ref(Place), B.addressOf(Op->getLHS(), L)));
  eachShared(Value, [&](uint64_t Offset, unsigned, Expr *At) {
    Expr *Base = Op ? B.read(B.ref(Place))
                    : B.addressOf(B.ref(const_cast<VarDecl *>(Act.Variable)));
    Steps = B.comma(Steps, keepAt(byteAt(Base, Act.Offset + Offset), At, L));
  });
  if (Op)
    return B.comma(Steps, B.assign(B.deref(B.read(B.ref(Place))),
                                   B.read(B.ref(Value)), L));
  return B.comma(Steps, B.read(B.ref(Value)));
}

Expr *Lowering::pinBorrow(Expr *At, int Pin, SourceLocation L) {
  return B.call(
      pseudo("__drust_i_pin", {C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy}),
      {B.voidPointer(At), frame(Pin), pinNumber(Pin)}, L);
}

Expr *Lowering::pinView(Expr *E, const Action &Act) {
  VarDecl *Value = variable("view", E->getType().getUnqualifiedType());
  Expr *Steps = B.assign(B.ref(Value), E);
  eachShared(Value, [&](uint64_t, unsigned Index, Expr *At) {
    Steps = B.comma(Steps, pinBorrow(At, Act.Pin + static_cast<int>(Index),
                                     E->getExprLoc()));
  });
  return B.comma(Steps, B.read(B.ref(Value)));
}

Expr *Lowering::adoptView(Expr *E, const Action &Act) {
  VarDecl *Value = Act.Variable
                       ? variable("view", E->getType().getUnqualifiedType())
                       : Temporaries[static_cast<unsigned>(Act.Index)];
  VarDecl *To = Act.Variable ? const_cast<VarDecl *>(Act.Variable) : Value;
  FunctionDecl *Adopt =
      pseudo("__drust_i_adopt_field",
             {C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy});
  Expr *Steps = B.assign(B.ref(Value), E);
  eachShared(Value, [&](uint64_t Offset, unsigned Index, Expr *At) {
    Steps = B.comma(Steps,
                    B.call(Adopt,
                           {byteAt(B.addressOf(B.ref(To)), Act.Offset + Offset),
                            At, B.number(Index), anyFrame()},
                           E->getExprLoc()));
  });
  return B.comma(Steps, B.read(B.ref(Value)));
}

Expr *Lowering::applyView(Expr *E, const Action &Act) {
  SourceLocation L = E->getExprLoc();
  switch (Act.Kind) {
  case ActionKind::Keep:
    return keepField(cast<BinaryOperator>(E));
  case ActionKind::KeepPart:
    return back(
        keepAt(byteAt(B.addressOf(B.ref(const_cast<VarDecl *>(Act.Variable))),
                      Act.Offset),
               E, L),
        E);
  case ActionKind::KeepView:
    return keepView(E, Act);
  case ActionKind::PinField:
    return back(pinBorrow(E, Act.Pin, L), E);
  case ActionKind::PinView:
    return pinView(E, Act);
  case ActionKind::AdoptView:
    return adoptView(E, Act);
  default:
    llvm_unreachable("no action of a view");
  }
}

Expr *Lowering::forgetView(VarDecl *V) {
  uint64_t Bytes = bytesOf(C, V->getType());
  return B.call(
      B.function("__drust_i_forget", C.VoidTy, {C.VoidPtrTy, C.UnsignedLongTy}),
      {B.voidPointer(B.addressOf(B.ref(V))), B.number(Bytes)}, {});
}

} // namespace drust
