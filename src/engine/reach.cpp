#include "engine/reach.h"

#include <algorithm>
#include <unordered_set>

#include "engine/arch_reach.h"
#include "engine/facts_on_demand.h"
#include "engine/query.h"
#include "store/terms.h"

namespace elfgate::engine {

namespace {

using model::PackageId;
using model::TermKind;
using model::to_index;

// Whoever is reached can reach others; a change that goes on like this reaches too many.
constexpr unsigned k_most_rounds = 24;

// What is not pinned, not readable or not known by its name could matter to anybody.
bool all_is_known(const Repository& repository) {
  return std::none_of(repository.listed.problems.begin(), repository.listed.problems.end(),
                      [](const auto& problem) { return !problem.note && !problem.package.empty(); });
}

// Words by which others may have asked for PACKAGE.
void add_words(const model::PackageRef& package, const model::PackageFacts& facts, std::vector<std::uint32_t>& words) {
  auto of_facts = store::terms_of(facts);
  words.insert(words.end(), of_facts.begin(), of_facts.end());
  words.push_back(model::term(TermKind::provide, package.name));
  words.push_back(model::term(TermKind::origin, package.origin));
  for (const auto& item : package.relations.provides) words.push_back(model::term(TermKind::provide, name_of_word(item)));
}

class Reach {
 public:
  Reach(const Published& published, Repository& after, const CheckRequest& request, store::FactsStore& store,
        RunContext& context)
      : published_(published),
        after_(after),
        request_(request),
        options_(request.repository),
        store_(store),
        context_(context),
        memories_(store) {}

  base::Result<Reached> run() {
    ELFGATE_TRY_ASSIGN(const bool begun, begin());
    if (!begun) return nothing();
    for (unsigned round = 0; round < k_most_rounds; ++round) {
      ELFGATE_TRY(bring_facts());
      if (!all_readable()) return nothing();
      if (wants_more(after_)) continue;
      ELFGATE_TRY_ASSIGN(const auto grown, examine());
      if (!grown) return Reached{{}, true};
      if (is_too_far()) return nothing();
      if (*grown) continue;
      std::vector<model::Finding> findings;
      ELFGATE_TRY(judge(findings));
      if (!wants_more()) return Reached{conclude(std::move(findings)), false};
    }
    return nothing();
  }

 private:
  static Reached nothing() { return {}; }

  // Everything that takes no facts: who is installed otherwise, and who asked for what came or went.
  base::Result<bool> begin() {
    const auto& before = published_.repository;
    if (options_.compare_builders || !request_.packages.empty() || before.listed.arches != after_.listed.arches ||
        published_.trail.arches.size() != before.listed.arches.size() || !all_is_known(before) || !all_is_known(after_))
      return false;
    base::Result<void> installed;
    ELFGATE_TRY(for_each_index(context_, 2, [&](std::size_t i) {
      if (i == 0)
        installed = install_everybody();
      else
        facts_.emplace(after_.listed, options_, store::Parts::all_paths, store_, context_, after_.counts);
    }));
    ELFGATE_TRY(installed);
    if (arches_.empty() || is_too_far()) return false;
    place_packages();
    return mark_askers();
  }

  // Leaves no architectures where a trail is not of the packages that are published.
  base::Result<void> install_everybody() {
    const auto& before = published_.repository;
    Facts none;
    none.packages.resize(after_.listed.packages.size());
    none.other_paths.resize(after_.listed.packages.size());
    ELFGATE_TRY(build_parts(none, after_, context_));
    ELFGATE_TRY(add_engines(after_, context_));
    for (std::size_t i = 0; i < after_.arches.size(); ++i) {
      const auto& trail = published_.trail.arches[i];
      auto packages = packages_of(before.listed, after_.arches[i]->arch);
      if (trail.installations.size() != packages.size() * model::k_installation_sum) {
        arches_.clear();
        return {};
      }
      arches_.emplace_back(std::move(packages), *after_.arches[i], trail, request_, after_.listed.system);
      ELFGATE_TRY(arches_.back().install(context_));
    }
    return {};
  }

  void place_packages() {
    for (const auto& arch : after_.arches) {
      auto& places = places_.emplace_back();
      for (std::size_t i = 0; i < after_.listed.packages.size(); ++i) {
        const auto& ref = *after_.listed.packages[i].ref;
        if (places.size() < arch->packages.size() && &arch->packages[places.size()] == &ref) places.push_back(i);
      }
    }
  }

  base::Result<bool> mark_askers() {
    ChangedWords changed;
    for (std::size_t i = 0; i < arches_.size(); ++i) {
      ELFGATE_TRY_ASSIGN(const bool known, add_what_came(i, changed.come));
      if (!known) return false;
      for (const auto* package : arches_[i].left()) {
        ELFGATE_TRY_ASSIGN(const bool stored, add_stored(*package, changed.gone));
        if (!stored) return false;
      }
    }
    tidy(changed.gone);
    tidy(changed.come);
    for (auto& arch : arches_) arch.mark_askers(changed);
    return !is_too_far();
  }

  // Packages that nobody has seen before are read first, where the store can keep what they say.
  base::Result<bool> add_what_came(std::size_t i, std::vector<std::uint32_t>& words) {
    const auto& packages = after_.arches[i]->packages;
    std::vector<PackageId> unseen;
    for (const auto package : arches_[i].came()) {
      ELFGATE_TRY_ASSIGN(const bool stored, add_stored(packages[to_index(package)], words));
      if (!stored) unseen.push_back(package);
    }
    if (unseen.empty()) return true;
    if (options_.facts_read_only) return false;
    std::vector<std::size_t> positions;
    for (const auto package : unseen) positions.push_back(places_[i][to_index(package)]);
    ELFGATE_TRY(facts_->want(positions));
    for (const auto package : unseen) {
      ELFGATE_TRY_ASSIGN(const bool stored, add_stored(packages[to_index(package)], words));
      if (!stored) return false;
    }
    return true;
  }

  // False when the store does not have the package: a word of it may be missed.
  base::Result<bool> add_stored(const model::PackageRef& package, std::vector<std::uint32_t>& words) {
    ELFGATE_TRY_ASSIGN(const auto facts, store_.find(pinned_by(package, options_.second_reader), store::Parts::all_paths));
    if (!facts) return false;
    add_words(package, *facts, words);
    return true;
  }

  bool is_too_far() const {
    return std::any_of(arches_.begin(), arches_.end(), [](const auto& arch) { return arch.is_too_far(); });
  }

  // --- facts ---

  // What was asked for since the last time, and what the next steps need.
  base::Result<void> bring_facts() {
    std::vector<std::uint32_t> words = std::move(wanted_words_);
    wanted_words_.clear();
    for (const auto& arch : arches_)
      for (const auto word : arch.words_asked_before())
        if (known_words_.insert(word).second) words.push_back(word);
    tidy(words);
    if (!words.empty()) ELFGATE_TRY(facts_->search(words));
    std::vector<std::size_t> positions = std::move(wanted_packages_);
    wanted_packages_.clear();
    for (std::size_t i = 0; i < arches_.size(); ++i)
      for (const auto package : arches_[i].needed()) positions.push_back(places_[i][to_index(package)]);
    ELFGATE_TRY(facts_->want(positions));
    ELFGATE_TRY(build_parts(facts_->facts(), after_, context_));
    find_usual_loaders(after_);
    return {};
  }

  bool all_readable() const {
    return std::all_of(facts_->facts().packages.begin(), facts_->facts().packages.end(),
                       [](const auto& facts) { return !facts || facts->readable(); });
  }

  // Notes what QUESTIONS of architecture I take, where it is not there yet.
  void ask(std::size_t i, const index::Questions& questions) {
    for (const auto word : questions.words)
      if (known_words_.insert(word).second) wanted_words_.push_back(word);
    std::unordered_set<std::uint32_t> installed;
    for (const auto package : questions.installations)
      if (installed.insert(to_index(package)).second)
        for (const auto member : audit::install(after_.arches[i]->world, package).members) want(i, member);
    for (const auto& [index, package] : questions.unread)
      for (std::size_t other = 0; other < after_.arches.size(); ++other)
        if (after_.arches[other]->index.get() == index) want(other, package);
  }

  void want(std::size_t i, PackageId package) {
    const auto position = places_[i][to_index(package)];
    if (!facts_->facts().packages[position]) wanted_packages_.push_back(position);
  }

  bool wants_more() const { return !wanted_words_.empty() || !wanted_packages_.empty(); }

  bool wants_more(const Repository& repository) {
    for (std::size_t i = 0; i < repository.arches.size(); ++i) ask(i, repository.arches[i]->asked_by_world);
    return wants_more();
  }

  // --- judging ---

  base::Result<std::optional<bool>> examine() {
    bool grown = false;
    for (std::size_t i = 0; i < arches_.size(); ++i) {
      auto& arch = arches_[i];
      auto& memory = memories_.of(after_.arches[i]->arch);
      ELFGATE_TRY_ASSIGN(const auto more, arch.examine(options_.second_reader, memory, context_));
      if (!more) return std::optional<bool>();
      grown = *more || grown;
      if (!grown) grown = arch.mark_bereft();
    }
    return std::optional<bool>(grown);
  }

  base::Result<void> judge(std::vector<model::Finding>& findings) {
    for (std::size_t i = 0; i < arches_.size(); ++i) {
      index::Questions asked;
      ELFGATE_TRY(arches_[i].judge(after_, context_, asked, findings));
      ask(i, asked);
    }
    return {};
  }

  model::AuditOutcome conclude(std::vector<model::Finding> findings) const {
    auto outcome = published_.outcome;
    std::erase_if(outcome.findings, [&](const auto& finding) {
      for (std::size_t i = 0; i < arches_.size(); ++i)
        if (after_.arches[i]->arch == finding.arch) return arches_[i].is_judged_again(finding.package, finding.version);
      return false;
    });
    std::move(findings.begin(), findings.end(), std::back_inserter(outcome.findings));
    finish_findings(after_, request_, outcome.findings);
    outcome.closures_failed = 0;
    outcome.closures_order_dependent.clear();
    for (const auto& arch : arches_) arch.recount(outcome);
    return outcome;
  }

  const Published& published_;
  Repository& after_;
  const CheckRequest& request_;
  const RepositoryOptions& options_;
  store::FactsStore& store_;
  RunContext& context_;
  std::optional<FactsOnDemand> facts_;
  ExaminationMemories memories_;
  std::vector<ArchReach> arches_;
  std::vector<std::vector<std::size_t>> places_;  // of the packages of each architecture in the listing
  std::unordered_set<std::uint32_t> known_words_;
  std::vector<std::uint32_t> wanted_words_;
  std::vector<std::size_t> wanted_packages_;
};

}  // namespace

base::Result<Reached> outcome_by_reach(const Published& published, Repository& after, const CheckRequest& request,
                                       store::FactsStore& store, RunContext& context) {
  return Reach(published, after, request, store, context).run();
}

}  // namespace elfgate::engine
