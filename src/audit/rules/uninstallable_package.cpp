#include <algorithm>

#include "audit/provides.h"
#include "audit/rule.h"
#include "audit/unmet.h"
#include "closure/version.h"

namespace elfgate::audit {

extern const Rule uninstallable_package_rule;

namespace {

using model::ClosureFailure;

// What makes a package uninstallable by itself: what the reader of its index found, or a dependency that apk cannot read.
std::string reason(const PackageAudit& audit, const std::string& name) {
  for (const auto& member : audit.examination.closure.members) {
    const auto& ref = audit.world.index->package(member.package);
    if (ref.name != name) continue;
    if (!ref.uninstallable.empty()) return ref.uninstallable;
    for (const auto& item : ref.relations.depends)
      if (closure::has_invalid_version(item)) return "depends: " + item + " (no version of apk)";
  }
  return {};
}

std::string message(const PackageAudit& audit, const std::string& name) {
  const auto& closure = audit.examination.closure;
  const std::string broken = closure.candidates.empty() ? std::string("what is selected") : closure.candidates.front();
  switch (closure.failure) {
    case ClosureFailure::no_such_package: return "nothing provides it";
    case ClosureFailure::virtual_only:
      return "its providers have neither version nor priority: one has to be asked for by name";
    case ClosureFailure::breaks:
      if (name.starts_with('!')) return broken + " is selected as well, and this forbids it";
      return broken + " is selected, and does not satisfy this constraint";
    case ClosureFailure::conflicts:
      if (closure.candidates.size() < 2) return broken + " owns this name twice, so that apk can never install it (D14)";
      return "two packages of the closure own this name: " + short_list(closure.candidates);
    case ClosureFailure::uninstallable: {
      const auto why = reason(audit, name);
      return "the index entry of " + name + " makes it uninstallable" + (why.empty() ? "" : ": " + why);
    }
    case ClosureFailure::none: break;
  }
  return {};
}

void add_fixes(const PackageAudit& audit, const std::string& name, model::Finding& finding) {
  const auto& closure = audit.examination.closure;
  switch (closure.failure) {
    case ClosureFailure::no_such_package: finding.fix.push_back("package " + name + ", or drop the dependency on it"); break;
    case ClosureFailure::virtual_only:
      finding.fix.push_back("depend on one of " + short_list(closure.candidates, 5) +
                            " by name, or give one a provider_priority; where every installation has one of them, name it "
                            "in the base world (--base)");
      break;
    case ClosureFailure::breaks: finding.fix.push_back("rebuild or relax what asks for " + name); break;
    case ClosureFailure::conflicts:
      finding.fix.push_back(closure.candidates.size() < 2 ? "keep one of the two provides"
                                                          : "let one of them stop providing " + name + " with a version");
      break;
    case ClosureFailure::uninstallable: finding.fix.push_back("correct its architecture and dependency texts"); break;
    case ClosureFailure::none: break;
  }
}

// A library that is there, and no package says so.
void add_places(const PackageAudit& audit, const std::string& word, model::Finding& finding) {
  for (const auto& place : places_of_provide(audit.world, word)) {
    finding.providers.push_back(place);
    if (finding.providers.size() > 1) continue;
    const auto owner = place.substr(0, place.find(": "));
    finding.notes.push_back(owner + " has " + place.substr(owner.size() + 2) + " and does not provide " + name_of_item(word));
  }
}

// The other names that nobody provides: the installer stops at the first, the reader wants all of them.
void add_further(const PackageAudit& audit, const std::string& first, std::vector<model::Finding>& out) {
  for (const auto& unmet : unmet_words(audit.world, audit.examination.closure, audit.id())) {
    if (unmet.word == first || audit.world.habits->unlisted.contains(name_of_item(unmet.word))) continue;
    auto finding = new_finding(uninstallable_package_rule, audit, "", unmet.word);
    finding.message = "nothing provides it";
    if (unmet.asker != audit.id()) finding.notes.push_back("asked for by " + audit.world.index->package(unmet.asker).name);
    finding.notes.push_back(std::string("class: ") + model::name_of(ClosureFailure::no_such_package));
    add_places(audit, unmet.word, finding);
    finding.fix.push_back("package " + unmet.word + ", or drop the dependency on it");
    out.push_back(std::move(finding));
  }
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& closure = audit.examination.closure;
  if (closure.ok()) return;
  const std::string name = closure.chain.empty() ? audit.package().name : closure.chain.back();
  const auto begin = name.starts_with('!') ? 1U : 0U;
  const auto bare = name.substr(begin, name.find_first_of(" <>=~(") - begin);
  if (audit.world.habits->unlisted.contains(bare)) return;  // what could not be read may well provide it
  auto finding = new_finding(uninstallable_package_rule, audit, "", name);
  finding.message = message(audit, name);
  if (closure.chain.size() > 1) {
    std::string chain;
    for (const auto& link : closure.chain) chain += (chain.empty() ? "" : " -> ") + link;
    finding.notes.push_back("asked for through " + chain);
  }
  finding.notes.push_back(std::string("class: ") + model::name_of(closure.failure));
  if (closure.failure == ClosureFailure::no_such_package) add_places(audit, name, finding);
  add_fixes(audit, name, finding);
  out.push_back(std::move(finding));
  add_further(audit, name, out);
}

}  // namespace

const Rule uninstallable_package_rule{"uninstallable-package", model::Severity::error,
                                      "the package system itself cannot install it", check};

}  // namespace elfgate::audit
