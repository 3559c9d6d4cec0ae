// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which borrows may be NULL where they are used. The walk of Actions lists the
// uses that need one that is not; the answer follows the tests on the way
// there.
//
#ifndef DRUST_PLUGIN_NULLS_H
#define DRUST_PLUGIN_NULLS_H

#include "Actions.h"
#include "Diagnostics.h"

namespace drust {

/// Reports each of Out.NonNull that may be NULL; true if there is none.
bool checkNulls(const FunctionActions &Out, clang::ASTContext &Context,
                Diagnostics &Diag);

} // namespace drust

#endif
