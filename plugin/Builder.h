// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes AST nodes for Lower. Everything made here is implicit; what replaces
// an expression takes that expression's location, everything else has none,
// so that debuggers see the user's lines only.
//
#ifndef DRUST_PLUGIN_BUILDER_H
#define DRUST_PLUGIN_BUILDER_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

namespace drust {

class Builder {
public:
  explicit Builder(clang::ASTContext &Context) : C(Context) {}

  clang::ASTContext &context() { return C; }

  /// The function that hidden variables made from here on belong to.
  void enter(clang::FunctionDecl *F) { Current = F; }

  /// The function named so: the translation unit's own declaration if there is
  /// one, else a new implicit one with these types.
  clang::FunctionDecl *function(llvm::StringRef Name, clang::QualType Result,
                                llvm::ArrayRef<clang::QualType> Parameters);

  /// A call; arguments are converted to the parameters' types.
  clang::Expr *call(clang::FunctionDecl *F, llvm::ArrayRef<clang::Expr *> Args,
                    clang::SourceLocation L);

  /// An extern variable of type char: a record the module pass defines.
  clang::VarDecl *record(llvm::StringRef Symbol);

  /// A hidden local of the current function: no debug information.
  clang::VarDecl *hidden(llvm::StringRef Name, clang::QualType T,
                         clang::Expr *Init,
                         clang::FunctionDecl *Cleanup = nullptr);
  clang::Stmt *declare(clang::VarDecl *V);

  clang::Expr *ref(clang::ValueDecl *D, clang::SourceLocation L = {});
  clang::Expr *read(clang::Expr *LValue);
  clang::Expr *addressOf(clang::Expr *LValue, clang::SourceLocation L = {});
  /// E as a value of type To: pointers by bit cast, integers by value.
  clang::Expr *convert(clang::Expr *E, clang::QualType To);
  clang::Expr *voidPointer(clang::Expr *E) { return convert(E, C.VoidPtrTy); }
  clang::Expr *null(clang::QualType T);
  clang::Expr *integer(uint64_t Value, clang::QualType T);
  clang::Expr *number(uint64_t Value) {
    return integer(Value, C.UnsignedLongTy);
  }
  clang::Expr *assign(clang::Expr *LHS, clang::Expr *RHS,
                      clang::SourceLocation L = {});
  clang::Expr *comma(clang::Expr *A, clang::Expr *B);
  clang::Expr *deref(clang::Expr *Pointer);
  /// Element Index of an array variable, an lvalue.
  clang::Expr *element(clang::VarDecl *Array, uint64_t Index);
  clang::QualType arrayOf(clang::QualType Element, uint64_t Count);
  clang::Expr *zero(clang::QualType T);
  clang::Expr *list(clang::QualType T, llvm::ArrayRef<clang::Expr *> Inits);
  clang::CompoundStmt *compound(llvm::ArrayRef<clang::Stmt *> Body,
                                const clang::CompoundStmt *Like);

private:
  clang::ASTContext &C;
  clang::FunctionDecl *Current = nullptr;
};

} // namespace drust

#endif
