// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an object is: conversions between pointee types, those that are checked
// when the program runs, and whether two pointers name one object.
//
#include "Analyser.h"

using namespace clang;

namespace drust {

// Whether a pointer to From is one to To as well, because a value of type To
// stands first in a From (C's rule, as deep as structs and arrays go).
static bool standsFirst(QualType From, QualType To, const Levels &ToLevels,
                        ASTContext &Context) {
  while (true) {
    if (From->isArrayType()) {
      From = From->getAsArrayTypeUnsafe()->getElementType();
    } else {
      const auto *R = From->getAs<RecordType>();
      const RecordDecl *D = R ? R->getDecl()->getDefinition() : nullptr;
      if (!D || D->isUnion() || D->field_empty() ||
          (*D->field_begin())->isBitField())
        return false;
      const FieldDecl *First = *D->field_begin();
      From = First->getType();
      QualType Element = elementType(From);
      if (Element->isPointerType() && !From->isArrayType())
        return Context.hasSameUnqualifiedType(From, To) &&
               declLevels(First) == ToLevels;
      if (Element->isPointerType())
        return false;
    }
    if (Context.hasSameUnqualifiedType(From, To))
      return true;
  }
}

// Whether the cast C of the tracked Sub, wanted for W, means the same object.
// The kind stays what it is.
bool Analyser::castKeepsMeaning(const CastExpr *C, const Expr *Sub,
                                const Want &W) {
  QualType To = C->getType()->getPointeeType();
  QualType From = Sub->getType()->getPointeeType();
  if (Context.hasSameUnqualifiedType(To, From) || To->isVoidType())
    return true;
  if (To->isCharType()) // plain, signed or unsigned: the bytes
    return W.F != Want::Own &&
           (W.Mode == Access::Read || !pointeeHoldsKinds(Sub));
  Levels Behind = typeLevels(C->getType());
  if (!Behind.empty())
    Behind.erase(Behind.begin());
  return standsFirst(From, To, Behind, Context);
}

// drust_cast: an owner moves, a borrow is borrowed.
void Analyser::checkedCast(const CastExpr *C, const CallExpr *Call,
                           const Want &W) {
  const Expr *E = stripTransparent(Call->getArg(0));
  QualType T = C->getType()->getPointeeType().getUnqualifiedType();
  Kind K = exprKind(E);
  if (K == Kind::Raw) {
    error(diag::bad_mark, C) << "'drust_cast'"
                             << "its operand is no owner and no borrow";
    return;
  }
  if (T->isIncompleteType() || T->isFunctionType()) {
    error(diag::bad_mark, C) << "'drust_cast'"
                             << "the type it asks for is not complete";
    return;
  }
  Want Inner = W;
  if (K == Kind::Own) {
    Inner = Want::own();
  } else if (W.F == Want::Own) {
    error(diag::move_out_of_borrow, C) << ("'" + source(C) + "'");
    return;
  } else if (W.F == Want::Discard || W.F == Want::Test) {
    Inner = Want::address(Access::Read);
  }
  Inner.Word = false; // the check looks at the object
  Inner.Variable = nullptr;
  Inner.Nullable = true;
  pointer(E, Inner);
  Action &A =
      act(C, K == Kind::Own ? ActionKind::CastOwner : ActionKind::CastBorrow);
  A.Element = T;
  A.ElementKind = outer(typeLevels(T));
  if (K == Kind::Own)
    ownedResult(C, W);
}

// drust_same and drust_id ask a word or an address, whatever the operand is:
// nothing is fetched.
void Analyser::identity(const CallExpr *C, Mark M) {
  unsigned Tracked = 0;
  for (const Expr *Argument : C->arguments()) {
    const Expr *E = stripTransparent(Argument);
    if (isTracked(E)) {
      ++Tracked;
      const auto *Load = dyn_cast<CastExpr>(E);
      if (Load && Load->getCastKind() == CK_LValueToRValue &&
          staysStatic(Load->getSubExpr(), "compared"))
        continue;
      pointer(E, Want::test());
    } else if (!isNull(E)) {
      value(E);
    }
  }
  if (!Tracked)
    error(diag::bad_mark, C)
        << (M == Mark::Same ? "'drust_same'" : "'drust_id'")
        << "no operand is an owner or a borrow";
  act(C, M == Mark::Same ? ActionKind::Same : ActionKind::Id);
}

} // namespace drust
