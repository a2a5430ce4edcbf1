#include "engine/change.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "diff/findings.h"
#include "engine/kept_outcome.h"
#include "engine/reach.h"

namespace elfgate::engine {

namespace {

using base::ErrorCode;

base::Result<void> drop(Listed& listed, const std::string& name, const std::string& version) {
  const auto before = listed.packages.size();
  std::erase_if(listed.packages,
                [&](const auto& p) { return p.ref->name == name && (version.empty() || p.ref->version == version); });
  if (listed.packages.size() != before) return {};
  std::vector<std::string> names;
  for (const auto& package : listed.packages)
    names.push_back(version.empty() ? package.ref->name : package.ref->name + "=" + package.ref->version);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto wanted = version.empty() ? name : name + "=" + version;
  const auto near = base::nearest(wanted, names);
  return base::fail(ErrorCode::usage, wanted,
                    "the repository has no such package" + (near.empty() ? "" : "; did you mean " + near + "?"));
}

// A new package takes the place of every version of its name on its architecture: that is what an update publishes.
void lay_over(Listed& listed, const Listed& overlay) {
  for (const auto& fresh : overlay.packages)
    std::erase_if(listed.packages,
                  [&](const auto& p) { return p.ref->name == fresh.ref->name && p.ref->arch == fresh.ref->arch; });
  listed.packages.insert(listed.packages.end(), overlay.packages.begin(), overlay.packages.end());
  std::sort(listed.packages.begin(), listed.packages.end(),
            [](const auto& a, const auto& b) { return a.ref->key() < b.ref->key(); });
  listed.problems.insert(listed.problems.end(), overlay.problems.begin(), overlay.problems.end());
}

}  // namespace

base::Result<BothSides> judge_both(Listed before, Listed after, const CheckRequest& request, Wanted wanted,
                                   store::FactsStore& store, RunContext& context) {
  const auto& options = request.repository;
  BothSides sides{std::make_unique<Repository>(), std::make_unique<Repository>(), {}, {}};
  sides.before->listed = std::move(before);
  sides.after->listed = std::move(after);
  std::optional<KeptOutcome> published, proposed;
  ELFGATE_TRY(read_habits(options, *sides.before));
  ELFGATE_TRY(read_habits(options, *sides.after));
  ELFGATE_TRY(for_each_index(context, 2, [&](std::size_t side) {
    if (side == 0)
      published.emplace(*sides.before, request, Standing::published, store);
    else
      proposed.emplace(*sides.after, request, Standing::proposed, store);
  }));
  ELFGATE_TRY_ASSIGN(auto outcome_before, published->find());
  ELFGATE_TRY_ASSIGN(auto outcome_after, proposed->find());

  const bool shelves = wanted == Wanted::reports_and_shelves;
  if (outcome_before && !outcome_after) {
    ELFGATE_TRY_ASSIGN(const auto trail, published->find_trail());
    Reached reached{{}, true};
    if (trail) {
      const Published known{*sides.before, *outcome_before, *trail};
      ELFGATE_TRY_ASSIGN(reached, outcome_by_reach(known, *sides.after, request, store, context));
    }
    outcome_after = std::move(reached.outcome);
    if (outcome_after) ELFGATE_TRY(proposed->keep(*outcome_after, {}));
    if (reached.lacks_records && !options.facts_read_only)
      outcome_before.reset();  // everybody leaves a trail for the next time
  }
  Facts old, fresh;
  if (shelves || !outcome_before) {
    ELFGATE_TRY_ASSIGN(old, gather_facts(sides.before->listed, options, store, context, sides.before->counts));
  }
  if (shelves || !outcome_after) {
    auto& counts = sides.after->counts;
    const auto read = outcome_after ? counts.read : 0;  // already, and in the store by now
    ELFGATE_TRY_ASSIGN(fresh, gather_facts(sides.after->listed, options, store, context, counts, &old));
    counts.read += read;
    counts.from_store -= read;
  }
  if (!outcome_before) ELFGATE_TRY(build_indexes(options, old, *sides.before, context));
  if (!outcome_after) ELFGATE_TRY(build_indexes(options, fresh, *sides.after, context));
  if (shelves && outcome_before) ELFGATE_TRY(build_shelves(old, *sides.before, context));
  if (shelves && outcome_after) ELFGATE_TRY(build_shelves(fresh, *sides.after, context));

  ExaminationMemories memories(store);
  if (!outcome_before) {
    ELFGATE_TRY_ASSIGN(auto audited, audit_repository(*sides.before, request, memories, context));
    if (!options.facts_read_only) ELFGATE_TRY(memories.keep());  // only of what is published
    ELFGATE_TRY(published->keep(*sides.before, audited));
    outcome_before = std::move(audited.outcome);
  }
  if (!outcome_after) {
    ELFGATE_TRY_ASSIGN(auto audited, audit_repository(*sides.after, request, memories, context));
    ELFGATE_TRY(proposed->keep(*sides.after, audited));
    outcome_after = std::move(audited.outcome);
  }
  ELFGATE_TRY_ASSIGN(sides.report_before, conclude(*sides.before, request, std::move(*outcome_before)));
  ELFGATE_TRY_ASSIGN(sides.report_after, conclude(*sides.after, request, std::move(*outcome_after)));
  drop_stale_waivers(sides.report_before.findings);
  drop_stale_waivers(sides.report_after.findings);
  return sides;
}

base::Result<Listed> apply_change(const Listed& before, const Change& change, const RepositoryOptions& options,
                                  RunContext& context) {
  Listed after = before;
  for (const auto& name : change.remove) ELFGATE_TRY(drop(after, name, ""));
  for (const auto& item : change.withdraw) {
    const auto equals = item.find('=');
    ELFGATE_TRY(drop(after, item.substr(0, equals), equals == std::string::npos ? "" : item.substr(equals + 1)));
  }
  if (change.replace.empty()) return after;
  auto overlay_options = options;
  overlay_options.sources = change.replace;
  overlay_options.arches.clear();
  ELFGATE_TRY_ASSIGN(const auto overlay, open_repository(overlay_options, context));
  if (overlay.system != before.system)
    return base::fail(ErrorCode::usage, change.replace.front(), "it is of another package system than the repository");
  lay_over(after, overlay);
  return after;
}

base::Result<model::ChangeAnswer> run_change(const CheckRequest& request, const Change& change, RunContext& context) {
  ELFGATE_TRY_ASSIGN(auto before, open_repository(request.repository, context));
  ELFGATE_TRY_ASSIGN(auto after, apply_change(before, change, request.repository, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(request.repository));
  ELFGATE_TRY_ASSIGN(const auto sides,
                     judge_both(std::move(before), std::move(after), request, Wanted::reports, *store, context));
  diff::Delta delta;
  diff::compare_findings(sides.report_before.findings, sides.report_after.findings, {}, delta);
  return model::ChangeAnswer{std::move(delta.broken), std::move(delta.fixed), delta.before.size()};
}

}  // namespace elfgate::engine
