#include "engine/ldd.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>

#include "base/vpath.h"
#include "engine/installed_db.h"

namespace elfgate::engine {
namespace {

using model::LinkStatus;

/// Files that are started before their results are handed out.
constexpr std::size_t k_block = 512;
/// Closures that are held at once.
constexpr std::size_t k_package_block = 64;

class Run {
 public:
  Run(const LddRequest& request, RunContext& context) : request_(request), context_(context) {}

  base::Result<LddCounts> in_root();
  base::Result<LddCounts> in_closures();

 private:
  struct Task {
    const ArchRepository* arch;
    model::PackageId package;
    std::vector<std::string> files;
  };

  base::Result<std::vector<std::string>> files_of_root(const Place& place);
  base::Result<std::vector<Task>> tasks(const Repository& repository);
  base::Result<void> add_named_packages(const Repository& repository, std::vector<Task>& tasks) const;
  base::Result<void> add_owners(const Repository& repository, std::vector<Task>& tasks) const;
  LddEntry finish(LddEntry entry, const std::string& package) const;
  void hand_out(LddEntry&& entry);
  void add_problems(std::vector<base::Error> problems);
  void note_emptiness(const std::string& place);

  const LddRequest& request_;
  RunContext& context_;
  LddCounts counts_;
};

LddEntry Run::finish(LddEntry entry, const std::string& package) const {
  entry.package = package;
  entry.rendered = render(entry, request_.format, request_.color);
  if (!request_.values) {
    entry.map = {};
    entry.link.reset();
  }
  return entry;
}

void Run::hand_out(LddEntry&& entry) {
  const auto& arches = request_.repository.arches;
  if (!arches.empty() && !entry.arch.empty() && std::find(arches.begin(), arches.end(), entry.arch) == arches.end()) return;
  ++counts_.files;
  counts_.missing += entry.status == LinkStatus::missing || !entry.version_errors.empty();
  counts_.fatal += entry.status == LinkStatus::fatal;
  counts_.not_loadable += entry.status == LinkStatus::not_loadable;
  counts_.unknown += entry.unknown;
  request_.sink(std::move(entry));
}

void Run::add_problems(std::vector<base::Error> problems) {
  for (auto& problem : problems)
    if (std::find(counts_.problems.begin(), counts_.problems.end(), problem) == counts_.problems.end())
      counts_.problems.push_back(std::move(problem));
}

void Run::note_emptiness(const std::string& place) {
  if (counts_.files == 0)
    add_problems(
        {{base::ErrorCode::not_found, place, std::nullopt, "no program or library was found there, nothing was looked at"}});
}

/// Where the ELF files among FILES really stand, sorted.
std::vector<std::string> programs_and_libraries(const RootView& root, const std::vector<std::string>& files) {
  std::vector<std::string> found;
  loader::PathWalk walk(root);
  for (const auto& file : files) {
    const auto& dir = walk.directory(base::dirname(file));
    if (dir.error != loader::WalkError::none) continue;
    const auto entry = root.entry(dir.real, base::basename(file));
    if (entry.kind != loader::EntryKind::regular || entry.fact == nullptr) continue;
    const auto& fact = *entry.fact;
    const bool loadable = fact.elf.type == model::k_et_exec || fact.elf.type == model::k_et_dyn;
    if (fact.content == model::FileContent::broken_elf || (fact.content == model::FileContent::elf && loadable))
      found.push_back(base::join(dir.real, base::basename(file)));
  }
  return found;
}

base::Result<std::vector<std::string>> Run::files_of_root(const Place& place) {
  if (request_.all) return place.root->elf_files(context_);
  std::vector<std::string> files;
  for (const auto& package : request_.packages) {
    ELFGATE_TRY_ASSIGN(const auto installed, installed_files(*place.root, package));
    for (auto& file : programs_and_libraries(*place.root, installed)) files.push_back(std::move(file));
  }
  for (const auto& file : request_.files) files.push_back(file.starts_with('/') ? file : "/" + file);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

base::Result<LddCounts> Run::in_root() {
  ELFGATE_TRY_ASSIGN(const auto place, open_root_place(request_.root, request_.inputs));
  context_.begin_pass("looking for ELF files", 0);
  ELFGATE_TRY_ASSIGN(const auto files, files_of_root(*place));
  context_.end_pass();
  context_.begin_pass("linking", files.size());
  const auto& scene = *place->scene;
  tbb::enumerable_thread_specific<Scene::Walks> walks([&] { return Scene::Walks(scene); });
  for (std::size_t first = 0; first < files.size(); first += k_block) {
    std::vector<LddEntry> block(std::min(k_block, files.size() - first));
    ELFGATE_TRY(for_each_index(context_, block.size(), [&](std::size_t i) {
      block[i] = finish(list_file(scene, walks.local(), files[first + i]), "");
      context_.advance();
    }));
    for (auto& entry : block) hand_out(std::move(entry));
  }
  context_.end_pass();
  add_problems(scene.problems());
  add_problems(place->root->problems());
  note_emptiness(request_.packages.empty() ? request_.root : request_.packages.front());
  return std::move(counts_);
}

base::Result<void> Run::add_named_packages(const Repository& repository, std::vector<Task>& tasks) const {
  for (const auto& name : request_.packages) {
    bool known = false;
    for (const auto& arch : repository.arches) {
      const auto package = package_named(*arch, name);
      if (!package) continue;
      known = true;
      auto files = request_.files;
      if (files.empty()) files = elf_files_of(*arch, *package);
      tasks.push_back({arch.get(), *package, std::move(files)});
    }
    if (!known) return no_such_package(repository, name);
  }
  return {};
}

base::Result<void> Run::add_owners(const Repository& repository, std::vector<Task>& tasks) const {
  for (const auto& file : request_.files) {
    bool known = false;
    for (const auto& arch : repository.arches)
      for (const auto package : packages_with_file(*arch, file)) {
        known = true;
        tasks.push_back({arch.get(), package, {file}});
      }
    if (!known) return base::fail(base::ErrorCode::not_found, file, "no package of the sources ships this path");
  }
  return {};
}

base::Result<std::vector<Run::Task>> Run::tasks(const Repository& repository) {
  std::vector<Task> tasks;
  ELFGATE_TRY(add_named_packages(repository, tasks));
  if (request_.packages.empty()) ELFGATE_TRY(add_owners(repository, tasks));
  if (request_.all)
    for (const auto& arch : repository.arches)
      for (const auto package : all_packages(*arch))
        if (auto files = elf_files_of(*arch, package); !files.empty()) tasks.push_back({arch.get(), package, std::move(files)});
  return tasks;
}

base::Result<LddCounts> Run::in_closures() {
  ELFGATE_TRY_ASSIGN(const auto repository, load_repository(request_.repository, context_));
  ELFGATE_TRY_ASSIGN(const auto all, tasks(*repository));
  add_problems(source_problems(*repository));
  context_.begin_pass("linking", all.size());
  struct Done {
    std::vector<LddEntry> entries;
    std::vector<base::Error> problems;
    std::optional<base::Error> error;
  };
  for (std::size_t first = 0; first < all.size(); first += k_package_block) {
    std::vector<Done> block(std::min(k_package_block, all.size() - first));
    ELFGATE_TRY(for_each_index(context_, block.size(), [&](std::size_t i) {
      const auto& task = all[first + i];
      auto& done = block[i];
      const auto place = make_package_place(*task.arch, task.package, request_.inputs);
      if (!place) {
        done.error = place.error();
        return;
      }
      Scene::Walks walks(*(*place)->scene);
      for (const auto& file : task.files)
        done.entries.push_back(finish(list_file(*(*place)->scene, walks, file), (*place)->package));
      done.problems = (*place)->problems;
      const auto more = (*place)->scene->problems();
      done.problems.insert(done.problems.end(), more.begin(), more.end());
      context_.advance();
    }));
    for (auto& done : block) {
      if (done.error) return base::Failure(*done.error);
      for (auto& entry : done.entries) hand_out(std::move(entry));
      add_problems(std::move(done.problems));
    }
  }
  context_.end_pass();
  note_emptiness(request_.packages.empty() ? request_.repository.sources.front() : request_.packages.front());
  return std::move(counts_);
}

}  // namespace

base::Result<LddCounts> run_ldd(LddRequest request, RunContext& context) {
  if (!request.sink) request.sink = [](LddEntry&&) {};
  if (request.inputs.cpu_level < 1 || request.inputs.cpu_level > 4)
    return base::fail(base::ErrorCode::usage, "cpu level", "is one of 1 to 4");
  Run run(request, context);
  return request.root.empty() ? run.in_closures() : run.in_root();
}

}  // namespace elfgate::engine
