// What a package promises by its `so:` provides, and where it keeps the promise. Shared by the rules that hold an index against
// its packages (apk-semantics M1-M12).
//
// A generated provide is a soname. The loader asks for a file name, in directories it knows: so a promise is kept where a file
// or link of that name leads to a library of that soname, in a directory that is searched without being told.
#pragma once

#include <string>
#include <vector>

#include "audit/rule.h"

namespace elfgate::audit {

/// How far a promise is kept, best last.
enum class ProvideKind : std::uint8_t {
  nowhere,        ///< nothing in the package has this soname
  private_place,  ///< the package has it, where the loader does not look by itself
  other_name,     ///< where the loader looks, under a file name that is not the soname (M2)
  public_place    ///< a file or link of that name, where the loader looks
};

/// The best place of a provide, and the file or link there.
struct ProvidePlace {
  ProvideKind kind = ProvideKind::nowhere;
  std::string path;
};

/// NAME of "NAME", "NAME=1", "NAME>1" ...
std::string name_of_item(const std::string& item);

/// Sonames X of plain `so:X` provides; prefixed names (so:openjdk8:libawt.so) promise nothing to the loader (D3).
std::vector<std::string> so_provides(const model::PackageRef& package);

ProvidePlace place_of_provide(const PackageAudit& audit, const std::string& soname);

/// The file of PACKAGE that a link in it leads to, inside the package; null when it leads elsewhere.
const model::FileFact* file_behind(const model::PackageFacts& package, const model::SymlinkFact& link);

/// True when the loader looks in the directory of PATH by itself in the package's closure.
bool is_public(const PackageAudit& audit, std::string_view path);

/// DIR as the loader knows it: packages may spell a merged directory by several names (M12). Empty when it is not searched.
std::string public_directory(const PackageAudit& audit, std::string_view dir);

}  // namespace elfgate::audit
