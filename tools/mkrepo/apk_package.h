// One package of a scenario as the bytes of an .apk v2 file, laid out as melange does it (C1-C28): a control member that is cut
// before its end blocks, a data member, the identity of the one and the hash of the other.
#pragma once

#include <string>

#include "repo/scenario/scenario.h"

namespace elfgate::mkrepo {

/// A packed package.
struct PackedApk {
  std::string bytes;
  std::string identity;  ///< "Q1..." of the control member, as an index pins it (C26)
  std::uint64_t installed_size = 0;
};

/// Packs PACKAGE; damage that the scenario asks for is done to the bytes.
PackedApk pack_apk(const repo::scenario::Package& package, const repo::scenario::BuiltPackage& built);

/// The index record of a packed package.
std::string index_text(const model::PackageRef& ref, const PackedApk& packed, std::uint64_t size);

/// APKINDEX.tar.gz around the records of one architecture.
std::string pack_index(const std::string& records, const std::string& description);

}  // namespace elfgate::mkrepo
