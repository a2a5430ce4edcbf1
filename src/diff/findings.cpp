#include "diff/findings.h"

#include <algorithm>
#include <map>
#include <set>

namespace elfgate::diff {

namespace {

using model::Finding;

// Every run of digits, with the dots between them, as one '#': what a version bump may change in a path.
std::string without_versions(const std::string& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool digit = path[i] >= '0' && path[i] <= '9';
    const bool joins =
        path[i] == '.' && !out.empty() && out.back() == '#' && i + 1 < path.size() && path[i + 1] >= '0' && path[i + 1] <= '9';
    if (!digit && !joins)
      out += path[i];
    else if (out.empty() || out.back() != '#')
      out += '#';
  }
  return out;
}

std::string loose_key(const Finding& f) {
  std::string key;
  for (const auto& part : {f.rule, f.arch, f.package, without_versions(f.path), f.subject}) key += part + '\0';
  return key;
}

// A finding that weighs more than it did is a new one: a recommended library that became a required one.
bool covers(const Finding& old, const Finding& fresh) {
  return old.severity >= fresh.severity && (old.incomplete || !fresh.incomplete);
}

using ByKey = std::multimap<std::string, const Finding*>;

const Finding* take(ByKey& candidates, const std::string& key, const Finding& fresh) {
  const auto [first, last] = candidates.equal_range(key);
  const auto found = std::find_if(first, last, [&](const auto& entry) { return covers(*entry.second, fresh); });
  if (found == last) return nullptr;
  const auto* old = found->second;
  candidates.erase(found);
  return old;
}

// The findings of FRESH that have a partner in OLD leave both; returned in order.
template <typename Key>
std::vector<const Finding*> pair_up(std::vector<const Finding*>& old, std::vector<const Finding*>& fresh, Key key) {
  ByKey candidates;
  for (const auto* finding : old) candidates.emplace(key(*finding), finding);
  std::vector<const Finding*> paired, gone;
  std::erase_if(fresh, [&](const Finding* finding) {
    const auto* partner = take(candidates, key(*finding), *finding);
    if (partner == nullptr) return false;
    paired.push_back(finding);
    gone.push_back(partner);
    return true;
  });
  std::sort(gone.begin(), gone.end());
  std::erase_if(old, [&](const Finding* finding) { return std::binary_search(gone.begin(), gone.end(), finding); });
  return paired;
}

using NameOfArch = std::pair<std::string, std::string>;

// A finding that only grew is not fixed; nor is what can no longer be seen, because the package cannot be read or installed.
void drop_superseded(const std::vector<const Finding*>& fresh, std::vector<const Finding*>& gone) {
  std::set<NameOfArch> blind;
  std::set<std::string> grown;
  for (const auto* finding : fresh) {
    grown.insert(loose_key(*finding));
    if (finding->incomplete || finding->rule == "uninstallable-package") blind.emplace(finding->arch, finding->package);
  }
  std::erase_if(gone, [&](const Finding* finding) {
    return blind.contains({finding->arch, finding->package}) || grown.contains(loose_key(*finding));
  });
}

std::vector<const Finding*> pointers(const std::vector<Finding>& findings) {
  std::vector<const Finding*> out;
  for (const auto& finding : findings) out.push_back(&finding);
  return out;
}

std::vector<Finding> values(const std::vector<const Finding*>& pointers) {
  std::vector<Finding> out;
  for (const auto* finding : pointers) out.push_back(*finding);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return out;
}

// Packages (architecture, name) that cannot be read, and all that depend on one of them, directly or not.
std::set<NameOfArch> who_depends_on_the_unreadable(const Inventory& inventory) {
  std::multimap<NameOfArch, const InventoryPackage*> asked_by;
  std::vector<const InventoryPackage*> open;
  std::set<NameOfArch> blind;
  for (const auto& package : inventory.packages) {
    for (const auto& name : package.depends) asked_by.emplace(NameOfArch{package.arch, name}, &package);
    if (!package.readable && blind.emplace(package.arch, package.name).second) open.push_back(&package);
  }
  while (!open.empty()) {
    const auto& package = *open.back();
    open.pop_back();
    auto names = package.provides;
    names.push_back(package.name);
    for (const auto& name : names) {
      const auto [first, last] = asked_by.equal_range({package.arch, name});
      for (auto asking = first; asking != last; ++asking)
        if (blind.emplace(package.arch, asking->second->name).second) open.push_back(asking->second);
    }
  }
  return blind;
}

}  // namespace

void compare_findings(const std::vector<Finding>& before, const std::vector<Finding>& after, const std::vector<Finding>& known,
                      Delta& delta) {
  auto old = pointers(before), fresh = pointers(after), listed = pointers(known);
  std::vector<const Finding*> same;
  const auto pass = [&](std::vector<const Finding*>& partners, auto key) {
    const auto paired = pair_up(partners, fresh, key);
    same.insert(same.end(), paired.begin(), paired.end());
  };
  pass(old, [](const Finding& f) { return model::fingerprint(f); });
  pass(old, loose_key);
  pass(listed, [](const Finding& f) { return model::fingerprint(f); });
  pass(listed, loose_key);
  delta.broken = values(fresh);
  delta.before = values(same);
  drop_superseded(fresh, old);
  delta.fixed = values(old);
}

void keep_unseen(const Inventory& after, Delta& delta) {
  const auto blind = who_depends_on_the_unreadable(after);
  std::erase_if(delta.fixed, [&](const Finding& gone) { return blind.contains({gone.arch, gone.package}); });
}

}  // namespace elfgate::diff
