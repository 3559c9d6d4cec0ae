// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's messages, from one table (Diagnostics.def).
//
#ifndef DRUST_PLUGIN_DIAGNOSTICS_H
#define DRUST_PLUGIN_DIAGNOSTICS_H

#include "clang/Basic/Diagnostic.h"

namespace drust {

namespace diag {
enum Id : unsigned {
#define DIAG(Identifier, Level, Name, Text) Identifier,
#include "Diagnostics.def"
#undef DIAG
};
} // namespace diag

/// Reports through clang's engine, so -Werror, -w and -verify apply.
class Diagnostics {
public:
  explicit Diagnostics(clang::DiagnosticsEngine &Engine) : Engine(Engine) {}
  clang::DiagnosticBuilder report(diag::Id Id, clang::SourceLocation Where);

private:
  clang::DiagnosticsEngine &Engine;
};

} // namespace drust

#endif
