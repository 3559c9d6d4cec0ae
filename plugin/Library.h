// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about functions of the C library: attrs/library.def.
//
#ifndef DRUST_PLUGIN_LIBRARY_H
#define DRUST_PLUGIN_LIBRARY_H

#include "clang/AST/Decl.h"

#include <optional>

namespace drust {

/// True if a pointer that F returns points into nothing that F was given.
bool returnsOther(const clang::FunctionDecl *F);
/// True if F takes a format of printf: its variable arguments are read.
bool formats(const clang::FunctionDecl *F);
/// True if F gives its argument back to the C library's heap.
bool releases(const clang::FunctionDecl *F);
/// True if F goes on using its arguments after the call.
bool keeps(const clang::FunctionDecl *F);
/// The number of the argument that says where F copies bytes to, if that is
/// what F does.
std::optional<unsigned> copiesTo(const clang::FunctionDecl *F);
/// True if F leaves its callers without returning to them.
bool jumps(const clang::FunctionDecl *F);
/// True if F may return a second time.
bool jumpedTo(const clang::FunctionDecl *F);
/// True if a call of F may end by a jump to one of its callers' callers: nobody
/// knows what F calls.
bool mayJump(const clang::FunctionDecl *F);
/// True if it is known that F does not use P after the call: P is 'noescape',
/// F is 'pure' or 'const', a builtin of the compiler, or listed. (It may still
/// store P where another argument points to, as strtol does.)
bool keepsNothing(const clang::FunctionDecl *F, const clang::ParmVarDecl *P);

} // namespace drust

#endif
