#include "loader/linked_view.h"

#include "base/vpath.h"

namespace elfgate::loader {

LinkedView::LinkedView(const FileView& base, const LdCache& cache) : base_(base) {
  for (const auto& path : cache.removed) remove(path);  // before a link of that name is made anew
  for (const auto& link : cache.links) add(link.path, link.target);
}

void LinkedView::add(const std::string& path, std::string target) {
  changes_[std::string(base::dirname(path))][std::string(base::basename(path))] = {false, std::move(target)};
}

void LinkedView::remove(const std::string& path) {
  changes_[std::string(base::dirname(path))][std::string(base::basename(path))] = {true, {}};
}

ViewEntry LinkedView::entry_of(const Change& change) {
  ViewEntry entry;
  if (change.removed) return entry;
  entry.kind = EntryKind::symlink;
  entry.target = change.target;
  return entry;
}

ViewEntry LinkedView::entry(std::string_view dir, std::string_view name) const {
  if (!changes_.empty()) {
    if (const auto changed = changes_.find(dir); changed != changes_.end()) {
      const auto found = changed->second.find(name);
      if (found != changed->second.end()) return entry_of(found->second);
    }
  }
  return base_.entry(dir, name);
}

void LinkedView::list(std::string_view dir, Visitor& visitor) const {
  const auto changed = changes_.find(dir);
  if (changed == changes_.end()) return base_.list(dir, visitor);
  struct Collect final : Visitor {
    std::map<std::string, ViewEntry, std::less<>> entries;
    void visit(std::string_view name, const ViewEntry& entry) override { entries.emplace(name, entry); }
  } collect;
  base_.list(dir, collect);
  for (const auto& [name, change] : changed->second) {
    if (change.removed) {
      collect.entries.erase(name);
    } else {
      collect.entries[name] = entry_of(change);
    }
  }
  for (const auto& [name, entry] : collect.entries) visitor.visit(name, entry);
}

}  // namespace elfgate::loader
