/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The plugin's LLVM passes as a module that opt can load, for the tests of this
 * folder. opt cannot load libdrust.so itself: that needs clang's symbols, which
 * opt does not have, and opt refuses to start beside libclang-cpp. This file
 * gives the passes names and stands in for lowering with a set of tables:
 *
 *   drust-expand, drust-expand-plain   ExpandPass without tables
 *   drust-tables, drust-tables-plain   ExpandPass with the tables below
 *   drust-verify                       VerifyPass
 *
 * The pipeline hooks are registered, too, as the plugin registers them.
 */
#include "../../../plugin/Expand.h"
#include "drust/abi.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/PassPlugin.h"

using namespace llvm;

namespace {

/// Records with every field set and every list empty once and filled once.
void fill(drust::Tables &Records) {
  drust::TypeRecord Leaf;
  Leaf.Symbol = "__drust_type_000000000000000a000000000000000b";
  Leaf.Name = "int";
  Leaf.Where = "t.c:1";
  Leaf.Hash[0] = 10;
  Leaf.Hash[1] = 11;
  Leaf.Size = 4;
  Leaf.Align = 4;
  drust::TypeRecord Node;
  Node.Symbol = "__drust_type_000000000000000c000000000000000d";
  Node.Name = "struct node";
  Node.Where = "t.c:2";
  Node.Hash[0] = 12;
  Node.Hash[1] = 13;
  Node.Size = 96;
  Node.Align = 8;
  Node.Slots = {{8, 1, 8}, {16, 4, 16}};
  Records.Types = {Leaf, Node};

  drust::ContractRecord Defined, Used;
  Defined.Function = "work";
  Defined.Kinds = "own (own, int)";
  Defined.Where = "t.c:5";
  Defined.Hash = 77;
  Defined.Flags = DRUST_CONTRACT_DEFINITION | DRUST_CONTRACT_OWNERS;
  Used.Function = "look";
  Used.Kinds = "int (ref)";
  Used.Where = "t.c:6";
  Used.Hash = 78;
  Records.Contracts = {Defined, Used};

  drust::EntryRecord Work, Hidden;
  Work.Symbol = "__drust_entry_work";
  Work.Name = "work";
  Work.Signature = "own node (own node, int)";
  Work.RunSymbol = ".drust.run.work";
  Work.Offsets = {0, 16};
  Work.ArgumentsBytes = 32;
  Work.ResultBytes = 8;
  Work.ResultType = Node.Symbol;
  Work.Affinity = 0;
  Hidden.Symbol = "__drust_entry_hidden";
  Hidden.Name = "hidden";
  Hidden.Signature = "void (void)";
  Hidden.RunSymbol = ".drust.run.hidden";
  Records.Entries = {Work, Hidden};

  drust::SiteRecord Seen, Nullable, Unused;
  Seen.Symbol = ".drust.site.0";
  Seen.File = "t.c";
  Seen.What = "n->next";
  Seen.Line = 9;
  Seen.Pin = 3;
  Nullable = Seen;
  Nullable.Symbol = ".drust.site.1";
  Nullable.Flags = DRUST_SITE_NULLABLE;
  Unused = Seen;
  Unused.Symbol = ".drust.site.2";
  Records.Sites = {Seen, Nullable, Unused};
}

bool parsePass(StringRef Name, ModulePassManager &Passes,
               ArrayRef<PassBuilder::PipelineElement>) {
  if (Name == "drust-verify") {
    Passes.addPass(drust::VerifyPass());
    return true;
  }
  auto Records = std::make_shared<drust::Tables>();
  Records->Plain = Name.consume_back("-plain");
  if (Name == "drust-tables")
    fill(*Records);
  else if (Name != "drust-expand")
    return false;
  Passes.addPass(drust::ExpandPass(Records));
  return true;
}

void registerAll(PassBuilder &Builder) {
  drust::registerPasses(Builder, std::make_shared<drust::Tables>());
  Builder.registerPipelineParsingCallback(parsePass);
}

} // namespace

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "drust", LLVM_VERSION_STRING, registerAll};
}
