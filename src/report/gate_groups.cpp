#include "report/gate_groups.h"

#include <algorithm>
#include <map>
#include <set>

#include "report/wording.h"

namespace elfgate::report {

namespace {

// Directories and names carry the architecture in places: /usr/lib/aarch64-linux-gnu.
std::string without_arch(std::string text, const std::string& arch) {
  if (arch.empty()) return text;
  for (auto at = text.find(arch); at != std::string::npos; at = text.find(arch, at + 1)) text.replace(at, arch.size(), "%");
  return text;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string key;
  for (const auto& part : parts) key += part + '\0';
  return key;
}

bool is_uninstallable(const model::Finding& finding) {
  return finding.rule == "uninstallable-package";
}

std::string key_of(const model::Finding& f) {
  const std::string level = std::string(f.waived ? "waived" : "") + model::name_of(f.severity);
  const auto subject = without_arch(f.subject, f.arch);
  if (is_uninstallable(f)) return joined({f.rule, level, subject, f.message});
  return joined({f.rule, level, f.package, subject, without_arch(f.message, f.arch)});
}

std::string key_of(const diff::Event& e) {
  return joined({e.kind, e.detail, e.package, e.subject, without_arch(e.from, e.arch), without_arch(e.to, e.arch)});
}

void add(std::vector<std::string>& sorted, const std::string& name) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), name);
  if (at == sorted.end() || *at != name) sorted.insert(at, name);
}

}  // namespace

std::string name_in(const model::Finding& finding) {
  const auto& subject = finding.subject;
  const auto begin = subject.starts_with("so:") ? 3U : 0U;
  return subject.substr(begin, subject.find_first_of(" <>=~", begin) - begin);
}

std::string names_of(const std::vector<std::string>& names, bool all) {
  constexpr std::size_t k_names_shown = 8;
  std::string text;
  const auto end = all || names.size() <= k_names_shown + 1 ? names.size() : k_names_shown;
  for (std::size_t i = 0; i < end; ++i) text += (i == 0 ? "" : ", ") + shown(names[i]);
  if (end < names.size()) text += " and " + number(names.size() - end) + " more";
  return text;
}

std::vector<FindingGroup> grouped(const std::vector<model::Finding>& findings) {
  std::vector<FindingGroup> groups;
  std::map<std::string, std::size_t> known;
  for (const auto& finding : findings) {
    const auto [at, fresh] = known.emplace(key_of(finding), groups.size());
    if (fresh) groups.push_back({&finding, {}, {}, {}});
    auto& group = groups[at->second];
    add(group.arches, finding.arch);
    if (finding.arch == group.first->arch && !finding.path.empty()) add(group.paths, finding.path);
    add(group.packages, finding.package);
  }
  std::stable_partition(groups.begin(), groups.end(), [](const auto& group) { return !is_uninstallable(*group.first); });
  return groups;
}

std::vector<EventGroup> grouped(const std::vector<diff::Event>& events, bool quiet) {
  std::vector<EventGroup> groups;
  std::map<std::string, std::size_t> known;
  for (const auto& event : events) {
    if (event.consumers.empty() && !quiet) continue;
    const auto [at, fresh] = known.emplace(key_of(event), groups.size());
    if (fresh) groups.push_back({&event, {}, {}});
    auto& group = groups[at->second];
    add(group.arches, event.arch);
    for (const auto& consumer : event.consumers) add(group.consumers, consumer.package);
  }
  return groups;
}

}  // namespace elfgate::report
