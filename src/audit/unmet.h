// Everything that a failed closure lacks. The installer stops at the first name it cannot get; whoever mends a repository wants
// to hear of all of them, and a wound that was there before must not hide a new one.
#pragma once

#include <string>
#include <vector>

#include "audit/world.h"
#include "model/closure.h"

namespace elfgate::audit {

/// A dependency of a member of a closure that no package provides.
struct Unmet {
  std::string word;                   ///< as the member spells it
  PackageId asker = PackageId::none;  ///< the first member that asks
};

/// What PACKAGE and the known members of CLOSURE ask for and nobody provides; sorted by word, each once. apk only: a
/// dependency of another package system may have alternatives.
std::vector<Unmet> unmet_words(const World& world, const model::Closure& closure, PackageId package);

/// "package: /path" of files and links that answer to the name in "so:NAME", whoever has them; empty for other words.
std::vector<std::string> places_of_provide(const World& world, const std::string& word);

}  // namespace elfgate::audit
