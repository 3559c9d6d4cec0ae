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
  static constexpr const char *Names[] = {
#define DRUST_ACTION(Name, Spelling, Meaning) Spelling,
#include "Actions.def"
#undef DRUST_ACTION
  };
  return Names[static_cast<unsigned>(K)];
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
      if (Act.Static)
        OS << " static";
      if (Act.Near)
        OS << " near";
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
