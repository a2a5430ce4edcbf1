#include "engine/partial.h"

#include <algorithm>

#include "engine/facts_on_demand.h"

namespace elfgate::engine {

base::Result<std::unique_ptr<Repository>> load_partly(const RepositoryOptions& options, store::Parts parts,
                                                      const NextWords& next, RunContext& context) {
  auto repository = std::make_unique<Repository>();
  ELFGATE_TRY_ASSIGN(repository->listed, open_repository(options, context));
  repository->profile = audit::profile_named(options.profile.empty() ? repository->listed.profile : options.profile);
  ELFGATE_TRY_ASSIGN(const auto store, open_store(options));
  FactsOnDemand facts(repository->listed, options, parts, *store, context, repository->counts);
  for (auto words = next(nullptr); !words.empty(); words = next(repository.get())) {
    std::sort(words.begin(), words.end());
    ELFGATE_TRY(facts.search(words));
    ELFGATE_TRY(build_parts(facts.facts(), *repository, context));
  }
  return repository;
}

}  // namespace elfgate::engine
