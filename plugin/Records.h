// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From declarations to the records of Tables.h: type descriptors, contracts,
// entries of spawned functions and sites of resolves.
//
#ifndef DRUST_PLUGIN_RECORDS_H
#define DRUST_PLUGIN_RECORDS_H

#include "Kinds.h"
#include "Tables.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/StringSet.h"

namespace drust {

class Records {
public:
  Records(clang::ASTContext &Context, Tables &Out)
      : Context(Context), Out(Out) {}

  /// The symbol of T's descriptor, recorded if it is new. K is the kind of its
  /// outer pointer, which may be written elsewhere than in T.
  std::string type(clang::QualType T, Kind K);

  /// Records what this file believes about F.
  void contract(const clang::FunctionDecl *F, bool Definition);

  /// The same about the variable V, which is or holds owners.
  void contract(const clang::VarDecl *V, bool Definition);

  /// Records Count values of the type Type that are or hold owners in static
  /// storage; the name of the function that must give the address of the first.
  std::string staticOwner(llvm::StringRef Type, uint64_t Count, bool Thread);

  /// The symbol of the entry of a spawned function. Offsets are those of its
  /// argument block. New is set if the thunk named Run must be made.
  std::string entry(const clang::FunctionDecl *F, std::string &Run, bool &New);

  /// The symbol of a new site.
  std::string site(clang::SourceLocation L, llvm::StringRef What, unsigned Pin,
                   bool Nullable);

  /// Records that the finding Id was let through.
  void permissive(llvm::StringRef Id, clang::SourceLocation L);

  /// Bytes and offsets of an argument block.
  static llvm::SmallVector<uint32_t, 4>
  argumentOffsets(clang::ASTContext &Context, const clang::FunctionDecl *F,
                  uint32_t &Bytes);

  /// Readable kinds of a function: "own (own struct node *, int)".
  static std::string kinds(const clang::FunctionDecl *F);

private:
  clang::ASTContext &Context;
  Tables &Out;
  llvm::StringSet<> Known;
  unsigned Sites = 0;

  std::string where(clang::SourceLocation L) const;
  void addLayout(const ContractRecord &Of, clang::QualType T,
                 std::vector<ContractRecord> &Layouts) const;
  void add(const ContractRecord &R, const std::vector<ContractRecord> &Layouts);
};

} // namespace drust

#endif
