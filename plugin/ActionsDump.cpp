// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The textual form of the Actions table (-fplugin-arg-drust-dump-actions).
//
#include "Actions.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace drust {

StringRef spelling(ActionKind K) {
  switch (K) {
  case ActionKind::LoadWord:
    return "load-word";
  case ActionKind::Resolve:
    return "resolve";
  case ActionKind::Move:
    return "move";
  case ActionKind::Assign:
    return "assign";
  case ActionKind::BindSlot:
    return "bind-slot";
  case ActionKind::Adopt:
    return "adopt";
  case ActionKind::Share:
    return "share";
  case ActionKind::Keep:
    return "keep";
  case ActionKind::KeepPart:
    return "keep-part";
  case ActionKind::KeepView:
    return "keep-view";
  case ActionKind::PinField:
    return "pin-field";
  case ActionKind::PinView:
    return "pin-view";
  case ActionKind::AdoptView:
    return "adopt-view";
  case ActionKind::Temporary:
    return "temporary";
  case ActionKind::DropValue:
    return "drop-value";
  case ActionKind::New:
    return "new";
  case ActionKind::Replace:
    return "replace";
  case ActionKind::Drop:
    return "drop";
  case ActionKind::MoveThread:
    return "move-thread";
  case ActionKind::MoveStruct:
    return "move-struct";
  case ActionKind::AssignStruct:
    return "assign-struct";
  case ActionKind::DropStruct:
    return "drop-struct";
  case ActionKind::Len:
    return "len";
  case ActionKind::Clone:
    return "clone";
  case ActionKind::Strdup:
    return "strdup";
  case ActionKind::Resize:
    return "resize";
  case ActionKind::Sort:
    return "sort";
  case ActionKind::Search:
    return "search";
  case ActionKind::IntoRaw:
    return "into-raw";
  case ActionKind::FromRaw:
    return "from-raw";
  case ActionKind::CastOwner:
    return "cast-owner";
  case ActionKind::CastBorrow:
    return "cast-borrow";
  case ActionKind::Same:
    return "same";
  case ActionKind::Id:
    return "id";
  case ActionKind::Spawn:
    return "spawn";
  case ActionKind::Join:
    return "join";
  case ActionKind::StoreAfter:
    return "store-after";
  case ActionKind::AssignThread:
    return "assign-thread";
  case ActionKind::LeaveThread:
    return "leave-thread";
  case ActionKind::DropThread:
    return "drop-thread";
  case ActionKind::Through:
    return "through";
  case ActionKind::Nothing:
    return "nothing";
  }
  llvm_unreachable("every action is in the switch");
}

void dump(const FunctionActions &A, ASTContext &Context, raw_ostream &OS) {
  const SourceManager &SM = Context.getSourceManager();
  OS << "function '" << A.Function->getName() << "': " << A.Pins << " pins\n";
  for (const auto &[V, Info] : A.Variables)
    OS << "  variable '" << V->getName() << "' " << kindSpelling(Info.K)
       << (Info.K == Kind::Ref ? Info.Word ? " word" : " address" : "")
       << (Info.Nullable ? " nullable" : "")
       << (isInferred(V) ? " inferred" : "") << "\n";
  for (const auto &[E, List] : A.Table)
    for (const Action &Act : List) {
      SourceLocation L = SM.getExpansionLoc(E->getExprLoc());
      OS << "  " << SM.getSpellingLineNumber(L) << ":"
         << SM.getSpellingColumnNumber(L) << " " << spelling(Act.Kind);
      if (Act.Kind == ActionKind::Resolve)
        OS << (Act.Mode == Access::Read ? " shared" : " exclusive")
           << (Act.Nullable ? " nullable" : "");
      if (Act.Pin != NoPin)
        OS << " pin " << Act.Pin;
      OS << ": "
         << Lexer::getSourceText(
                CharSourceRange::getTokenRange(
                    SM.getExpansionRange(E->getSourceRange()).getAsRange()),
                SM, Context.getLangOpts())
         << "\n";
    }
}

} // namespace drust
