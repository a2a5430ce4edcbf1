// The first passes of every run: open the sources, bring the facts of every package together (from the store, or by reading),
// and freeze one index and one closure engine per architecture. What comes out is asked by every later pass and command.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/world.h"
#include "engine/run_context.h"
#include "fetch/network.h"
#include "index/repository_index.h"
#include "repo/format.h"
#include "store/store.h"

namespace elfgate::engine {

/// What to open, and how.
struct RepositoryOptions {
  std::vector<std::string> sources;
  std::vector<std::string> arches;
  std::string facts_path;  ///< empty: facts live in memory for this run
  bool facts_read_only = false;
  std::uint64_t memory_budget = 128ULL << 20;
  std::string profile;  ///< empty: from the data
  std::optional<std::vector<std::string>> base;
  std::string policy_path;
  std::string keys_dir;
  bool second_reader = false;
  bool compare_builders = false;  ///< apk's closures are held against apko's
  std::string remote_folder;      ///< indexes and unfinished downloads of remote sources; empty: beside the facts store
  bool offline = false;           ///< remote sources as they were kept
  fetch::Network network;
};

/// A package as listed, with the format that reads it.
struct ListedPackage {
  model::SharedPackage ref;
  const repo::Format* format = nullptr;            ///< null: the package is not here, only what was kept of it
  std::shared_ptr<const store::StoredFacts> kept;  ///< its facts, when it comes out of a snapshot
};

/// Everything that was opened, before any package is read. Sorted by PackageRef::key().
struct Listed {
  std::vector<ListedPackage> packages;
  std::vector<repo::SourceProblem> problems;
  std::vector<std::string> arches;
  std::string profile;
  model::PackageSystem system = model::PackageSystem::none;
};

/// How the facts were brought together.
struct GatherCounts {
  std::uint64_t from_store = 0, read = 0, unreadable = 0, bytes_read = 0;
};

/// The packages of LISTED that belong to ARCH: its own and noarch, by key.
model::PackageList packages_of(const Listed& listed, const std::string& arch);

/// One architecture, frozen.
struct ArchRepository {
  std::string arch;
  model::PackageList packages;                                    ///< of this architecture and noarch, by key
  std::vector<std::shared_ptr<const model::PackageFacts>> facts;  ///< of each
  std::unique_ptr<index::RepositoryIndex> index;                  ///< null where nobody is going to audit
  std::unique_ptr<closure::ClosureEngine> closures;               ///< null on shelves where each name is there once
  std::unique_ptr<closure::ClosureEngine> other_builder;          ///< only when builders are compared
  index::Asking asking;                                           ///< the index, for the world
  audit::Habits habits;                                           ///< for the world
  audit::World world;                                             ///< points into this object and its siblings
  index::Questions asked_by_world;                                ///< what the world itself hangs on
};

/// A repository ready to be asked. Immutable; movable.
struct Repository {
  Listed listed;
  GatherCounts counts;
  audit::Profile profile;  ///< with the policy's additions
  audit::Policy policy;
  std::string policy_text;                              ///< the file behind the policy, word for word
  std::vector<std::string> base;                        ///< base world of every closure
  std::vector<std::unique_ptr<ArchRepository>> arches;  ///< sorted by name
};

// The passes, in order.
base::Result<Listed> open_repository(const RepositoryOptions& options, RunContext& context);
base::Result<std::unique_ptr<store::FactsStore>> open_store(const RepositoryOptions& options);

/// What pins the facts of PACKAGE, read with or without the second reader; empty: nothing does.
std::string pinned_by(const model::PackageRef& package, bool second_reader);

/// Facts of every listed package, in order. Every package has facts; those of an unreadable one say so.
struct Facts {
  std::vector<std::shared_ptr<const model::PackageFacts>> packages;            ///< without other_paths
  std::vector<std::shared_ptr<const std::vector<std::uint64_t>>> other_paths;  ///< of each, as index::path_hash(); may be null
  std::vector<std::string> keys;                                               ///< what pins the facts of each; empty: nothing
};
/// KNOWN: facts of another listing; what is pinned by the same key there is taken from it. Null: there is none.
base::Result<Facts> gather_facts(const Listed& listed, const RepositoryOptions& options, store::FactsStore& store,
                                 RunContext& context, GatherCounts& counts, const Facts* known = nullptr);

/// Loads from STORE what it has of the packages at POSITIONS (sorted by key) into FACTS; the others stay null.
base::Result<void> load_known(const std::vector<std::size_t>& positions, const std::vector<std::string>& keys,
                              store::FactsStore& store, store::Parts parts, RunContext& context, Facts& facts);

/// Indexes over the facts that are there; the worlds take every package for readable, and know no usual loader. May be called
/// again with more facts. There are closure engines when add_engines() was called before. REQUIRES: the profile.
base::Result<void> build_parts(const Facts& facts, Repository& repository, RunContext& context);

/// The closure engines of a repository that was loaded partly, for questions that need them.
base::Result<void> add_engines(Repository& repository, RunContext& context);

/// The usual loader of each world, as far as the facts are there.
void find_usual_loaders(Repository& repository);

/// What the user's policy and the distribution's profile settle: fills profile, policy, policy_text and base of REPOSITORY,
/// whose sources are open. Errors: those of the policy file.
base::Result<void> read_habits(const RepositoryOptions& options, Repository& repository);

/// Packages and facts per architecture, for who compares and does not audit. Closure engines only where one has to say which
/// of several packages of a name is the best.
base::Result<void> build_shelves(const Facts& facts, Repository& repository, RunContext& context);

/// Indexes, closure engines and worlds per architecture. REQUIRES: read_habits().
base::Result<void> build_indexes(const RepositoryOptions& options, const Facts& facts, Repository& repository,
                                 RunContext& context);

/// All of the above.
base::Result<std::unique_ptr<Repository>> load_repository(const RepositoryOptions& options, RunContext& context);

}  // namespace elfgate::engine
