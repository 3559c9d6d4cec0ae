/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * See Expansion.h.
 */
#include "Expansion.h"
#include "drust/abi.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace drust {

namespace {

/// What lowering puts beside a local array of owners, of structs with owners or
/// of thread handles.
struct ArrayRecord {
  void *First;
  uint64_t Count;
  void *Type; ///< of the structs
};

} // namespace

// ---- What expansions are made of -------------------------------------------

/// Owner words are accessed by relaxed atomics: a server that lends a word
/// sets its hand-out bit in place while other threads may read it. SROA and
/// mem2reg still promote slots that are locals.
Value *Expansion::loadWord(Value *Slot) {
  LoadInst *Word = B.CreateAlignedLoad(ptrTy(), Slot, Align(8));
  if (!Plain)
    Word->setAtomic(AtomicOrdering::Monotonic);
  return Word;
}

void Expansion::storeWord(Value *Word, Value *Slot) {
  StoreInst *Store = B.CreateAlignedStore(Word, Slot, Align(8));
  if (!Plain)
    Store->setAtomic(AtomicOrdering::Monotonic);
}

/// A load that is none of the program's own, so no sanitizer looks at it.
LoadInst *Expansion::loadHidden(Type *Ty, Value *Address) {
  LoadInst *Load = B.CreateAlignedLoad(Ty, Address, Align(8));
  Load->setMetadata(LLVMContext::MD_nosanitize, none());
  return Load;
}

/// One of the two bounds of the own partition. They are constant once main
/// runs, and nothing with a resolve in it runs before: LLVM may hoist the load
/// out of any loop and over the slow call.
Value *Expansion::loadRange(StringRef Name) {
  auto *Bound = cast<GlobalVariable>(M.getOrInsertGlobal(Name, B.getInt64Ty()));
  Bound->setVisibility(GlobalValue::HiddenVisibility);
  Bound->setDSOLocal(true);
  LoadInst *Load = loadHidden(B.getInt64Ty(), Bound);
  Load->setMetadata(LLVMContext::MD_invariant_load, none());
  return Load;
}

/// Whether Address lies in the own partition. False for NULL, because a
/// partition never starts at 0.
Value *Expansion::inPartition(Value *Address) {
  Value *Offset = B.CreateSub(Address, loadRange("__drust_heap_base"));
  return B.CreateICmpULT(Offset, loadRange("__drust_heap_size"));
}

/// The address of the object that Word names, in three tiers. First, a word
/// that is an address in the own partition is used as it is: masking it would
/// put a cycle on every step of a pointer chase. Second, out of the way, Word
/// under Mask is tried, in a loop; elsewhere the code is not worth it, as the
/// callee begins with that. Third, Slow emits the call.
Value *Expansion::resolve(Value *Word, uint64_t Mask,
                          function_ref<Value *(Value *Raw)> Slow) {
  LLVMContext &Context = M.getContext();
  BasicBlock *Head = Call.getParent();
  BasicBlock *Done =
      SplitBlock(Head, &Call, static_cast<DominatorTree *>(nullptr), nullptr,
                 nullptr, "drust.done");
  BasicBlock *SlowBlock =
      BasicBlock::Create(Context, "drust.slow", Head->getParent(), Done);
  PHINode *At = PHINode::Create(ptrTy(), 3, "", Call.getIterator());
  At->setDebugLoc(Call.getDebugLoc());

  Head->getTerminator()->eraseFromParent();
  B.SetInsertPoint(Head);
  Value *Raw = B.CreatePtrToInt(Word, B.getInt64Ty());
  BasicBlock *Coloured = SlowBlock;
  if (InLoop)
    Coloured = BasicBlock::Create(Context, "drust.coloured", Head->getParent(),
                                  SlowBlock);
  B.CreateCondBr(inPartition(Raw), Done, Coloured, likely());
  At->addIncoming(Word, Head);

  if (InLoop) {
    B.SetInsertPoint(Coloured);
    Value *Masked = B.CreateAnd(Raw, Mask);
    At->addIncoming(B.CreateIntToPtr(Masked, ptrTy()), Coloured);
    B.CreateCondBr(inPartition(Masked), Done, SlowBlock);
  }

  B.SetInsertPoint(SlowBlock);
  At->addIncoming(Slow(Raw), SlowBlock);
  B.CreateBr(Done);
  B.SetInsertPoint(&Call);
  return At;
}

/// Emits Body so that it runs only if Condition holds; then continues before
/// the call.
void Expansion::emitIf(Value *Condition, MDNode *Weights,
                       function_ref<void()> Body) {
  Instruction *Then = SplitBlockAndInsertIfThen(Condition, Call.getIterator(),
                                                /*Unreachable=*/false, Weights);
  B.SetInsertPoint(Then);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  Body();
  B.SetInsertPoint(&Call);
}

void Expansion::dropUnlessNull(Value *Word, MDNode *Weights) {
  emitIf(B.CreateIsNotNull(Word), Weights, [&] {
    if (Plain)
      callRuntime("__drust_plain_drop", B.getVoidTy(), {Word},
                  Convention::Normal);
    else
      callRuntime("__drust_drop", B.getVoidTy(),
                  {B.CreatePtrToInt(Word, B.getInt64Ty())}, Convention::Normal);
  });
}

/// Fields of the ArrayRecord that the pseudo-call is given.
Value *Expansion::recordFirst() {
  return loadHidden(ptrTy(), fieldOf(arg(0), offsetof(ArrayRecord, First)));
}

Value *Expansion::recordCount() {
  return loadHidden(B.getInt64Ty(),
                    fieldOf(arg(0), offsetof(ArrayRecord, Count)));
}

/// Calls a runtime function of (first element, count[, type]) with the fields
/// of the ArrayRecord that the pseudo-call is given.
Value *Expansion::callForArray(StringRef Name, StringRef PlainName,
                               bool Typed) {
  Value *First = recordFirst();
  Value *Count = recordCount();
  SmallVector<Value *, 3> Fields{First, Count};
  if (Typed)
    Fields.push_back(
        loadHidden(ptrTy(), fieldOf(arg(0), offsetof(ArrayRecord, Type))));
  callRuntime(Plain ? PlainName : Name, B.getVoidTy(), Fields,
              Convention::Normal);
  return nullptr;
}

Value *Expansion::fieldOf(Value *Base, uint64_t Offset) {
  return Offset ? B.CreateConstInBoundsGEP1_64(B.getInt8Ty(), Base, Offset)
                : Base;
}

/// The bits of the pins in use; a function without a frame passes NULL and
/// uses none.
Value *Expansion::usedPins(Value *Frame) {
  if (isa<ConstantPointerNull>(Frame))
    return B.getInt64(0);
  return loadHidden(B.getInt64Ty(),
                    fieldOf(Frame, offsetof(drust_frame, used)));
}

/// The address of the field that says whether a borrow is being handed over
/// from a returning function to its caller.
Value *Expansion::handoverCopy() {
  return fieldOf(ofThread("__drust_handover", sizeof(drust_pin)),
                 offsetof(drust_pin, copy));
}

/// The address of a variable of the runtime that each thread has.
Value *Expansion::ofThread(StringRef Name, uint64_t Bytes) {
  GlobalVariable *Variable = M.getGlobalVariable(Name);
  if (!Variable) {
    Variable = new GlobalVariable(
        M, ArrayType::get(B.getInt8Ty(), Bytes),
        /*isConstant=*/false, GlobalValue::ExternalLinkage,
        /*Initializer=*/nullptr, Name, /*InsertBefore=*/nullptr,
        GlobalValue::InitialExecTLSModel);
    Variable->setAlignment(Align(alignof(uint64_t)));
  }
  return B.CreateThreadLocalAddress(Variable);
}

/// How many fields of views have a pin.
Value *Expansion::kept() {
  return loadHidden(B.getInt64Ty(), ofThread("__drust_kept", 8));
}

/// Calls a runtime function of abi.h. None of them returns on failure, and
/// none unwinds. The slow ones preserve registers and are laid out of the way.
CallInst *Expansion::callRuntime(StringRef Name, Type *Result,
                                 ArrayRef<Value *> Args, Convention How) {
  SmallVector<Type *, 4> Parameters;
  for (Value *Arg : Args)
    Parameters.push_back(Arg->getType());
  FunctionCallee Callee = M.getOrInsertFunction(
      Name, FunctionType::get(Result, Parameters, /*isVarArg=*/false));
  CallInst *Made = B.CreateCall(Callee, Args);
  Made->setDoesNotThrow();
  auto *Declared = dyn_cast<Function>(Callee.getCallee());
  if (Declared)
    Declared->setDoesNotThrow();
  if (How == Convention::Slow) {
    Made->setCallingConv(CallingConv::PreserveMost);
    Made->addFnAttr(Attribute::Cold);
    if (Declared) {
      Declared->setCallingConv(CallingConv::PreserveMost);
      Declared->addFnAttr(Attribute::Cold);
    }
  }
  return Made;
}

// ---- The pseudo-calls ------------------------------------------------------

/// ptr not_null(ptr word, ptr site): the word; NULL ends the program.
Value *Expansion::notNull() {
  emitIf(B.CreateIsNull(arg(0)), unlikely(), [&] {
    callRuntime("__drust_shared", ptrTy(), {B.getInt64(0), nullPtr(), arg(1)},
                Convention::Slow);
  });
  return arg(0);
}

/// ptr read(ptr word, ptr frame, ptr site): the object, for reading.
Value *Expansion::read() {
  if (Plain)
    return arg(0);
  return resolve(arg(0), DRUST_ADDRESS_MASK, [&](Value *Raw) -> Value * {
    return callRuntime("__drust_shared", ptrTy(), {Raw, arg(1), arg(2)},
                       Convention::Slow);
  });
}

/// ptr write(ptr slot, ptr site): the object, for writing. The mask keeps the
/// hand-out bit: a word with it set is then out of every range, so tier two
/// tests both conditions at once.
Value *Expansion::write() {
  Value *Slot = arg(0);
  Value *Word = loadWord(Slot);
  if (Plain)
    return Word;
  Type *Pair = StructType::get(B.getInt64Ty(), ptrTy());
  constexpr uint64_t Mask = DRUST_ADDRESS_MASK | DRUST_HANDED_OUT;
  return resolve(Word, Mask, [&](Value *Raw) -> Value * {
    Value *Result =
        callRuntime("__drust_exclusive", Pair, {Raw, arg(1)}, Convention::Slow);
    Value *NewWord = B.CreateExtractValue(Result, 0);
    storeWord(B.CreateIntToPtr(NewWord, ptrTy()), Slot);
    return B.CreateExtractValue(Result, 1);
  });
}

/// ptr take(ptr slot): moves the word out of its slot.
Value *Expansion::take() {
  Value *Word = loadWord(arg(0));
  storeWord(nullPtr(), arg(0));
  return Word;
}

/// ptr assign(ptr value, ptr slot): the slot drops what it held before. The
/// new value is in place when the old one is dropped, so a drop hook that
/// looks at the slot never sees a dead word.
Value *Expansion::assign() { return store(arg(0), arg(1)); }

Value *Expansion::store(Value *Word, Value *Slot) {
  Value *Old = loadWord(Slot);
  storeWord(Word, Slot);
  dropUnlessNull(Old, unlikely());
  return Word;
}

/// ptr assign_near(ptr value, ptr slot, ptr site): the same to a field with
/// affinity.
Value *Expansion::assignNear() {
  return store(Plain ? arg(0) : near(arg(0), arg(1), arg(2)), arg(1));
}

/// Word after what it names has come to this server, if Slot lies in an object
/// here and the other does not. A slot on a stack belongs to no object.
Value *Expansion::near(Value *Word, Value *Slot, Value *Site) {
  Type *I64 = B.getInt64Ty();
  Value *Raw = B.CreatePtrToInt(Word, I64);
  Value *Address = B.CreateAnd(Raw, DRUST_ADDRESS_MASK);
  Value *Away =
      B.CreateAnd(B.CreateIsNotNull(Word), B.CreateNot(inPartition(Address)));
  Value *InObject = inPartition(B.CreatePtrToInt(Slot, I64));
  BasicBlock *Head = Call.getParent();
  Value *Brought = nullptr;
  BasicBlock *From = nullptr;
  emitIf(B.CreateAnd(Away, InObject), unlikely(), [&] {
    Value *Result =
        callRuntime("__drust_exclusive", StructType::get(I64, ptrTy()),
                    {Raw, Site}, Convention::Slow);
    Brought = B.CreateIntToPtr(B.CreateExtractValue(Result, 0), ptrTy());
    From = B.GetInsertBlock();
  });
  PHINode *Near = B.CreatePHI(ptrTy(), 2);
  Near->addIncoming(Word, Head);
  Near->addIncoming(Brought, From);
  return Near;
}

/// void drop(ptr slot): the cleanup of an owner local.
Value *Expansion::drop() {
  dropUnlessNull(loadWord(arg(0)), nullptr);
  return nullptr;
}

/// void drop_value(ptr word): an owner that nobody stored.
Value *Expansion::dropValue() {
  dropUnlessNull(arg(0), nullptr);
  return nullptr;
}

/// void drop_param(ptr slotslot): the cleanup of the hidden local that holds
/// the address of an owner parameter (parameters have no cleanup themselves).
Value *Expansion::dropParam() {
  Value *Slot = loadHidden(ptrTy(), arg(0));
  dropUnlessNull(loadWord(Slot), nullptr);
  return nullptr;
}

/// void drop_array(ptr record): the cleanup of a local array of owners.
Value *Expansion::dropArray() {
  return callForArray("__drust_drop_slots", "__drust_plain_drop_slots");
}

/// void drop_structs(ptr record): the same for structs with owners.
Value *Expansion::dropStructs() {
  return callForArray("__drust_drop_structs", "__drust_plain_drop_structs",
                      /*Typed=*/true);
}

/// void drop_threads(ptr record): the same for handles of threads.
Value *Expansion::dropThreads() {
  return callForArray("__drust_thread_drop", "__drust_plain_thread_drop");
}

/// void leave(ptr frame): releases the pins of a function.
Value *Expansion::leave() {
  if (Plain)
    return nullptr;
  emitIf(B.CreateIsNotNull(usedPins(arg(0))), unlikely(), [&] {
    callRuntime("__drust_unpin", B.getVoidTy(), {arg(0)}, Convention::Slow);
  });
  return nullptr;
}

/// void leave_borrow(ptr frame): the same for a function that returns a
/// borrow. A caller reads the hand-over after every such call, so it is
/// cleared where nothing is pinned.
Value *Expansion::leaveBorrow() {
  if (Plain)
    return nullptr;
  Instruction *Pinned = nullptr, *Free = nullptr;
  SplitBlockAndInsertIfThenElse(B.CreateIsNotNull(usedPins(arg(0))),
                                Call.getIterator(), &Pinned, &Free, unlikely());
  B.SetInsertPoint(Pinned);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  callRuntime("__drust_hand_over", B.getVoidTy(), {arg(0)}, Convention::Slow);
  B.SetInsertPoint(Free);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  StoreInst *Clear = B.CreateAlignedStore(nullPtr(), handoverCopy(), Align(8));
  Clear->setMetadata(LLVMContext::MD_nosanitize, none());
  return nullptr;
}

/// ptr adopt(ptr at, ptr frame, i64 pin): after a call that returned the
/// borrow `at`. Any used pin counts: the borrow may come from an argument,
/// which another pin of the frame keeps in place.
Value *Expansion::adopt() {
  if (Plain)
    return arg(0);
  Value *Used = usedPins(arg(1));
  Value *HandedOver = loadHidden(B.getInt64Ty(), handoverCopy());
  Value *Any = B.CreateOr(B.CreateOr(Used, HandedOver), kept());
  emitIf(B.CreateIsNotNull(Any), unlikely(), [&] {
    callRuntime("__drust_adopt", B.getVoidTy(),
                {arg(0), arg(1), B.CreateTrunc(arg(2), B.getInt32Ty())},
                Convention::Slow);
  });
  return arg(0);
}

/// ptr share(ptr at, ptr from_frame, i64 from, ptr to_frame, i64 to): a borrow
/// is copied from one variable to another, and so is its pin.
Value *Expansion::share() {
  if (Plain)
    return arg(0);
  Value *Used = B.CreateOr(usedPins(arg(1)), usedPins(arg(3)));
  emitIf(B.CreateIsNotNull(Used), unlikely(), [&] {
    Type *I32 = B.getInt32Ty();
    callRuntime("__drust_share_pin", B.getVoidTy(),
                {arg(1), B.CreateTrunc(arg(2), I32), arg(3),
                 B.CreateTrunc(arg(4), I32)},
                Convention::Slow);
  });
  return arg(0);
}

// ---- Views -----------------------------------------------------------------

/// ptr keep(ptr field, ptr at, ptr frame): the borrow goes into a field.
Value *Expansion::keep() {
  if (Plain)
    return arg(1);
  emitIf(B.CreateIsNotNull(B.CreateOr(usedPins(arg(2)), kept())), unlikely(),
         [&] {
           callRuntime("__drust_keep", B.getVoidTy(), {arg(0), arg(1), arg(2)},
                       Convention::Slow);
         });
  return arg(1);
}

/// ptr pin(ptr at, ptr frame, i64 pin): a borrow from a field gets a pin.
Value *Expansion::pin() {
  if (Plain)
    return arg(0);
  emitIf(B.CreateIsNotNull(B.CreateOr(usedPins(arg(1)), kept())), unlikely(),
         [&] {
           callRuntime("__drust_pin_at", B.getVoidTy(),
                       {arg(0), arg(1), B.CreateTrunc(arg(2), B.getInt32Ty())},
                       Convention::Slow);
         });
  return arg(0);
}

/// ptr adopt_field(ptr field, ptr at, i64 index, ptr frame): after a call that
/// returned a view.
Value *Expansion::adoptField() {
  if (Plain)
    return arg(1);
  Value *HandedOver =
      loadHidden(B.getInt64Ty(), ofThread("__drust_view_handover", 8));
  Value *Any = B.CreateOr(B.CreateOr(usedPins(arg(3)), HandedOver), kept());
  emitIf(B.CreateIsNotNull(Any), unlikely(), [&] {
    callRuntime("__drust_adopt_field", B.getVoidTy(),
                {arg(0), arg(1), arg(2), arg(3)}, Convention::Slow);
  });
  return arg(1);
}

void Expansion::forgetBytes(Value *First, Value *Bytes) {
  emitIf(B.CreateIsNotNull(kept()), unlikely(), [&] {
    callRuntime("__drust_forget", B.getVoidTy(), {First, Bytes},
                Convention::Slow);
  });
}

/// void forget(ptr first, i64 bytes): a temporary view ends.
Value *Expansion::forget() {
  if (Plain)
    return nullptr;
  forgetBytes(arg(0), arg(1));
  return nullptr;
}

/// void forget_view(ptr record): the cleanup of a view, or an array of them.
Value *Expansion::forgetView() {
  if (Plain)
    return nullptr;
  Value *First = recordFirst();
  forgetBytes(First, recordCount());
  return nullptr;
}

/// void leave_view(ptr record): before the frame of a function that returns a
/// view is left. Its caller takes all that is handed over, so there is nothing
/// to clear where nothing is pinned.
Value *Expansion::leaveView() {
  if (Plain)
    return nullptr;
  Value *Frame = recordFirst();
  Value *Borrows = recordCount();
  emitIf(B.CreateIsNotNull(usedPins(Frame)), unlikely(), [&] {
    callRuntime("__drust_hand_over_view", B.getVoidTy(), {Frame, Borrows},
                Convention::Slow);
  });
  return nullptr;
}

// ---- Open calls ------------------------------------------------------------

/// The address of the calling thread's struct drust_open.
Value *Expansion::openCalls() {
  return ofThread("__drust_open_calls", sizeof(drust_open));
}

void Expansion::storeOpen(Value *To, Value *Innermost, Value *Site) {
  Value *Fields[] = {Innermost, Site};
  uint64_t Offsets[] = {offsetof(drust_open, innermost),
                        offsetof(drust_open, site)};
  for (unsigned I = 0; I < 2; ++I)
    B.CreateAlignedStore(Fields[I], fieldOf(To, Offsets[I]), Align(8))
        ->setMetadata(LLVMContext::MD_nosanitize, none());
}

Value *Expansion::loadOpen(Value *From, uint64_t Field) {
  return loadHidden(ptrTy(), fieldOf(From, Field));
}

void Expansion::leftOpen(Value *Condition) {
  emitIf(Condition, unlikely(), [&] {
    callRuntime("__drust_left_open", B.getVoidTy(), {arg(0)}, Convention::Slow);
  });
}

/// void open(ptr kept, ptr site): this call begins. One that is open at a lower
/// address, or at this one, has been jumped over: unless it is one that was
/// inlined here.
Value *Expansion::open() {
  Value *Calls = openCalls();
  Value *Outer = loadOpen(Calls, offsetof(drust_open, innermost));
  Value *Below = B.CreateSub(B.CreatePtrToInt(Outer, B.getInt64Ty()),
                             B.getInt64(1)); // none: at the very top
  leftOpen(B.CreateICmpULT(Below, B.CreatePtrToInt(arg(0), B.getInt64Ty())));
  storeOpen(arg(0), Outer, loadOpen(Calls, offsetof(drust_open, site)));
  storeOpen(Calls, arg(0), arg(1));
  return nullptr;
}

/// void returned(ptr kept): what this call has called has come back.
Value *Expansion::returned() {
  Value *Innermost = loadOpen(openCalls(), offsetof(drust_open, innermost));
  leftOpen(B.CreateICmpNE(Innermost, arg(0)));
  return nullptr;
}

/// void close(ptr kept): this call ends.
Value *Expansion::close() {
  returned();
  storeOpen(openCalls(), loadOpen(arg(0), offsetof(drust_open, innermost)),
            loadOpen(arg(0), offsetof(drust_open, site)));
  return nullptr;
}

} // namespace drust
