// A whole small repository as text: packages with their files, what the index says of them, and which findings a check must
// give. The grammar is in docs/formats/scenario.md. Scenarios are read like any other repository (repo/formats/scenario.cpp),
// written out as a real one by mkrepo, and hold the tests in testdata/.
//
// One text describes every architecture; it is read once for each, so that all that follows here is about one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/finding.h"
#include "model/package_ref.h"
#include "repo/format.h"
#include "repo/scenario/elf_writer.h"

namespace elfgate::repo::scenario {

/// One file, link or directory of a package.
struct Entry {
  EntryType type = EntryType::file;
  std::string path;    ///< virtual
  std::string target;  ///< symlink: verbatim; hard link: virtual path
  std::uint32_t mode = 0644;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  bool has_capabilities = false;
  std::optional<ElfImage> elf;           ///< decides the bytes when present
  std::string content;                   ///< otherwise
  std::uint64_t padded_to = 0;           ///< zeros are added up to this size
  std::optional<std::string> host_file;  ///< mkrepo: a real file of the host takes the place of the bytes
  unsigned line = 0;
};

struct MaintainerScript {
  std::string name;
  std::string content;
};

/// What the index says where it differs from the package.
struct IndexOverrides {
  std::optional<std::string> version, origin;
  std::optional<std::vector<std::string>> depends, provides, conflicts, install_if;
  std::optional<std::uint32_t> provider_priority;
  std::optional<std::uint64_t> size;
  bool wrong_identity = false;
  bool absent = false;  ///< the file lies there, no index lists it
};

/// One package of one architecture.
struct Package {
  std::string name, version;
  std::string arch;  ///< "noarch" for a package of every architecture
  std::string origin, multi_arch;
  model::Relations relations;  ///< generated ones included
  std::vector<std::string> vendored;
  std::vector<Entry> entries;  ///< as written; build() adds directories
  std::vector<MaintainerScript> scripts;
  IndexOverrides index;
  bool missing = false;                    ///< listed, no file
  std::optional<base::ErrorCode> damaged;  ///< reading it fails in this way
  bool generate = false;                   ///< melange's generated relations
  bool generate_provides = true, generate_depends = true;
  bool built_in = false;  ///< comes from `libc`
  bool beside = false;    ///< in `after`: older versions of the name stay
  bool carried = false;   ///< in `after`: unchanged from the first state
  unsigned line = 0;
};

/// `expect error missing-library psql-17-r0/x86_64 usr/bin/psql: libreadline.so.8` and the lines below it.
struct Expectation {
  model::Severity severity = model::Severity::error;
  std::string rule, package, version, arch;
  std::string path;  ///< virtual; empty when it is about the package
  std::string subject;
  std::vector<std::string> saying, fix, providers, searched, notes;  ///< fragments that must occur
  std::optional<std::uint64_t> affected_packages;
  unsigned line = 0;
};

/// `expect event soname-changed zlib/x86_64 libz.so.1 -> libz.so.2`
struct EventExpectation {
  std::string kind, package, arch, from, to;
  unsigned line = 0;
};

/// The repository at one moment.
struct State {
  std::vector<Package> packages;  ///< in index order, architecture by architecture
  std::vector<Expectation> expectations;
  bool expects_nothing = false;  ///< `expect nothing` was written
};

/// What a gate from the first state to the second must say.
struct GateExpectations {
  std::vector<Expectation> appeared, fixed;
  std::vector<EventExpectation> events;
  std::vector<std::vector<std::string>> rebuild;  ///< waves of origins
  std::optional<std::string> verdict;
};

struct Scenario {
  std::string title;
  model::PackageSystem system = model::PackageSystem::apk;
  std::string profile;
  std::string libc;                              ///< of `libc`; decides the usual PT_INTERP
  std::vector<std::string> arches;               ///< sorted
  std::optional<std::vector<std::string>> base;  ///< base world; nothing: the profile's
  std::string policy;                            ///< text of a policy file
  std::map<std::string, std::string> severities;
  State before;
  std::optional<State> after;
  GateExpectations gate;
};

/// Reads a scenario. SUBJECT names it in errors: "subject:LINE". Errors: malformed, with a suggestion where one is near; limit.
base::Result<Scenario> parse_scenario(std::string_view text, const std::string& subject);

/// The same from a host file.
base::Result<Scenario> load_scenario(const std::string& path);

/// One entry with its bytes.
struct BuiltEntry {
  PackageEntry entry;
  std::string content;
};

/// A package as it would be packed: parents of every entry as directories before it (C16), bytes made, metadata as in .PKGINFO.
struct BuiltPackage {
  PackageMetadata metadata;
  std::vector<MaintainerScript> scripts;
  std::vector<BuiltEntry> entries;
  std::string digest;  ///< raw SHA-256 of all of it
};

/// Makes the bytes of PACKAGE. Errors: io and others of reading `host_file`.
base::Result<BuiltPackage> build(const Package& package);

/// What an index says of PACKAGE; identity, size, location, order and layer are left to the caller.
model::PackageRef index_record(const Scenario& scenario, const Package& package);

/// The usual PT_INTERP of programs for ARCH ("x86_64", "aarch64") on a system with LIBC ("wolfi", "alpine", "debian", "glibc").
std::string interpreter_of(std::string_view libc, std::string_view arch);

}  // namespace elfgate::repo::scenario
