// A repository of which only the packages that may answer a question have facts: the way to ask a warm repository of tens of
// thousands of packages one thing. Packages and the order of everything are those of the whole repository, and the words of
// store/terms.h never pass a package over, so the answer is the one that all facts would give. Closure engines are made where
// they are asked (add_engines).
#pragma once

#include <functional>
#include <vector>

#include "engine/repository.h"

namespace elfgate::engine {

/// Words (store/terms.h) of packages that may matter, given what is known so far; first asked with null. Empty when all that
/// can matter is there.
using NextWords = std::function<std::vector<std::uint32_t>(const Repository* known)>;

/// Opens the sources, reads what the store does not know, and loads the facts that NEXT asks for. A package that the store
/// cannot hold always has its facts. The worlds of the result know the profile and nothing else: it can be asked where
/// things are, and not be audited.
base::Result<std::unique_ptr<Repository>> load_partly(const RepositoryOptions& options, store::Parts parts,
                                                      const NextWords& next, RunContext& context);

}  // namespace elfgate::engine
