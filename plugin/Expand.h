/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The LLVM side of the plugin: two module passes. ExpandPass turns the
 * pseudo-calls that lowering wrote into the AST (functions __drust_i_* without
 * a body, listed in Expand.cpp) into inline code and emits the recorded tables;
 * VerifyPass proves that no pseudo-call is left. A module without either is
 * left alone, so that programs that use nothing of this compile to the bytes
 * they compile to without the plugin.
 */
#ifndef DRUST_PLUGIN_EXPAND_H
#define DRUST_PLUGIN_EXPAND_H

#include "Tables.h"
#include "llvm/IR/PassManager.h"
#include <memory>

namespace llvm {
class PassBuilder;
}

namespace drust {

/// Expands every pseudo-call, then emits the tables. Runs at the start of the
/// pipeline, at -O0 and before both kinds of LTO, too.
class ExpandPass : public llvm::PassInfoMixin<ExpandPass> {
public:
  explicit ExpandPass(std::shared_ptr<Tables> Records)
      : Records(std::move(Records)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  /// Without this the pass is skipped in functions compiled at -O0.
  static bool isRequired() { return true; }

private:
  std::shared_ptr<Tables> Records;
};

/// Reports each pseudo-call that is left as an error with its location.
class VerifyPass : public llvm::PassInfoMixin<VerifyPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// Puts both passes into every pipeline that Builder makes. Records is read
/// when the pipeline runs, so lowering may still fill it afterwards.
void registerPasses(llvm::PassBuilder &Builder,
                    std::shared_ptr<Tables> Records);

/// For a compilation without a pipeline (-disable-llvm-passes, and the first
/// step of -save-temps): whatever reads its bitcode later knows nothing of
/// pseudo-calls. Runs both passes before the first pass that Builder's owner
/// adds by hand: the verifier or the writer.
void registerWithoutPipeline(llvm::PassBuilder &Builder,
                             std::shared_ptr<Tables> Records);

} // namespace drust

#endif
