// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From actions to pseudo-calls. Arguments of a call are evaluated from left to
// right, so a value stands before the place it goes to: a place is resolved
// after every operand of its statement.
//
#include "Lowering.h"

#include "drust/abi.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace drust {

Expr *stripped(Expr *E) { return const_cast<Expr *>(stripTransparent(E)); }

Expr *placeOf(Expr *E) {
  auto *Cast = dyn_cast<CastExpr>(E->IgnoreParens());
  return Cast && Cast->getCastKind() == CK_LValueToRValue ? Cast->getSubExpr()
                                                          : nullptr;
}

Expr *Lowering::frame(int Pin) {
  if (Pin == NoPin || Frames.empty())
    return B.null(C.VoidPtrTy);
  return B.voidPointer(B.addressOf(
      B.ref(Frames[static_cast<unsigned>(Pin) / DRUST_FRAME_PINS])));
}

Expr *Lowering::pinNumber(int Pin) {
  return B.number(Pin == NoPin ? 0
                               : static_cast<unsigned>(Pin) % DRUST_FRAME_PINS);
}

Expr *Lowering::site(const Expr *At, int Pin, bool Nullable) {
  const SourceManager &SM = C.getSourceManager();
  StringRef What = Lexer::getSourceText(
      CharSourceRange::getTokenRange(
          SM.getExpansionRange(At->getSourceRange()).getAsRange()),
      SM, C.getLangOpts());
  std::string Symbol = Context.Out.site(
      At->getExprLoc(), What.take_front(80),
      Pin == NoPin ? 0 : static_cast<unsigned>(Pin) % DRUST_FRAME_PINS,
      Nullable);
  return B.voidPointer(B.addressOf(B.ref(B.record(Symbol))));
}

Expr *Lowering::back(Expr *Call, const Expr *Like) {
  return B.convert(Call, Like->getType().getUnqualifiedType());
}

Expr *Lowering::loadWord(Expr *Place, SourceLocation L) {
  return B.call(pseudo("__drust_i_load", {C.VoidPtrTy}),
                {B.voidPointer(B.addressOf(Place, L))}, L);
}

Expr *Lowering::take(Expr *Slot, SourceLocation L) {
  return B.call(pseudo("__drust_i_take", {C.VoidPtrTy}), {B.voidPointer(Slot)},
                L);
}

// Value goes into a slot that other threads may reach; the word that was there.
Expr *Lowering::swap(Expr *Value, Expr *Slot, const VarDecl *Static,
                     SourceLocation L) {
  FunctionDecl *Swap = B.function("__drust_static_swap_word", C.VoidPtrTy,
                                  {C.VoidPtrTy, C.VoidPtrTy});
  return entering(Static,
                  B.call(Swap, {B.voidPointer(Value), B.voidPointer(Slot)}, L));
}

// The same for a struct, which V holds before and after.
Expr *Lowering::swapStruct(VarDecl *V, Expr *Place, const VarDecl *Static,
                           SourceLocation L) {
  FunctionDecl *Swap = B.function("__drust_static_swap", C.VoidTy,
                                  {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy});
  return entering(Static, B.call(Swap,
                                 {B.voidPointer(Place),
                                  B.voidPointer(B.addressOf(B.ref(V))),
                                  type(V->getType(), Kind::Raw)},
                                 L));
}

// Before a thread's own owner takes a value, the runtime hears of the thread.
Expr *Lowering::entering(const VarDecl *Static, Expr *E) {
  if (Static->getTLSKind() == VarDecl::TLS_None)
    return E;
  return B.comma(
      B.call(B.function("__drust_static_thread", C.VoidTy, {}), {}, {}), E);
}

Expr *Lowering::store(Expr *Value, Expr *Slot, SourceLocation L) {
  return B.call(pseudo("__drust_i_assign", {C.VoidPtrTy, C.VoidPtrTy}),
                {B.voidPointer(Value), B.voidPointer(Slot)}, L);
}

Expr *Lowering::moveOwner(Expr *Slot, const VarDecl *Static, SourceLocation L) {
  return Static ? swap(B.null(C.VoidPtrTy), Slot, Static, L) : take(Slot, L);
}

// new = value; old = exchange with the slot; drop old; new.
Expr *Lowering::assignOwner(BinaryOperator *E, const Action &Act) {
  SourceLocation L = E->getExprLoc();
  Expr *Value = E->getRHS(), *Slot = B.addressOf(E->getLHS(), L);
  if (!Act.Static)
    return Act.Near ? storeNear(Value, Slot, E) : store(Value, Slot, L);
  VarDecl *New = variable("value", C.VoidPtrTy);
  Expr *Old =
      swap(B.assign(B.ref(New), B.voidPointer(Value)), Slot, Act.Static, L);
  return B.comma(B.call(cleanup("__drust_i_drop_value"), {Old}, L),
                 B.read(B.ref(New)));
}

// An owner goes to a field with affinity: its object comes to the server of the
// one that the field lies in.
Expr *Lowering::storeNear(Expr *Value, Expr *Slot, const Expr *At) {
  return B.call(
      pseudo("__drust_i_assign_near", {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
      {B.voidPointer(Value), B.voidPointer(Slot), site(At, NoPin, false)},
      At->getExprLoc());
}

Expr *Lowering::notNull(Expr *E, const Expr *At) {
  return back(B.call(pseudo("__drust_i_not_null", {C.VoidPtrTy, C.VoidPtrTy}),
                     {B.voidPointer(E), site(At, NoPin, false)},
                     At->getExprLoc()),
              At);
}

Expr *Lowering::resolveShared(Expr *E, const Action &Act, const Expr *At) {
  SourceLocation L = At->getExprLoc();
  Expr *Word = Act.FromPlace ? loadWord(placeOf(E), L) : B.voidPointer(E);
  if (Context.Options.SkipResolve == Context.Resolves++)
    return back(Word, At);
  return back(
      B.call(pseudo("__drust_i_read", {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy}),
             {Word, frame(Act.Pin), site(At, Act.Pin, Act.Nullable)}, L),
      At);
}

Expr *Lowering::resolveExclusive(Expr *E, const Action &Act, const Expr *At) {
  SourceLocation L = At->getExprLoc();
  Expr *Place = placeOf(E);
  Expr *Before = nullptr;
  if (!Act.FromPlace) { // a temporary: its call stands in E
    Before = E;
    Place = B.ref(Temporaries[static_cast<unsigned>(Act.Index)], L);
  }
  Expr *Result;
  if (Context.Options.SkipResolve == Context.Resolves++)
    Result = loadWord(Place, L);
  else
    Result = B.call(
        pseudo("__drust_i_write", {C.VoidPtrTy, C.VoidPtrTy}),
        {B.voidPointer(B.addressOf(Place, L)), site(At, NoPin, Act.Nullable)},
        L);
  return back(Before ? B.comma(Before, Result) : Result, At);
}

Expr *Lowering::bindSlot(Expr *E, const Action &Act) {
  auto Slot = Slots.find(Act.Variable);
  if (Slot == Slots.end())
    return E;
  Expr *Place = placeOf(E);
  if (Act.FromPlace) {
    Expr *Set = B.assign(B.ref(Slot->second),
                         B.voidPointer(B.addressOf(Place, E->getExprLoc())));
    return back(
        B.call(pseudo("__drust_i_load", {C.VoidPtrTy}), {Set}, E->getExprLoc()),
        E);
  }
  const auto *D =
      dyn_cast_or_null<DeclRefExpr>(Place ? Place->IgnoreParens() : nullptr);
  auto From = D ? Slots.find(dyn_cast<VarDecl>(D->getDecl())) : Slots.end();
  if (From == Slots.end())
    return E;
  return B.comma(B.assign(B.ref(Slot->second), B.read(B.ref(From->second))), E);
}

// Out of its place into a hidden variable, whose value is E's.
Expr *Lowering::moveStruct(Expr *E, const VarDecl *Static) {
  QualType T = E->getType().getUnqualifiedType();
  SourceLocation L = E->getExprLoc();
  VarDecl *V = variable("moved", T);
  if (Static) {
    VarDecl *Empty = B.hidden(fresh("empty"), T, B.zero(T));
    Prologue.push_back(B.declare(Empty));
    Expr *Steps = B.assign(B.ref(V), B.read(B.ref(Empty)));
    Steps =
        B.comma(Steps, swapStruct(V, B.addressOf(placeOf(E), L), Static, L));
    return B.comma(Steps, B.read(B.ref(V)));
  }
  FunctionDecl *Move = B.function("__drust_struct_move", C.VoidTy,
                                  {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy});
  return B.comma(
      B.call(Move,
             {B.voidPointer(B.addressOf(B.ref(V))),
              B.voidPointer(B.addressOf(placeOf(E), L)), type(T, Kind::Raw)},
             L),
      B.read(B.ref(V)));
}

Expr *Lowering::assignStruct(Expr *E, const VarDecl *Static) {
  auto *Op = cast<BinaryOperator>(E);
  QualType T = Op->getLHS()->getType().getUnqualifiedType();
  SourceLocation L = E->getExprLoc();
  VarDecl *V = variable("assigned", T);
  if (Static) {
    Expr *Steps =
        B.comma(B.assign(B.ref(V), Op->getRHS()),
                swapStruct(V, B.addressOf(Op->getLHS(), L), Static, L));
    return B.comma(B.comma(Steps, dropStructIn(V, L)), B.read(B.ref(V)));
  }
  FunctionDecl *Assign =
      B.function(Context.Options.Plain ? "__drust_plain_struct_assign"
                                       : "__drust_struct_assign",
                 C.VoidTy, {C.VoidPtrTy, C.VoidPtrTy, C.VoidPtrTy});
  Expr *Steps =
      B.comma(B.assign(B.ref(V), Op->getRHS()),
              B.call(Assign,
                     {B.voidPointer(B.addressOf(Op->getLHS(), L)),
                      B.voidPointer(B.addressOf(B.ref(V))), type(T, Kind::Raw)},
                     L));
  return B.comma(Steps, B.read(B.ref(V))); // C gives an assignment a value
}

Expr *Lowering::dropStruct(Expr *E) {
  QualType T = E->getType().getUnqualifiedType();
  VarDecl *V = variable("dropped", T);
  Expr *Steps =
      B.comma(B.assign(B.ref(V), E), dropStructIn(V, E->getExprLoc()));
  return B.comma(Steps, B.read(B.ref(V)));
}

Expr *Lowering::dropStructIn(VarDecl *V, SourceLocation L) {
  FunctionDecl *Drop =
      B.function(Context.Options.Plain ? "__drust_plain_drop_structs"
                                       : "__drust_drop_structs",
                 C.VoidTy, {C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy});
  return B.call(Drop,
                {B.voidPointer(B.addressOf(B.ref(V))), B.number(1),
                 type(V->getType(), Kind::Raw)},
                L);
}

// E has returned: no call above this one may be open any more.
Expr *Lowering::returned(Expr *E) {
  Expr *Check =
      B.call(cleanup("__drust_i_returned"),
             {B.voidPointer(B.addressOf(B.ref(OpenCall)))}, E->getExprLoc());
  QualType T = E->getType().getUnqualifiedType();
  if (T->isVoidType())
    return B.comma(E, Check);
  VarDecl *V = variable("returned", T);
  return B.comma(B.comma(B.assign(B.ref(V), E), Check), B.read(B.ref(V)));
}

// *literal(&variable, &E, count, type): what E is initialised with goes to the
// variable that its block has for it, whose old owners are dropped.
Expr *Lowering::literal(CompoundLiteralExpr *E) {
  QualType T = E->getType().getUnqualifiedType();
  SourceLocation L = E->getExprLoc();
  QualType Element = elementType(T);
  FunctionDecl *Function = B.function(
      Context.Options.Plain ? "__drust_plain_literal" : "__drust_literal",
      C.VoidPtrTy, {C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy, C.VoidPtrTy});
  Kind K = Element->isPointerType() ? Kind::Own : Kind::Raw;
  Expr *At =
      B.call(Function,
             {B.voidPointer(B.addressOf(B.ref(Literals.lookup(E)))),
              B.voidPointer(B.addressOf(E, L)), B.number(elementCount(C, T)),
              type(Element.getUnqualifiedType(), K)},
             L);
  return B.deref(B.convert(At, C.getPointerType(E->getType())));
}

Expr *Lowering::applyStruct(Expr *E, const Action &Act) {
  if (Act.Kind == ActionKind::DropStruct)
    return dropStruct(E);
  return Act.Kind == ActionKind::MoveStruct ? moveStruct(E, Act.Static)
                                            : assignStruct(E, Act.Static);
}

Expr *Lowering::share(Expr *E, const Action &Act, SourceLocation L) {
  FunctionDecl *Share =
      pseudo("__drust_i_share", {C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy,
                                 C.VoidPtrTy, C.UnsignedLongTy});
  return B.call(Share,
                {B.voidPointer(E), frame(Act.From), pinNumber(Act.From),
                 frame(Act.Pin), pinNumber(Act.Pin)},
                L);
}

Expr *Lowering::storeAfter(BinaryOperator *E) {
  VarDecl *V = variable("result", E->getLHS()->getType().getUnqualifiedType());
  return B.comma(B.assign(B.ref(V), E->getRHS()),
                 B.assign(E->getLHS(), B.read(B.ref(V)), E->getExprLoc()));
}

Expr *Lowering::apply(Expr *E, const SmallVector<Action, 1> &List) {
  const Expr *Original = E;
  bool Binds = llvm::any_of(
      List, [](const Action &Act) { return Act.Kind == ActionKind::BindSlot; });
  int Temporary = -1;
  for (Action Act : List) {
    if (Act.Kind == ActionKind::LoadWord && Binds && !Context.Options.Plain)
      continue; // BindSlot loads through the slot it binds
    if (Act.Kind == ActionKind::Temporary)
      Temporary = Act.Index;
    if (Act.Kind == ActionKind::Resolve)
      Act.Index = Temporary;
    E = applyOne(E, Act, Original);
  }
  return E;
}

// E's value stays in V until the end of the full expression.
Expr *Lowering::keep(Expr *E, VarDecl *V, const Expr *Original) {
  if (!Original->getType()->isPointerType())
    return B.comma(B.assign(B.ref(V), E), B.read(B.ref(V)));
  SourceLocation L = Original->getExprLoc();
  return back(store(E, B.addressOf(B.ref(V)), L), Original);
}

Expr *Lowering::applyOne(Expr *E, const Action &Act, const Expr *Original) {
  SourceLocation L = Original->getExprLoc();
  switch (Act.Kind) {
  case ActionKind::LoadWord:
    return back(loadWord(placeOf(E), L), Original);
  case ActionKind::Resolve:
    E = Act.Mode == Access::Read ? resolveShared(E, Act, Original)
                                 : resolveExclusive(E, Act, Original);
    // Without servers nothing that a resolve does would notice.
    return Context.Options.Plain && Act.Borrowed && !Act.Nullable
               ? notNull(E, Original)
               : E;
  case ActionKind::NotNull:
    return notNull(E, Original);
  case ActionKind::Move:
    return back(moveOwner(B.addressOf(placeOf(E), L), Act.Static, L), Original);
  case ActionKind::Assign:
    return back(assignOwner(cast<BinaryOperator>(E), Act), Original);
  case ActionKind::BindSlot:
    return bindSlot(E, Act);
  case ActionKind::BindExtent:
    return bindExtent(E, Act);
  case ActionKind::Split:
    return split(Act);
  case ActionKind::Adopt:
    return back(B.call(pseudo("__drust_i_adopt",
                              {C.VoidPtrTy, C.VoidPtrTy, C.UnsignedLongTy}),
                       {B.voidPointer(E), frame(Act.Pin), pinNumber(Act.Pin)},
                       L),
                Original);
  case ActionKind::Share:
    return back(share(E, Act, L), Original);
  case ActionKind::Temporary:
    return keep(E, Temporaries[static_cast<unsigned>(Act.Index)], Original);
  case ActionKind::DropValue:
    return B.comma(
        B.call(cleanup("__drust_i_drop_value"), {B.voidPointer(E)}, L),
        B.null(Original->getType().getUnqualifiedType()));
  case ActionKind::Keep:
  case ActionKind::KeepPart:
  case ActionKind::KeepView:
  case ActionKind::PinField:
  case ActionKind::PinView:
  case ActionKind::AdoptView:
    return applyView(E, Act);
  default:
    return applyWhole(E, Act, Original);
  }
}

// Actions on whole objects, structs, threads, and the other marks.
Expr *Lowering::applyWhole(Expr *E, const Action &Act, const Expr *Original) {
  switch (Act.Kind) {
  case ActionKind::New:
  case ActionKind::Replace:
  case ActionKind::Drop:
  case ActionKind::Len:
  case ActionKind::Clone:
  case ActionKind::Strdup:
  case ActionKind::Resize:
  case ActionKind::Sort:
  case ActionKind::Search:
    return applyMark(E, Act);
  case ActionKind::IntoRaw:
  case ActionKind::FromRaw:
  case ActionKind::CastOwner:
  case ActionKind::CastBorrow:
  case ActionKind::Same:
  case ActionKind::Id:
    return applyIdentity(E, Act);
  case ActionKind::MoveStruct:
  case ActionKind::AssignStruct:
  case ActionKind::DropStruct:
    return applyStruct(E, Act);
  case ActionKind::Returned:
    return returned(E);
  case ActionKind::Literal:
    return literal(cast<CompoundLiteralExpr>(E));
  case ActionKind::Spawn:
    return spawn(E, A.Spawns[static_cast<unsigned>(Act.Index)]);
  case ActionKind::Join:
    return join(E, Act);
  case ActionKind::StoreAfter:
    return storeAfter(cast<BinaryOperator>(E));
  case ActionKind::AssignThread:
    return assignThread(E);
  case ActionKind::DropThread:
    return dropThread(E, "__drust_thread_drop");
  case ActionKind::LeaveThread:
    return dropThread(E, "__drust_thread_leave");
  case ActionKind::MoveThread:
    return moveThread(E);
  case ActionKind::Through: {
    auto *Cast = dyn_cast<CastExpr>(E); // `(T *)mark(...)`
    Expr *Call = Cast ? Cast->getSubExpr()->IgnoreParens() : E;
    return back(stripped(cast<CallExpr>(Call)->getArg(0)), Original);
  }
  case ActionKind::Nothing:
    return B.convert(B.number(0), C.VoidTy);
  default:
    break;
  }
  llvm_unreachable("every action is in the switch");
}

// The end of a full expression: its temporaries are dropped after its value is
// taken, the last one first.
Expr *Lowering::end(Expr *E, ArrayRef<unsigned> Indices) {
  QualType T = E->getType().getUnqualifiedType();
  auto Drop = [&](unsigned Index, Expr *After) {
    VarDecl *V = Temporaries[Index];
    Expr *D = V->getType()->isPointerType()
                  ? B.call(cleanup("__drust_i_drop_value"),
                           {take(B.addressOf(B.ref(V)), {})}, {})
              : isView(V->getType()) ? forgetView(V)
                                     : dropStructIn(V, {});
    return After ? B.comma(After, D) : D;
  };
  if (T->isVoidType() || E->isLValue()) {
    for (unsigned Index : llvm::reverse(Indices))
      E = Drop(Index, E);
    return E;
  }
  VarDecl *Result = variable("result", T);
  Expr *Steps = B.assign(B.ref(Result), E);
  for (unsigned Index : llvm::reverse(Indices))
    Steps = Drop(Index, Steps);
  return B.comma(Steps, B.read(B.ref(Result)));
}

} // namespace drust
