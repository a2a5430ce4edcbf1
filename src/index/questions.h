// What a judgement asks of all packages, noted while it is made.
//
// Most of what is said of a package hangs on what its installation brings. The rest ("who has it instead?") is asked of the
// whole repository, by a name. Whoever knows which names were asked for knows which later change can alter the answer, and
// need not judge the others again. Rules ask through index::Asking and closure::NotingEngine only, so that one that asks a
// further question is not forgotten.
#pragma once

#include <cstdint>
#include <vector>

#include "model/ids.h"

namespace elfgate::index {

class RepositoryIndex;

/// Facts that were asked for by id and are not there.
struct Unread {
  const RepositoryIndex* index = nullptr;
  model::PackageId package = model::PackageId::none;
};

/// In the order in which they were asked, the same one possibly many times.
struct Questions {
  std::vector<std::uint32_t> words;             ///< model::term() of what was looked for, found or not
  std::vector<std::uint32_t> existing;          ///< of what only had to be there, and was
  std::vector<model::PackageId> installations;  ///< packages whose closures were asked for
  std::vector<Unread> unread;
};

}  // namespace elfgate::index
