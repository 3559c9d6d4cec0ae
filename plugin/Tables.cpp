/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Emission of the records of Tables.h into a module. Layouts come from abi.h
 * by offsetof, so the runtime and the plugin cannot disagree. All records of a
 * kind stand in one section, without padding, and are walked by index between
 * the linker's __start_ and __stop_ symbols; they go into llvm.used, which
 * makes their sections survive --gc-sections.
 */
#include "Tables.h"
#include "drust/abi.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace {

/// The fields of one C struct, put at their C offsets by PUT. Fields that are
/// not put are zero.
class StructImage {
public:
  StructImage(LLVMContext &Context, uint64_t Bytes)
      : Context(Context), Bytes(Bytes) {}

  void put(uint64_t Offset, uint64_t FieldBytes, uint64_t Number) {
    Type *Integer = Type::getIntNTy(Context, FieldBytes * 8);
    Fields.push_back({Offset, FieldBytes, ConstantInt::get(Integer, Number)});
  }
  void put(uint64_t Offset, uint64_t FieldBytes, Constant *Pointer) {
    assert(FieldBytes == sizeof(void *) && "a pointer fills its field");
    Fields.push_back({Offset, FieldBytes, Pointer});
  }
  /// Fields must have been put in the order of their offsets.
  Constant *build() const;

private:
  struct Field {
    uint64_t Offset;
    uint64_t Bytes;
    Constant *Value;
  };
  void pad(SmallVectorImpl<Constant *> &Members, uint64_t From,
           uint64_t To) const;

  LLVMContext &Context;
  uint64_t Bytes;
  SmallVector<Field, 16> Fields;
};

#define PUT(Image, Struct, Field, Value)                                       \
  (Image).put(offsetof(Struct, Field), sizeof(Struct::Field), (Value))

void StructImage::pad(SmallVectorImpl<Constant *> &Members, uint64_t From,
                      uint64_t To) const {
  if (From != To)
    Members.push_back(ConstantAggregateZero::get(
        ArrayType::get(Type::getInt8Ty(Context), To - From)));
}

Constant *StructImage::build() const {
  SmallVector<Constant *, 16> Members;
  uint64_t End = 0;
  for (const Field &F : Fields) {
    assert(End <= F.Offset && "fields in the order of their offsets");
    pad(Members, End, F.Offset);
    Members.push_back(F.Value);
    End = F.Offset + F.Bytes;
  }
  pad(Members, End, Bytes);
  return ConstantStruct::getAnon(Context, Members, /*Packed=*/true);
}

class Emitter {
public:
  explicit Emitter(Module &M) : M(M), Context(M.getContext()) {}

  void type(const drust::TypeRecord &Record);
  void contract(const drust::ContractRecord &Record);
  void entry(const drust::EntryRecord &Record);
  void site(const drust::SiteRecord &Record);
  void staticOwner(const drust::StaticRecord &Record, bool Plain);
  void permissive(const drust::PermissiveRecord &Record);
  void object(bool Plain);
  void abiReference();
  /// Puts all records into llvm.used; the last step.
  void finish() { appendToUsed(M, Retained); }

private:
  Constant *string(StringRef Text);
  Constant *offsets(ArrayRef<uint32_t> Offsets);
  Constant *slots(ArrayRef<drust::SlotRecord> Slots);
  Constant *hooks(ArrayRef<drust::HookRecord> Hooks);
  Constant *null() {
    return ConstantPointerNull::get(PointerType::getUnqual(Context));
  }
  GlobalVariable *constant(Constant *Value, const Twine &Name);
  GlobalVariable *record(Constant *Value, StringRef Section, bool Internal,
                         const Twine &Name);
  void define(StringRef Symbol, GlobalVariable *Definition);

  Module &M;
  LLVMContext &Context;
  StringMap<Constant *> Strings;
  SmallVector<GlobalValue *, 16> Retained;
};

/// Sanitizers must leave records alone: red zones would be padding in a table.
void hideFromSanitizers(GlobalVariable &Variable) {
  GlobalValue::SanitizerMetadata None;
  None.NoAddress = true;
  None.NoHWAddress = true;
  Variable.setSanitizerMetadata(None);
}

/// A private constant that a record points to.
GlobalVariable *Emitter::constant(Constant *Value, const Twine &Name) {
  auto *Made = new GlobalVariable(M, Value->getType(), /*isConstant=*/true,
                                  GlobalValue::PrivateLinkage, Value, Name);
  Made->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  hideFromSanitizers(*Made);
  return Made;
}

/// The element of a table. Alignment is said: the default grows with the size
/// of the initialiser and would leave gaps.
GlobalVariable *Emitter::record(Constant *Value, StringRef Section,
                                bool Internal, const Twine &Name) {
  auto *Made = new GlobalVariable(M, Value->getType(), /*isConstant=*/true,
                                  Internal ? GlobalValue::InternalLinkage
                                           : GlobalValue::LinkOnceODRLinkage,
                                  Value, Name);
  Made->setSection(Section);
  Made->setAlignment(Align(8));
  hideFromSanitizers(*Made);
  Retained.push_back(Made);
  return Made;
}

Constant *Emitter::string(StringRef Text) {
  Constant *&Made = Strings[Text];
  if (!Made) {
    GlobalVariable *Variable =
        constant(ConstantDataArray::getString(Context, Text), ".drust.str");
    Variable->setAlignment(Align(1));
    Made = Variable;
  }
  return Made;
}

Constant *Emitter::offsets(ArrayRef<uint32_t> Offsets) {
  if (Offsets.empty())
    return null();
  GlobalVariable *Made =
      constant(ConstantDataArray::get(Context, Offsets), ".drust.offsets");
  Made->setAlignment(Align(alignof(uint32_t)));
  return Made;
}

Constant *Emitter::slots(ArrayRef<drust::SlotRecord> Slots) {
  if (Slots.empty())
    return null();
  SmallVector<Constant *, 8> Elements;
  for (const drust::SlotRecord &Slot : Slots) {
    StructImage Image(Context, sizeof(drust_slot));
    PUT(Image, drust_slot, offset, Slot.Offset);
    PUT(Image, drust_slot, count, Slot.Count);
    PUT(Image, drust_slot, stride, Slot.Stride);
    PUT(Image, drust_slot, flags, Slot.Flags);
    Elements.push_back(Image.build());
  }
  GlobalVariable *Made = constant(
      ConstantArray::get(
          ArrayType::get(Elements[0]->getType(), Elements.size()), Elements),
      ".drust.slots");
  Made->setAlignment(Align(alignof(drust_slot)));
  return Made;
}

Constant *Emitter::hooks(ArrayRef<drust::HookRecord> Hooks) {
  if (Hooks.empty())
    return null();
  SmallVector<Constant *, 4> Elements;
  for (const drust::HookRecord &Hook : Hooks) {
    FunctionCallee Run = M.getOrInsertFunction(
        Hook.Function,
        FunctionType::get(Type::getVoidTy(Context),
                          {PointerType::getUnqual(Context)}, false));
    StructImage Image(Context, sizeof(drust_hook));
    PUT(Image, drust_hook, offset, Hook.Offset);
    PUT(Image, drust_hook, count, Hook.Count);
    PUT(Image, drust_hook, stride, Hook.Stride);
    PUT(Image, drust_hook, bytes, Hook.Bytes);
    PUT(Image, drust_hook, run, cast<Constant>(Run.getCallee()));
    if (!Hook.Values.empty())
      PUT(Image, drust_hook, values,
          constant(ConstantDataArray::getString(Context, Hook.Values,
                                                /*AddNull=*/false),
                   ".drust.values"));
    PUT(Image, drust_hook, flags, Hook.Flags);
    Elements.push_back(Image.build());
  }
  GlobalVariable *Made = constant(
      ConstantArray::get(
          ArrayType::get(Elements[0]->getType(), Elements.size()), Elements),
      ".drust.hooks");
  Made->setAlignment(Align(alignof(drust_hook)));
  return Made;
}

/// Gives Definition the name Symbol, in place of the declaration that code
/// refers to it by.
void Emitter::define(StringRef Symbol, GlobalVariable *Definition) {
  GlobalValue *Declared = M.getNamedValue(Symbol);
  if (!Declared) {
    Definition->setName(Symbol);
    return;
  }
  if (!Declared->isDeclaration()) {
    Context.emitError("the drust plugin defines '" + Symbol +
                      "' twice; this is an error in the plugin");
    return;
  }
  if (!Definition->hasLocalLinkage()) {
    Definition->setVisibility(Declared->getVisibility());
    Definition->setDSOLocal(Declared->isDSOLocal());
  }
  Definition->takeName(Declared);
  Declared->replaceAllUsesWith(Definition);
  Declared->eraseFromParent();
}

void Emitter::type(const drust::TypeRecord &Record) {
  StructImage Image(Context, sizeof(drust_type));
  PUT(Image, drust_type, hash[0], Record.Hash[0]);
  PUT(Image, drust_type, hash[1], Record.Hash[1]);
  PUT(Image, drust_type, name, string(Record.Name));
  PUT(Image, drust_type, where, string(Record.Where));
  PUT(Image, drust_type, size, Record.Size);
  PUT(Image, drust_type, align, Record.Align);
  PUT(Image, drust_type, slot_count, Record.Slots.size());
  PUT(Image, drust_type, slots, slots(Record.Slots));
  PUT(Image, drust_type, tail_offset, Record.TailOffset);
  PUT(Image, drust_type, tail_bytes, Record.TailBytes);
  PUT(Image, drust_type, hooks, hooks(Record.Hooks));
  PUT(Image, drust_type, hook_count, Record.Hooks.size());
  PUT(Image, drust_type, flags, Record.Flags);
  GlobalVariable *Type = record(Image.build(), DRUST_SECTION_TYPES,
                                /*Internal=*/false, "");
  Type->setComdat(M.getOrInsertComdat(Record.Symbol));
  define(Record.Symbol, Type);
}

void Emitter::contract(const drust::ContractRecord &Record) {
  StructImage Image(Context, sizeof(drust_contract));
  PUT(Image, drust_contract, function, string(Record.Function));
  PUT(Image, drust_contract, kinds, string(Record.Kinds));
  PUT(Image, drust_contract, where, string(Record.Where));
  PUT(Image, drust_contract, hash, Record.Hash);
  PUT(Image, drust_contract, flags, Record.Flags);
  record(Image.build(), DRUST_SECTION_CONTRACTS, /*Internal=*/true,
         ".drust.contract." + Record.Function)
      ->setLinkage(GlobalValue::PrivateLinkage);
}

void Emitter::entry(const drust::EntryRecord &Record) {
  Function *Run = M.getFunction(Record.RunSymbol);
  if (!Run) {
    Context.emitError("the drust plugin found no '" + Record.RunSymbol +
                      "' for the spawned function '" + Record.Name +
                      "'; this is an error in the plugin");
    return;
  }
  Function *Spawned = M.getFunction(Record.Name);
  bool Internal = Record.Internal || (Spawned && Spawned->hasLocalLinkage());

  StructImage Image(Context, sizeof(drust_entry));
  PUT(Image, drust_entry, name, string(Record.Name));
  PUT(Image, drust_entry, run, Run);
  PUT(Image, drust_entry, offset, offsets(Record.Offsets));
  PUT(Image, drust_entry, signature, string(Record.Signature));
  PUT(Image, drust_entry, argument_count, Record.Offsets.size());
  PUT(Image, drust_entry, arguments_bytes, Record.ArgumentsBytes);
  PUT(Image, drust_entry, result_bytes, Record.ResultBytes);
  PUT(Image, drust_entry, affinity, Record.Affinity);
  // Types are emitted before entries.
  PUT(Image, drust_entry, result_type,
      Record.ResultType.empty()
          ? null()
          : static_cast<Constant *>(M.getNamedValue(Record.ResultType)));
  GlobalVariable *Entry =
      record(Image.build(), DRUST_SECTION_ENTRIES, Internal, "");
  if (!Internal)
    Entry->setComdat(M.getOrInsertComdat(Record.Symbol));
  define(Record.Symbol, Entry);
}

/// Writable: the runtime remembers in `seen` what this place met last.
void Emitter::site(const drust::SiteRecord &Record) {
  GlobalValue *Declared = M.getNamedValue(Record.Symbol);
  if (!Declared)
    return;
  if (Declared->use_empty()) {
    Declared->eraseFromParent();
    return;
  }
  StructImage Image(Context, sizeof(drust_site));
  PUT(Image, drust_site, file, string(Record.File));
  PUT(Image, drust_site, what, string(Record.What));
  PUT(Image, drust_site, line, Record.Line);
  PUT(Image, drust_site, pin, Record.Pin);
  PUT(Image, drust_site, flags, Record.Flags);
  Constant *Initial = Image.build();
  auto *Site = new GlobalVariable(M, Initial->getType(), /*isConstant=*/false,
                                  GlobalValue::InternalLinkage, Initial, "");
  Site->setAlignment(Align(alignof(drust_site)));
  hideFromSanitizers(*Site);
  define(Record.Symbol, Site);
}

void Emitter::staticOwner(const drust::StaticRecord &Record, bool Plain) {
  Function *Address = M.getFunction(Record.Address);
  if (!Address) {
    Context.emitError("the drust plugin found no '" + Record.Address +
                      "'; this is an error in the plugin");
    return;
  }
  Type *Pointer = PointerType::getUnqual(Context);
  FunctionCallee Drop = M.getOrInsertFunction(
      Plain ? "__drust_plain_drop_structs" : "__drust_drop_structs",
      FunctionType::get(Type::getVoidTy(Context),
                        {Pointer, Type::getInt64Ty(Context), Pointer}, false));
  StructImage Image(Context, sizeof(drust_static));
  PUT(Image, drust_static, at, Address);
  PUT(Image, drust_static, drop, cast<Constant>(Drop.getCallee()));
  // Types are emitted before statics.
  PUT(Image, drust_static, type,
      static_cast<Constant *>(M.getNamedValue(Record.Type)));
  PUT(Image, drust_static, count, Record.Count);
  PUT(Image, drust_static, flags, Record.Flags);
  record(Image.build(), DRUST_SECTION_STATICS, /*Internal=*/true,
         ".drust.static")
      ->setLinkage(GlobalValue::PrivateLinkage);
}

void Emitter::permissive(const drust::PermissiveRecord &Record) {
  StructImage Image(Context, sizeof(drust_permissive));
  PUT(Image, drust_permissive, id, string(Record.Id));
  PUT(Image, drust_permissive, where, string(Record.Where));
  record(Image.build(), DRUST_SECTION_PERMISSIVE, /*Internal=*/true,
         ".drust.permissive")
      ->setLinkage(GlobalValue::PrivateLinkage);
}

void Emitter::object(bool Plain) {
  StructImage Image(Context, sizeof(drust_object));
  PUT(Image, drust_object, file, string(M.getSourceFileName()));
  PUT(Image, drust_object, flags, Plain ? DRUST_OBJECT_PLAIN : 0);
  record(Image.build(), DRUST_SECTION_OBJECTS, /*Internal=*/true,
         ".drust.object")
      ->setLinkage(GlobalValue::PrivateLinkage);
}

/// A pointer that nothing reads: it makes the linker look for the symbol that
/// only a runtime of the same ABI version defines.
void Emitter::abiReference() {
  Constant *Symbol =
      M.getOrInsertGlobal(DRUST_ABI_SYMBOL, Type::getInt8Ty(Context));
  record(Symbol, "drust_abi", /*Internal=*/true, ".drust.abi")
      ->setLinkage(GlobalValue::PrivateLinkage);
}

} // namespace

namespace drust {

void emitTables(Module &M, const Tables &Records) {
  Emitter E(M);
  for (const TypeRecord &Record : Records.Types)
    E.type(Record);
  for (const ContractRecord &Record : Records.Contracts)
    E.contract(Record);
  for (const EntryRecord &Record : Records.Entries)
    E.entry(Record);
  for (const SiteRecord &Record : Records.Sites)
    E.site(Record);
  for (const StaticRecord &Record : Records.Statics)
    E.staticOwner(Record, Records.Plain);
  for (const PermissiveRecord &Record : Records.Permissive)
    E.permissive(Record);
  E.object(Records.Plain);
  E.abiReference();
  E.finish();
}

} // namespace drust
