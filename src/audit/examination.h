// What was seen when one package was installed alone with what it declares: its closure, and the start of each of its programs
// and libraries in it. Compact: link maps are reduced to what failed and which libraries were reached.
//
// One examination is a pure function of the world and a package; all examinations together are weighed in audit/verdict.h.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/world.h"
#include "model/closure.h"
#include "model/link_map.h"

namespace elfgate::audit {

/// A tag that was not satisfied in one context.
struct EdgeFailure {
  FileId object = FileId::none;  ///< who asks
  std::string needed;            ///< tokens expanded
  model::EdgeKind kind = model::EdgeKind::needed;
  model::Refusal refusal = model::Refusal::none;
  std::string refused_path;
  std::vector<std::string> searched;
  FileId program = FileId::none;  ///< the main program of the context; the object itself when it was started alone
  std::string program_path;       ///< the path it was started by
  bool fatal = false;             ///< the load stopped here
  std::string loader;             ///< "glibc", "musl"
};

/// A needed version that the loaded object does not define, in one context.
struct VersionFailure {
  FileId object = FileId::none;
  FileId provider = FileId::none;
  std::string file;
  std::string version;
  model::VersionProblem::Kind kind = model::VersionProblem::Kind::missing;
  FileId program = FileId::none;
  std::string program_path;
};

/// A program whose interpreter cannot be started.
struct InterpreterFailure {
  FileId program = FileId::none;
  std::string path;
  std::string interp;
  std::string why;
};

/// Two versions of one library in one process, with the chain of objects that leads to each.
struct TwoVersions {
  std::string program_path;
  FileId program = FileId::none;
  std::string first, second;  ///< real paths
  std::string stem;
  std::vector<std::string> first_chain, second_chain;
  bool alone = false;  ///< a library as its own main program
};

/// An edge that holds only under a condition (audit/conditions.h).
struct ConditionalEdge {
  enum class Kind : std::uint8_t { script_link, ldconfig_link, cpu_level, by_chance };
  Kind kind = Kind::script_link;
  FileId object = FileId::none;
  std::string needed;
  std::string link;                   ///< path of the link; name of the CPU level; path of the library found by chance
  std::string target;                 ///< where the link leads; what the CPU level changes
  PackageId maker = PackageId::none;  ///< whose script makes the link; who has the library
};

/// Two files of one name that differ, one of which the loader never finds (audit/shadows.h).
struct Shadow {
  enum class Kind : std::uint8_t {
    hides,    ///< the package's own file is the one that is found
    hidden,   ///< the other one is
    conflict  ///< both have the same path
  };
  Kind kind = Kind::hides;
  std::string name;  ///< what the loader is asked for; of a conflict, the path
  FileId own = FileId::none;
  FileId other = FileId::none;
};

/// An entry of .note.dlopen that nothing in the closure satisfies.
struct DlopenFailure {
  FileId object = FileId::none;
  std::vector<std::string> sonames;
  model::DlopenPriority priority = model::DlopenPriority::recommended;
  std::string feature;
};

/// An audit module that a program asks for and that its loader does not find (R10.4).
struct AuditModuleFailure {
  FileId program = FileId::none;
  std::string name;
};

/// A link whose target is not in the closure.
struct DanglingLink {
  std::string path, target;
};

/// An executable script whose interpreter is not in the closure.
struct ScriptFailure {
  std::string path, interpreter;
};

struct Examination {
  PackageId package = PackageId::none;
  model::Closure closure;  ///< members in install order
  bool partial = false;    ///< the closure failed: linkage was judged in what is known of it
  bool uncertain = false;  ///< a member could not be read

  std::vector<EdgeFailure> in_programs;                   ///< failures in the contexts of this package's programs
  std::vector<std::pair<FileId, std::uint32_t>> reached;  ///< objects loaded by programs, and by how many
  std::vector<EdgeFailure> alone;  ///< failures of this package's libraries, each as its own main program
  std::vector<std::pair<FileId, std::string>> resolved_by_host;  ///< alone it fails; in this host process it does not
  std::vector<VersionFailure> versions;
  std::vector<InterpreterFailure> interpreters;
  std::vector<TwoVersions> two_versions;
  std::vector<ConditionalEdge> conditional;
  std::vector<DlopenFailure> dlopens;
  std::vector<AuditModuleFailure> audit_modules;
  std::vector<DanglingLink> dangling;
  std::vector<ScriptFailure> scripts;
  std::vector<Shadow> shadows;
  std::vector<std::string> made_links;   ///< links that ldconfig makes here for sonames of this package
  std::vector<std::string> public_dirs;  ///< canonical directories the loader searches by itself here: defaults and ld.so.conf
  std::vector<std::pair<std::string, bool>>
      anywhere;  ///< names looked for in all packages of the architecture, and whether one has it

  std::uint64_t elf_files = 0, programs = 0, static_programs = 0, libraries = 0, edges = 0, foreign = 0, host_provided = 0;
};

/// What an installation of one package brings: all that its examination looks at, beside the world (audit/examination_key.h).
struct Installation {
  PackageId package = PackageId::none;
  model::Closure closure;
  std::vector<PackageId> members;  ///< of the closure in install order; the package itself, where the closure failed without it
  std::set<PackageId> by_chance;   ///< members that are there for another reason than what the package declares
};
Installation install(const World& world, PackageId package);

/// Examines a package in its installation. Serial, re-entrant.
Examination examine(const World& world, Installation installation);

/// The part of an examination that its installation decides: package, closure, partial, uncertain.
Examination begin_examination(const World& world, Installation&& installation);

/// The members of a closure, in install order.
std::vector<PackageId> member_ids(const model::Closure& closure);

/// The same, and PACKAGE itself behind them where the closure failed without it.
std::vector<PackageId> members_of(const model::Closure& closure, PackageId package);

}  // namespace elfgate::audit
