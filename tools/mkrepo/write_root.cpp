#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "write_tree.h"

namespace elfgate::mkrepo {

using base::ErrorCode;
using base::fail;
using base::Result;
using repo::EntryType;
namespace scenario = repo::scenario;

namespace {

/// The root as it grows: where links lead is known here, so that no path given to the host ever passes through a link.
class Root {
 public:
  explicit Root(const Output& out) : out_(out) {}

  Result<void> add(const scenario::BuiltEntry& built) {
    const auto& entry = built.entry;
    ELFGATE_TRY_ASSIGN(const auto dir, resolve(base::dirname(entry.path)));
    ELFGATE_TRY(make(dir));
    const auto path = base::join(dir, base::basename(entry.path));
    if (entry.type == EntryType::directory) return add_directory(path, entry.mode);
    if (directories_.contains(path)) return fail(ErrorCode::usage, path, "is a directory of another package");
    links_.erase(path);
    switch (entry.type) {
      case EntryType::file: return out_.file(host(path), built.content, entry.mode);
      case EntryType::symlink: links_[path] = entry.target; return out_.symlink(host(path), entry.target);
      case EntryType::hard_link: {
        ELFGATE_TRY_ASSIGN(const auto older, resolve(entry.target));
        return out_.hard_link(host(path), host(older));
      }
      case EntryType::fifo: return out_.fifo(host(path), entry.mode);
      default: return {};  // devices need privileges and no test looks at them
    }
  }

 private:
  static std::string_view host(std::string_view path) { return path.substr(1); }

  Result<void> add_directory(const std::string& path, unsigned mode) {
    if (links_.contains(path)) {  // a directory stays the link that the base layout made of it
      ELFGATE_TRY_ASSIGN(const auto real, resolve(path));
      return make(real);
    }
    directories_.insert(path);
    return out_.directory(host(path), mode);
  }

  Result<void> make(const std::string& path) {
    if (path == "/" || directories_.contains(path)) return {};
    ELFGATE_TRY(make(std::string(base::dirname(path))));
    directories_.insert(path);
    return out_.directory(host(path));
  }

  /// PATH without links, physically, at most 40 deep (R12.2).
  Result<std::string> resolve(std::string_view path) const {
    std::vector<std::string> rest;
    const auto push = [&](std::string_view text) {
      const auto parts = base::words(text, "/");
      rest.insert(rest.end(), parts.rbegin(), parts.rend());
    };
    push(path);
    std::string at = "/";
    for (unsigned followed = 0; !rest.empty();) {
      const auto part = rest.back();
      rest.pop_back();
      if (part == ".") continue;
      if (part == "..") {
        at = std::string(base::dirname(at));
        continue;
      }
      const auto next = base::join(at, part);
      const auto link = links_.find(next);
      if (link == links_.end()) {
        at = next;
        continue;
      }
      if (++followed > base::limits::k_symlinks_followed)
        return fail(ErrorCode::limit, std::string(path), "too many links (k_symlinks_followed)");
      if (link->second.starts_with('/')) at = "/";
      push(link->second);
    }
    return at;
  }

  const Output& out_;
  std::set<std::string> directories_{"/"};
  std::map<std::string, std::string> links_;
};

}  // namespace

Result<void> write_root(const scenario::Scenario& whole, const scenario::State& state, const Selection& selection,
                        const Output& out) {
  const auto& arches = selection.arches.empty() ? whole.arches : selection.arches;
  if (arches.size() != 1) return fail(ErrorCode::usage, "mkrepo", "a root has one architecture; choose it with --arch");
  Root root(out);
  std::size_t written = 0;
  for (const auto& package : state.packages) {
    if ((package.arch != arches.front() && package.arch != "noarch") || package.missing) continue;
    const auto& wanted = selection.packages;
    if (!wanted.empty() && !package.built_in && std::find(wanted.begin(), wanted.end(), package.name) == wanted.end()) continue;
    ELFGATE_TRY_ASSIGN(const auto built, scenario::build(package));
    for (const auto& entry : built.entries) ELFGATE_TRY(root.add(entry));
    ++written;
  }
  if (written == 0) return fail(ErrorCode::usage, "mkrepo", "no package of the scenario is meant");
  return {};
}

}  // namespace elfgate::mkrepo
