#include "diff/rebuild.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace elfgate::diff {

namespace {

using Links = std::vector<std::vector<std::uint32_t>>;

// Who is linked with whom, by origin, over all architectures.
class OriginGraph {
 public:
  explicit OriginGraph(const Inventory& inventory) {
    std::unordered_map<std::string, std::vector<std::uint32_t>> owners;
    for (const auto& package : inventory.packages) {
      const auto origin = id(package.origin);
      for (const auto& library : package.libraries) {
        auto& list = owners[package.arch + '/' + library.name];
        if (list.empty() || list.back() != origin) list.push_back(origin);
      }
    }
    for (const auto& package : inventory.packages)
      for (const auto& need : package.needs)
        if (const auto found = owners.find(package.arch + '/' + need); found != owners.end())
          for (const auto owner : found->second)
            if (const auto origin = id(package.origin); owner != origin) links_[origin].push_back(owner);
    for (auto& list : links_) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
  }

  std::uint32_t id(const std::string& origin) {
    const auto [at, fresh] = ids_.emplace(origin, static_cast<std::uint32_t>(names_.size()));
    if (fresh) {
      names_.push_back(origin);
      links_.emplace_back();
    }
    return at->second;
  }
  const std::string& name(std::uint32_t origin) const { return names_[origin]; }
  const Links& links() const { return links_; }

 private:
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<std::string> names_;
  Links links_;
};

// Tarjan's strongly connected components without recursion; what a component needs is numbered before it.
std::vector<std::vector<std::uint32_t>> components(const Links& links) {
  constexpr std::uint32_t k_new = 0xFFFFFFFF;
  const auto count = static_cast<std::uint32_t>(links.size());
  std::vector<std::uint32_t> number(count, k_new), low(count, 0), open;
  std::vector<bool> is_open(count, false);
  std::vector<std::vector<std::uint32_t>> found;
  std::vector<std::pair<std::uint32_t, std::size_t>> calls;
  std::uint32_t next = 0;
  const auto enter = [&](std::uint32_t node) {
    number[node] = low[node] = next++;
    open.push_back(node);
    is_open[node] = true;
    calls.emplace_back(node, 0);
  };
  const auto leave = [&](std::uint32_t node) {
    if (low[node] != number[node]) return;
    auto& component = found.emplace_back();
    for (std::uint32_t member = k_new; member != node;) {
      member = open.back();
      open.pop_back();
      is_open[member] = false;
      component.push_back(member);
    }
  };
  for (std::uint32_t start = 0; start < count; ++start) {
    if (number[start] != k_new) continue;
    enter(start);
    while (!calls.empty()) {
      const auto node = calls.back().first;
      if (calls.back().second < links[node].size()) {
        const auto to = links[node][calls.back().second++];
        if (number[to] == k_new)
          enter(to);
        else if (is_open[to])
          low[node] = std::min(low[node], number[to]);
        continue;
      }
      calls.pop_back();
      if (!calls.empty()) low[calls.back().first] = std::min(low[calls.back().first], low[node]);
      leave(node);
    }
  }
  return found;
}

// Rules whose findings a rebuild of the object's own origin answers.
bool rebuild_answers(const std::string& rule) {
  return rule == "soname-changed" || rule == "missing-symbol-version";
}

// Origins tied to each other by what one takes from the other.
class Groups {
 public:
  void tie(const std::string& a, const std::string& b) { parent_[root(a)] = root(b); }
  std::vector<std::vector<std::string>> list() {
    std::map<std::string, std::vector<std::string>> by_root;
    std::vector<std::string> names;
    for (const auto& [name, parent] : parent_) names.push_back(name);
    for (const auto& name : names) by_root[root(name)].push_back(name);
    std::vector<std::vector<std::string>> out;
    for (auto& [top, members] : by_root)
      if (members.size() > 1) out.push_back(std::move(members));
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  std::string root(const std::string& name) {
    auto at = parent_.emplace(name, name).first;
    while (at->second != at->first) at = parent_.find(at->second);
    return at->first;
  }
  std::map<std::string, std::string> parent_;
};

// The dynamic linker is no library that somebody could be linked with anew.
bool is_dynamic_linker(const std::string& name) {
  return name.starts_with("ld-") || name.starts_with("ld.so") || name.starts_with("ld64.so");
}

// Names that the change took away and for which their source has something new: those who ask for them can be linked anew.
// Where it has nothing, a rebuild would meet the same hole.
std::vector<const Event*> replaced_names(const Delta& delta) {
  std::set<std::pair<std::string, std::string>> renewed;  // architecture, origin
  for (const auto& event : delta.events)
    if (event.kind == "soname-added" || event.kind == "soname-changed") renewed.emplace(event.arch, event.origin);
  std::vector<const Event*> out;
  for (const auto& event : delta.events) {
    const bool replaced =
        event.kind == "soname-changed" || (event.kind == "soname-removed" && renewed.contains({event.arch, event.origin}));
    if (replaced && !is_dynamic_linker(event.from)) out.push_back(&event);
  }
  return out;
}

// Who was linked with FROM before: published without them, or they without it, somebody fails.
std::vector<std::vector<std::string>> find_together(const Inventory& before, const Delta& delta) {
  std::multimap<std::pair<std::string, std::string>, const InventoryPackage*> users;  // architecture, name
  for (const auto& package : before.packages)
    for (const auto& need : package.needs) users.emplace(std::pair(package.arch, need), &package);
  Groups groups;
  for (const auto* event : replaced_names(delta)) {
    const auto [first, last] = users.equal_range({event->arch, event->from});
    for (auto user = first; user != last; ++user)
      if (user->second->origin != event->origin && !has_library(*user->second, event->from))
        groups.tie(event->origin, user->second->origin);
  }
  return groups.list();
}

}  // namespace

RebuildPlan order_in_waves(const std::set<std::string>& wanted, const Inventory& inventory) {
  RebuildPlan plan;
  if (wanted.empty()) return plan;
  OriginGraph graph(inventory);
  for (const auto& origin : wanted) graph.id(origin);
  const auto parts = components(graph.links());
  std::vector<std::uint32_t> wave_after(graph.links().size(), 0);
  for (const auto& part : parts) {
    std::uint32_t wave = 0;
    for (const auto member : part)
      for (const auto needs : graph.links()[member]) wave = std::max(wave, wave_after[needs]);
    std::vector<std::string> here;
    for (const auto member : part)
      if (wanted.contains(graph.name(member))) here.push_back(graph.name(member));
    for (const auto member : part) wave_after[member] = wave + (here.empty() ? 0 : 1);
    if (here.empty()) continue;
    std::sort(here.begin(), here.end());
    if (plan.waves.size() <= wave) plan.waves.resize(wave + 1);
    plan.waves[wave].insert(plan.waves[wave].end(), here.begin(), here.end());
    if (here.size() > 1) plan.cycles.push_back(std::move(here));
  }
  for (auto& wave : plan.waves) std::sort(wave.begin(), wave.end());
  std::sort(plan.cycles.begin(), plan.cycles.end());
  return plan;
}

bool calls_for_rebuild(const Delta& delta) {
  return !replaced_names(delta).empty() || std::any_of(delta.broken.begin(), delta.broken.end(), [](const auto& finding) {
    return rebuild_answers(finding.rule) && !finding.waived;
  });
}

RebuildPlan plan_rebuild(const Inventory& before, const Inventory& after, const Delta& delta) {
  std::set<std::string> wanted;
  for (const auto* event : replaced_names(delta))
    for (const auto& consumer : event->consumers) wanted.insert(consumer.origin);
  for (const auto& finding : delta.broken)
    if (rebuild_answers(finding.rule) && !finding.waived) wanted.insert(finding.origin);
  auto plan = order_in_waves(wanted, after);
  plan.together = find_together(before, delta);
  return plan;
}

}  // namespace elfgate::diff
