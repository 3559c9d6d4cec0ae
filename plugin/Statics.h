// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Owners with static storage, one per server, and thread-local ones: what may
// be declared, and what tells the runtime where they are, so that they are
// dropped at the end of the server or of the thread.
//
#ifndef DRUST_PLUGIN_STATICS_H
#define DRUST_PLUGIN_STATICS_H

#include "Kinds.h"

namespace drust {

class Diagnostics;
struct LowerContext;

/// True if V, which has static storage or is a thread's, is or holds owners.
bool holdsStaticOwners(const clang::VarDecl *V);

/// Reports and returns false if V cannot hold the owners it is declared with.
bool checkStaticOwners(Diagnostics &Diag, const clang::VarDecl *V);

/// Records V for the runtime: its contract, and, if it is defined here, where
/// it is.
void recordStatic(clang::VarDecl *V, LowerContext &Context);

} // namespace drust

#endif
