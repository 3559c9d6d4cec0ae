// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Diagnostics.h"

#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace drust {

namespace {

/// What a message is by itself, as the table has it.
enum class Level : unsigned char {
  Error,     ///< the code has no meaning, or none that is known
  Soundness, ///< it has one, on one server: -permissive makes it a warning
  Warning,   ///< on by default
  Quiet,     ///< a warning that is off by default
  Note
};

struct Message {
  drust::Level Level;
  const char *Name, *Text;
};
constexpr Message Messages[] = {
#define DIAG(Identifier, Rank, Name, Text) {Level::Rank, Name, Text},
#include "Diagnostics.def"
#undef DIAG
};

bool isWarning(const Message &M) {
  return M.Level == Level::Warning || M.Level == Level::Quiet;
}

/// Of the identifiers in clang's attribute 'suppress', which DRUST_ALLOW is.
constexpr llvm::StringLiteral AllowPrefix = "drust-";

} // namespace

//===-- Options -----------------------------------------------------------===//

MessageOptions::MessageOptions() {
  for (const Message &M : Messages)
    if (M.Level == Level::Warning)
      On.insert(M.Name);
}

static bool isWarningName(StringRef Name) {
  return llvm::any_of(Messages, [&](const Message &M) {
    return isWarning(M) && Name == M.Name;
  });
}

bool MessageOptions::set(StringRef Name, bool Said) {
  if (!isWarningName(Name))
    return false;
  if (Said)
    On.insert(Name);
  else
    On.erase(Name);
  return true;
}

std::string warningNames() {
  SmallVector<StringRef, 8> Names;
  for (const Message &M : Messages)
    if (isWarning(M) && !llvm::is_contained(Names, M.Name))
      Names.push_back(M.Name);
  llvm::sort(Names);
  std::string Text;
  for (StringRef Name : Names) {
    if (!Text.empty())
      Text += Name == Names.back() ? " and " : ", ";
    Text += ("'" + Name + "'").str();
  }
  return Text;
}

//===-- Reports -----------------------------------------------------------===//

// Clang gives the plugin's own messages no group, so that neither its options
// nor its rule for system headers reach them.
static DiagnosticsEngine::Level levelOf(const DiagnosticsEngine &Engine,
                                        SourceLocation Where) {
  if (Engine.getIgnoreAllWarnings())
    return DiagnosticsEngine::Ignored;
  if (Where.isValid() && Engine.getSuppressSystemWarnings() &&
      Engine.getSourceManager().isInSystemHeader(
          Engine.getSourceManager().getExpansionLoc(Where)))
    return DiagnosticsEngine::Ignored;
  return Engine.getWarningsAsErrors() ? DiagnosticsEngine::Error
                                      : DiagnosticsEngine::Warning;
}

bool Diagnostics::wants(diag::Id Id, SourceLocation Where) const {
  const Message &M = Messages[Id];
  return !isWarning(M) ||
         (Options.isOn(M.Name) && !isAllowed(M.Name, Where) &&
          levelOf(Engine, Where) != DiagnosticsEngine::Ignored);
}

bool Diagnostics::passes(diag::Id Id) const {
  return isWarning(Messages[Id]) ||
         (Messages[Id].Level == Level::Soundness && Options.Permissive);
}

DiagnosticBuilder Diagnostics::report(diag::Id Id, SourceLocation Where) {
  const Message &M = Messages[Id];
  std::string Text = M.Text;
  if (*M.Name)
    Text += std::string(" [drust-") + M.Name + "]";
  DiagnosticsEngine::Level Level = DiagnosticsEngine::Error;
  switch (M.Level) {
  case Level::Error:
    break;
  case Level::Soundness:
    if (!Options.Permissive)
      break;
    Level = levelOf(Engine, Where);
    if (!First.Name)
      First = {M.Name, Where};
    break;
  case Level::Warning:
  case Level::Quiet:
    Level =
        wants(Id, Where) ? levelOf(Engine, Where) : DiagnosticsEngine::Ignored;
    break;
  case Level::Note:
    Level = DiagnosticsEngine::Note;
    break;
  }
  // The engine answers an equal text with the same number.
  unsigned Number = Engine.getDiagnosticIDs()->getCustomDiagID(
      static_cast<DiagnosticIDs::Level>(Level), Text);
  return Engine.Report(Where, Number);
}

//===-- DRUST_ALLOW -------------------------------------------------------===//

bool Diagnostics::isAllowed(StringRef Name, SourceLocation Where) const {
  const SourceManager &SM = Engine.getSourceManager();
  SourceLocation At = SM.getExpansionLoc(Where);
  return llvm::any_of(Allowed, [&](const Region &R) {
    return R.Name == Name &&
           SM.isPointWithin(At, SM.getExpansionLoc(R.Range.getBegin()),
                            SM.getExpansionLoc(R.Range.getEnd()));
  });
}

void Diagnostics::allow(StringRef Identifier, SourceLocation Attribute,
                        SourceRange Range) {
  if (!Identifier.consume_front(AllowPrefix))
    return; // not of DRUST_ALLOW
  if (isWarningName(Identifier))
    Allowed.push_back({Range, Identifier.str()});
  else
    report(diag::unknown_warning, Attribute)
        << ("'" + Identifier.str() + "'") << warningNames();
}

void Diagnostics::enterStatement(const Stmt *S) {
  SmallVector<const Stmt *, 32> Stack = {S};
  while (!Stack.empty()) {
    const Stmt *Top = Stack.pop_back_val();
    if (!Top)
      continue;
    if (const auto *A = dyn_cast<AttributedStmt>(Top))
      for (const Attr *Each : A->getAttrs())
        if (const auto *Suppress = dyn_cast<SuppressAttr>(Each))
          for (StringRef Identifier : Suppress->diagnosticIdentifiers())
            allow(Identifier, Suppress->getLocation(), A->getSourceRange());
    if (const auto *D = dyn_cast<DeclStmt>(Top))
      for (const Decl *Each : D->decls())
        for (const auto *Suppress : Each->specific_attrs<SuppressAttr>())
          for (StringRef Identifier : Suppress->diagnosticIdentifiers())
            allow(Identifier, Suppress->getLocation(), D->getSourceRange());
    Stack.append(Top->child_begin(), Top->child_end());
  }
}

void Diagnostics::enter(const Decl *D) {
  Allowed.clear();
  for (const auto *Suppress : D->specific_attrs<SuppressAttr>())
    for (StringRef Identifier : Suppress->diagnosticIdentifiers())
      allow(Identifier, Suppress->getLocation(), D->getSourceRange());
  if (const auto *F = dyn_cast<FunctionDecl>(D);
      F && F->doesThisDeclarationHaveABody())
    enterStatement(F->getBody());
}

} // namespace drust
