#include "audit/closure_view.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/vpath.h"
#include "loader/path_walk.h"

namespace elfgate::audit {

using index::Kind;
using index::Located;
using loader::EntryKind;
using loader::ViewEntry;

ClosureView::ClosureView(const index::RepositoryIndex& index, std::vector<PackageId> members,
                         const std::vector<std::pair<std::string, std::string>>& links)
    : index_(index), members_(std::move(members)), present_(index.packages().size()), position_(index.packages().size()) {
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    present_[to_index(members_[i])] = true;
    position_[to_index(members_[i])] = i;
  }
  for (const auto& [path, target] : links) fixed_.emplace(path, target);
  activate_directory_links(links);
}

void ClosureView::activate_directory_links(const std::vector<std::pair<std::string, std::string>>& links) {
  std::set<std::string> candidates;
  for (const auto path : index_.linked_directories()) candidates.emplace(path);
  for (const auto& [path, target] : links) {  // made with their targets, whether or not a package ships the directory
    directory_links_.push_back({path, base::to_vpath(target)});
    candidates.erase(path);
  }
  for (const auto& path : candidates) {
    if (entry(base::dirname(path), base::basename(path)).kind != EntryKind::symlink) continue;
    loader::PathWalk walk(*this);
    const auto walked = walk.resolve(path);
    if (walked.error == loader::WalkError::none && walked.entry.kind == EntryKind::directory && walked.real != path)
      directory_links_.push_back({path, walked.real});
  }
}

// DIR itself, and every other spelling of it through an active directory link.
template <typename Visit>
void ClosureView::for_each_spelling(std::string_view dir, Visit visit) const {
  visit(dir);
  for (const auto& link : directory_links_)
    if (base::is_below(dir, link.target)) {
      const auto rest = link.target == "/" ? dir : dir.substr(link.target.size());
      visit(link.path + std::string(rest == "/" ? "" : rest));
    }
}

namespace {

bool replaces(const model::PackageRef& package, const model::PackageFacts* facts, const std::string& other) {
  const auto names = [&](const std::vector<std::string>& items) {
    return std::any_of(items.begin(), items.end(),
                       [&](const auto& item) { return item.substr(0, item.find_first_of(" (<>=~:")) == other; });
  };
  return names(package.relations.replaces) || (facts && names(facts->relations.replaces));
}

}  // namespace

// Which of two entries at one path survives (D15): a link to a directory carries the other's files; an install-time link gives
// way to a shipped file; a package that replaces the other wins; else the one that came first.
const Located* ClosureView::better(const Located* a, const Located* b) const {
  if (!a) return b;
  if ((a->kind == Kind::install_link) != (b->kind == Kind::install_link)) return a->kind == Kind::install_link ? b : a;
  if (a->kind == Kind::install_link) {
    const auto priority = [&](const Located* l) { return index_.facts(l->package)->install_links[l->item].priority; };
    return priority(b) > priority(a) ? b : a;
  }
  if (a->package == b->package) return a;
  if (replaces(index_.package(b->package), index_.facts(b->package), index_.package(a->package).name)) return b;
  if (replaces(index_.package(a->package), index_.facts(a->package), index_.package(b->package).name)) return a;
  return position_[to_index(b->package)] < position_[to_index(a->package)] ? b : a;
}

const Located* ClosureView::choose(std::string_view dir, std::string_view name) const {
  const Located* best = nullptr;
  for_each_spelling(dir, [&](std::string_view spelling) {
    for (const auto& located : index_.at(spelling, name))
      if (has(located.package)) best = better(best, &located);
  });
  return best;
}

bool ClosureView::any_member(std::span<const PackageId> owners) const {
  if (owners.size() <= members_.size()) return std::any_of(owners.begin(), owners.end(), [&](PackageId p) { return has(p); });
  return std::any_of(members_.begin(), members_.end(),
                     [&](PackageId p) { return std::binary_search(owners.begin(), owners.end(), p); });
}

bool ClosureView::directory_exists(std::string_view path) const {
  if (path == "/") return true;
  for (const auto& link : directory_links_)
    if (base::is_below(link.target, path)) return true;
  bool exists = false;
  for_each_spelling(path, [&](std::string_view spelling) { exists = exists || any_member(index_.directory_owners(spelling)); });
  return exists;
}

bool ClosureView::other_file_exists(std::string_view dir, std::string_view name) const {
  bool exists = false;
  for_each_spelling(dir, [&](std::string_view spelling) {
    if (!exists) exists = any_member(index_.other_file_owners(spelling, name));
  });
  return exists;
}

ViewEntry ClosureView::to_entry(const Located& located) const {
  const auto* facts = index_.facts(located.package);
  ViewEntry entry;
  switch (located.kind) {
    case Kind::file:
      entry.kind = EntryKind::regular;
      entry.file = located.file;
      entry.fact = &facts->files[located.item];
      break;
    case Kind::symlink:
      entry.kind = EntryKind::symlink;
      entry.target = facts->symlinks[located.item].target;
      break;
    case Kind::install_link:
      entry.kind = EntryKind::symlink;
      entry.target = facts->install_links[located.item].target;
      entry.install_time = true;
      break;
    case Kind::conf: entry.kind = EntryKind::regular; break;
  }
  return entry;
}

ViewEntry ClosureView::entry(std::string_view dir, std::string_view name) const {
  ViewEntry entry;
  if (!made_.empty()) {
    if (const auto made = made_.find(base::join(dir, name)); made != made_.end()) {
      entry.kind = EntryKind::symlink;
      entry.target = made->second;
      entry.install_time = true;
      return entry;
    }
  }
  if (dir == "/" && !fixed_.empty()) {
    if (const auto fixed = fixed_.find(base::join(dir, name)); fixed != fixed_.end()) {
      entry.kind = EntryKind::symlink;
      entry.target = fixed->second;
      return entry;
    }
  }
  if (const auto* located = choose(dir, name)) return to_entry(*located);
  if (directory_exists(base::join(dir, name)))
    entry.kind = EntryKind::directory;
  else if (other_file_exists(dir, name))
    entry.kind = EntryKind::regular;
  return entry;
}

void ClosureView::list(std::string_view dir, Visitor& visitor) const {
  std::vector<std::string> names;
  for_each_spelling(dir, [&](std::string_view spelling) {
    for (const auto member : members_) {
      for (const auto& child : index_.children(member, spelling)) names.emplace_back(base::basename(child.path));
      for (const auto name : index_.subdirectories(member, spelling)) names.emplace_back(name);
    }
  });
  for (const auto* links : {&fixed_, &made_})
    for (const auto& [path, target] : *links)
      if (base::dirname(path) == dir) names.emplace_back(base::basename(path));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const auto& name : names) visitor.visit(name, entry(dir, name));
}

const std::string* ClosureView::conf(std::string_view path) const {
  const auto* located = choose(base::dirname(path), base::basename(path));
  if (!located || located->kind != Kind::conf) return nullptr;
  return &index_.facts(located->package)->confs[located->item].content;
}

void ClosureView::add_made_link(std::string path, std::string target) {
  made_.insert_or_assign(std::move(path), std::move(target));
}

}  // namespace elfgate::audit
