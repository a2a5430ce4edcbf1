#include "engine/ldd_place.h"

#include <algorithm>
#include <set>

#include "audit/closure_view.h"
#include "audit/examination.h"
#include "base/text.h"
#include "base/vpath.h"

namespace elfgate::engine {

using model::PackageId;

namespace {

std::string label_of(const model::PackageRef& package) {
  return package.name + (package.version.empty() ? "" : "-" + package.version);
}

/// The working directory of the process, without links.
base::Result<void> settle_cwd(const loader::FileView& view, std::string& cwd) {
  loader::PathWalk walk(view);
  const auto& dir = walk.directory(base::to_vpath(cwd));
  if (dir.error != loader::WalkError::none)
    return base::fail(base::ErrorCode::usage, cwd, "the working directory is not there");
  cwd = dir.real;
  return {};
}

bool is_program_or_library(const model::FileFact& fact) {
  if (fact.content == model::FileContent::broken_elf) return true;
  return fact.content == model::FileContent::elf && (fact.elf.type == model::k_et_exec || fact.elf.type == model::k_et_dyn);
}

void note_members(const ArchRepository& arch, const model::Closure& closure, Place& place) {
  if (!closure.ok()) {
    std::string chain;
    for (const auto& word : closure.chain) chain += (chain.empty() ? "" : " -> ") + word;
    place.problems.push_back({base::ErrorCode::mismatch, place.package, std::nullopt,
                              std::string("its installation fails (") + name_of(closure.failure) + "): " + chain});
  }
  for (const auto& member : closure.members)
    if (arch.world.habits->unreadable.contains(member.package))
      place.problems.push_back({base::ErrorCode::io, label_of(arch.index->package(member.package)), std::nullopt,
                                "cannot be read, and belongs to the closure of " + place.package});
}

}  // namespace

base::Result<std::unique_ptr<Place>> open_root_place(const std::string& root, LoaderInputs inputs) {
  ELFGATE_TRY_ASSIGN(auto files, RootFiles::open(root));
  auto place = std::make_unique<Place>();
  auto view = std::make_unique<RootView>(std::move(files), root == "/" ? RootView::User::ourselves : RootView::User::others);
  place->root = view.get();
  place->view = std::move(view);
  place->inputs = std::move(inputs);
  ELFGATE_TRY(settle_cwd(*place->view, place->inputs.cwd));
  place->scene = std::make_unique<Scene>(*place->view, place->inputs);
  return place;
}

base::Result<std::unique_ptr<Place>> make_package_place(const ArchRepository& arch, PackageId package, LoaderInputs inputs) {
  const auto& world = arch.world;
  auto place = std::make_unique<Place>();
  place->package = label_of(arch.index->package(package));
  const auto closure = world.closures->install({world.habits->base, {}, {package}});
  note_members(arch, closure, *place);
  auto members = audit::member_ids(closure);
  if (std::find(members.begin(), members.end(), package) == members.end()) members.push_back(package);
  place->view = std::make_unique<audit::ClosureView>(world.index->inside(), std::move(members), world.habits->profile.links);
  place->inputs = std::move(inputs);
  if (place->inputs.cache == CacheMode::automatic && !world.habits->profile.ldconfig_runs)
    place->inputs.cache = CacheMode::none;
  ELFGATE_TRY(settle_cwd(*place->view, place->inputs.cwd));
  place->scene = std::make_unique<Scene>(*place->view, place->inputs, &world.habits->usual_loader, world.habits->machine);
  return place;
}

std::vector<std::string> elf_files_of(const ArchRepository& arch, PackageId package) {
  std::vector<std::string> files;
  const auto* facts = arch.index->facts(package);
  if (facts == nullptr) return files;
  for (const auto& file : facts->files)
    if (is_program_or_library(file)) files.push_back(file.path);
  return files;
}

std::optional<PackageId> package_named(const ArchRepository& arch, const std::string& name) {
  for (const auto id : arch.closures->providers(name))
    if (arch.packages[model::to_index(id)].name == name) return id;
  // what the package system would never select can still be looked at
  for (std::uint32_t i = 0; i < arch.packages.size(); ++i)
    if (arch.packages[i].name == name) return static_cast<PackageId>(i);
  return std::nullopt;
}

std::vector<PackageId> packages_with_file(const ArchRepository& arch, const std::string& file) {
  std::vector<std::string> spellings{file, "/usr" + file};
  if (file.starts_with("/usr/")) spellings.push_back(file.substr(4));
  std::set<PackageId> owners;
  for (const auto& spelling : spellings)
    for (const auto& located : arch.index->at(spelling))
      if (const auto best = package_named(arch, arch.index->package(located.package).name); best == located.package)
        owners.insert(located.package);
  return {owners.begin(), owners.end()};
}

std::vector<PackageId> all_packages(const ArchRepository& arch) {
  std::vector<PackageId> ids;
  const auto& packages = arch.packages;
  for (std::uint32_t i = 0; i < packages.size(); ++i) {
    const auto best = arch.closures ? package_named(arch, packages[i].name) : static_cast<PackageId>(i);
    if (best) ids.push_back(*best);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

base::Failure no_such_package(const Repository& repository, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& arch : repository.arches)
    for (const auto& package : arch->index->packages()) names.push_back(package.name);
  const auto near = base::nearest(name, names);
  return base::fail(base::ErrorCode::not_found, name,
                    "the sources have no such package" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

std::vector<base::Error> source_problems(const Repository& repository) {
  std::vector<base::Error> list;
  for (const auto& problem : repository.listed.problems)
    if (!problem.note) list.push_back(problem.error);
  return list;
}

}  // namespace elfgate::engine
