// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers the attributes of attrs/attributes.def and says where each may
// stand.
//
#include "Attrs.h"
#include "Diagnostics.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/ParsedAttrInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"

using namespace clang;

namespace drust {

static bool Seen = false;

static llvm::SmallVector<VarDecl *, 8> LocalOwners;

bool sawAttribute() { return Seen; }
void resetAttributes() {
  Seen = false;
  LocalOwners.clear();
}

void restoreLocalOwners() {
  for (VarDecl *V : LocalOwners)
    V->setImplicit(false);
  LocalOwners.clear();
}

// The stored form: "drust:" then one letter a level ('.', 'O', 'R', 'M'), then
// '+' for affinity, '!' for DRUST_RAW, '~' for inferred, '?' for nullable;
// last, behind '#', the text of DRUST_COUNT.
static constexpr llvm::StringLiteral Prefix = "drust:";

static char letter(Kind K) { return ".ORM"[static_cast<unsigned>(K)]; }

static UseHandleAttr *stored(const Decl *D) {
  for (auto *A : D->specific_attrs<UseHandleAttr>())
    if (A->getHandleType().starts_with(Prefix))
      return A;
  return nullptr;
}

DeclKinds explicitKinds(const Decl *D) {
  DeclKinds Result;
  UseHandleAttr *A = stored(D);
  if (!A)
    return Result;
  auto [Kinds, Count] = A->getHandleType().drop_front(Prefix.size()).split('#');
  Result.Count = Count.str();
  for (char C : Kinds) {
    if (C == '+')
      Result.Affinity = true;
    else if (C == '!')
      Result.Raw = true;
    else if (C == '~')
      Result.Inferred = true;
    else if (C == '?')
      Result.Nullable = true;
    else
      Result.Explicit.push_back(C == 'O'   ? Kind::Own
                                : C == 'R' ? Kind::Ref
                                : C == 'M' ? Kind::Mref
                                           : Kind::Raw);
  }
  return Result;
}

SourceRange kindRange(const Decl *D) {
  const UseHandleAttr *A = stored(D);
  DeclKinds K = explicitKinds(D);
  if (!A || A->isInherited() || K.Inferred || K.Affinity || !K.Count.empty() ||
      llvm::count_if(K.Explicit, [](Kind L) { return L != Kind::Raw; }) != 1)
    return {};
  return A->getRange();
}

static void store(ASTContext &Context, Decl *D, const DeclKinds &K,
                  SourceRange Range) {
  std::string Text = Prefix.str();
  for (Kind L : K.Explicit)
    Text += letter(L);
  if (K.Affinity)
    Text += '+';
  if (K.Raw)
    Text += '!';
  if (K.Inferred)
    Text += '~';
  if (K.Nullable)
    Text += '?';
  if (!K.Count.empty())
    Text += "#" + K.Count;
  if (UseHandleAttr *Old = stored(D)) {
    auto Attrs = D->getAttrs();
    llvm::erase(Attrs, Old);
    D->dropAttrs();
    D->setAttrs(Attrs);
  }
  D->addAttr(UseHandleAttr::Create(Context, Text, Range));
}

void setInferredKinds(ASTContext &Context, VarDecl *V, const Levels &Kinds,
                      bool Nullable) {
  DeclKinds K;
  K.Explicit = Kinds;
  K.Inferred = true;
  K.Nullable = Nullable;
  store(Context, V, K, V->getSourceRange());
}

void inheritKinds(ASTContext &Context, Decl *To, const Decl *From) {
  if (!stored(To) && stored(From))
    store(Context, To, explicitKinds(From), To->getSourceRange());
}

//===-- DRUST_COUNT -------------------------------------------------------===//

SourceLocation countLocation(const ParmVarDecl *P) {
  const UseHandleAttr *A = stored(P);
  return A && !A->isInherited() ? A->getLocation() : P->getLocation();
}

void setCount(ASTContext &Context, ParmVarDecl *P, StringRef Text) {
  DeclKinds K = explicitKinds(P);
  if (K.Count == Text)
    return;
  K.Count = Text.str();
  store(Context, P, K, stored(P)->getRange());
}

static ParsedAttrInfo::AttrHandling handleCount(Sema &S, Decl *D,
                                                const ParsedAttr &A) {
  Seen = true;
  Diagnostics Diag(S.getDiagnostics());
  StringRef Text;
  if (!S.checkStringLiteralArgumentAttr(A, 0, Text))
    return ParsedAttrInfo::AttributeNotApplied;
  if (!isa<ParmVarDecl>(D)) {
    Diag.report(diag::count_misplaced, A.getLoc());
    return ParsedAttrInfo::AttributeNotApplied;
  }
  DeclKinds Kinds = explicitKinds(D);
  Kinds.Count = Text.empty() ? " " : Text.str(); // nothing is not understood
  store(S.Context, D, Kinds, A.getRange());
  return ParsedAttrInfo::AttributeApplied;
}

//===-- DRUST_DROP --------------------------------------------------------===//

// The stored form: this, then the function's name.
static constexpr llvm::StringLiteral DropPrefix = "drust-drop:";

FunctionDecl *dropHook(const RecordDecl *R) {
  R = R->getDefinition() ? R->getDefinition() : R;
  for (auto *A : R->specific_attrs<UseHandleAttr>()) {
    StringRef Name = A->getHandleType();
    if (!Name.consume_front(DropPrefix))
      continue;
    ASTContext &Context = R->getASTContext();
    for (NamedDecl *D :
         Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
      if (auto *F = dyn_cast<FunctionDecl>(D))
        return F;
  }
  return nullptr;
}

// The struct that D defines; null if it is something else.
static RecordDecl *definedStruct(Decl *D) {
  auto *R = dyn_cast<RecordDecl>(D);
  bool Defines = R && (R->isBeingDefined() || R->isCompleteDefinition());
  return Defines && !R->isUnion() ? R : nullptr;
}

static ParsedAttrInfo::AttrHandling handleDrop(Sema &S, Decl *D,
                                               const ParsedAttr &A) {
  Seen = true;
  Diagnostics Diag(S.getDiagnostics());
  auto *R = definedStruct(D);
  if (!R) {
    Diag.report(diag::drop_misplaced, A.getLoc());
    return ParsedAttrInfo::AttributeNotApplied;
  }
  const IdentifierInfo *Name = nullptr;
  if (A.isArgIdent(0))
    Name = A.getArgAsIdent(0)->Ident;
  else if (const auto *E =
               dyn_cast<DeclRefExpr>(A.getArgAsExpr(0)->IgnoreParenImpCasts()))
    Name = E->getDecl()->getIdentifier();
  const FunctionDecl *F = nullptr;
  if (Name)
    for (NamedDecl *Found : S.Context.getTranslationUnitDecl()->lookup(Name))
      if (const auto *Function = dyn_cast<FunctionDecl>(Found))
        F = Function;
  if (!F) {
    Diag.report(diag::drop_unknown, A.getLoc()) << S.Context.getRecordType(R);
    return ParsedAttrInfo::AttributeNotApplied;
  }
  D->addAttr(UseHandleAttr::Create(
      S.Context, (DropPrefix + Name->getName()).str(), A.getRange()));
  return ParsedAttrInfo::AttributeApplied;
}

//===-- DRUST_VIEW --------------------------------------------------------===//

static constexpr llvm::StringLiteral ViewMark = "drust-view";

bool isViewRecord(const RecordDecl *R) {
  R = R->getDefinition() ? R->getDefinition() : R;
  return llvm::any_of(R->specific_attrs<UseHandleAttr>(),
                      [](auto *A) { return A->getHandleType() == ViewMark; });
}

static ParsedAttrInfo::AttrHandling handleView(Sema &S, Decl *D,
                                               const ParsedAttr &A) {
  Seen = true;
  auto *R = definedStruct(D);
  if (!R) {
    Diagnostics(S.getDiagnostics()).report(diag::view_misplaced, A.getLoc());
    return ParsedAttrInfo::AttributeNotApplied;
  }
  D->addAttr(UseHandleAttr::Create(S.Context, ViewMark, A.getRange()));
  return ParsedAttrInfo::AttributeApplied;
}

//===-- DRUST_FROM --------------------------------------------------------===//

// The stored form: this, then what stands in the parentheses.
static constexpr llvm::StringLiteral FromPrefix = "drust-from:";

std::optional<SourceNames> sourceNames(const FunctionDecl *F) {
  for (auto *A : F->specific_attrs<UseHandleAttr>()) {
    StringRef Text = A->getHandleType();
    if (!Text.consume_front(FromPrefix))
      continue;
    SourceNames Result;
    Result.Where = A->getLocation();
    SmallVector<StringRef, 2> Parts;
    Text.split(Parts, ',');
    for (StringRef Part : Parts)
      if (Parts.size() > 1 || !Part.trim().empty())
        Result.Names.push_back(Part.trim().str());
    return Result;
  }
  return std::nullopt;
}

static ParsedAttrInfo::AttrHandling handleFrom(Sema &S, Decl *D,
                                               const ParsedAttr &A) {
  Seen = true;
  const auto *Text =
      A.isArgExpr(0)
          ? dyn_cast<StringLiteral>(A.getArgAsExpr(0)->IgnoreParenImpCasts())
          : nullptr;
  if (!isa<FunctionDecl>(D) || !Text || !Text->isOrdinary()) {
    Diagnostics(S.getDiagnostics()).report(diag::from_misplaced, A.getLoc());
    return ParsedAttrInfo::AttributeNotApplied;
  }
  D->addAttr(UseHandleAttr::Create(
      S.Context, (FromPrefix + Text->getString()).str(), A.getRange()));
  return ParsedAttrInfo::AttributeApplied;
}

static TypeSourceInfo *typeSource(Decl *D) {
  if (auto *DD = dyn_cast<DeclaratorDecl>(D))
    return DD->getTypeSourceInfo();
  if (auto *TD = dyn_cast<TypedefNameDecl>(D))
    return TD->getTypeSourceInfo();
  return nullptr;
}

namespace {
struct Position {
  bool Found = false;
  unsigned Level = 0;
};
} // namespace

// The level of the `*` the attribute follows: among the stars written in this
// declarator before the attribute, the last one. Stars inside a typedef's name
// are not written here: an attribute behind such a name means its outermost.
// Levels go on behind a function type: those of its result.
static Position levelOf(ASTContext &Context, Decl *D, SourceLocation Where,
                        bool AfterName) {
  Position Result;
  TypeSourceInfo *Source = typeSource(D);
  if (!Source)
    return Result;
  const SourceManager &SM = Context.getSourceManager();
  TypeLoc TL = Source->getTypeLoc();
  unsigned Level = 0;
  SourceLocation Best;
  while (!TL.isNull()) {
    TL = TL.getUnqualifiedLoc();
    if (auto P = TL.getAs<PointerTypeLoc>()) {
      SourceLocation Star = P.getStarLoc();
      bool Before = SM.isBeforeInTranslationUnit(Star, Where);
      if (AfterName ? !Result.Found
                    : Before && (Best.isInvalid() ||
                                 SM.isBeforeInTranslationUnit(Best, Star))) {
        Result.Found = true;
        Result.Level = Level;
        Best = Star;
      }
      ++Level;
      TL = P.getPointeeLoc();
    } else if (auto F = TL.getAs<FunctionTypeLoc>()) {
      TL = F.getReturnLoc();
    } else if (TL.getAs<TypedefTypeLoc>()) {
      if (!Result.Found && TL.getType()->isPointerType()) {
        Result.Found = true;
        Result.Level = Level;
      }
      break;
    } else {
      TL = TL.getNextTypeLoc();
    }
  }
  return Result;
}

static bool mayStandHere(const Decl *D) {
  return isa<VarDecl, FieldDecl, FunctionDecl, TypedefNameDecl>(D);
}

// DRUST_RAW says that a pointer, or the pointers inside a struct of somebody
// else, stay where they are although the bytes travel.
static ParsedAttrInfo::AttrHandling handleRaw(Sema &S, Decl *D,
                                              const ParsedAttr &A) {
  Seen = true;
  Diagnostics Diag(S.getDiagnostics());
  auto *F = dyn_cast<FieldDecl>(D);
  if (!F) {
    Diag.report(diag::raw_misplaced, A.getLoc());
    return ParsedAttrInfo::AttributeNotApplied;
  }
  if (elementType(F->getType())->isPointerType() && declKind(F) != Kind::Raw) {
    Diag.report(diag::conflicting_kinds, A.getLoc())
        << F << kindSpelling(declKind(F)) << "drust_raw";
    return ParsedAttrInfo::AttributeNotApplied;
  }
  if (!isDataPointer(F->getType()) && !rawPointerField(F->getType())) {
    Diag.report(diag::raw_not_pointer, A.getLoc()) << F << F->getType();
    return ParsedAttrInfo::AttributeNotApplied;
  }
  DeclKinds Kinds = explicitKinds(D);
  Kinds.Raw = true;
  store(S.Context, D, Kinds, A.getRange());
  return ParsedAttrInfo::AttributeApplied;
}

static ParsedAttrInfo::AttrHandling
handle(Sema &S, Decl *D, const ParsedAttr &A, bool Affinity, Kind K) {
  Seen = true;
  Diagnostics Diag(S.getDiagnostics());
  std::string Name = A.getAttrName()->getName().str();
  if (!mayStandHere(D)) {
    Diag.report(diag::kind_misplaced, A.getLoc()) << Name;
    return ParsedAttrInfo::AttributeNotApplied;
  }
  DeclKinds Kinds = explicitKinds(D);
  if (Affinity) {
    if (!isa<FieldDecl, ParmVarDecl>(D))
      Diag.report(diag::affinity_misplaced, A.getLoc());
    Kinds.Affinity = true;
    store(S.Context, D, Kinds, A.getRange());
    return ParsedAttrInfo::AttributeApplied;
  }
  bool AfterName = A.isStandardAttributeSyntax();
  Position P = levelOf(S.Context, D, A.getLoc(), AfterName);
  const auto *Named = cast<NamedDecl>(D);
  if (!P.Found) {
    QualType T;
    if (auto *V = dyn_cast<ValueDecl>(D))
      T = V->getType();
    else if (auto *TD = dyn_cast<TypedefNameDecl>(D))
      T = TD->getUnderlyingType();
    Diag.report(diag::kind_not_pointer, A.getLoc()) << Name << Named << T;
    return ParsedAttrInfo::AttributeNotApplied;
  }
  if (Kinds.Explicit.size() <= P.Level)
    Kinds.Explicit.resize(P.Level + 1, Kind::Raw);
  if (Kinds.Raw && P.Level == 0) {
    Diag.report(diag::conflicting_kinds, A.getLoc())
        << Named << "drust_raw" << Name;
    return ParsedAttrInfo::AttributeNotApplied;
  }
  Kind Before = Kinds.Explicit[P.Level];
  if (Before == Kind::Raw) {
    Levels All = declLevels(D);
    if (All.size() > P.Level)
      Before = All[P.Level];
  }
  if (Before != Kind::Raw && Before != K) {
    Diag.report(diag::conflicting_kinds, A.getLoc())
        << Named << kindSpelling(Before) << Name;
    return ParsedAttrInfo::AttributeNotApplied;
  }
  if (auto *V = dyn_cast<VarDecl>(D);
      V && K == Kind::Own && P.Level == 0 && V->isLocalVarDecl()) {
    V->setImplicit();
    LocalOwners.push_back(V);
  }
  Kinds.Explicit[P.Level] = K;
  store(S.Context, D, Kinds,
        Kinds.Count.empty() ? A.getRange() : stored(D)->getRange());
  return ParsedAttrInfo::AttributeApplied;
}

namespace {

enum class AttrId {
#define DRUST_ATTRIBUTE(Id, Gnu, Std, Macro, Text) Id,
#include "attributes.def"
#undef DRUST_ATTRIBUTE
};

struct Row {
  const char *Gnu, *Std;
};
constexpr Row Rows[] = {
#define DRUST_ATTRIBUTE(Id, Gnu, Std, Macro, Text) {Gnu, Std},
#include "attributes.def"
#undef DRUST_ATTRIBUTE
};

Kind kindOf(AttrId Id) {
  switch (Id) {
  case AttrId::Own:
    return Kind::Own;
  case AttrId::Ref:
    return Kind::Ref;
  case AttrId::Mref:
    return Kind::Mref;
  case AttrId::Affinity:
  case AttrId::Untracked:
  case AttrId::View:
  case AttrId::From:
  case AttrId::Drop:
  case AttrId::Count:
    return Kind::Raw;
  }
  llvm_unreachable("every attribute is in the switch");
}

template <AttrId Id> struct Info : ParsedAttrInfo {
  Info() {
    static const Spelling Names[] = {
        {ParsedAttr::AS_GNU, Rows[static_cast<unsigned>(Id)].Gnu},
        {ParsedAttr::AS_C23, Rows[static_cast<unsigned>(Id)].Std}};
    Spellings = Names;
    bool Operand =
        Id == AttrId::Drop || Id == AttrId::From || Id == AttrId::Count;
    NumArgs = Operand ? 1 : 0;
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &A) const override {
    if (Id == AttrId::Drop)
      return handleDrop(S, D, A);
    if (Id == AttrId::From)
      return handleFrom(S, D, A);
    if (Id == AttrId::View)
      return handleView(S, D, A);
    if (Id == AttrId::Count)
      return handleCount(S, D, A);
    if (Id == AttrId::Untracked)
      return handleRaw(S, D, A);
    return handle(S, D, A, Id == AttrId::Affinity, kindOf(Id));
  }
};

#define DRUST_ATTRIBUTE(Id, Gnu, Std, Macro, Text)                             \
  ParsedAttrInfoRegistry::Add<Info<AttrId::Id>> Register##Id(Gnu, Text);
#include "attributes.def"
#undef DRUST_ATTRIBUTE

} // namespace

} // namespace drust
