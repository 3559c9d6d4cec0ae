/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What lowering records about a translation unit and the module pass emits:
 * one struct a record of attrs/include/drust/abi.h. Lowering fills a Tables
 * while it walks the AST; the plugin's action owns it and shares it with the
 * passes (Expand.h). Nothing here knows of clang.
 */
#ifndef DRUST_PLUGIN_TABLES_H
#define DRUST_PLUGIN_TABLES_H

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Module;
}

namespace drust {

/// Owner words inside a type: Count words, Stride bytes apart.
struct SlotRecord {
  uint32_t Offset = 0;
  uint32_t Count = 0;
  uint32_t Stride = 0;
  uint32_t Flags = 0; ///< DRUST_SLOT_*.
};

/// Structs with DRUST_DROP inside a type: Count of them, Stride bytes apart.
struct HookRecord {
  uint32_t Offset = 0;
  uint32_t Count = 0;
  uint32_t Stride = 0;
  uint32_t Bytes = 0; ///< Of one.
  std::string Function;
  std::string Values; ///< Which bits of one are a field's; empty: all.
  uint32_t Flags = 0; ///< DRUST_SLOT_TAIL.
};

/// A type whose objects live on the global heap (struct drust_type).
struct TypeRecord {
  std::string Symbol; ///< Also the comdat: one definition in a program.
  std::string Name;
  std::string Where;
  uint64_t Hash[2] = {0, 0};
  uint64_t Size = 0;
  uint32_t Align = 0;
  std::vector<SlotRecord> Slots; ///< Those of the tail last.
  uint32_t TailOffset = 0;       ///< Of the flexible array member.
  uint32_t TailBytes = 0;        ///< Of its element; 0: there is none.
  std::vector<HookRecord> Hooks; ///< A struct before those in it.
  uint32_t Flags = 0;            ///< DRUST_TYPE_*.
};

/// What this file believes about one function (struct drust_contract).
struct ContractRecord {
  std::string Function;
  std::string Kinds;
  std::string Where;
  uint64_t Hash = 0;
  uint32_t Flags = 0; ///< DRUST_CONTRACT_*.
};

/// A function that is spawned (struct drust_entry).
struct EntryRecord {
  std::string Symbol; ///< Unique in the module; the comdat, unless internal.
  std::string Name;   ///< Of the function itself.
  std::string Signature;
  std::string RunSymbol;         ///< The thunk; the module must hold it.
  std::vector<uint32_t> Offsets; ///< One an argument.
  uint32_t ArgumentsBytes = 0;
  uint32_t ResultBytes = 0;
  std::string ResultType;         ///< Symbol of the type record, or empty.
  uint32_t Affinity = UINT32_MAX; ///< DRUST_NO_AFFINITY.
  /// The function has internal linkage, so the entry gets it, too. Not needed
  /// where the module holds a function Name with internal linkage.
  bool Internal = false;
};

/// A place where a resolve stands (struct drust_site).
struct SiteRecord {
  std::string Symbol;
  std::string File;
  std::string What;
  uint32_t Line = 0;
  uint32_t Pin = 0;
  uint32_t Flags = 0; ///< DRUST_SITE_*.
};

/// Owners in static storage (struct drust_static).
struct StaticRecord {
  std::string Address; ///< The function that gives it; the module must hold it.
  std::string Type;    ///< Symbol of the type record.
  uint64_t Count = 0;
  uint32_t Flags = 0; ///< DRUST_STATIC_*.
};

/// A soundness finding that -permissive let through (struct drust_permissive).
struct PermissiveRecord {
  std::string Id;
  std::string Where;
};

/// All records of one translation unit. Code refers to a record by an extern
/// variable of any type named Symbol; Symbols are unique.
struct Tables {
  std::vector<TypeRecord> Types;
  std::vector<ContractRecord> Contracts;
  std::vector<EntryRecord> Entries;
  std::vector<SiteRecord> Sites;
  std::vector<StaticRecord> Statics;
  std::vector<PermissiveRecord> Permissive; ///< At most one.
  bool Plain = false; ///< No servers: the plain expansion.

  bool empty() const {
    return Types.empty() && Contracts.empty() && Entries.empty() &&
           Sites.empty() && Statics.empty() && Permissive.empty();
  }
};

/// Defines every type, contract and entry of Records and those sites that M
/// still refers to, erases the declarations of the other sites, and adds the
/// reference that makes an object of another ABI version fail to link. Call
/// it once a module, after pseudo-calls are expanded (a plain expansion drops
/// the last use of most sites). A record that cannot be emitted is reported
/// as an error through M's context.
void emitTables(llvm::Module &M, const Tables &Records);

} // namespace drust

#endif
