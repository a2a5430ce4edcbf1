#include "audit/verdict.h"

#include <algorithm>
#include <map>

#include "base/vpath.h"

namespace elfgate::audit {

namespace {

using Key = std::pair<FileId, std::string>;

// What an unreadable member may hold is unknown, so nothing that it may hold is called missing. The index of apk says which
// sonames a package provides; other indexes say nothing.
bool unreadable_member_may_have(const World& world, const Examination& examination, const std::string& needed) {
  for (const auto& member : examination.closure.members) {
    if (!world.habits->unreadable.contains(member.package)) continue;
    const auto& package = world.index->package(member.package);
    if (package.system != model::PackageSystem::apk) return true;
    const std::string provide = "so:" + std::string(base::basename(needed));
    for (const auto& item : package.relations.provides)
      if (item == provide || item.starts_with(provide + "=")) return true;
  }
  return false;
}

class Weigher {
 public:
  Weigher(const World& world, const std::vector<Examination>& examinations, std::vector<std::uint32_t> reached)
      : world_(world), examinations_(examinations) {
    out_.reached = std::move(reached);
    const auto count = world.index->packages().size();
    out_.edges.resize(count);
    out_.versions.resize(count);
    out_.context_dependent.resize(count);
  }

  Verdicts run() {
    for (const auto& examination : examinations_) {
      for (const auto& failure : examination.in_programs) {
        const auto weight = weight_of(examination, failure);
        if (weight == Weight::none) continue;
        auto& list = weight == Weight::full ? in_programs_ : in_partial_;
        list[{failure.object, failure.needed}].push_back({&failure, examination.package});
      }
      for (const auto& failure : examination.versions)
        if (!examination.uncertain)
          versions_[{failure.object, failure.file + '\0' + failure.version}].push_back({&failure, examination.package});
    }
    take_program_failures();
    for (const auto& examination : examinations_) take_alone(examination);
    take_versions();
    return std::move(out_);
  }

 private:
  PackageId owner(FileId object) const { return world_.index->file(object).package; }
  std::uint32_t reached(FileId object) const { return out_.reached[static_cast<std::uint32_t>(object)]; }

  // What a failed closure says of a library that the repository has somewhere depends on where that is.
  enum class Weight { none, in_partial_closure, full };

  Weight weight_of(const Examination& examination, const EdgeFailure& failure) {
    if ((examination.partial && !world_.habits->unlisted.empty()) ||
        (examination.uncertain && unreadable_member_may_have(world_, examination, failure.needed))) {
      ++out_.not_judged;
      return Weight::none;
    }
    if (!examination.partial) return Weight::full;
    const index::Asking all(world_.index->inside(), &out_.asked[examination.package]);
    return is_anywhere(all, failure.needed) ? Weight::in_partial_closure : Weight::full;
  }

  void take_program_failures() {
    for (auto& [key, failing] : in_programs_) {
      if (const auto partial = in_partial_.find(key); partial != in_partial_.end())
        failing.insert(failing.end(), partial->second.begin(), partial->second.end());
      add_in_programs(key, std::move(failing), false);
    }
    for (auto& [key, failing] : in_partial_) {
      const bool satisfied_elsewhere = reached(key.first) > failing.size();
      if (!in_programs_.contains(key) && !satisfied_elsewhere) add_in_programs(key, std::move(failing), true);
    }
  }

  void add_in_programs(const Key& key, std::vector<Failed<EdgeFailure>> failing, bool partial) {
    const auto contexts = std::max(reached(key.first), static_cast<std::uint32_t>(failing.size()));
    out_.edges[to_index(owner(key.first))].push_back({key.first, key.second, std::move(failing), contexts, partial});
  }

  // Failures of libraries as their own main program: real only when nobody loads them.
  void take_alone(const Examination& examination) {
    std::map<FileId, std::vector<const EdgeFailure*>> by_main;
    for (const auto& failure : examination.alone) by_main[failure.program].push_back(&failure);
    for (const auto& [library, failures] : by_main) {
      const auto host = std::find_if(examination.resolved_by_host.begin(), examination.resolved_by_host.end(),
                                     [&, main = library](const auto& h) { return h.first == main; });
      if (reached(library) > 0 || host != examination.resolved_by_host.end()) {
        take_context_dependent(examination, library, failures, host == examination.resolved_by_host.end() ? "" : host->second);
        continue;
      }
      for (const auto* failure : failures)
        if (const auto weight = weight_of(examination, *failure); weight != Weight::none)
          add_alone(*failure, examination.package, weight == Weight::in_partial_closure);
    }
  }

  // The same edge of a common dependency fails in many libraries' own contexts: one verdict, at the object that asks.
  void add_alone(const EdgeFailure& failure, PackageId context, bool partial) {
    if (failure.object != failure.program && reached(failure.object) > 0) return;
    auto& edges = out_.edges[to_index(owner(failure.object))];
    const auto known = std::find_if(edges.begin(), edges.end(),
                                    [&](const auto& e) { return e.object == failure.object && e.needed == failure.needed; });
    if (known == edges.end()) {
      edges.push_back({failure.object, failure.needed, {{&failure, context}}, 0, partial});
    } else if (known->contexts == 0 && known->partial == partial) {
      known->failing.push_back({&failure, context});
    } else if (known->contexts == 0 && known->partial) {
      *known = {failure.object, failure.needed, {{&failure, context}}, 0, false};
    }
  }

  void take_context_dependent(const Examination& examination, FileId library, const std::vector<const EdgeFailure*>& failures,
                              const std::string& host) {
    ContextDependent dependent{library, {}, host, host.empty() ? reached(library) : 1};
    for (const auto* failure : failures)
      if (failure->object == library && !in_programs_.contains({library, failure->needed}) &&
          weight_of(examination, *failure) == Weight::full)
        dependent.needed.push_back(failure->needed);
    if (!dependent.needed.empty()) out_.context_dependent[to_index(owner(library))].push_back(std::move(dependent));
  }

  void take_versions() {
    for (auto& [key, failing] : versions_) {
      const auto& first = *failing.front().failure;
      out_.versions[to_index(owner(key.first))].push_back({key.first, first.file, first.version, std::move(failing)});
    }
  }

  const World& world_;
  const std::vector<Examination>& examinations_;
  Verdicts out_;
  std::map<Key, std::vector<Failed<EdgeFailure>>> in_programs_, in_partial_;
  std::map<Key, std::vector<Failed<VersionFailure>>> versions_;
};

}  // namespace

bool is_anywhere(const index::Asking& index, const std::string& needed) {
  return index.has_name(base::basename(needed)) || !index.with_soname(needed).empty();
}

std::vector<std::uint32_t> count_reached(const World& world, const std::vector<Examination>& examinations) {
  std::vector<std::uint32_t> reached(world.index->file_count());
  for (const auto& examination : examinations)
    for (const auto& [object, programs] : examination.reached) reached[static_cast<std::uint32_t>(object)] += programs;
  return reached;
}

Verdicts weigh(const World& world, const std::vector<Examination>& examinations, std::vector<std::uint32_t> reached) {
  return Weigher(world, examinations, std::move(reached)).run();
}

std::vector<PackageId> weighs_on(const World& world, const Examination& examination) {
  std::vector<PackageId> owners;
  const auto add = [&](const auto& failures) {
    for (const auto& failure : failures) owners.push_back(world.index->file(failure.object).package);
  };
  add(examination.in_programs);
  add(examination.alone);
  add(examination.versions);
  std::sort(owners.begin(), owners.end());
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  return owners;
}

}  // namespace elfgate::audit
