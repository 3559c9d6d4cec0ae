// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rewrites one function's body in place from its Actions: pseudo-calls that
// the module pass expands, hidden variables for pins and temporaries, cleanups
// for drops. Knows nothing of loans and decides nothing: what an expression
// does was decided in Actions.
//
#ifndef DRUST_PLUGIN_LOWER_H
#define DRUST_PLUGIN_LOWER_H

#include "Actions.h"
#include "Builder.h"
#include "Records.h"

#include <functional>

namespace clang {
class Sema;
} // namespace clang

namespace drust {

struct LowerOptions {
  bool Plain = false;
  /// Leave out the resolve of this number (0-based, counted over the file), so
  /// that a test can show that its absence faults.
  std::optional<unsigned> SkipResolve;
};

/// What lowering shares over a translation unit.
struct LowerContext {
  Builder &Make;
  Records &Out;
  LowerOptions Options;
  unsigned Resolves = 0;
  /// Hands a new function to code generation.
  std::function<void(clang::FunctionDecl *)> Emit;
  clang::Sema *Semantics = nullptr; ///< set before anything is lowered
};

void lower(clang::FunctionDecl *F, FunctionActions &A, LowerContext &Context);

} // namespace drust

#endif
