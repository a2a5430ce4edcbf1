// Everything frozen that an audit of one architecture asks: the index, the closures, the distribution's habits, what could not
// be read. Shared read-only by all audits.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "audit/policy.h"
#include "audit/profile.h"
#include "closure/engine.h"
#include "index/asking.h"
#include "loader/loader.h"

namespace elfgate::audit {

using model::FileId;
using model::PackageId;

/// What is the same for every package of an architecture, whoever asks.
struct Habits {
  Profile profile;  ///< with the policy's additions merged in
  Policy policy;
  std::vector<std::string> base;   ///< base world of every closure
  std::set<PackageId> unreadable;  ///< listed, but unreadable or missing: what they hold is unknown
  std::set<std::string> unlisted;  ///< names of packages whose metadata could not even be read
  loader::Detected usual_loader;   ///< of the repository's own dynamic linker: for objects whose closure brings none
  std::uint16_t machine = 0;       ///< ELF machine of the architecture; 0 when unknown
  std::uint8_t elf_class = 0;
};

/// Borrows all of it; cheap to copy.
struct World {
  const index::Asking* index = nullptr;
  const closure::ClosureEngine* closures = nullptr;
  const closure::ClosureEngine* other_builder = nullptr;  ///< apko's, when the two are to be compared; else null
  std::vector<index::Asking> other_arches;                ///< the rest of the repository, for arch-gap
  const Habits* habits = nullptr;
};

/// e_machine and class of an architecture name; zeros when unknown.
struct MachineOfArch {
  std::uint16_t machine = 0;
  std::uint8_t elf_class = 0;
};
MachineOfArch machine_of(const std::string& arch);

/// "x86-64", "AArch64" ... of an e_machine, for messages.
std::string machine_name(std::uint16_t machine);

/// The repository's own dynamic linker and what it searches by default; WORLD need not know it yet.
loader::Detected find_usual_loader(const World& world);

/// True when the host injects NAME (policy and profile).
bool is_host_provided(const World& world, std::string_view name);

/// True when the policy says that this edge may stay unresolved.
bool is_optional(const World& world, const std::string& package, std::string_view path, std::string_view needed);

}  // namespace elfgate::audit
