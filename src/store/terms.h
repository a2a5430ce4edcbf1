// The words of a package's facts (model/term.h), as the store keeps them beside the facts. A question about one name runs over
// the words of all packages and then reads the facts of the few that may answer it. A package may be read in vain; none is
// passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/package_facts.h"
#include "model/term.h"

namespace elfgate::store {

using model::TermKind;

/// All words of FACTS, sorted, each once.
std::vector<std::uint32_t> terms_of(const model::PackageFacts& facts);

/// Words as bytes with a sum over KEY and words in front.
std::string encode_terms(std::string_view key, const std::vector<std::uint32_t>& terms);

/// Whether ENCODED holds one of WANTED (sorted). True also when it is damaged: then only the facts can tell.
bool may_hold(std::string_view key, std::string_view encoded, const std::vector<std::uint32_t>& wanted);

}  // namespace elfgate::store
