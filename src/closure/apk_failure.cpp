#include "closure/apk_failure.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace elfgate::closure {
namespace {

using model::ClosureFailure;

class Explanation {
 public:
  Explanation(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice, const ApkReading& reading,
              model::Closure& closure)
      : catalog_(catalog), world_(world), choice_(choice), reading_(reading), closure_(closure) {
    for (std::size_t i = 0; i < reading.members.size(); ++i) place_.emplace(reading.members[i].package, i);
    for (const auto& item : world.items()) asked_.emplace(item.constraint.name, Asked{&item.constraint, nullptr, &item.word});
    for (const auto& member : reading.members) {
      for (const auto& item : catalog.depends(member.package)) asked_.emplace(item.name, Asked{&item, &member, nullptr});
    }
  }

  bool find() {
    const auto& items = world_.items();
    return std::any_of(items.begin(), items.end(),
                       [&](const auto& item) { return is_missing(item.constraint, nullptr, item); }) ||
           std::any_of(reading_.members.begin(), reading_.members.end(), [&](const auto& member) { return is_wrong(member); });
  }

  // Chosen against an obstacle whose cause was not selected.
  void blame(PackageIndex package) {
    const ApkObstacle obstacle = choice_.obstacle(package);
    closure_.failure = obstacle == ApkObstacle::ownership ? ClosureFailure::conflicts : ClosureFailure::breaks;
    closure_.chain = way_to(place_.at(package));
  }

  void name_unmet(NameIndex name) {
    describe_missing(name);
    closure_.chain = {std::string(catalog_.name_text(name))};
  }

 private:
  // By a member, or by the world in WORD.
  struct Asked {
    const ApkConstraint* constraint;
    const ApkArrival* by;
    const std::string* word;
  };

  bool is_wrong(const ApkArrival& member) {
    if (!catalog_.installable(member.package)) {
      closure_.failure = ClosureFailure::uninstallable;
      closure_.chain = way_to(member);
      return true;
    }
    if (is_owned_twice(member) || is_broken(member)) return true;
    const auto depends = catalog_.depends(member.package);
    const auto& item = world_.items()[member.item];
    return std::any_of(depends.begin(), depends.end(), [&](const auto& each) { return is_missing(each, &member, item); });
  }

  bool is_missing(const ApkConstraint& constraint, const ApkArrival* by, const ApkWorldItem& item) {
    if (constraint.conflict || !choice_.chosen(constraint.name).nobody()) return false;
    describe_missing(constraint.name);
    closure_.chain = by == nullptr ? std::vector{item.word} : way_to(*by);
    end_with(by == nullptr ? item.word : std::string(constraint.word));
    return true;
  }

  void describe_missing(NameIndex name) {
    const auto providers = catalog_.providers(name);
    closure_.failure = providers.empty() ? ClosureFailure::no_such_package : ClosureFailure::virtual_only;
    for (const auto& provider : providers) closure_.candidates.push_back(full_name(provider.package));
  }

  // D5, D14
  bool is_owned_twice(const ApkArrival& member) {
    const auto owned = catalog_.owned(member.package);
    for (std::size_t i = 0; i < owned.size(); ++i) {
      const bool unversioned = owned[i].version == k_unversioned;
      const auto clashes = [&](const ApkProvider& other) {
        return place_.contains(other.package) && other.package != member.package &&
               !(unversioned && other.version == k_unversioned);
      };
      const auto clashes_itself = [&](const ApkOwned& other) {
        return other.name == owned[i].name && !(unversioned && other.version == k_unversioned);
      };
      const auto providers = catalog_.providers(owned[i].name);
      const auto other = std::find_if(providers.begin(), providers.end(), clashes);
      const bool itself = std::any_of(owned.begin() + static_cast<std::ptrdiff_t>(i) + 1, owned.end(), clashes_itself);
      if (other == providers.end() && !itself) continue;
      const ApkArrival& second = other == providers.end() ? member : at(other->package);
      closure_.failure = ClosureFailure::conflicts;
      closure_.candidates = {full_name(member.package)};
      if (&second != &member) closure_.candidates.push_back(full_name(second.package));
      closure_.chain = way_to(second);
      end_with(std::string(catalog_.name_text(owned[i].name)));
      return true;
    }
    return false;
  }

  // Something that is selected, or the world, asks for another version of it, or for its absence.
  bool is_broken(const ApkArrival& member) {
    for (const auto& owned : catalog_.owned(member.package)) {
      const auto [first, last] = asked_.equal_range(owned.name);
      for (auto it = first; it != last; ++it) {
        const Asked& asked = it->second;
        if (is_unreadable(*asked.constraint)) continue;  // I8: then the fault is with the package that asks
        const PackageIndex depender = asked.by == nullptr ? k_nobody : asked.by->package;
        if (catalog_.satisfies(*asked.constraint, {member.package, owned.version}, depender)) continue;
        closure_.failure = ClosureFailure::breaks;
        closure_.candidates = {full_name(member.package)};
        closure_.chain = asked.by == nullptr ? std::vector{*asked.word} : way_to(*asked.by);
        if (asked.by != nullptr) end_with(std::string(asked.constraint->word));
        return true;
      }
    }
    return false;
  }

  static bool is_unreadable(const ApkConstraint& constraint) {
    return constraint.version != nullptr && !constraint.by_identity && !constraint.version->valid();
  }

  const ApkArrival& at(PackageIndex package) const { return reading_.members[place_.at(package)]; }
  std::vector<std::string> way_to(std::size_t place) const { return way_to(reading_.members[place]); }

  // From the word of the world over the packages between.
  std::vector<std::string> way_to(const ApkArrival& member) const {
    std::vector<std::string> names;
    for (const ApkArrival* at_member = &member;; at_member = &at(at_member->from)) {
      names.push_back(catalog_.ref(at_member->package).name);
      if (at_member->from == k_nobody) break;
    }
    const auto& word = world_.items()[member.item].word;
    if (names.back() != word) names.push_back(word);
    std::reverse(names.begin(), names.end());
    return names;
  }

  void end_with(std::string word) {
    if (closure_.chain.back() != word) closure_.chain.push_back(std::move(word));
  }

  std::string full_name(PackageIndex package) const {
    const auto& ref = catalog_.ref(package);
    return ref.name + "-" + ref.version;
  }

  const ApkCatalog& catalog_;
  const ApkWorld& world_;
  const ApkChoice& choice_;
  const ApkReading& reading_;
  model::Closure& closure_;
  std::unordered_map<PackageIndex, std::size_t> place_;  // in the reading
  std::multimap<NameIndex, Asked> asked_;                // of one name in the order of asking
};

}  // namespace

void explain_failure(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice, const ApkReading& reading,
                     NameIndex unmet, model::Closure& closure) {
  Explanation explanation(catalog, world, choice, reading, closure);
  if (explanation.find()) return;
  if (reading.refused != k_nobody) return explanation.blame(reading.refused);
  if (unmet != catalog.unknown_name()) return explanation.name_unmet(unmet);
  closure.failure = model::ClosureFailure::conflicts;
}

}  // namespace elfgate::closure
