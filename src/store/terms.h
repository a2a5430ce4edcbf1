// The words by which a package can be found without reading its facts: file names, sonames, needed names, paths. A question
// about one name runs over the words of all packages, which are small numbers, and then reads the facts of the few that may
// answer it. A word stands for its 32-bit hash, so a package may be read in vain; none is passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/package_facts.h"

namespace elfgate::store {

/// What a word says of a package.
enum class TermKind : char {
  name = 'n',       ///< last component of a linkage file, link or hard link; soname
  need = 'd',       ///< last component of a needed, filter or auxiliary name; soname of a dlopen note
  path = 'p',       ///< path of anything but a directory
  directory = 'i',  ///< path of a directory, those above an entry included
  target = 't'      ///< path that a symbolic link leads to, as its text says
};

/// The number of a word; the same in every process and build of one facts schema.
std::uint32_t term(TermKind kind, std::string_view text);

/// All words of FACTS, sorted, each once.
std::vector<std::uint32_t> terms_of(const model::PackageFacts& facts);

/// Words as bytes with a sum over KEY and words in front.
std::string encode_terms(std::string_view key, const std::vector<std::uint32_t>& terms);

/// Whether ENCODED holds one of WANTED (sorted). True also when it is damaged: then only the facts can tell.
bool may_hold(std::string_view key, std::string_view encoded, const std::vector<std::uint32_t>& wanted);

}  // namespace elfgate::store
