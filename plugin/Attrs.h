// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How kinds are stored on declarations. The attribute hook finds the pointer
// level each attribute stands at and keeps all levels of one declaration in
// one UseHandleAttr: a string-carrying attribute that Sema and CodeGen ignore,
// that survives precompiled headers and is inherited by later redeclarations,
// parameters included.
//
#ifndef DRUST_PLUGIN_ATTRS_H
#define DRUST_PLUGIN_ATTRS_H

#include "Kinds.h"

namespace drust {

/// What the attributes of one declaration say.
struct DeclKinds {
  Levels Explicit; ///< by level; Raw where nothing is written
  bool Affinity = false;
  bool Raw = false;      ///< DRUST_RAW
  bool Inferred = false; ///< nothing is written: setInferredKinds
  bool Nullable = false; ///< of an inferred borrow
  /// DRUST_COUNT as it is written, or settled (Count.h); empty if there is
  /// none.
  std::string Count;
};
DeclKinds explicitKinds(const clang::Decl *D);

/// Where the kind of D is written: the attribute itself. Invalid if D has none
/// of its own, or several.
clang::SourceRange kindRange(const clang::Decl *D);

/// The kinds of a local that is declared without any (Infer.h).
void setInferredKinds(clang::ASTContext &Context, clang::VarDecl *V,
                      const Levels &Kinds, bool Nullable);

/// Gives To the kinds of From if none are written at To.
void inheritKinds(clang::ASTContext &Context, clang::Decl *To,
                  const clang::Decl *From);

/// Where DRUST_COUNT of P stands, or P itself; and another text for it.
clang::SourceLocation countLocation(const clang::ParmVarDecl *P);
void setCount(clang::ASTContext &Context, clang::ParmVarDecl *P,
              llvm::StringRef Text);

/// The function that DRUST_DROP names for structs of type R; null if none.
clang::FunctionDecl *dropHook(const clang::RecordDecl *R);

/// True for a struct with DRUST_VIEW.
bool isViewRecord(const clang::RecordDecl *R);

/// What DRUST_FROM says at F, or at a declaration of F before.
struct SourceNames {
  clang::SourceLocation Where;
  llvm::SmallVector<std::string, 2> Names;
};
std::optional<SourceNames> sourceNames(const clang::FunctionDecl *F);

/// True once any drust attribute was seen in this translation unit. Cheap
/// guard for un-annotated code.
bool sawAttribute();
void resetAttributes();

/// Owners without initialiser start as NULL, which clang's analysis of
/// uninitialised variables cannot know. It passes over implicit variables, so
/// the attribute hook marks local owners so; this takes the mark off again,
/// before anything else looks at them.
void restoreLocalOwners();

} // namespace drust

#endif
