#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "audit/noted_world.h"
#include "base/byte_source.h"
#include "base/limits.h"
#include "engine/repository.h"

namespace elfgate::engine {

namespace {

std::unique_ptr<closure::ClosureEngine> make_engine(model::PackageSystem system, const model::PackageList& packages,
                                                    const std::string& arch) {
  switch (system) {
    case model::PackageSystem::apk: return closure::make_apk_engine(packages, arch);
    case model::PackageSystem::deb: return closure::make_deb_engine(packages, arch);
    case model::PackageSystem::none: break;
  }
  return closure::make_flat_engine(packages, arch);
}

// Packages of ARCH and noarch packages, which belong to every architecture.
bool belongs_to(const model::PackageRef& package, const std::string& arch) {
  return package.arch == arch || package.arch == "noarch";
}

void fill_shelf(const std::string& arch, const Listed& listed, const Facts& facts, ArchRepository& out) {
  out.arch = arch;
  out.packages = packages_of(listed, arch);
  out.facts.clear();
  for (std::size_t i = 0; i < listed.packages.size(); ++i)
    if (belongs_to(*listed.packages[i].ref, arch)) out.facts.push_back(facts.packages[i]);
}

void freeze_arch(const std::string& arch, const Listed& listed, const Facts& facts, ArchRepository& out) {
  fill_shelf(arch, listed, facts, out);
  std::vector<const std::vector<std::uint64_t>*> other_paths;
  for (std::size_t i = 0; i < listed.packages.size(); ++i)
    if (belongs_to(*listed.packages[i].ref, arch)) other_paths.push_back(facts.other_paths[i].get());
  out.index =
      std::make_unique<index::RepositoryIndex>(index::RepositoryIndex::build(arch, out.packages, out.facts, other_paths));
}

void add_engine(const Listed& listed, ArchRepository& arch) {
  arch.closures = make_engine(listed.system, arch.packages, arch.arch);
}

bool has_several_of_a_name(const ArchRepository& arch) {
  std::unordered_set<std::string_view> names;
  return std::any_of(arch.packages.begin(), arch.packages.end(),
                     [&](const auto& package) { return !names.insert(package.name).second; });
}

void begin_arches(Repository& repository) {
  repository.arches.clear();
  for (std::size_t i = 0; i < repository.listed.arches.size(); ++i)
    repository.arches.push_back(std::make_unique<ArchRepository>());
}

base::Result<void> add_other_builders(Repository& repository) {
  if (repository.listed.system != model::PackageSystem::apk)
    return base::fail(base::ErrorCode::usage, "--compare-builders",
                      "apk and apko are compared, and these are no packages of apk");
  for (const auto& arch : repository.arches)
    arch->other_builder = closure::make_apko_engine(arch->index->packages(), arch->arch);
  return {};
}

void find_usual_loader(ArchRepository& arch) {
  arch.asked_by_world = {};
  const audit::NotedWorld noted(arch.world, arch.asked_by_world);
  arch.habits.usual_loader = audit::find_usual_loader(noted.world());
}

// What a world consists of, before anything is asked of it.
void connect_world(const Repository& repository, ArchRepository& out) {
  out.asking = index::Asking(*out.index);
  out.world = {&out.asking, out.closures.get(), out.other_builder.get(), {}, &out.habits};
  for (const auto& other : repository.arches)
    if (other.get() != &out) out.world.other_arches.emplace_back(*other->index);
  const auto of_arch = audit::machine_of(out.arch);
  out.habits = {repository.profile, repository.policy, repository.base, {}, {}, {}, of_arch.machine, of_arch.elf_class};
}

void fill_world(const Repository& repository, ArchRepository& out) {
  connect_world(repository, out);
  for (std::uint32_t p = 0; p < out.index->packages().size(); ++p)
    if (const auto* facts = out.index->facts(static_cast<model::PackageId>(p)); !facts || !facts->readable())
      out.habits.unreadable.insert(static_cast<model::PackageId>(p));
  for (const auto& problem : repository.listed.problems)
    if (!problem.note && !problem.package.empty() && out.closures->providers(problem.package).empty())
      out.habits.unlisted.insert(problem.package);
  find_usual_loader(out);
}

}  // namespace

model::PackageList packages_of(const Listed& listed, const std::string& arch) {
  model::PackageList packages;
  for (const auto& package : listed.packages)
    if (belongs_to(*package.ref, arch)) packages.push_back(package.ref);
  return packages;
}

base::Result<void> read_habits(const RepositoryOptions& options, Repository& repository) {
  auto& policy = repository.policy;
  if (!options.policy_path.empty()) {
    ELFGATE_TRY_ASSIGN(repository.policy_text, base::read_file(options.policy_path, base::limits::k_conf_bytes, "policy file"));
    ELFGATE_TRY_ASSIGN(policy, audit::parse_policy(repository.policy_text, options.policy_path));
  }
  auto& profile = repository.profile;
  profile = audit::profile_named(options.profile.empty() ? repository.listed.profile : options.profile);
  profile.host_provided.insert(profile.host_provided.end(), policy.host_provided.begin(), policy.host_provided.end());
  profile.host_processes.insert(profile.host_processes.end(), policy.host_processes.begin(), policy.host_processes.end());
  repository.base = options.base ? *options.base : policy.base ? *policy.base : profile.base;
  return {};
}

base::Result<void> build_shelves(const Facts& facts, Repository& repository, RunContext& context) {
  begin_arches(repository);
  return for_each_index(context, repository.arches.size(), [&](std::size_t i) {
    fill_shelf(repository.listed.arches[i], repository.listed, facts, *repository.arches[i]);
    if (has_several_of_a_name(*repository.arches[i])) add_engine(repository.listed, *repository.arches[i]);
  });
}

base::Result<void> build_indexes(const RepositoryOptions& options, const Facts& facts, Repository& repository,
                                 RunContext& context) {
  context.begin_pass("building indexes", repository.listed.arches.size());
  begin_arches(repository);
  ELFGATE_TRY(for_each_index(context, repository.arches.size(), [&](std::size_t i) {
    freeze_arch(repository.listed.arches[i], repository.listed, facts, *repository.arches[i]);
    add_engine(repository.listed, *repository.arches[i]);
  }));
  if (options.compare_builders) ELFGATE_TRY(add_other_builders(repository));
  ELFGATE_TRY(for_each_index(context, repository.arches.size(), [&](std::size_t i) {
    fill_world(repository, *repository.arches[i]);
    context.advance();
  }));
  context.end_pass();
  return {};
}

base::Result<void> build_parts(const Facts& facts, Repository& repository, RunContext& context) {
  if (repository.arches.empty()) begin_arches(repository);
  ELFGATE_TRY(for_each_index(context, repository.arches.size(), [&](std::size_t i) {
    freeze_arch(repository.listed.arches[i], repository.listed, facts, *repository.arches[i]);
  }));
  for (const auto& arch : repository.arches) connect_world(repository, *arch);
  return {};
}

base::Result<void> add_engines(Repository& repository, RunContext& context) {
  ELFGATE_TRY(for_each_index(context, repository.arches.size(),
                             [&](std::size_t i) { add_engine(repository.listed, *repository.arches[i]); }));
  for (const auto& arch : repository.arches) connect_world(repository, *arch);
  return {};
}

void find_usual_loaders(Repository& repository) {
  for (const auto& arch : repository.arches) find_usual_loader(*arch);
}

base::Result<std::unique_ptr<Repository>> load_repository(const RepositoryOptions& options, RunContext& context) {
  auto repository = std::make_unique<Repository>();
  ELFGATE_TRY_ASSIGN(repository->listed, open_repository(options, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(options));
  ELFGATE_TRY_ASSIGN(const auto facts, gather_facts(repository->listed, options, *store, context, repository->counts));
  ELFGATE_TRY(read_habits(options, *repository));
  ELFGATE_TRY(build_indexes(options, facts, *repository, context));
  return repository;
}

}  // namespace elfgate::engine
