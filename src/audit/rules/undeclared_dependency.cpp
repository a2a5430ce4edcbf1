#include <algorithm>
#include <set>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule undeclared_dependency_rule;

namespace {

std::string line_to_add(const PackageAudit& audit, const std::string& word) {
  const auto& name = audit.package().name;
  if (audit.package().system == model::PackageSystem::deb) return "add `" + word + "` to the Depends of " + name;
  return "add `" + word + "` to the runtime dependencies of " + name;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::undeclared_dependency) continue;
    auto finding = new_finding(undeclared_dependency_rule, audit, world.index->file(edge->object).fact->path, edge->needed);
    std::set<std::string> names;
    std::vector<std::string> words;
    for (const auto& place : cause.places) {
      finding.providers.push_back(describe(world, place));
      names.insert(world.index->package(place.package).name);
      const auto word = dependency_word(world, place.package, edge->needed);
      if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    }
    finding.message = short_list({names.begin(), names.end()}) + (names.size() == 1 ? " has it" : " have it") + ", and " +
                      audit.package().name + " does not depend on " + (names.size() == 1 ? "it" : "any of them");
    add_contexts(finding, audit, *edge);
    for (std::size_t i = 0; i < words.size() && i < 3; ++i)
      finding.fix.push_back((i ? "or " : "") + line_to_add(audit, words[i]));
    if (edge->needed.find(".so.") == std::string::npos && audit.package().system == model::PackageSystem::apk)
      finding.notes.push_back("a name without \".so.\" gets no generated dependency");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule undeclared_dependency_rule{"undeclared-dependency", model::Severity::error,
                                      "a package outside of the closure has the library where the loader looks", check};

}  // namespace elfgate::audit
