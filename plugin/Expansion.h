/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What replaces one pseudo-call (Expand.h). Each expansion is local: it keeps
 * the call's debug location and looks at nothing around it.
 */
#ifndef DRUST_PLUGIN_EXPANSION_H
#define DRUST_PLUGIN_EXPANSION_H

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"

namespace drust {

/// The expansion of one pseudo-call. Each member function named like a
/// pseudo-call emits code before the call and returns what the call's users
/// use instead, or nullptr for a call without a result.
class Expansion {
public:
  Expansion(llvm::CallInst &Call, bool Plain, bool InLoop)
      : Call(Call), M(*Call.getModule()), B(&Call), Plain(Plain),
        InLoop(InLoop) {}

  llvm::Value *load() { return loadWord(arg(0)); }
  llvm::Value *notNull();
  llvm::Value *read();
  llvm::Value *write();
  llvm::Value *take();
  llvm::Value *assign();
  llvm::Value *assignNear();
  llvm::Value *drop();
  llvm::Value *dropValue();
  llvm::Value *dropParam();
  llvm::Value *dropArray();
  llvm::Value *dropStructs();
  llvm::Value *dropThreads();
  llvm::Value *leave();
  llvm::Value *leaveBorrow();
  llvm::Value *adopt();
  llvm::Value *keep();
  llvm::Value *pin();
  llvm::Value *adoptField();
  llvm::Value *forget();
  llvm::Value *forgetView();
  llvm::Value *leaveView();
  llvm::Value *share();
  llvm::Value *open();
  llvm::Value *close();
  llvm::Value *returned();

private:
  enum class Convention { Normal, Slow };

  llvm::Value *arg(unsigned I) { return Call.getArgOperand(I); }
  llvm::PointerType *ptrTy() { return B.getPtrTy(); }
  llvm::Constant *nullPtr() { return llvm::ConstantPointerNull::get(ptrTy()); }
  llvm::MDNode *none() { return llvm::MDNode::get(M.getContext(), {}); }

  llvm::Value *loadWord(llvm::Value *Slot);
  void storeWord(llvm::Value *Word, llvm::Value *Slot);
  llvm::LoadInst *loadHidden(llvm::Type *Ty, llvm::Value *Address);
  llvm::Value *loadRange(llvm::StringRef Name);
  llvm::Value *inPartition(llvm::Value *Address);
  llvm::Value *
  resolve(llvm::Value *Word, uint64_t Mask,
          llvm::function_ref<llvm::Value *(llvm::Value *Raw)> Slow);
  llvm::Value *near(llvm::Value *Word, llvm::Value *Slot, llvm::Value *Site);
  llvm::Value *store(llvm::Value *Word, llvm::Value *Slot);
  void emitIf(llvm::Value *Condition, llvm::MDNode *Weights,
              llvm::function_ref<void()> Body);
  void dropUnlessNull(llvm::Value *Word, llvm::MDNode *Weights);
  llvm::Value *callForArray(llvm::StringRef Name, llvm::StringRef PlainName,
                            bool Typed = false);
  llvm::Value *fieldOf(llvm::Value *Base, uint64_t Offset);
  llvm::Value *usedPins(llvm::Value *Frame);
  llvm::Value *recordFirst();
  llvm::Value *recordCount();
  llvm::Value *handoverCopy();
  llvm::Value *ofThread(llvm::StringRef Name, uint64_t Bytes);
  llvm::Value *kept();
  void forgetBytes(llvm::Value *First, llvm::Value *Bytes);
  llvm::Value *openCalls();
  void storeOpen(llvm::Value *To, llvm::Value *Innermost, llvm::Value *Site);
  llvm::Value *loadOpen(llvm::Value *From, uint64_t Field);
  void leftOpen(llvm::Value *Condition);
  llvm::CallInst *callRuntime(llvm::StringRef Name, llvm::Type *Result,
                              llvm::ArrayRef<llvm::Value *> Args,
                              Convention How);
  /// Heavy enough that the other branch is placed out of the way.
  llvm::MDNode *likely() {
    return llvm::MDBuilder(M.getContext()).createLikelyBranchWeights();
  }
  llvm::MDNode *unlikely() {
    return llvm::MDBuilder(M.getContext()).createUnlikelyBranchWeights();
  }

  llvm::CallInst &Call;
  llvm::Module &M;
  llvm::IRBuilder<> B;
  const bool Plain;
  const bool InLoop;
};

} // namespace drust

#endif
