#include "engine/installed_db.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "loader/path_walk.h"

namespace elfgate::engine {
namespace {

constexpr const char* k_apk_databases[] = {"/usr/lib/apk/db/installed", "/lib/apk/db/installed"};
constexpr const char* k_dpkg_status = "/var/lib/dpkg/status";
constexpr const char* k_dpkg_info = "/var/lib/dpkg/info";
constexpr const char* k_dpkg_diversions = "/var/lib/dpkg/diversions";

/// The text of a database; nothing when the root has none at PATH.
base::Result<std::optional<std::string>> database(const RootView& root, const char* path) {
  loader::PathWalk walk(root);
  const auto walked = walk.resolve(path);
  if (walked.error != loader::WalkError::none || walked.entry.kind != loader::EntryKind::regular)
    return std::optional<std::string>();
  ELFGATE_TRY_ASSIGN(auto text, root.read(walked.real, base::limits::k_index_bytes, "k_index_bytes"));
  return std::optional(std::move(text));
}

/// Calls VISIT(line) for each line of TEXT.
template <typename Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> names_of_apk_database(std::string_view text) {
  std::vector<std::string> names;
  each_line(text, [&](std::string_view line) {
    if (line.starts_with("P:")) names.emplace_back(line.substr(2));
  });
  return names;
}

/// "libc6" of "libc6.list" and "libc6:amd64.list".
class ListFiles final : public loader::FileView::Visitor {
 public:
  void visit(std::string_view name, const loader::ViewEntry&) override {
    if (!name.ends_with(".list")) return;
    name.remove_suffix(5);
    names.emplace_back(name);
  }
  std::vector<std::string> names;
};

std::vector<std::string> dpkg_packages(const RootView& root) {
  loader::PathWalk walk(root);
  const auto& info = walk.directory(k_dpkg_info);
  ListFiles lists;
  if (info.error == loader::WalkError::none) root.list(info.real, lists);
  return std::move(lists.names);
}

std::string without_arch(const std::string& name) {
  return name.substr(0, name.find(':'));
}

base::Failure no_such_package(const std::string& package, const std::vector<std::string>& names) {
  const auto near = base::nearest(package, names);
  return base::fail(base::ErrorCode::not_found, package,
                    "no such package is installed in the root" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

base::Result<std::vector<std::string>> dpkg_files(const RootView& root, const std::string& package) {
  loader::PathWalk walk(root);
  const auto info = walk.directory(k_dpkg_info);
  ELFGATE_TRY_ASSIGN(const auto diversions, database(root, k_dpkg_diversions));
  std::vector<std::string> files;
  bool known = false;
  const auto lists = dpkg_packages(root);
  for (const auto& list : lists) {
    if (list != package && without_arch(list) != package) continue;
    known = true;
    ELFGATE_TRY_ASSIGN(const auto text,
                       root.read(base::join(info.real, list + ".list"), base::limits::k_index_bytes, "k_index_bytes"));
    each_line(text, [&](std::string_view line) {
      if (line.starts_with('/') && line != "/.")
        files.push_back(diverted(diversions.value_or(""), base::to_vpath(line), without_arch(list)));
    });
  }
  std::vector<std::string> names;
  for (const auto& list : lists) names.push_back(without_arch(list));
  if (!known) return no_such_package(package, names);
  return files;
}

}  // namespace

std::optional<std::vector<std::string>> files_of_apk_database(std::string_view text, const std::string& package) {
  std::vector<std::string> files;
  std::string dir;
  bool inside = false, known = false;
  each_line(text, [&](std::string_view line) {
    const bool has_value = line.size() >= 2 && line[1] == ':';
    const auto value = has_value ? line.substr(2) : std::string_view();
    if (line.empty()) inside = false;
    if (!has_value) return;
    if (line[0] == 'P') {
      inside = value == package;
      known |= inside;
    } else if (inside && line[0] == 'F') {
      dir = base::to_vpath(value);
    } else if (inside && line[0] == 'R') {
      files.push_back(base::join(dir, value));
    }
  });
  if (!known) return std::nullopt;
  return files;
}

std::string diverted(std::string_view text, const std::string& path, const std::string& package) {
  std::vector<std::string_view> lines;
  each_line(text, [&](std::string_view line) { lines.push_back(line); });
  for (std::size_t i = 0; i + 2 < lines.size(); i += 3)
    if (lines[i] == path && lines[i + 2] != package) return std::string(lines[i + 1]);
  return path;
}

base::Result<std::vector<std::string>> installed_files(const RootView& root, const std::string& package) {
  std::optional<std::vector<std::string>> files;
  std::vector<std::string> names;
  bool has_database = false;
  for (const char* path : k_apk_databases) {
    ELFGATE_TRY_ASSIGN(const auto text, database(root, path));
    if (!text) continue;
    has_database = true;
    files = files_of_apk_database(*text, package);
    if (files) break;
    names = names_of_apk_database(*text);
  }
  if (!files && has_database) return no_such_package(package, names);
  if (!files) {
    ELFGATE_TRY_ASSIGN(const auto status, database(root, k_dpkg_status));
    if (!status && dpkg_packages(root).empty())
      return base::fail(base::ErrorCode::not_found, package,
                        "the root has no package database (lib/apk/db/installed, var/lib/dpkg)");
    ELFGATE_TRY_ASSIGN(files, dpkg_files(root, package));
  }
  std::sort(files->begin(), files->end());
  files->erase(std::unique(files->begin(), files->end()), files->end());
  return std::move(*files);
}

base::Result<std::vector<std::string>> installed_packages(const RootView& root) {
  std::vector<std::string> names;
  for (const char* path : k_apk_databases) {
    ELFGATE_TRY_ASSIGN(const auto text, database(root, path));
    if (text) names = names_of_apk_database(*text);
    if (!names.empty()) break;
  }
  if (names.empty()) names = dpkg_packages(root);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace elfgate::engine
