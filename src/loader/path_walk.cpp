// Why not std::filesystem: the tree is virtual, and the details that decide what a loader opens (physical "..", the budget of
// 40 links shared by a whole path, ENOTDIR behind a link) are the kernel's, not a library's.
#include "loader/path_walk.h"

#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::loader {
namespace {

using base::limits::k_component;
using base::limits::k_path;
using base::limits::k_symlinks_followed;

// One resolution in progress: where it stands and what of the path is left.
class Steps {
 public:
  Steps(const FileView& view, bool as_root, std::string_view start, bool searchable, unsigned links, bool install_time)
      : view_(view), as_root_(as_root), searchable_(searchable), links_(links) {
    walked_.real = start;
    walked_.install_time = install_time;
  }

  Walked run(std::string_view path) && {
    if (path.size() >= k_path) return failed(WalkError::name_too_long);
    rest_ = path;
    for (;;) {
      while (rest_.starts_with('/')) rest_.remove_prefix(1);
      if (rest_.empty()) return at_directory();
      if (!searchable_ && !as_root_) return failed(WalkError::not_searchable);
      const auto end = rest_.find('/');
      const auto component = rest_.substr(0, end);
      more_ = end != std::string_view::npos;
      rest_.remove_prefix(more_ ? end : rest_.size());
      if (component.size() > k_component) return failed(WalkError::name_too_long);
      if (component == "." || component == "..") {
        if (component == "..") walked_.real = std::string(base::dirname(walked_.real));
        continue;
      }
      if (step(component)) return std::move(walked_);
    }
  }

  unsigned links() const { return links_; }

 private:
  // Goes one component down; true when the walk is over.
  bool step(std::string_view component) {
    const ViewEntry entry = view_.entry(walked_.real, component);
    switch (entry.kind) {
      case EntryKind::absent: return stop(WalkError::absent);
      case EntryKind::symlink: return !follow(entry);
      case EntryKind::directory:
        walked_.real = base::join(walked_.real, component);
        searchable_ = entry.searchable;
        return false;
      case EntryKind::regular:
      case EntryKind::other: break;
    }
    if (more_) return stop(WalkError::not_a_directory);
    walked_.real = base::join(walked_.real, component);
    walked_.entry = entry;
    return true;
  }

  bool follow(const ViewEntry& link) {
    if (++links_ > k_symlinks_followed) return !stop(WalkError::link_loop);
    if (link.target.empty()) return !stop(WalkError::absent);
    if (link.target.size() >= k_path) return !stop(WalkError::name_too_long);
    walked_.install_time |= link.install_time;
    std::string next(link.target);
    next.append(rest_);
    pending_ = std::move(next);
    rest_ = pending_;
    if (rest_.starts_with('/')) {
      walked_.real = "/";
      searchable_ = true;
    }
    return true;
  }

  Walked at_directory() {
    if (walked_.real == "/") {
      walked_.entry.kind = EntryKind::directory;
    } else {
      walked_.entry = view_.entry(base::dirname(walked_.real), base::basename(walked_.real));
    }
    return std::move(walked_);
  }

  bool stop(WalkError error) {
    walked_.error = error;
    return true;
  }

  Walked failed(WalkError error) {
    walked_.error = error;
    return std::move(walked_);
  }

  const FileView& view_;
  bool as_root_;
  Walked walked_;
  std::string_view rest_;
  std::string pending_;  // holds what a link put in front of the rest
  bool more_ = false;    // a slash follows the component: it must be a directory
  bool searchable_;
  unsigned links_;
};

}  // namespace

WalkedDirectory PathWalk::walk_directory(std::string_view path, std::string_view cwd) const {
  Steps steps(view_, as_root_, path.starts_with('/') ? "/" : cwd, true, 0, false);
  auto walked = std::move(steps).run(path);
  WalkedDirectory directory{walked.error, std::move(walked.real), true, walked.install_time, steps.links()};
  if (directory.error == WalkError::none) {
    directory.searchable = walked.entry.searchable;
    if (walked.entry.kind != EntryKind::directory) directory.error = WalkError::not_a_directory;
  }
  return directory;
}

Walked PathWalk::judged(Walked walked) const {
  constexpr std::uint32_t k_others_read = 0004;
  const auto* fact = walked.entry.fact;
  // Of directories only one bit for others is known; hardly any has one without the other.
  const bool others = walked.entry.kind == EntryKind::directory ? walked.entry.searchable
                                                                : fact == nullptr || (fact->mode & k_others_read) != 0;
  walked.readable = as_root_ || others;
  return walked;
}

Walked PathWalk::resolve(std::string_view path, std::string_view cwd) {
  if (path.empty()) return Walked{.error = WalkError::absent, .entry = {}, .real = std::string(cwd)};
  const auto name = base::basename(path);
  if (path.size() < k_path && !name.empty() && name != "." && name != "..")
    return resolve_in(directory(path.substr(0, path.size() - name.size()), cwd), name);
  return judged(Steps(view_, as_root_, path.starts_with('/') ? "/" : cwd, true, 0, false).run(path));
}

const WalkedDirectory& PathWalk::directory(std::string_view path, std::string_view cwd) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path.starts_with('/') || path.empty()) {
    const auto key = path.empty() ? cwd : path;
    if (const auto found = directories_.find(key); found != directories_.end()) return found->second;
    return directories_.emplace(key, walk_directory(key, "/")).first->second;
  }
  const auto key = base::join(cwd, path);
  if (const auto found = directories_.find(key); found != directories_.end()) return found->second;
  return directories_.emplace(key, walk_directory(path, cwd)).first->second;
}

Walked PathWalk::resolve_in(const WalkedDirectory& directory, std::string_view name) {
  if (remember_ == Remember::directories) return walk_in(directory, name);
  if (const auto found = files_.find({&directory, name}); found != files_.end()) return found->second->walked;
  auto file = std::make_unique<const File>(std::string(name), walk_in(directory, name));
  const Place place{&directory, file->name};
  return files_.emplace(place, std::move(file)).first->second->walked;
}

Walked PathWalk::walk_in(const WalkedDirectory& directory, std::string_view name) const {
  if (directory.error != WalkError::none) return Walked{.error = directory.error, .entry = {}, .real = directory.real};
  return judged(
      Steps(view_, as_root_, directory.real, directory.searchable, directory.links, directory.install_time).run(name));
}

}  // namespace elfgate::loader
