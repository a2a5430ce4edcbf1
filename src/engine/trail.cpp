#include "engine/trail.h"

#include <algorithm>
#include <numeric>

#include "audit/examination_key.h"

namespace elfgate::engine {

namespace {

using model::PackageId;

std::vector<std::uint32_t> in_order(const std::vector<PackageId>& packages) {
  std::vector<std::uint32_t> numbers;
  for (const auto package : packages) numbers.push_back(model::to_index(package));
  return numbers;
}

std::vector<std::uint32_t> sorted(const std::vector<PackageId>& packages) {
  auto numbers = in_order(packages);
  tidy(numbers);
  return numbers;
}

void add_row(index::Questions& questions, model::ArchTrail& trail) {
  tidy(questions.words);
  tidy(questions.existing);
  trail.words.add(questions.words);
  trail.existing.add(questions.existing);
  trail.tried.add(sorted(questions.installations));
}

void add_reached(const index::RepositoryIndex& index, PackageId package, const std::vector<std::uint32_t>& reached,
                 model::ArchTrail& trail) {
  std::vector<std::uint32_t> items, programs;
  const auto* facts = index.facts(package);
  const auto first = static_cast<std::uint32_t>(index.file_id(package, 0));
  for (std::uint32_t item = 0; facts && item < facts->files.size(); ++item)
    if (reached[first + item] > 0) {
      items.push_back(item);
      programs.push_back(reached[first + item]);
    }
  trail.reached.add(items);
  trail.programs.add(programs);
}

std::vector<std::uint32_t> weight_of(const audit::World& world, const audit::Examination& examination) {
  auto owners = audit::weighs_on(world, examination);
  if (!examination.two_versions.empty()) owners.push_back(examination.package);  // a library alone counts where nobody loads it
  return sorted(owners);
}

// A superseded version may be tried, and is not judged by its own name.
void add_sums_of_tried(const ArchRepository& arch, model::ArchTrail& trail) {
  const auto numbers = own_numbers(arch);
  for (const auto package : trail.tried.values()) {
    const auto at = package * model::k_installation_sum;
    if (trail.installations.find_first_not_of('\0', at) < at + model::k_installation_sum) continue;
    const auto installation = audit::install(arch.world, static_cast<PackageId>(package));
    trail.installations.replace(at, model::k_installation_sum, audit::installation_sum(installation, numbers));
  }
}

}  // namespace

std::vector<std::uint32_t> own_numbers(const ArchRepository& arch) {
  std::vector<std::uint32_t> numbers(arch.packages.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

void append(const index::Questions& more, index::Questions& list) {
  list.words.insert(list.words.end(), more.words.begin(), more.words.end());
  list.existing.insert(list.existing.end(), more.existing.begin(), more.existing.end());
  list.installations.insert(list.installations.end(), more.installations.begin(), more.installations.end());
  list.unread.insert(list.unread.end(), more.unread.begin(), more.unread.end());
}

void tidy(std::vector<std::uint32_t>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

void add_asked(const audit::Examination& examination, index::Questions& list) {
  for (const auto& [name, found] : examination.anywhere)
    (found ? list.existing : list.words).push_back(model::term(model::TermKind::name, name));
}

model::ArchTrail trail_of(const ArchRepository& arch, const Seen& seen, const audit::Verdicts& verdicts,
                          const std::vector<Asked>& asked) {
  model::ArchTrail trail;
  trail.arch = arch.arch;
  std::size_t examined = 0;
  auto judged = asked.begin();
  for (std::uint32_t p = 0; p < arch.packages.size(); ++p) {
    const auto package = static_cast<PackageId>(p);
    index::Questions questions;
    if (const auto weighed = verdicts.asked.find(package); weighed != verdicts.asked.end()) append(weighed->second, questions);
    for (; judged != asked.end() && judged->package == package; ++judged) append(judged->questions, questions);
    if (examined < seen.examinations.size() && seen.examinations[examined].package == package) {
      const auto& examination = seen.examinations[examined];
      trail.installations += seen.installations[examined];
      trail.examinations += seen.keys[examined];
      add_asked(examination, questions);
      trail.members.add(in_order(audit::members_of(examination.closure, package)));
      trail.weighs_on.add(weight_of(arch.world, examination));
      ++examined;
    } else {
      trail.members.add({});
      trail.weighs_on.add({});
    }
    trail.installations.resize(model::k_installation_sum * (p + 1));
    trail.examinations.resize(model::k_examination_key * (p + 1));
    add_row(questions, trail);
    add_reached(*arch.index, package, verdicts.reached, trail);
  }
  auto of_world = arch.asked_by_world;
  add_row(of_world, trail);
  add_sums_of_tried(arch, trail);
  return trail;
}

}  // namespace elfgate::engine
