/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The two module passes of Expand.h: the table of pseudo-calls, the passes,
 * their registration.
 *
 * Lowering writes pseudo-calls into the AST because an AST has no way to say
 * "compare and branch" in the middle of an expression without changing scopes
 * and debug locations. An optimisation that looks at several calls at once
 * (merging resolves of one word, folding a NULL test into the range check)
 * belongs between collectCalls() and expandCall().
 */
#include "Expand.h"
#include "Expansion.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using drust::Expansion;

namespace {

constexpr StringLiteral PseudoPrefix = "__drust_i_";

// ---- The table -------------------------------------------------------------

struct PseudoCall {
  StringLiteral Name;
  /// The type of the result, then of each parameter: v void, p pointer, i i64.
  StringLiteral Signature;
  Value *(Expansion::*Expand)();
};

const PseudoCall PseudoCalls[] = {
    {"__drust_i_load", "pp", &Expansion::load},
    {"__drust_i_not_null", "ppp", &Expansion::notNull},
    {"__drust_i_read", "pppp", &Expansion::read},
    {"__drust_i_write", "ppp", &Expansion::write},
    {"__drust_i_take", "pp", &Expansion::take},
    {"__drust_i_assign", "ppp", &Expansion::assign},
    {"__drust_i_assign_near", "pppp", &Expansion::assignNear},
    {"__drust_i_drop", "vp", &Expansion::drop},
    {"__drust_i_drop_value", "vp", &Expansion::dropValue},
    {"__drust_i_drop_param", "vp", &Expansion::dropParam},
    {"__drust_i_drop_array", "vp", &Expansion::dropArray},
    {"__drust_i_drop_structs", "vp", &Expansion::dropStructs},
    {"__drust_i_drop_threads", "vp", &Expansion::dropThreads},
    {"__drust_i_leave", "vp", &Expansion::leave},
    {"__drust_i_leave_borrow", "vp", &Expansion::leaveBorrow},
    {"__drust_i_adopt", "pppi", &Expansion::adopt},
    {"__drust_i_share", "pppipi", &Expansion::share},
    {"__drust_i_keep", "pppp", &Expansion::keep},
    {"__drust_i_pin", "pppi", &Expansion::pin},
    {"__drust_i_adopt_field", "pppip", &Expansion::adoptField},
    {"__drust_i_forget", "vpi", &Expansion::forget},
    {"__drust_i_forget_view", "vp", &Expansion::forgetView},
    {"__drust_i_leave_view", "vp", &Expansion::leaveView},
    {"__drust_i_open", "vpp", &Expansion::open},
    {"__drust_i_close", "vp", &Expansion::close},
    {"__drust_i_returned", "vp", &Expansion::returned},
};

Type *typeOf(char Letter, LLVMContext &Context) {
  if (Letter == 'v')
    return Type::getVoidTy(Context);
  if (Letter == 'i')
    return Type::getInt64Ty(Context);
  return PointerType::getUnqual(Context);
}

FunctionType *typeOf(const PseudoCall &Pseudo, LLVMContext &Context) {
  SmallVector<Type *, 6> Types;
  for (char Letter : Pseudo.Signature)
    Types.push_back(typeOf(Letter, Context));
  return FunctionType::get(Types[0], ArrayRef(Types).drop_front(),
                           /*isVarArg=*/false);
}

/// The calls of Declared that have the right type; VerifyPass reports all
/// other uses. An invoke (a C program built with -fexceptions has them in the
/// scope of a cleanup) becomes a call, since no expansion unwinds.
SmallVector<CallInst *, 16> collectCalls(Function &Declared,
                                         FunctionType *Expected) {
  SmallVector<CallBase *, 16> Found;
  for (Use &U : Declared.uses()) {
    auto *Base = dyn_cast<CallBase>(U.getUser());
    if (Base && Base->isCallee(&U) && Base->getFunctionType() == Expected)
      Found.push_back(Base);
  }
  SmallVector<CallInst *, 16> Calls;
  for (CallBase *Base : Found) {
    if (auto *Invoke = dyn_cast<InvokeInst>(Base))
      Calls.push_back(changeToCall(Invoke));
    else if (auto *Call = dyn_cast<CallInst>(Base))
      Calls.push_back(Call);
  }
  return Calls;
}

void expandCall(CallInst &Call, const PseudoCall &Pseudo, bool Plain,
                bool InLoop) {
  Expansion E(Call, Plain, InLoop);
  if (Value *Result = (E.*Pseudo.Expand)())
    Call.replaceAllUsesWith(Result);
  Call.eraseFromParent();
}

using FoundCalls = SmallVector<std::pair<CallInst *, const PseudoCall *>, 64>;

/// The calls of the functions that Calls stand in, as far as they are in loops.
SmallPtrSet<const CallInst *, 32> inLoops(const FoundCalls &Calls) {
  SmallPtrSet<const CallInst *, 32> Found;
  SmallPtrSet<Function *, 16> Functions;
  for (auto [Call, Pseudo] : Calls)
    Functions.insert(Call->getFunction());
  for (Function *F : Functions) {
    DominatorTree Dominators(*F);
    LoopInfo Loops(Dominators);
    for (Loop *L : Loops)
      for (BasicBlock *Block : L->blocks())
        for (Instruction &I : *Block)
          if (auto *Call = dyn_cast<CallInst>(&I))
            Found.insert(Call);
  }
  return Found;
}

/// Returns whether M had a pseudo-call.
bool expandAll(Module &M, bool Plain) {
  FoundCalls Calls;
  SmallVector<Function *, 16> Declarations;
  for (const PseudoCall &Pseudo : PseudoCalls) {
    Function *Declared = M.getFunction(Pseudo.Name);
    if (!Declared || !Declared->isDeclaration())
      continue;
    Declarations.push_back(Declared);
    FunctionType *Expected = typeOf(Pseudo, M.getContext());
    for (CallInst *Call : collectCalls(*Declared, Expected))
      Calls.push_back({Call, &Pseudo});
  }
  const auto Looping = inLoops(Calls);
  for (auto [Call, Pseudo] : Calls)
    expandCall(*Call, *Pseudo, Plain, Looping.contains(Call));
  for (Function *Declared : Declarations)
    if (Declared->use_empty())
      Declared->eraseFromParent();
  return !Declarations.empty();
}

} // namespace

// ---- The passes ------------------------------------------------------------

namespace drust {

PreservedAnalyses ExpandPass::run(Module &M, ModuleAnalysisManager &) {
  if (!expandAll(M, Records->Plain) && Records->empty())
    return PreservedAnalyses::all();
  emitTables(M, *Records);
  return PreservedAnalyses::none();
}

PreservedAnalyses VerifyPass::run(Module &M, ModuleAnalysisManager &) {
  for (Function &F : M) {
    if (!F.getName().starts_with(PseudoPrefix) || !F.isDeclaration())
      continue;
    for (User *U : F.users()) {
      auto *Where = dyn_cast<Instruction>(U);
      std::string Message = ("the drust plugin left '" + F.getName() +
                             "' unexpanded; this is an error in the plugin")
                                .str();
      if (Where)
        M.getContext().diagnose(DiagnosticInfoUnsupported(
            *Where->getFunction(), Message, Where->getDebugLoc()));
      else
        M.getContext().emitError(Message);
    }
  }
  return PreservedAnalyses::all();
}

void registerPasses(PassBuilder &Builder, std::shared_ptr<Tables> Records) {
  Builder.registerPipelineStartEPCallback(
      [Records](ModulePassManager &Passes, OptimizationLevel) {
        Passes.addPass(ExpandPass(Records));
      });
  Builder.registerOptimizerLastEPCallback(
      [](ModulePassManager &Passes, OptimizationLevel) {
        Passes.addPass(VerifyPass());
      });
}

void registerWithoutPipeline(PassBuilder &Builder,
                             std::shared_ptr<Tables> Records) {
  Builder.getPassInstrumentationCallbacks()
      ->registerBeforeNonSkippedPassCallback(
          [Records, Done = false](StringRef, Any Unit) mutable {
            const Module *const *M = any_cast<const Module *>(&Unit);
            if (Done || !M)
              return;
            Done = true;
            // Nothing has looked at the module yet, so there is no analysis to
            // tell of the change, and its owner made it to be changed.
            auto &Fresh = const_cast<Module &>(**M);
            ModuleAnalysisManager None;
            ExpandPass(Records).run(Fresh, None);
            VerifyPass().run(Fresh, None);
          });
}

} // namespace drust
