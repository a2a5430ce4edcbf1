#include "engine/ldd_check.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>

#include "base/text.h"
#include "base/vpath.h"
#include "engine/installed_db.h"
#include "engine/ldd_check_file.h"
#include "engine/ldd_place.h"

namespace elfgate::engine {
namespace {

using Kind = CheckedFile::Kind;

/// Files that are judged before their lines are written.
constexpr std::size_t k_block = 512;

/// One file to judge.
struct Task {
  std::string name;     ///< as the user or the database spells it
  bool insist = false;  ///< named by the user: has to be a dynamic program or library
};

class Run {
 public:
  Run(const LddCheckRequest& request, const Place& place, RunContext& context)
      : request_(request), place_(place), context_(context), used_(request.excludes.size()) {}

  base::Result<LddCheckCounts> all();

 private:
  base::Result<void> package(const std::string& name);
  base::Result<void> files(const std::vector<Task>& tasks);
  bool is_excluded(const std::string& path);
  LddCheckQuestion question_of(const Task& task, std::string& lines) const;
  void write(const Task& task, const CheckedFile& checked, std::string& lines);
  void refuse(const Task& task, const std::string& what, std::string& lines);
  void finish();

  const LddCheckRequest& request_;
  const Place& place_;
  RunContext& context_;
  std::vector<bool> used_;  ///< which patterns have matched
  LddCheckCounts counts_;
};

std::string fail_line(const std::string& text) {
  return "FAIL[ldd-check]: " + text + "\n";
}
std::string error_line(const std::string& text) {
  return "ERROR[ldd-check]: " + text + "\n";
}
std::string info_line(const std::string& text) {
  return "INFO[ldd-check]: " + text + "\n";
}

bool Run::is_excluded(const std::string& path) {
  bool excluded = false;
  for (std::size_t i = 0; i < request_.excludes.size(); ++i) {
    const auto& pattern = request_.excludes[i];
    const bool hit = pattern == path || base::matches_pattern(pattern.starts_with('/') ? pattern : "/" + pattern, path);
    if (hit) used_[i] = excluded = true;
  }
  return excluded;
}

LddCheckQuestion Run::question_of(const Task& task, std::string& lines) const {
  LddCheckQuestion question{base::to_vpath(task.name), request_.library_path, request_.strict};
  const auto python = task.name.find("python");
  if (python == std::string::npos || task.name.find("site-packages", python) == std::string::npos) return question;
  const std::string dir(base::dirname(question.file));
  question.library_path = dir + (question.library_path.empty() ? "" : ":" + question.library_path);
  if (request_.verbose) lines += "Adding python site package directory '" + base::printable(dir) + "' to ld_library_path\n";
  return question;
}

void Run::refuse(const Task& task, const std::string& what, std::string& lines) {
  const auto text = base::printable(task.name) + ": " + what;
  if (task.insist) {
    ++counts_.fails;
    lines += fail_line(text);
  }
  if (request_.verbose) lines += text + "\n";
}

void Run::write(const Task& task, const CheckedFile& checked, std::string& lines) {
  const auto name = base::printable(task.name);
  if (request_.verbose && !checked.listing.empty()) {
    lines += "> $ ldd " + name + "\n";
    for (const auto& line : checked.listing) lines += "> " + line + "\n";
  }
  switch (checked.kind) {
    case Kind::pass:
      ++counts_.passes;
      lines += "PASS[ldd-check]: " + name + "\n";
      break;
    case Kind::fail:
      ++counts_.fails;
      lines += fail_line(name + ": " + checked.why);
      break;
    case Kind::not_dynamic: return refuse(task, "not a dynamic exectuable", lines);  // as the shell tool spells it
    case Kind::absent: return refuse(task, "did not exist", lines);
    case Kind::no_file: return refuse(task, "is not a file", lines);
  }
}

base::Result<void> Run::files(const std::vector<Task>& tasks) {
  const auto& scene = *place_.scene;
  tbb::enumerable_thread_specific<Scene::Walks> walks([&] { return Scene::Walks(scene); });
  struct Slot {
    bool excluded = false;
    std::string lines;
    CheckedFile checked;
  };
  for (std::size_t first = 0; first < tasks.size(); first += k_block) {
    std::vector<Slot> block(std::min(k_block, tasks.size() - first));
    for (std::size_t i = 0; i < block.size(); ++i) block[i].excluded = is_excluded(tasks[first + i].name);
    ELFGATE_TRY(for_each_index(context_, block.size(), [&](std::size_t i) {
      auto& slot = block[i];
      if (!slot.excluded) slot.checked = check_file(scene, walks.local(), question_of(tasks[first + i], slot.lines));
    }));
    std::string lines;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i].excluded) {
        ++counts_.excluded;
        lines += info_line(base::printable(tasks[first + i].name) + ": excluded");
        continue;
      }
      lines += block[i].lines;
      write(tasks[first + i], block[i].checked, lines);
    }
    if (!lines.empty()) request_.sink(std::move(lines));
  }
  return {};
}

base::Result<void> Run::package(const std::string& name) {
  request_.sink("[ldd-check] Testing binaries in package " + base::printable(name) + "\n");
  const auto installed = installed_files(*place_.root, name);
  if (!installed) {
    ++counts_.errors;
    request_.sink(error_line("Package " + base::printable(name) + " is not installed"));
    request_.sink(info_line(base::printable(base::to_text(installed.error()))));
    return {};
  }
  const auto before = counts_;
  std::vector<Task> tasks;
  for (const auto& path : *installed) tasks.push_back({path, false});
  ELFGATE_TRY(files(tasks));
  const bool nothing = before.passes == counts_.passes && before.fails == counts_.fails && before.excluded == counts_.excluded;
  if (nothing && request_.verbose) request_.sink(info_line(base::printable(name) + ": has no dynamic program or library"));
  return {};
}

void Run::finish() {
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (!used_[i]) request_.sink(info_line("--exclude-files: '" + base::printable(request_.excludes[i]) + "' matches no file"));
  auto problems = place_.scene->problems();
  for (auto& problem : place_.root->problems()) problems.push_back(std::move(problem));
  for (const auto& problem : problems) {
    // A damaged file is a failure where it is examined, and where it is loaded; elsewhere nobody asked for it.
    if (problem.code != base::ErrorCode::io && problem.code != base::ErrorCode::limit) continue;
    ++counts_.errors;
    request_.sink(error_line("could not be read: " + base::printable(base::to_text(problem))));
  }
  counts_.empty = counts_.passes + counts_.fails == 0 && !request_.allow_empty;
  if (counts_.empty) request_.sink(fail_line("nothing was examined: no dynamic program or library is among what was named"));
  request_.sink(info_line("tested " + std::to_string(counts_.passes + counts_.fails) + " files with ldd. " +
                          std::to_string(counts_.passes) + " passes. " + std::to_string(counts_.fails) + " fails."));
}

base::Result<LddCheckCounts> Run::all() {
  std::vector<Task> tasks;
  for (const auto& file : request_.files) tasks.push_back({file, true});
  ELFGATE_TRY(files(tasks));
  for (const auto& name : request_.packages) ELFGATE_TRY(package(name));
  finish();
  return counts_;
}

}  // namespace

base::Result<LddCheckCounts> run_ldd_check(const LddCheckRequest& request, RunContext& context) {
  LoaderInputs inputs;
  inputs.library_path = request.library_path;
  inputs.cache = CacheMode::file;  // what the loader of this root would use today, not after an ldconfig
  ELFGATE_TRY_ASSIGN(const auto place, open_root_place(request.root, std::move(inputs)));
  return Run(request, *place, context).all();
}

}  // namespace elfgate::engine
