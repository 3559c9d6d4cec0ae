// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's messages, from one table (Diagnostics.def): which of them are
// said, and as what.
//
#ifndef DRUST_PLUGIN_DIAGNOSTICS_H
#define DRUST_PLUGIN_DIAGNOSTICS_H

#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

namespace clang {
class Decl;
class Stmt;
} // namespace clang

namespace drust {

namespace diag {
enum Id : unsigned {
#define DIAG(Identifier, Level, Name, Text) Identifier,
#include "Diagnostics.def"
#undef DIAG
};
} // namespace diag

/// What the command line asks for.
class MessageOptions {
public:
  MessageOptions();
  /// -W[no-]NAME; false if no warning has that name.
  bool set(llvm::StringRef Name, bool Said);
  bool isOn(llvm::StringRef Name) const { return On.contains(Name); }
  bool Permissive = false; ///< soundness findings are warnings

private:
  llvm::StringSet<> On; ///< warnings that are said
};

/// The names of all warnings: 'a', 'b' and 'c'.
std::string warningNames();

/// Reports through clang's engine, so -Werror, -w and -verify apply.
class Diagnostics {
public:
  Diagnostics(clang::DiagnosticsEngine &Engine,
              const MessageOptions &Options = {})
      : Engine(Engine), Options(Options) {}
  clang::DiagnosticBuilder report(diag::Id Id, clang::SourceLocation Where);

  /// True if a warning would be said there: a guard for what costs something to
  /// find out.
  bool wants(diag::Id Id, clang::SourceLocation Where) const;

  /// True if the walk goes on after it has reported Id.
  bool passes(diag::Id Id) const;

  /// Where a soundness finding was first reported as a warning: the program
  /// must not run on several servers.
  struct Finding {
    const char *Name = nullptr;
    clang::SourceLocation Where;
  };
  const Finding &tolerated() const { return First; }

  /// What DRUST_ALLOW says on D and inside it holds until the next call; names
  /// of no warning are errors.
  void enter(const clang::Decl *D);

private:
  struct Region {
    clang::SourceRange Range;
    std::string Name;
  };
  clang::DiagnosticsEngine &Engine;
  MessageOptions Options;
  llvm::SmallVector<Region, 2> Allowed;
  Finding First;

  void allow(llvm::StringRef Identifier, clang::SourceLocation Attribute,
             clang::SourceRange Range);
  void enterStatement(const clang::Stmt *S);
  bool isAllowed(llvm::StringRef Name, clang::SourceLocation Where) const;
};

} // namespace drust

#endif
