// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How much threads are lent: counts, and the hidden variables that say where
// the array or part of a borrow variable begins and ends.
//
#include "Count.h"
#include "Lowering.h"

#include "drust/abi.h"

using namespace clang;

namespace drust {

// The count of P, as a 64-bit number: a negative one is very large.
Expr *Lowering::count(const ParmVarDecl *P,
                      llvm::function_ref<ValueDecl *(unsigned)> Place) {
  // settleCounts has understood it, and the declaration is not used else.
  Expr *E = countValue(P, *Context.Semantics, Place);
  return B.convert(B.convert(E, C.LongTy), C.UnsignedLongTy);
}

Expr *Lowering::sum(BinaryOperatorKind K, Expr *Left, Expr *Right) {
  return BinaryOperator::Create(C, Left, Right, K, C.UnsignedLongTy, VK_PRValue,
                                OK_Ordinary, {}, {});
}

// The variables, and what the counted parameters are when the function starts.
void Lowering::makeExtents() {
  for (auto &[V, Info] : A.Variables) {
    if (!Info.Extent)
      continue;
    Bounds X = {B.hidden(fresh("from"), C.UnsignedLongTy, B.number(0)),
                B.hidden(fresh("end"), C.UnsignedLongTy, B.number(0))};
    Extents[V] = X;
    Prologue.push_back(B.declare(X.From));
    Prologue.push_back(B.declare(X.End));
    const auto *P = dyn_cast<ParmVarDecl>(V);
    if (!P || !isCounted(P))
      continue;
    uint64_t Element = bytesOf(C, P->getType()->getPointeeType());
    Expr *Bytes =
        sum(BO_Mul, count(P, [&](unsigned I) { return F->getParamDecl(I); }),
            B.number(Element));
    Expr *From = B.convert(B.read(B.ref(const_cast<ParmVarDecl *>(P))),
                           C.UnsignedLongTy);
    Prologue.push_back(B.assign(B.ref(X.From), From));
    Prologue.push_back(
        B.assign(B.ref(X.End), sum(BO_Add, B.read(B.ref(X.From)), Bytes)));
  }
}

// At makes the value of the pointer that X is the extent of.
Expr *Lowering::begin(const Extent &X, Maker At) {
  if (auto I = Extents.find(X.Of); I != Extents.end())
    return B.read(B.ref(I->second.From));
  if (X.Array)
    return B.convert(B.addressOf(const_cast<Expr *>(X.Array)),
                     C.UnsignedLongTy);
  if (X.Start)
    return B.convert(At(), C.UnsignedLongTy);
  if (!X.Within.isNull()) {
    Expr *From = B.convert(At(), C.UnsignedLongTy);
    if (!X.Index)
      return From;
    QualType Element = C.getAsArrayType(X.Within)->getElementType();
    uint64_t Size = bytesOf(C, Element);
    Expr *Index = B.convert(B.convert(const_cast<Expr *>(X.Index), C.LongTy),
                            C.UnsignedLongTy);
    return sum(BO_Sub, From, sum(BO_Mul, Index, B.number(Size)));
  }
  if (!X.Owner)
    return B.number(0);
  // The address in the owner's word: where the object begins, if it is here.
  Expr *Word = B.convert(loadWord(B.ref(const_cast<VarDecl *>(X.Owner)), {}),
                         C.UnsignedLongTy);
  return sum(BO_And, Word, B.number(DRUST_ADDRESS_MASK));
}

Expr *Lowering::end(const Extent &X, Maker At) {
  if (auto I = Extents.find(X.Of); I != Extents.end())
    return B.read(B.ref(I->second.End));
  Expr *Size = nullptr;
  if (X.Array) // whose length may be a variable's
    Size = new (C) UnaryExprOrTypeTraitExpr(
        UETT_SizeOf, const_cast<Expr *>(X.Array), C.UnsignedLongTy,
        SourceLocation(), SourceLocation());
  else if (!X.Within.isNull())
    Size = B.number(bytesOf(C, X.Within));
  return Size ? sum(BO_Add, begin(X, At), Size) : B.number(0);
}

// E is what the variable takes.
Expr *Lowering::bindExtent(Expr *E, const Action &Act) {
  auto I = Extents.find(Act.Variable);
  if (I == Extents.end())
    return E;
  Bounds To = I->second;
  VarDecl *V = variable("borrow", E->getType().getUnqualifiedType());
  auto At = [&] { return B.read(B.ref(V)); };
  Expr *Steps = B.comma(B.assign(B.ref(V), E),
                        B.assign(B.ref(To.From), begin(Act.Extent, At)));
  Steps = B.comma(Steps, B.assign(B.ref(To.End), end(Act.Extent, At)));
  return B.comma(Steps, At());
}

// The first part ends where the second begins.
Expr *Lowering::split(const Action &Act) {
  auto First = Extents.find(Act.Variable);
  if (First == Extents.end())
    return B.convert(B.number(0), C.VoidTy);
  Expr *Second = B.convert(B.read(B.ref(const_cast<VarDecl *>(Act.Second))),
                           C.UnsignedLongTy);
  return B.convert(B.assign(B.ref(First->second.End), Second), C.VoidTy);
}

} // namespace drust
