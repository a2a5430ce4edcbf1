#include "engine/arch_reach.h"

#include <algorithm>
#include <bitset>
#include <unordered_map>

#include "audit/examination_record.h"

namespace elfgate::engine {

namespace {

using model::PackageId;
using model::to_index;

// Beyond this it is quicker to judge everybody.
constexpr std::size_t k_few = 1000;
constexpr std::size_t k_part = 8;

/// Sorted words to be found quickly among many that are not there.
class WordSet {
 public:
  explicit WordSet(const std::vector<std::uint32_t>& words) : words_(words) {
    for (const auto word : words) low_.set(word % low_.size());
  }
  bool contains(std::uint32_t word) const {
    return low_.test(word % low_.size()) && std::binary_search(words_.begin(), words_.end(), word);
  }
  bool any(std::span<const std::uint32_t> row) const {
    return std::any_of(row.begin(), row.end(), [&](std::uint32_t word) { return contains(word); });
  }

 private:
  const std::vector<std::uint32_t>& words_;
  std::bitset<1U << 16> low_;
};

std::size_t count_set(const std::vector<bool>& flags) {
  return static_cast<std::size_t>(std::count(flags.begin(), flags.end(), true));
}

}  // namespace

ArchReach::ArchReach(model::PackageList before, const ArchRepository& after, const model::ArchTrail& trail,
                     const CheckRequest& request, model::PackageSystem system)
    : before_(std::move(before)), after_(after), trail_(trail), request_(request) {
  match_packages();
  lost_.resize(before_.size());
  read_.resize(before_.size());
  fresh_.resize(after_.packages.size());
  judged_.resize(after_.packages.size());
  ids_ = packages_to_audit(after_, system, request.all_versions);
  place_.assign(after_.packages.size(), k_nobody);
  for (std::uint32_t i = 0; i < ids_.size(); ++i) place_[to_index(ids_[i])] = i;
}

void ArchReach::match_packages() {
  std::unordered_map<const model::PackageRef*, std::uint32_t> places;
  for (std::uint32_t p = 0; p < before_.size(); ++p) places.emplace(&before_[p], p);
  after_of_.assign(before_.size(), k_nobody);
  before_of_.assign(after_.packages.size(), k_nobody);
  for (std::uint32_t p = 0; p < after_.packages.size(); ++p) {
    const auto found = places.find(&after_.packages[p]);
    if (found == places.end()) {
      came_.push_back(static_cast<PackageId>(p));
      continue;
    }
    before_of_[p] = found->second;
    after_of_[found->second] = p;
  }
  for (std::uint32_t p = 0; p < before_.size(); ++p)
    if (after_of_[p] == k_nobody) left_.push_back(&before_[p]);
}

std::string_view ArchReach::sum_of(std::uint32_t before) const {
  return std::string_view(trail_.installations).substr(before * model::k_installation_sum, model::k_installation_sum);
}

bool ArchReach::was_judged(std::uint32_t before) const {
  const auto key = std::string_view(trail_.examinations).substr(before * model::k_examination_key, model::k_examination_key);
  return key.find_first_not_of('\0') != std::string_view::npos;
}

void ArchReach::mark(std::uint32_t before) {
  lost_[before] = lost_[before] || was_judged(before);
  const auto after = after_of_[before];
  if (after == k_nobody) return;
  judged_[after] = true;
  fresh_[after] = fresh_[after] || place_[after] != k_nobody;
}

base::Result<void> ArchReach::install(RunContext& context) {
  constexpr std::uint32_t k_came = 1U << 31;
  std::vector<std::uint32_t> numbers(after_.packages.size());
  for (std::uint32_t p = 0; p < numbers.size(); ++p) numbers[p] = before_of_[p] == k_nobody ? k_came | p : before_of_[p];
  ELFGATE_TRY_ASSIGN(auto installed, install_all(after_, ids_, numbers, context));
  installations_ = std::move(installed.installations);
  mark_installed_otherwise(installed.sums, superseded_installed_otherwise(numbers));
  return {};
}

// Versions that nobody judges by their name may have been tried in the place of something that is missing.
std::set<std::uint32_t> ArchReach::superseded_installed_otherwise(std::span<const std::uint32_t> numbers) const {
  std::set<std::uint32_t> tried(trail_.tried.values().begin(), trail_.tried.values().end());
  std::erase_if(tried, [&](std::uint32_t before) {
    const auto after = after_of_[before];
    return after == k_nobody || place_[after] != k_nobody ||
           audit::installation_sum(audit::install(after_.world, static_cast<PackageId>(after)), numbers) == sum_of(before);
  });
  return tried;
}

void ArchReach::mark_installed_otherwise(const std::vector<std::string>& sums, std::set<std::uint32_t> changed) {
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const auto after = to_index(ids_[i]);
    const auto before = before_of_[after];
    if (before == k_nobody)
      fresh_[after] = judged_[after] = true;
    else if (sums[i] != sum_of(before) || !was_judged(before))
      changed.insert(before);
  }
  for (std::uint32_t p = 0; p < after_of_.size(); ++p)
    if (after_of_[p] == k_nobody || (was_judged(p) && place_[after_of_[p]] == k_nobody)) changed.insert(p);
  const auto tried_changed = [&](std::size_t row) {
    const auto tried = trail_.tried.row(row);
    return std::any_of(tried.begin(), tried.end(), [&](std::uint32_t package) { return changed.contains(package); });
  };
  for (const auto p : changed) mark(p);
  for (std::uint32_t p = 0; p < after_of_.size(); ++p)
    if (tried_changed(p)) mark(p);
  world_is_reached_ = tried_changed(after_of_.size());
}

void ArchReach::mark_askers(const ChangedWords& changed) {
  const WordSet gone(changed.gone), come(changed.come);
  const auto is_asker = [&](std::size_t row) { return gone.any(trail_.words.row(row)) || come.any(trail_.words.row(row)); };
  for (std::uint32_t p = 0; p < after_of_.size(); ++p) {
    if (is_asker(p)) mark(p);
    for (const auto word : trail_.existing.row(p))
      if (gone.contains(word)) bereft_.emplace_back(p, word);
  }
  const auto world = after_of_.size();
  world_is_reached_ = world_is_reached_ || is_asker(world) || gone.any(trail_.existing.row(world));
}

bool ArchReach::is_too_far() const {
  const auto most = std::max(k_few, ids_.size() / k_part);
  return world_is_reached_ || std::max({left_.size(), came_.size(), count_set(fresh_), count_set(lost_)}) > most;
}

bool ArchReach::mark_bereft() {
  if (bereft_.empty()) return false;
  const auto words = after_.index->existing_words();
  const WordSet existing(words);
  bool any = false;
  for (const auto& [package, word] : bereft_) {
    const auto after = after_of_[package];
    if (after == k_nobody || existing.contains(word)) continue;
    any = any || !judged_[after] || (!fresh_[after] && place_[after] != k_nobody);
    mark(package);
  }
  return any;
}

// Who is examined: the fresh, the judged, and whoever weighs on one that is judged.
std::vector<std::uint32_t> ArchReach::examined() const {
  std::vector<std::uint32_t> packages;
  for (std::uint32_t p = 0; p < after_.packages.size(); ++p) {
    if (place_[p] == k_nobody) continue;
    bool wanted = fresh_[p] || judged_[p];
    if (!wanted && before_of_[p] != k_nobody)
      for (const auto owner : trail_.weighs_on.row(before_of_[p]))
        wanted = wanted || (after_of_[owner] != k_nobody && judged_[after_of_[owner]]);
    if (wanted) packages.push_back(p);
  }
  return packages;
}

std::vector<PackageId> ArchReach::needed() const {
  std::vector<bool> wanted = judged_;
  for (const auto tried : trail_.tried.row(after_of_.size()))  // by the world, which is not reached
    for (const auto member : trail_.members.row(tried))
      if (after_of_[member] != k_nobody) wanted[after_of_[member]] = true;
  for (const auto package : examined())
    for (const auto member : installations_[place_[package]].members) wanted[to_index(member)] = true;
  std::vector<PackageId> packages;
  for (std::uint32_t p = 0; p < wanted.size(); ++p)
    if (wanted[p]) packages.push_back(static_cast<PackageId>(p));
  return packages;
}

std::vector<std::uint32_t> ArchReach::words_asked_before() const {
  std::vector<std::uint32_t> words;
  const auto add = [&](std::size_t row) {
    const auto more = trail_.words.row(row);
    words.insert(words.end(), more.begin(), more.end());
  };
  add(after_of_.size());
  for (std::uint32_t p = 0; p < judged_.size(); ++p)
    if (judged_[p] && before_of_[p] != k_nobody) add(before_of_[p]);
  tidy(words);
  return words;
}

void ArchReach::judge_owners(std::span<const std::uint32_t> before) {
  for (const auto owner : before)
    if (after_of_[owner] != k_nobody) judged_[after_of_[owner]] = true;
}

// The world is the published one, or it would be reached.
base::Result<bool> ArchReach::read_old_footprints(ExaminationMemory& memory, RunContext& context) {
  std::vector<std::uint32_t> lost;
  std::vector<OldExamination> examinations;
  for (std::uint32_t p = 0; p < lost_.size(); ++p)
    if (lost_[p] && !read_[p]) {
      lost.push_back(p);
      examinations.push_back({&before_[p], trail_.examinations.substr(p * model::k_examination_key, model::k_examination_key)});
    }
  ELFGATE_TRY_ASSIGN(const auto records, records_of(after_.world, examinations, memory, context));
  for (std::size_t i = 0; i < lost.size(); ++i) {
    const auto p = lost[i];
    const auto members = trail_.members.row(p);
    audit::Footprint footprint;
    if (records[i] == nullptr || !audit::read_footprint(*records[i], members.size(), footprint)) return false;
    count(footprint.counted, old_counts_);
    for (const auto& file : footprint.reached)
      if (const auto owner = after_of_[members[file.member]]; owner != k_nobody)
        old_reached_[{owner, file.item}] += file.programs;
    judge_owners(trail_.weighs_on.row(p));
    read_[p] = true;
  }
  return true;
}

// A file that more or fewer programs load is said so by whoever hangs on it.
void ArchReach::spread(const std::map<File, std::int64_t>& change) {
  std::vector<bool> weighed_on(after_.packages.size());
  for (std::uint32_t p = 0; p < after_of_.size(); ++p)
    for (const auto owner : trail_.weighs_on.row(p))
      if (after_of_[owner] != k_nobody) weighed_on[after_of_[owner]] = true;
  for (const auto& examination : examinations_)
    for (const auto owner : audit::weighs_on(after_.world, examination)) weighed_on[to_index(owner)] = true;
  for (const auto& [file, programs] : change) {
    if (programs == 0) continue;
    const auto package = file.first;
    if (weighed_on[package]) judged_[package] = true;
    if (before_of_[package] != k_nobody && !fresh_[package]) judge_owners(trail_.weighs_on.row(before_of_[package]));
  }
}

base::Result<std::optional<bool>> ArchReach::examine(bool second_reader, ExaminationMemory& memory, RunContext& context) {
  const auto known = examined();
  const auto judged = count_set(judged_);
  ELFGATE_TRY_ASSIGN(const bool complete, read_old_footprints(memory, context));
  if (!complete) return std::optional<bool>();
  std::vector<audit::Installation> wanted;
  for (const auto package : known) wanted.push_back(installations_[place_[package]]);
  ELFGATE_TRY_ASSIGN(auto seen, examine_all(after_, std::move(wanted), second_reader, memory, context));
  examinations_ = std::move(seen.examinations);
  new_reached_.clear();
  new_counts_ = {};
  for (const auto& examination : examinations_) {
    if (!fresh_[to_index(examination.package)]) continue;
    count(examination, new_counts_);
    for (const auto owner : audit::weighs_on(after_.world, examination)) judged_[to_index(owner)] = true;
    for (const auto& [file, programs] : examination.reached) {
      const auto owner = after_.index->file(file).package;
      const auto item = static_cast<std::uint32_t>(file) - static_cast<std::uint32_t>(after_.index->file_id(owner, 0));
      new_reached_[{to_index(owner), item}] += programs;
    }
  }
  auto change = new_reached_;
  for (const auto& [file, programs] : old_reached_) change[file] -= programs;
  spread(change);
  judge_namesakes();
  return std::optional<bool>(count_set(judged_) != judged || examined() != known);
}

// Two layers may have the same version of a package: their findings cannot be told apart.
void ArchReach::judge_namesakes() {
  const auto name_of = [](const model::PackageRef& ref) { return std::pair(ref.name, ref.version); };
  for (const auto* package : left_) names_.insert(name_of(*package));
  for (std::uint32_t p = 0; p < judged_.size(); ++p)
    if (judged_[p]) names_.insert(name_of(after_.packages[p]));
  for (std::uint32_t p = 0; p < judged_.size(); ++p)
    if (!judged_[p] && names_.contains(name_of(after_.packages[p]))) judged_[p] = true;
}

base::Result<void> ArchReach::judge(const Repository& repository, RunContext& context, index::Questions& asked,
                                    std::vector<model::Finding>& findings) {
  std::vector<std::uint32_t> reached(after_.index->file_count());
  const auto add = [&](std::uint32_t package, std::uint64_t item, std::int64_t programs) {
    const auto* facts = after_.facts[package].get();
    if (facts == nullptr || item >= facts->files.size()) return;
    auto& count = reached[static_cast<std::uint32_t>(after_.index->file_id(static_cast<PackageId>(package), 0)) + item];
    count = static_cast<std::uint32_t>(count + programs);
  };
  for (std::uint32_t p = 0; p < after_of_.size(); ++p)
    if (const auto after = after_of_[p]; after != k_nobody)
      for (std::size_t i = 0; i < trail_.reached.row(p).size(); ++i)
        add(after, trail_.reached.row(p)[i], trail_.programs.row(p)[i]);
  for (const auto& [file, programs] : old_reached_) add(file.first, file.second, -programs);
  for (const auto& [file, programs] : new_reached_) add(file.first, file.second, programs);

  for (const auto& examination : examinations_) add_asked(examination, asked);
  const auto verdicts = audit::weigh(after_.world, examinations_, std::move(reached));
  for (const auto& [package, questions] : verdicts.asked) append(questions, asked);
  // verdicts point into the lists of the examinations, which stay where they are when an examination is moved
  auto all = with_owners(std::move(examinations_), verdicts);
  const auto others =
      std::stable_partition(all.begin(), all.end(), [&](const auto& e) { return judged_[to_index(e.package)]; });
  const std::span judged(all.begin(), others);
  ELFGATE_TRY_ASSIGN(const auto questions, judge_all(after_, judged, verdicts, repository, request_, context, findings));
  for (const auto& one : questions) append(one.questions, asked);
  return {};
}

void ArchReach::recount(model::AuditOutcome& outcome) const {
  const auto replace = [&](std::uint64_t model::AuditOutcome::*number) {
    outcome.*number += new_counts_.*number - old_counts_.*number;
  };
  for (const auto number : {&model::AuditOutcome::elf_files, &model::AuditOutcome::programs, &model::AuditOutcome::libraries,
                            &model::AuditOutcome::edges, &model::AuditOutcome::foreign_objects})
    replace(number);
  outcome.packages[after_.arch] = ids_.size();
  for (const auto& installation : installations_) add_closure(after_, installation.package, installation.closure, outcome);
}

bool ArchReach::is_judged_again(const std::string& name, const std::string& version) const {
  return names_.contains({name, version});
}

}  // namespace elfgate::engine
