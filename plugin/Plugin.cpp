// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin itself: one action beside clang's own. Each top-level declaration
// is checked and, if code is made from it, lowered before clang's code
// generator sees it.
//
#include "Actions.h"
#include "Attrs.h"
#include "Contract.h"
#include "Count.h"
#include "Diagnostics.h"
#include "Expand.h"
#include "Globals.h"
#include "Lower.h"
#include "Sources.h"
#include "Statics.h"

#include "drust/abi.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/Attr.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Passes/PassBuilder.h"

using namespace clang;

namespace drust {

namespace {

struct Options {
  bool DumpActions = false;
  LowerOptions Lower;
  MessageOptions Messages;
};

// True for actions that make code; lowering would only harm others: a
// precompiled header would hold bodies that are lowered again.
bool makesCode(const CompilerInstance &CI) {
  switch (CI.getFrontendOpts().ProgramAction) {
  case frontend::EmitAssembly:
  case frontend::EmitBC:
  case frontend::EmitLLVM:
  case frontend::EmitLLVMOnly:
  case frontend::EmitCodeGenOnly:
  case frontend::EmitObj:
    return true;
  default:
    return false;
  }
}

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const Options &Opts,
           std::shared_ptr<Tables> Out)
      : CI(CI), Opts(Opts), Out(std::move(Out)),
        Diag(CI.getDiagnostics(), Opts.Messages), Lowers(makesCode(CI)) {}

  void Initialize(ASTContext &C) override {
    Context = &C;
    Make = std::make_unique<Builder>(C);
    Recorded = std::make_unique<Records>(C, *Out);
    Lowerer = std::make_unique<LowerContext>(LowerContext{
        *Make, *Recorded, Opts.Lower, 0, [this](FunctionDecl *F) { emit(F); }});
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    if (Emitting || !relevant())
      return true;
    restoreLocalOwners();
    for (Decl *D : Group)
      declaration(D);
    return true;
  }

  void HandleTagDeclDefinition(TagDecl *D) override {
    if (const auto *R = dyn_cast<RecordDecl>(D); R && relevant())
      record(R);
  }

  void HandleTranslationUnit(ASTContext &C) override {
    if (sawAttribute())
      for (auto [Where, Callee] : Jumps)
        Diag.report(diag::non_local_exit, Where) << Callee;
    reportGlobals(C);
    if (Lowers && !CI.getDiagnostics().hasErrorOccurred())
      for (VarDecl *V : Statics)
        recordStatic(V, *Lowerer);
    if (Diag.tolerated().Name)
      Recorded->permissive(Diag.tolerated().Name, Diag.tolerated().Where);
    if (Opts.Lower.SkipResolve && Lowers &&
        *Opts.Lower.SkipResolve >= Lowerer->Resolves)
      Diag.report(diag::skip_resolve, {})
          << *Opts.Lower.SkipResolve << Lowerer->Resolves;
  }

private:
  CompilerInstance &CI;
  Options Opts;
  std::shared_ptr<Tables> Out;
  Diagnostics Diag;
  GlobalWrites Globals;
  bool Lowers;
  bool Emitting = false;
  bool Marks = false;
  decltype(FunctionActions::Jumps) Jumps;
  llvm::SetVector<VarDecl *> Statics; ///< owners with static storage
  ASTContext *Context = nullptr;
  std::unique_ptr<Builder> Make;
  std::unique_ptr<Records> Recorded;
  std::unique_ptr<LowerContext> Lowerer;

  // Un-annotated code is not even walked: an attribute, a precompiled header
  // that may hold some, or drust.h makes a file relevant.
  bool relevant() {
    if (sawAttribute() || Marks)
      return true;
    if (!CI.getPreprocessorOpts().ImplicitPCHInclude.empty())
      return true;
    Marks = !Context->getTranslationUnitDecl()
                 ->lookup(&Context->Idents.get("__drust_mark_new"))
                 .empty();
    return Marks;
  }

  void emit(FunctionDecl *F) {
    Emitting = true;
    CI.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(F));
    Emitting = false;
  }

  // Functions without kinds were not analysed, and may be called by threads.
  void reportGlobals(ASTContext &C) {
    if (!Globals.anySpawn())
      return;
    for (const Decl *D : C.getTranslationUnitDecl()->decls()) {
      const auto *F = dyn_cast<FunctionDecl>(D);
      if (!F || !F->doesThisDeclarationHaveABody() || Globals.knows(F))
        continue;
      Diag.enter(F);
      Globals.add(F, Diag);
    }
    Globals.report(Diag);
  }

  void declaration(Decl *D) {
    Diag.enter(D);
    if (hidesContract(D)) {
      Diag.report(diag::hidden_contract, D->getLocation());
      return;
    }
    countHere(D);
    if (auto *V = dyn_cast<VarDecl>(D)) {
      global(V);
    } else if (auto *F = dyn_cast<FunctionDecl>(D)) {
      if (!settleCounts(F, CI.getSema(), Diag))
        return;
      redeclaration(F);
      checkSources(F, Diag);
      for (const ParmVarDecl *P : F->parameters())
        if (isTrackedArray(P))
          reportTrackedArray(Diag, P);
      if (F->doesThisDeclarationHaveABody())
        function(F);
    }
  }

  void countHere(const Decl *D) {
    if (const ParmVarDecl *P = countInPointer(D))
      Diag.report(diag::count_misplaced, countLocation(P));
  }

  void global(VarDecl *V) {
    QualType T = elementType(V->getType());
    Kind K = T->isPointerType() ? declKind(V) : Kind::Raw;
    if (isBorrow(K) || isView(T))
      Diag.report(diag::borrow_in_static, V->getLocation());
    else if (isThreadHandle(T))
      Diag.report(diag::thread_declared, V->getLocation()) << V;
    else if (checkStaticOwners(Diag, V) && holdsStaticOwners(V))
      Statics.insert(V->getCanonicalDecl());
    checkStatic(Diag, V, V->getInit());
    const VarDecl *Before = V->getPreviousDecl();
    if (Before && levelText(V) != levelText(Before))
      differs("type", V, V, Before);
  }

  // Static functions are emitted although nothing in this file calls them.
  void dropHookOf(const RecordDecl *R) {
    FunctionDecl *F = dropHook(R);
    if (!F)
      return;
    QualType T = Context->getRecordType(R);
    const ParmVarDecl *P =
        F->hasPrototype() && !F->isVariadic() && F->getNumParams() == 1
            ? F->getParamDecl(0)
            : nullptr;
    if (!P || !F->getReturnType()->isVoidType() || declKind(P) != Kind::Mref ||
        !Context->hasSameType(P->getType()->getPointeeType(), T)) {
      Diag.report(diag::drop_signature, R->getLocation()) << F << T;
      return;
    }
    if (!F->hasExternalFormalLinkage() && F->isDefined()) {
      Diag.report(diag::drop_defined, R->getLocation()) << F << T;
      return;
    }
    if (!F->hasExternalFormalLinkage())
      F->addAttr(UsedAttr::CreateImplicit(*Context));
    F->setReferenced();
    F->setIsUsed();
    if (Lowers)
      Recorded->contract(F, false);
  }

  // F is or holds a borrow.
  void viewMember(const RecordDecl *R, const FieldDecl *F) {
    QualType T = Context->getRecordType(R);
    if (!isViewRecord(R))
      Diag.report(diag::borrow_in_struct, F->getLocation()) << F << T;
    else if (F->getType()->isArrayType() &&
             elementType(F->getType())->isPointerType())
      Diag.report(diag::unsupported, F->getLocation())
          << "an array of borrows in a view";
    unsigned Count = 0;
    eachBorrow(*Context, T, [&](Kind, uint64_t) { ++Count; });
    if (Count == DRUST_VIEW_BORROWS + 1)
      Diag.report(diag::large_view, F->getLocation())
          << T << DRUST_VIEW_BORROWS;
  }

  void record(const RecordDecl *R) {
    dropHookOf(R);
    for (const FieldDecl *F : R->fields()) {
      QualType T = elementType(F->getType());
      if (isThreadHandle(T)) // it would be copied with the struct
        Diag.report(diag::thread_declared, F->getLocation()) << F;
      Kind K = T->isPointerType() ? declKind(F) : Kind::Raw;
      if (hasAffinity(F) && K != Kind::Own)
        Diag.report(diag::affinity_not_owner, F->getLocation()) << F;
      if (isBorrow(K) && R->isUnion())
        Diag.report(diag::kind_in_union, F->getLocation())
            << F << kindSpelling(K);
      else if (isBorrow(K) || isView(T))
        viewMember(R, F);
      else if (isViewRecord(R) && (K == Kind::Own || holdsOwners(T)))
        Diag.report(diag::owner_in_view, F->getLocation())
            << F << Context->getRecordType(R);
      else if (R->isUnion() && (K != Kind::Raw || holdsOwners(T)))
        Diag.report(diag::kind_in_union, F->getLocation())
            << F << kindSpelling(Kind::Own);
      countHere(F);
      if (hidesContract(F))
        Diag.report(diag::hidden_contract, F->getLocation());
      else if (R->isUnion() && hasKinds(contractOf(F)))
        Diag.report(diag::kind_in_union, F->getLocation())
            << F << "a function pointer with kinds";
    }
  }

  // The kinds of D and, of a parameter, its count.
  static std::string said(const Decl *D) {
    const auto *P = dyn_cast<ParmVarDecl>(D);
    std::string Kinds = StringRef(levelText(D)).rtrim().str();
    return P && isCounted(P) ? Kinds + " DRUST_COUNT(" + countAsWritten(P) + ")"
                             : Kinds;
  }

  // What D, a part of the declaration of Named, says and what it said Before.
  void differs(StringRef What, const NamedDecl *Named, const Decl *D,
               const Decl *Before) {
    Diag.report(diag::redecl_mismatch, D->getLocation())
        << What << Named << said(D) << said(Before);
    Diag.report(diag::note_previous, Before->getLocation());
  }

  // Kinds are part of the contract: a redeclaration without any inherits them,
  // one with others, or one that adds some after the first use, is an error.
  void redeclaration(FunctionDecl *F) {
    const FunctionDecl *Before = F->getPreviousDecl();
    if (!Before || !F->hasPrototype() || !Before->hasPrototype() ||
        F->getNumParams() != Before->getNumParams())
      return;
    if (!hasKinds(F)) {
      inheritKinds(*Context, F, Before);
      for (unsigned I = 0; I < F->getNumParams(); ++I)
        inheritKinds(*Context, F->getParamDecl(I), Before->getParamDecl(I));
    } else if (!hasKinds(Before) && !Before->isReferenced()) {
      return;
    }
    if (levelText(F) != levelText(Before))
      return differs("result", F, F, Before);
    for (unsigned I = 0; I < F->getNumParams(); ++I) {
      const ParmVarDecl *P = F->getParamDecl(I), *Q = Before->getParamDecl(I);
      if (levelText(P) != levelText(Q) || countText(P) != countText(Q))
        return differs("parameter '" + P->getNameAsString() + "'", F, P, Q);
    }
  }

  void function(FunctionDecl *F) {
    Globals.add(F, Diag);
    FunctionActions Actions;
    if (!analyse(F, *Context, Diag, Actions))
      return;
    for (const SpawnCall &S : Actions.Spawns) // it may be declared in a block
      if (!settleCounts(const_cast<FunctionDecl *>(S.Function), CI.getSema(),
                        Diag))
        return;
    Jumps.append(Actions.Jumps.begin(), Actions.Jumps.end());
    if (Opts.DumpActions && !Actions.empty())
      dump(Actions, *Context, llvm::outs());
    if (!Lowers)
      return;
    for (const VarDecl *V : Actions.Statics)
      Statics.insert(const_cast<VarDecl *>(V->getCanonicalDecl()));
    for (const FunctionDecl *Callee : Actions.Callees)
      Recorded->contract(Callee, false);
    if (hasKinds(F))
      Recorded->contract(F, true);
    Lowerer->Semantics = &CI.getSema();
    if (!Actions.empty())
      lower(F, Actions, *Lowerer);
  }
};

class Plugin : public PluginASTAction {
public:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    resetAttributes();
    auto Out = std::make_shared<Tables>();
    Out->Plain = Opts.Lower.Plain;
    auto *Register = CI.getCodeGenOpts().DisableLLVMPasses
                         ? registerWithoutPipeline
                         : registerPasses;
    CI.getCodeGenOpts().PassBuilderCallbacks.push_back(
        [Out, Register](llvm::PassBuilder &PB) { Register(PB, Out); });
    return std::make_unique<Consumer>(CI, Opts, Out);
  }

  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &Args) override {
    DiagnosticsEngine &Engine = CI.getDiagnostics();
    for (StringRef Arg : Args) {
      unsigned Number = 0;
      if (Arg == "dump-actions") {
        Opts.DumpActions = true;
      } else if (Arg == "plain") {
        Opts.Lower.Plain = true;
      } else if (Arg.consume_front("skip-resolve=") &&
                 !Arg.getAsInteger(10, Number)) {
        Opts.Lower.SkipResolve = Number;
      } else if (Arg == "permissive") {
        Opts.Messages.Permissive = true;
      } else if (Arg.consume_front("W")) {
        bool On = !Arg.consume_front("no-");
        if (!Opts.Messages.set(Arg, On)) {
          Diagnostics(Engine).report(diag::unknown_warning, {})
              << ("'" + Arg.str() + "'") << warningNames();
          return false;
        }
      } else {
        Engine.Report(Engine.getCustomDiagID(
            DiagnosticsEngine::Error,
            "unknown argument of the DRust plugin: '%0'; it knows 'plain', "
            "'permissive', 'W[no-]NAME', 'dump-actions' and "
            "'skip-resolve=NUMBER'"))
            << Arg;
        return false;
      }
    }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  Options Opts;
};

FrontendPluginRegistry::Add<Plugin>
    Register("drust", "ownership and distributed memory for C");

} // namespace

} // namespace drust
