#include "engine/kept_outcome.h"

#include <algorithm>

#include "audit/examination_key.h"
#include "base/sum.h"
#include "store/outcome.h"
#include "store/trail.h"

namespace elfgate::engine {

namespace {

using base::Sum;

constexpr const char* k_outcome = "outcome";
constexpr const char* k_trail = "trail";

// Where a package lies is no part of it; whether it is there at all is.
void add(Sum& sum, const model::PackageRef& ref, const std::string& content) {
  const auto& relations = ref.relations;
  sum << content << ref.arch << ref.name << ref.version << ref.origin << ref.identity << ref.size << ref.installed_size;
  sum << static_cast<std::uint8_t>(ref.system) << relations.depends << relations.provides << relations.conflicts;
  sum << relations.install_if << relations.replaces << relations.provider_priority << relations.replaces_priority;
  sum << ref.multi_arch << ref.location.empty() << ref.layer << ref.order << ref.uninstallable << ref.indexed;
}

void add(Sum& sum, const repo::SourceProblem& problem) {
  const auto& error = problem.error;
  sum << problem.rule << problem.arch << problem.package << problem.version << static_cast<int>(error.code) << error.subject;
  sum << error.offset.has_value() << error.offset.value_or(0) << error.detail << problem.note;
}

// What is asked, and how.
void add_question(Sum& sum, const Repository& repository, const CheckRequest& request) {
  const auto& options = request.repository;
  sum << repository.listed.arches << options.second_reader << options.compare_builders;
  sum << request.packages << rules_off(repository, request) << request.all_versions;
  sum << repository.profile.name << repository.base;
}

// The same question of another state of the same sources has the same place.
std::string place_of(const Repository& repository, const CheckRequest& request) {
  Sum sum;
  sum << request.repository.sources << request.repository.keys_dir;
  add_question(sum, repository, request);
  return sum.finish();
}

std::string key_of(const Repository& repository, const CheckRequest& request) {
  Sum sum;
  sum << audit::judge_built() << store::k_outcome_layout << store::k_facts_schema << repository.policy_text;
  add_question(sum, repository, request);
  sum << repository.listed.packages.size();
  for (const auto& package : repository.listed.packages) {
    const auto content = store::facts_key(*package.ref);
    if (content.empty()) return {};
    add(sum, *package.ref, content);
  }
  for (const auto& problem : repository.listed.problems) add(sum, problem);
  return sum.finish();
}

bool all_readable(const Repository& repository) {
  return std::all_of(repository.arches.begin(), repository.arches.end(), [](const auto& arch) {
    return std::all_of(arch->facts.begin(), arch->facts.end(), [](const auto& facts) { return facts && facts->readable(); });
  });
}

}  // namespace

KeptOutcome::KeptOutcome(const Repository& repository, const CheckRequest& request, Standing standing, store::FactsStore& store)
    : store_(store),
      standing_(standing),
      read_only_(request.repository.facts_read_only),
      place_(place_of(repository, request)),
      key_(key_of(repository, request)) {}

std::string KeptOutcome::slot_of(const std::string& what, Standing standing) const {
  return what + (standing == Standing::published ? " of " : " proposed for ") + place_;
}

std::string KeptOutcome::trail_key() const {
  return key_ + std::to_string(store::k_trail_layout);
}

template <typename Kept>
base::Result<std::optional<Kept>> KeptOutcome::look_for(const std::string& what, const std::string& key,
                                                        base::Result<Kept> (*decode)(base::Bytes)) const {
  std::optional<Kept> found;
  if (key_.empty()) return found;
  ELFGATE_TRY(store_.load_records({slot_of(what, Standing::published), slot_of(what, Standing::proposed)},
                                  [&](std::size_t, std::string_view its_key, std::string_view bytes) {
                                    if (found || its_key != key) return;
                                    if (auto kept = decode(base::as_bytes(bytes))) found = std::move(*kept);
                                  }));
  return found;
}

base::Result<std::optional<model::AuditOutcome>> KeptOutcome::find() const {
  return look_for(k_outcome, key_, store::decode_outcome);
}

base::Result<std::optional<model::AuditTrail>> KeptOutcome::find_trail() const {
  return look_for(k_trail, trail_key(), store::decode_trail);
}

base::Result<void> KeptOutcome::keep(const Repository& repository, const Audited& audited) {
  return all_readable(repository) ? keep(audited.outcome, audited.trail) : base::Result<void>();
}

base::Result<void> KeptOutcome::keep(const model::AuditOutcome& outcome, const model::AuditTrail& trail) {
  if (key_.empty() || read_only_) return {};
  std::vector<store::Record> records;
  if (auto bytes = store::encode_outcome(outcome); !bytes.empty())
    records.push_back({slot_of(k_outcome, standing_), key_, std::move(bytes)});
  if (!trail.arches.empty())
    if (auto bytes = store::encode_trail(trail); !bytes.empty())
      records.push_back({slot_of(k_trail, standing_), trail_key(), std::move(bytes)});
  return store_.write_records(records);
}

base::Result<model::AuditOutcome> outcome_of(Repository& repository, const CheckRequest& request, store::FactsStore& store,
                                             RunContext& context) {
  const auto& options = request.repository;
  ELFGATE_TRY(read_habits(options, repository));
  KeptOutcome memory(repository, request, Standing::published, store);
  ELFGATE_TRY_ASSIGN(auto known, memory.find());
  if (known) {
    repository.counts.from_store = repository.listed.packages.size();
    return std::move(*known);
  }
  ELFGATE_TRY_ASSIGN(const auto facts, gather_facts(repository.listed, options, store, context, repository.counts));
  ELFGATE_TRY(build_indexes(options, facts, repository, context));
  ExaminationMemories examinations(store);
  ELFGATE_TRY_ASSIGN(auto audited, audit_repository(repository, request, examinations, context));
  if (!options.facts_read_only) ELFGATE_TRY(examinations.keep());
  ELFGATE_TRY(memory.keep(repository, audited));
  return std::move(audited.outcome);
}

}  // namespace elfgate::engine
