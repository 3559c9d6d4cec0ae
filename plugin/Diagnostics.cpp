// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Diagnostics.h"

using namespace clang;

namespace drust {

namespace {
struct Message {
  DiagnosticsEngine::Level Level;
  const char *Name, *Text;
};
constexpr Message Messages[] = {
#define DIAG(Identifier, Level, Name, Text)                                    \
  {DiagnosticsEngine::Level, Name, Text},
#include "Diagnostics.def"
#undef DIAG
};
} // namespace

DiagnosticBuilder Diagnostics::report(diag::Id Id, SourceLocation Where) {
  const Message &M = Messages[Id];
  std::string Text = M.Text;
  if (*M.Name)
    Text += std::string(" [drust-") + M.Name + "]";
  // Clang applies -w and -Werror only to its own warnings.
  DiagnosticsEngine::Level Level = M.Level;
  if (Level == DiagnosticsEngine::Warning && Engine.getIgnoreAllWarnings())
    Level = DiagnosticsEngine::Ignored;
  else if (Level == DiagnosticsEngine::Warning && Engine.getWarningsAsErrors())
    Level = DiagnosticsEngine::Error;
  // The engine answers an equal text with the same number.
  unsigned Number = Engine.getDiagnosticIDs()->getCustomDiagID(
      static_cast<DiagnosticIDs::Level>(Level), Text);
  return Engine.Report(Where, Number);
}

} // namespace drust
