// The words by which a package can be found without reading its facts: file names, sonames, needed names, paths, provides. A
// word is a small number, the hash of what it stands for, so that words can be kept and compared by the million; two that
// happen to be equal cost a look in vain and never an answer.
#pragma once

#include <cstdint>
#include <string_view>

namespace elfgate::model {

/// What a word says of a package.
enum class TermKind : char {
  name = 'n',       ///< last component of a linkage file, link or hard link; soname
  stem = 's',       ///< library_stem() of such a name
  need = 'd',       ///< last component of a needed, filter or auxiliary name or of an audit module; soname of a dlopen note; file
                    ///< of a needed version
  path = 'p',       ///< path of anything but a directory
  directory = 'i',  ///< path of a directory, those above an entry included
  target = 't',     ///< path that a symbolic link leads to, as its text says
  provide = 'v',    ///< name that the index says the package provides, its own included
  origin = 'o'      ///< what the index says it was built from
};

/// The number of a word; the same in every process and build of one facts schema.
std::uint32_t term(TermKind kind, std::string_view text);

}  // namespace elfgate::model
