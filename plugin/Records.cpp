// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Records.h"
#include "Attrs.h"
#include "Contract.h"
#include "Count.h"

#include "drust/abi.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MD5.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace drust {

std::string Records::where(SourceLocation L) const {
  const SourceManager &SM = Context.getSourceManager();
  PresumedLoc P = SM.getPresumedLoc(SM.getExpansionLoc(L));
  if (P.isInvalid())
    return "<unknown>:0";
  return std::string(P.getFilename()) + ":" + std::to_string(P.getLine());
}

//===-- Types -------------------------------------------------------------===//

// A pointee by tag, so that a list's descriptor does not contain itself.
static std::string pointeeName(QualType T) {
  QualType P = T->getPointeeType();
  return P.getCanonicalType().getUnqualifiedType().getAsString();
}

static void describe(ASTContext &C, QualType T, Kind Outer, uint64_t Offset,
                     llvm::raw_ostream &OS) {
  while (const ArrayType *A = T->getAsArrayTypeUnsafe()) {
    if (const auto *K = dyn_cast<ConstantArrayType>(A))
      OS << "[" << K->getSize().getZExtValue() << "]";
    else
      OS << "[]";
    T = A->getElementType();
  }
  OS << Offset << ":";
  if (T->isPointerType()) {
    OS << kindSpelling(Outer) << " " << pointeeName(T) << ";";
    return;
  }
  const auto *R = T->getAs<RecordType>();
  if (!R || !R->getDecl()->getDefinition()) {
    OS << T.getCanonicalType().getUnqualifiedType().getAsString() << ";";
    return;
  }
  const RecordDecl *D = R->getDecl()->getDefinition();
  const ASTRecordLayout &Layout = C.getASTRecordLayout(D);
  OS << D->getKindName() << " " << D->getName() << "{";
  if (const FunctionDecl *Hook = dropHook(D))
    OS << "drop " << Hook->getName() << ";";
  for (const FieldDecl *F : D->fields()) {
    uint64_t Bits = Layout.getFieldOffset(F->getFieldIndex());
    OS << F->getName() << " " << kindSpelling(declKind(F)) << " "
       << (hasAffinity(F) ? "affinity " : "");
    if (F->isBitField())
      OS << "bits " << Bits << "/" << F->getBitWidthValue(C) << ";";
    else
      describe(C, F->getType(), outer(typeLevels(F->getType())), Bits / 8, OS);
    if (Contract Calls = contractOf(F); hasKinds(Calls))
      OS << contractText(Calls);
  }
  OS << "}" << Layout.getSize().getQuantity();
}

// What a field's own slots are marked with.
static uint32_t slotFlags(const FieldDecl *F) {
  return hasAffinity(F) ? DRUST_SLOT_AFFINITY : 0;
}

static void addSlots(ASTContext &C, QualType T, Kind K, uint32_t Flags,
                     uint32_t Offset, std::vector<SlotRecord> &Slots) {
  if (T->isIncompleteArrayType()) // the tail of a flexible object
    return;
  auto Count = static_cast<uint32_t>(elementCount(C, T));
  QualType Element = elementType(T);
  if (Element->isPointerType()) {
    if (K == Kind::Own && Count)
      Slots.push_back({Offset, Count, 8, Flags});
    return;
  }
  const auto *R = Element->getAs<RecordType>();
  if (!R || !R->getDecl()->getDefinition())
    return;
  const RecordDecl *D = R->getDecl()->getDefinition();
  const ASTRecordLayout &Layout = C.getASTRecordLayout(D);
  std::vector<SlotRecord> Inner;
  for (const FieldDecl *F : D->fields())
    if (!F->isBitField())
      addSlots(
          C, F->getType(), declKind(F), slotFlags(F),
          static_cast<uint32_t>(Layout.getFieldOffset(F->getFieldIndex()) / 8),
          Inner);
  auto Size = static_cast<uint32_t>(Layout.getSize().getQuantity());
  for (const SlotRecord &S : Inner) {
    if (S.Count == 1) {
      Slots.push_back(
          {Offset + S.Offset, Count, Count == 1 ? 8 : Size, S.Flags});
      continue;
    }
    for (uint32_t I = 0; I < Count; ++I)
      Slots.push_back(
          {Offset + I * Size + S.Offset, S.Count, S.Stride, S.Flags});
  }
}

// Marks the bits of a value of type T that belong to a field or scalar in it,
// and not to what is between them.
static void markValues(ASTContext &C, QualType T, uint64_t From,
                       llvm::BitVector &Bits) {
  if (T->isIncompleteArrayType())
    return;
  T = T.getAtomicUnqualifiedType().getCanonicalType();
  if (const auto *A = dyn_cast<ConstantArrayType>(T)) {
    uint64_t Step = C.getTypeSize(A->getElementType());
    for (uint64_t I = 0; I < A->getZExtSize(); ++I)
      markValues(C, A->getElementType(), From + I * Step, Bits);
    return;
  }
  if (const auto *R = T->getAs<RecordType>()) {
    for (const FieldDecl *F : R->getDecl()->getDefinition()->fields()) {
      uint64_t At = From + C.getFieldOffset(F);
      if (!F->isBitField())
        markValues(C, F->getType(), At, Bits);
      else if (!F->isUnnamedBitField())
        Bits.set(At, At + F->getBitWidthValue(C));
    }
    return;
  }
  if (const auto *Complex = T->getAs<ComplexType>()) {
    QualType Part = Complex->getElementType();
    markValues(C, Part, From, Bits);
    return markValues(C, Part, From + C.getTypeSize(Part), Bits);
  }
  uint64_t Width = C.getTypeSize(T);
  if (T->isRealFloatingType())
    Width = llvm::APFloat::getSizeInBits(C.getFloatTypeSemantics(T));
  else if (const auto *Big = T->getAs<BitIntType>())
    Width = Big->getNumBits();
  else if (const auto *V = T->getAs<VectorType>())
    Width = V->getNumElements() * C.getTypeSize(V->getElementType());
  Bits.set(From, From + std::min(Width, C.getTypeSize(T)));
}

// The bytes of HookRecord::Values for a struct.
static std::string valueBits(ASTContext &C, QualType T) {
  llvm::BitVector Bits(static_cast<unsigned>(C.getTypeSize(T)));
  markValues(C, T, 0, Bits);
  std::string Bytes;
  for (unsigned I = 0; !Bits.all() && I < Bits.size(); ++I) {
    if (I % 8 == 0)
      Bytes.push_back(0);
    Bytes.back() = static_cast<char>(Bytes.back() | Bits[I] << I % 8);
  }
  return Bytes;
}

// The structs with DRUST_DROP inside a value of type T, each before those in
// it.
static void addHooks(ASTContext &C, QualType T, uint32_t Offset,
                     std::vector<HookRecord> &Hooks) {
  if (T->isIncompleteArrayType()) // the tail of a flexible object
    return;
  auto Count = static_cast<uint32_t>(elementCount(C, T));
  QualType Element = elementType(T);
  const auto *R = Element->getAs<RecordType>();
  if (!R || !R->getDecl()->getDefinition() || !Count)
    return;
  const RecordDecl *D = R->getDecl()->getDefinition();
  const ASTRecordLayout &Layout = C.getASTRecordLayout(D);
  auto Size = static_cast<uint32_t>(Layout.getSize().getQuantity());
  if (const FunctionDecl *Hook = dropHook(D))
    Hooks.push_back({Offset, Count, Size, Size, Hook->getNameAsString(),
                     valueBits(C, Element), 0});
  std::vector<HookRecord> Inner;
  for (const FieldDecl *F : D->fields())
    if (!F->isBitField())
      addHooks(
          C, F->getType(),
          static_cast<uint32_t>(Layout.getFieldOffset(F->getFieldIndex()) / 8),
          Inner);
  for (const HookRecord &H : Inner) {
    if (H.Count == 1) {
      Hooks.push_back(
          {Offset + H.Offset, Count, Size, H.Bytes, H.Function, H.Values, 0});
      continue;
    }
    for (uint32_t I = 0; I < Count; ++I)
      Hooks.push_back({Offset + I * Size + H.Offset, H.Count, H.Stride, H.Bytes,
                       H.Function, H.Values, 0});
  }
}

// Whether dropping a value of type T, with K as the kind of its outer pointer,
// may run a function of DRUST_DROP: in it, or in what it owns as far as this
// file knows.
static bool mayRunHook(QualType T, Kind K,
                       llvm::SmallPtrSetImpl<const RecordDecl *> &Visited) {
  T = elementType(T);
  if (T->isPointerType()) {
    if (K != Kind::Own)
      return false;
    QualType P = T->getPointeeType();
    return P->isIncompleteType() ||
           mayRunHook(P, outer(typeLevels(P)), Visited);
  }
  const auto *R = T->getAs<RecordType>();
  const RecordDecl *D = R ? R->getDecl()->getDefinition() : nullptr;
  if (!D || !Visited.insert(D).second)
    return false;
  return dropHook(D) || llvm::any_of(D->fields(), [&](const FieldDecl *F) {
           return mayRunHook(F->getType(), declKind(F), Visited);
         });
}

// What follows a value of type T if it ends with a flexible array member.
static void addTail(ASTContext &C, QualType T, TypeRecord &R) {
  const FieldDecl *Member = flexibleMember(T);
  if (!Member)
    return;
  uint64_t Bits = 0;
  while (const auto *Inner = T->getAs<RecordType>()) {
    const FieldDecl *Last = nullptr;
    for (const FieldDecl *F : Inner->getDecl()->getDefinition()->fields())
      Last = F;
    Bits += C.getFieldOffset(Last);
    T = Last->getType();
    if (Last == Member)
      break;
  }
  QualType Element = T->getAsArrayTypeUnsafe()->getElementType();
  R.TailOffset = static_cast<uint32_t>(Bits / 8);
  R.TailBytes =
      static_cast<uint32_t>(C.getTypeSizeInChars(Element).getQuantity());
  size_t Fixed = R.Slots.size();
  addSlots(C, Element, declKind(Member), slotFlags(Member), 0, R.Slots);
  for (size_t I = Fixed; I < R.Slots.size(); ++I)
    R.Slots[I].Flags |= DRUST_SLOT_TAIL;
  Fixed = R.Hooks.size();
  addHooks(C, Element, 0, R.Hooks);
  for (size_t I = Fixed; I < R.Hooks.size(); ++I)
    R.Hooks[I].Flags = DRUST_SLOT_TAIL;
}

std::string Records::type(QualType T, Kind K) {
  TypeRecord R;
  std::string Text;
  {
    llvm::raw_string_ostream OS(Text);
    describe(Context, T, K, 0, OS);
    OS << "size " << Context.getTypeSizeInChars(T).getQuantity() << " align "
       << Context.getTypeAlignInChars(T).getQuantity();
  }
  llvm::MD5::MD5Result Hash =
      llvm::MD5::hash(llvm::arrayRefFromStringRef(Text));
  auto [High, Low] = std::pair(Hash.high(), Hash.low());
  R.Hash[0] = High;
  R.Hash[1] = Low;
  R.Symbol = "__drust_type_" + llvm::toHex(llvm::ArrayRef<uint8_t>(Hash), true);
  if (!Known.insert(R.Symbol).second)
    return R.Symbol;
  R.Name = T.getUnqualifiedType().getAsString();
  if (const auto *Rec = T->getAs<RecordType>())
    R.Where = where(Rec->getDecl()->getLocation());
  else if (const auto *TD = T->getAs<TypedefType>())
    R.Where = where(TD->getDecl()->getLocation());
  else
    R.Where = "<builtin>:0";
  R.Size = static_cast<uint64_t>(Context.getTypeSizeInChars(T).getQuantity());
  R.Align = static_cast<uint32_t>(Context.getTypeAlignInChars(T).getQuantity());
  addSlots(Context, T, K, 0, 0, R.Slots);
  addHooks(Context, T, 0, R.Hooks);
  llvm::SmallPtrSet<const RecordDecl *, 8> Visited;
  if (mayRunHook(T, K, Visited))
    R.Flags = DRUST_TYPE_MAY_HOOK;
  addTail(Context, T, R);
  if (llvm::any_of(R.Slots, [](const SlotRecord &S) {
        return S.Flags & DRUST_SLOT_AFFINITY;
      }))
    R.Flags |= DRUST_TYPE_AFFINITY;
  Out.Types.push_back(R);
  return R.Symbol;
}

//===-- Contracts ---------------------------------------------------------===//

static void oneKind(const Decl *D, QualType T, llvm::raw_ostream &OS) {
  Levels L = declLevels(D);
  for (Kind K : L)
    if (K != Kind::Raw)
      OS << (K == Kind::Own ? "own " : K == Kind::Ref ? "ref " : "mref ");
  OS << T.getCanonicalType().getUnqualifiedType().getAsString();
  const auto *F = dyn_cast<FunctionDecl>(D);
  Contract Calls = F ? resultContract(F) : contractOf(D);
  if (hasKinds(Calls))
    OS << " " << contractText(Calls);
}

std::string Records::kinds(const FunctionDecl *F) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  oneKind(F, F->getReturnType(), OS);
  OS << " (";
  for (auto [I, P] : llvm::enumerate(F->parameters())) {
    OS << (I ? ", " : "");
    oneKind(P, P->getType(), OS);
    if (isCounted(P))
      OS << " count(" << countText(P) << ")";
    if (hasAffinity(P))
      OS << " affinity";
  }
  OS << ")";
  return Text;
}

void Records::contract(const FunctionDecl *F, bool Definition) {
  if (!F->hasExternalFormalLinkage() ||
      !Known.insert((Definition ? "define " : "use ") + F->getNameAsString())
           .second)
    return;
  ContractRecord R;
  R.Function = F->getNameAsString();
  R.Kinds = kinds(F);
  R.Where = where(F->getLocation());
  R.Flags = Definition ? DRUST_CONTRACT_DEFINITION : 0;
  std::vector<ContractRecord> Pointees;
  auto Add = [&](const Decl *D, QualType T) {
    Levels L = declLevels(D);
    if (llvm::is_contained(L, Kind::Own))
      R.Flags |= DRUST_CONTRACT_OWNERS;
    if (outer(L) != Kind::Raw && T->isPointerType())
      addLayout(R, T->getPointeeType(), Pointees);
  };
  Add(F, F->getReturnType());
  for (const ParmVarDecl *P : F->parameters())
    Add(P, P->getType());
  add(R, Pointees);
}

// Two files that mean different structs by one tag must not meet in a call or a
// variable: each that is complete here has a record of its own, so that a file
// that knows only the tag agrees with all.
void Records::addLayout(const ContractRecord &Of, QualType T,
                        std::vector<ContractRecord> &Layouts) const {
  T = T.getUnqualifiedType();
  if (T->isIncompleteType() || !T->getAs<RecordType>())
    return;
  ContractRecord Layout = Of;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  describe(Context, T, Kind::Raw, 0, OS);
  Layout.Function = Of.Function + ": " + T.getAsString();
  Layout.Kinds = "layout of " + T.getAsString();
  Layout.Where = where(T->getAs<RecordType>()->getDecl()->getLocation());
  Layout.Hash = llvm::MD5::hash(llvm::arrayRefFromStringRef(OS.str())).low();
  Layouts.push_back(Layout);
}

void Records::add(const ContractRecord &R,
                  const std::vector<ContractRecord> &Layouts) {
  ContractRecord Main = R;
  Main.Hash = llvm::MD5::hash(llvm::arrayRefFromStringRef(R.Kinds)).low();
  Out.Contracts.push_back(Main);
  bool Definition = (R.Flags & DRUST_CONTRACT_DEFINITION) != 0;
  for (const ContractRecord &L : Layouts)
    if (Known.insert((Definition ? "define " : "use ") + L.Function).second)
      Out.Contracts.push_back(L);
}

void Records::contract(const VarDecl *V, bool Definition) {
  if (!Known.insert((Definition ? "define " : "use ") + V->getNameAsString())
           .second)
    return;
  ContractRecord R;
  R.Function = V->getNameAsString();
  R.Where = where(V->getLocation());
  R.Flags =
      DRUST_CONTRACT_OWNERS | (Definition ? DRUST_CONTRACT_DEFINITION : 0);
  QualType T = elementType(V->getType());
  {
    llvm::raw_string_ostream OS(R.Kinds);
    OS << (V->getTLSKind() != VarDecl::TLS_None ? "thread-local " : "");
    oneKind(V, T, OS);
    OS << (V->getType()->isArrayType() ? " []" : "");
  }
  std::vector<ContractRecord> Layouts;
  addLayout(R, T->isPointerType() ? T->getPointeeType() : T, Layouts);
  add(R, Layouts);
}

std::string Records::staticOwner(StringRef Type, uint64_t Count, bool Thread) {
  StaticRecord R;
  R.Address = "__drust_static_" + std::to_string(Out.Statics.size());
  R.Type = Type.str();
  R.Count = Count;
  R.Flags = Thread ? DRUST_STATIC_THREAD : 0;
  Out.Statics.push_back(R);
  return R.Address;
}

//===-- Entries and sites -------------------------------------------------===//

SmallVector<uint32_t, 4> Records::argumentOffsets(ASTContext &Context,
                                                  const FunctionDecl *F,
                                                  uint32_t &Bytes) {
  SmallVector<uint32_t, 4> Offsets;
  Bytes = 0;
  for (const ParmVarDecl *P : F->parameters()) {
    Offsets.push_back(Bytes);
    uint64_t Size = Context.getTypeSizeInChars(P->getType()).getQuantity();
    Bytes += static_cast<uint32_t>((Size + 15) / 16 * 16);
  }
  return Offsets;
}

std::string Records::entry(const FunctionDecl *F, std::string &Run, bool &New) {
  EntryRecord R;
  R.Name = F->getNameAsString();
  R.Symbol = "__drust_entry_" + R.Name;
  R.RunSymbol = Run = "__drust_run_" + R.Name;
  New = Known.insert(R.Symbol).second;
  if (!New)
    return R.Symbol;
  R.Signature = kinds(F);
  auto Offsets = argumentOffsets(Context, F, R.ArgumentsBytes);
  R.Offsets.assign(Offsets.begin(), Offsets.end());
  QualType Result = F->getReturnType();
  R.ResultBytes = Result->isVoidType()
                      ? 0
                      : static_cast<uint32_t>(
                            Context.getTypeSizeInChars(Result).getQuantity());
  Kind ResultKind = Result->isPointerType() ? declKind(F) : Kind::Raw;
  if (ResultKind == Kind::Own || isOwnerStruct(Result))
    R.ResultType = type(Result.getUnqualifiedType(), ResultKind);
  R.Internal = !F->hasExternalFormalLinkage();
  for (auto [I, P] : llvm::enumerate(F->parameters()))
    if (hasAffinity(P) && R.Affinity == DRUST_NO_AFFINITY)
      R.Affinity = static_cast<uint32_t>(I);
  Out.Entries.push_back(R);
  return R.Symbol;
}

std::string Records::site(SourceLocation L, StringRef What, unsigned Pin,
                          bool Nullable) {
  SiteRecord R;
  const SourceManager &SM = Context.getSourceManager();
  PresumedLoc P = SM.getPresumedLoc(SM.getExpansionLoc(L));
  R.Symbol = "__drust_site_" + std::to_string(Sites++);
  R.File = P.isValid() ? P.getFilename() : "<unknown>";
  R.Line = P.isValid() ? P.getLine() : 0;
  R.What = What.str();
  R.Pin = Pin;
  R.Flags = Nullable ? DRUST_SITE_NULLABLE : 0;
  Out.Sites.push_back(R);
  return R.Symbol;
}

void Records::permissive(StringRef Id, SourceLocation L) {
  Out.Permissive.push_back({Id.str(), where(L)});
}

} // namespace drust
